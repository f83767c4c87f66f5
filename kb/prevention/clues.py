"""A clue's way: preliminary verification, inquiry, hold, close, back, or filed as a case.

No clue leaves intake without its risk pre-judgement (至少三个有出处的风险点).
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

from kb.governance.access import Level
from kb.prevention.case_files import CaseFiles, Opening
from kb.prevention.chain_facts import CLUES, RISK_POINTS, CaseFacts, CheckFacts, ClueFacts
from kb.prevention.pre_judgement import counted_points, require_pre_judgement
from kb.prevention.stages import CLUE_STEPS
from kb.prevention.steps import Step, require_step
from kb.registers.records import Kept, Placing
from kb.store.cases import case_id_of
from kb.store.registry import Registry, Wanted

PlainClueStep: TypeAlias = Literal["preliminary", "inquiry", "hold", "close", "return"]


@dataclass(frozen=True, slots=True)
class Filed:
    """A clue that became a case, with the case's risk checklist."""

    clue: Kept[ClueFacts]
    case: Kept[CaseFacts]
    checks: tuple[Kept[CheckFacts], ...]


class Clues:
    """The steps of clues, for one person."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def take(
        self,
        clue_id: str,
        action: PlainClueStep,
        *,
        reason: str = "",
        expected: int | None = None,
    ) -> Kept[ClueFacts]:
        """Any step but filing."""
        clue = self._registry.get(CLUES, clue_id, lock=True)
        taken = self._allowed(clue, action, reason)
        return self._registry.change(
            CLUES, clue, action=action, state=taken.after, reason=reason, expected=expected
        )

    def file(
        self,
        clue_id: str,
        *,
        approval: str,
        number: str = "",
        title: str = "",
        on: date | None = None,
        level: Level = Level.SENSITIVE,
        expected: int | None = None,
    ) -> Filed:
        """Open the case with its checklist; ``approval`` says who approved it and how.

        Papers uploaded to the case belong to it. The clue and its risk points come into the case
        and keep their own level.
        """
        clue = self._registry.get(CLUES, clue_id, lock=True)
        taken = self._allowed(clue, "file", approval)
        told = clue.facts
        facts = CaseFacts(
            title=title or told.title,
            number=number,
            clue=clue.id,
            filed=on or self._registry.today(),
            unit=told.unit,
            domain=told.domain,
            position=told.position,
        )
        filed = self._registry.change(
            CLUES, clue, action="file", state=taken.after, reason=approval, expected=expected
        )
        case, checks = CaseFiles(self._registry).open(
            facts,
            Opening(case_id_of(clue.id), level, clue.head.department, approval),
            points=counted_points(self._registry, clue.id),
        )
        placing = Placing(clue.head.level, clue.head.department, case.id)
        for point in self._registry.all(RISK_POINTS, Wanted(equal=(("clue", (clue.id,)),))):
            self._registry.place(RISK_POINTS, point, replace(placing, level=point.head.level))
        return Filed(self._registry.place(CLUES, filed, placing), case, checks)

    def _allowed(self, clue: Kept[ClueFacts], action: str, reason: str) -> Step:
        taken = require_step(CLUE_STEPS, clue, action, reason)
        if clue.state == CLUES.first or action == "file":
            require_pre_judgement(self._registry, clue.id)
        return taken
