"""Inspections (督查): planned, then completed with findings, each of which moves the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from kb.errors import IllegalTransition, InvalidQuery, NotAllowed
from kb.governance.access import Permission
from kb.prevention.item_change import change_item, take
from kb.prevention.item_steps import words_of
from kb.prevention.ledger_facts import INSPECTIONS, ITEMS, InspectionFacts, ItemFacts
from kb.prevention.verification import Verification
from kb.registers.records import Kept
from kb.store.registry import Registry


class Outcome(StrEnum):
    """What a finding comes to: a new item, a note on a standing one, or its return."""

    NEW = "new"
    NOTE = "note"
    RETURN = "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding. ``item`` names the standing item; a new one takes what is told of it here."""

    problem: str
    outcome: Outcome = Outcome.NEW
    item: str = ""
    measure: str = ""
    acceptance: tuple[str, ...] = ()
    loopholes: tuple[str, ...] = ()
    owner: str = ""
    domain: str = ""
    due: date | None = None


class Inspections:
    """Steps of those who inspect; nobody inspects their own unit."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def complete(
        self,
        inspection_id: str,
        findings: Iterable[Finding],
        *,
        conclusion: str,
        expected: int,
    ) -> Kept[InspectionFacts]:
        """Close a planned inspection: every finding drafts an item or touches a standing one.

        All of it or nothing: a finding that cannot be carried out refuses the whole step.
        """
        kept = self._planned(inspection_id)
        said, told = words_of(conclusion, "督查结论"), tuple(findings)
        touched = [self._carry_out(kept, one) for one in told]
        facts = replace(
            kept.facts,
            done=self._registry.today(),
            items=tuple(dict.fromkeys((*kept.facts.items, *touched))),
            findings=tuple(one.problem for one in told),
            conclusion=said,
        )
        return self._registry.change(
            INSPECTIONS, kept, facts=facts, state="done", action="complete", expected=expected
        )

    def cancel(self, inspection_id: str, *, reason: str, expected: int) -> Kept[InspectionFacts]:
        """Give a planned inspection up, for a reason."""
        return self._registry.change(
            INSPECTIONS,
            self._planned(inspection_id),
            state="cancelled",
            action="cancel",
            reason=words_of(reason, "理由"),
            expected=expected,
        )

    def _planned(self, inspection_id: str) -> Kept[InspectionFacts]:
        principal = self._registry.principal
        principal.require(Permission.LEDGER_WRITE)
        kept = self._registry.get(INSPECTIONS, inspection_id, lock=True)
        if principal.unit and principal.unit == kept.facts.unit:
            raise NotAllowed("SAME_UNIT", id=kept.id)
        if kept.state != "planned":
            raise IllegalTransition(id=kept.id, state=kept.state, to="done")
        return kept

    def _carry_out(self, inspection: Kept[InspectionFacts], finding: Finding) -> str:
        problem = words_of(finding.problem, "发现的问题")
        if finding.outcome is Outcome.NEW:
            return self._draft(inspection, finding, problem)
        step, item = take(self._registry, "inspect", finding.item)
        if item.facts.unit != inspection.facts.unit:
            raise InvalidQuery("FIELD_INVALID", field="整改事项", value=item.id)
        if finding.outcome is Outcome.NOTE:
            return change_item(self._registry, step, item, item.facts, problem).id
        verification = Verification(self._registry)
        if item.state == "submitted":
            verification.start(item.id)
        return verification.send_back(item.id, opinion=problem).id

    def _draft(self, inspection: Kept[InspectionFacts], finding: Finding, problem: str) -> str:
        facts = ItemFacts(
            problem=problem,
            inspection=inspection.id,
            unit=inspection.facts.unit,
            measure=finding.measure,
            acceptance=finding.acceptance,
            loopholes=finding.loopholes,
            owner=finding.owner,
            domain=finding.domain,
            due=finding.due,
            supervisor=self._registry.principal.account,
        )
        return self._registry.add(ITEMS, facts, under=inspection, reason="督查发现").id
