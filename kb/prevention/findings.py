"""What machines propose and people decide on: risk points, loopholes, measures."""

from typing import Any, Literal, TypeAlias, TypeVar

from kb.errors import IllegalTransition
from kb.model import CaseId
from kb.prevention.chain_facts import CASES, LOOPHOLES, MEASURES, CaseFacts, LoopholeFacts
from kb.prevention.stages import FINDING_STEPS, MEASURE_STEPS
from kb.prevention.stated_loopholes import stated_loopholes
from kb.prevention.steps import require_step
from kb.registers.records import Kept, Register
from kb.retrieval.sources import Quote
from kb.store.registry import Registry, Wanted

Decision: TypeAlias = Literal["confirm", "dismiss", "adopt", "drop", "reconsider"]
F = TypeVar("F")


class Findings:
    """Decisions of one person on findings."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def decide(
        self,
        register: Register[F],
        record_id: str,
        decision: Decision,
        *,
        reason: str = "",
        expected: int | None = None,
    ) -> Kept[F]:
        """Confirm or dismiss a risk point or loophole, adopt or drop a measure; or think again.

        A measure is not taken back once its case is concluded (CASE_CONCLUDED).
        """
        steps = MEASURE_STEPS if register.kind == MEASURES.kind else FINDING_STEPS
        if decision not in steps:
            raise IllegalTransition(id=record_id, to=decision)
        kept = self._registry.get(register, record_id, lock=True)
        taken = require_step(steps, kept, decision, reason)
        if register.kind == MEASURES.kind and decision == "reconsider":
            self._require_under_investigation(kept)
        return self._registry.change(
            register, kept, action=decision, state=taken.after, reason=reason, expected=expected
        )

    def propose_loopholes(self, case_id: CaseId) -> tuple[Kept[LoopholeFacts], ...]:
        """Loopholes that stand in the case's papers, each with the words that say it best.

        One that the case already has, dismissed or not, is not proposed again.
        """
        case = self._registry.get(CASES, case_id)
        known = self._registry.all(LOOPHOLES, Wanted(equal=(("case_id", (case_id,)),)))
        seen = {one.facts.term for one in known}
        return tuple(
            self._registry.add(LOOPHOLES, self._facts(case.facts, term, quote), under=case)
            for term, quote in stated_loopholes(self._registry, case_id)
            if term not in seen
        )

    def _facts(self, case: CaseFacts, term: str, quote: Quote) -> LoopholeFacts:
        return LoopholeFacts(
            term=term,
            description=quote.text,
            unit=case.unit,
            domain=case.domain,
            position=case.position,
            found=self._registry.today(),
            document=quote.document_id,
            start=quote.span.start,
            end=quote.span.end,
        )

    def _require_under_investigation(self, measure: Kept[Any]) -> None:
        if not measure.head.case_id:
            return
        case = self._registry.get(CASES, measure.head.case_id)
        if case.state != "investigation":
            raise IllegalTransition("CASE_CONCLUDED", id=case.id, state=case.state)
