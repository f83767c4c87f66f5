"""All records of one case, read at once: what gates, the trace and the counters look at."""

from dataclasses import dataclass
from typing import TypeVar

from kb.prevention.chain_facts import (
    CASES,
    CHECKS,
    CLUES,
    LOOPHOLES,
    MEASURES,
    RISK_POINTS,
    CaseFacts,
    CheckFacts,
    ClueFacts,
    LoopholeFacts,
    MeasureFacts,
    RiskPointFacts,
)
from kb.prevention.checklist import answered
from kb.prevention.ledger_facts import (
    EVALUATIONS,
    ITEMS,
    LETTERS,
    EvaluationFacts,
    ItemFacts,
    LetterFacts,
)
from kb.prevention.stages import CLOSED_ITEM
from kb.registers.records import Kept, Register
from kb.store.registry import Registry, Wanted

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class CaseRecords:
    """The records of a case that the person may read, each kind oldest first."""

    case: Kept[CaseFacts]
    clues: tuple[Kept[ClueFacts], ...]
    risk_points: tuple[Kept[RiskPointFacts], ...]
    checks: tuple[Kept[CheckFacts], ...]
    loopholes: tuple[Kept[LoopholeFacts], ...]
    measures: tuple[Kept[MeasureFacts], ...]
    letters: tuple[Kept[LetterFacts], ...]
    items: tuple[Kept[ItemFacts], ...]
    evaluations: tuple[Kept[EvaluationFacts], ...]

    @property
    def open_checks(self) -> tuple[Kept[CheckFacts], ...]:
        """Questions without an answer that is supported."""
        return tuple(one for one in self.checks if not answered(one))

    @property
    def confirmed(self) -> tuple[Kept[LoopholeFacts], ...]:
        """Loopholes that people confirmed."""
        return tuple(one for one in self.loopholes if one.state == "confirmed")

    @property
    def adopted(self) -> tuple[Kept[MeasureFacts], ...]:
        """Measures that were adopted."""
        return tuple(one for one in self.measures if one.state == "adopted")

    @property
    def unanswered_loopholes(self) -> tuple[Kept[LoopholeFacts], ...]:
        """Confirmed loopholes that no adopted measure answers."""
        met = {loophole for one in self.adopted for loophole in one.facts.loopholes}
        return tuple(one for one in self.confirmed if one.id not in met)

    @property
    def served(self) -> tuple[Kept[LetterFacts], ...]:
        """Letters that were served and not withdrawn."""
        return tuple(one for one in self.letters if one.facts.served and one.state != "withdrawn")

    @property
    def open_items(self) -> tuple[Kept[ItemFacts], ...]:
        """Rectification items that are not done with."""
        return tuple(one for one in self.items if one.state not in CLOSED_ITEM)

    @property
    def verdicts(self) -> tuple[Kept[EvaluationFacts], ...]:
        """The last confirmed evaluation of each evaluated unit, made by those who check."""
        last: dict[str, Kept[EvaluationFacts]] = {}
        for one in self.evaluations:
            if one.state == "confirmed" and one.facts.side == "check":
                last[one.facts.unit] = one
        return tuple(last.values())


def records_of(registry: Registry, case_id: str, *, lock: bool = False) -> CaseRecords:
    """The case with its records; ``NotFound`` where the person may not read the case."""

    def of_case(register: Register[F]) -> tuple[Kept[F], ...]:
        return registry.all(register, Wanted(equal=(("case_id", (case_id,)),)))

    return CaseRecords(
        case=registry.get(CASES, case_id, lock=lock),
        clues=of_case(CLUES),
        risk_points=of_case(RISK_POINTS),
        checks=of_case(CHECKS),
        loopholes=of_case(LOOPHOLES),
        measures=of_case(MEASURES),
        letters=of_case(LETTERS),
        items=of_case(ITEMS),
        evaluations=of_case(EVALUATIONS),
    )
