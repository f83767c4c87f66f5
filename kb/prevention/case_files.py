"""A case's way: investigation, conclusion, rectification, improvement, archive; each with its gate.

A step that its gate refuses changes nothing and names what is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, TypeAlias

from kb.errors import IllegalTransition, MissingEvidence
from kb.governance.access import Level
from kb.model import CaseId
from kb.prevention.case_records import CaseRecords, records_of
from kb.prevention.chain_facts import CASES, CHECKS, CaseFacts, CheckFacts, RiskPointFacts
from kb.prevention.checklist import questions
from kb.prevention.stages import CASE_STEPS, FAILING_GRADE, PASSING_GRADES
from kb.prevention.steps import Step, require_step
from kb.registers.catalogue import REGISTERS
from kb.registers.records import Kept, Placing
from kb.store.case_rows import open_case_row, protection_of_case
from kb.store.registry import Registry, Wanted

PlainCaseStep: TypeAlias = Literal["withdraw", "rectify", "improve", "rework", "archive"]
_IDS = 10  # as many ids as a refusal names


@dataclass(frozen=True, slots=True)
class Opening:
    """How a case is opened: its id, its level, its owner, who approved it."""

    case_id: CaseId
    level: Level
    department: str
    approval: str


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a concluded case came to."""

    on: date
    result: str
    result_number: str = ""


class CaseFiles:
    """The steps of cases, for one person."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def open(
        self,
        facts: CaseFacts,
        opening: Opening,
        *,
        points: Sequence[Kept[RiskPointFacts]] = (),
    ) -> tuple[Kept[CaseFacts], tuple[Kept[CheckFacts], ...]]:
        """A new case under investigation, with its checklist; papers may be uploaded to it."""
        registry = self._registry
        department = opening.department or registry.principal.department
        open_case_row(
            registry.session,
            opening.case_id,
            title=facts.title,
            level=opening.level,
            department=department,
        )
        placing = Placing(opening.level, department, opening.case_id)
        case = registry.add(
            CASES, facts, placing, record_id=opening.case_id, reason=opening.approval
        )
        asked = questions(registry.taxonomy, facts, points)
        return case, tuple(registry.add(CHECKS, one, under=case) for one in asked)

    def edit(self, case_id: CaseId, facts: CaseFacts, *, expected: int) -> Kept[CaseFacts]:
        """What people enter of a case."""
        case = self._registry.get(CASES, case_id, lock=True)
        return self._registry.edit(CASES, case, facts, expected=expected)

    def follow_protection(self, case_id: CaseId) -> None:
        """After the case got another level or owner: its record has them too, and no record of the
        case that the person may read is kept lower than the case. Unknown cases are left alone.
        """
        registry = self._registry
        if not registry.count(CASES, Wanted(equal=(("id", (case_id,)),))):
            return
        row = protection_of_case(registry.session, case_id)
        case = registry.get(CASES, case_id, lock=True)
        registry.place(CASES, case, Placing(row.level, row.department, case_id))
        lower = Wanted(equal=(("case_id", (case_id,)), ("level", tuple(range(row.level)))))
        for register in REGISTERS.values():
            for one in registry.all(register, lower):
                registry.place(register, one, Placing(row.level, one.head.department, case_id))

    def waive(
        self, case_id: CaseId, *, reason: str, expected: int | None = None
    ) -> Kept[CaseFacts]:
        """Record why no measures are made."""
        case = self._registry.get(CASES, case_id, lock=True)
        require_step(CASE_STEPS, case, "waive", reason)
        facts = replace(case.facts, waiver=reason)
        return self._registry.change(
            CASES, case, action="waive", facts=facts, reason=reason, expected=expected
        )

    def conclude(
        self, case_id: CaseId, told: Conclusion, *, expected: int | None = None
    ) -> Kept[CaseFacts]:
        """Investigation ends: the checklist is answered, each confirmed loophole has a measure."""
        records = records_of(self._registry, case_id, lock=True)
        taken = require_step(CASE_STEPS, records.case, "conclude", "")
        require_conclusion(records, told, today=self._registry.today())
        facts = replace(
            records.case.facts,
            concluded=told.on,
            result=told.result,
            result_number=told.result_number,
        )
        return self._registry.change(
            CASES,
            records.case,
            action="conclude",
            facts=facts,
            state=taken.after,
            expected=expected,
        )

    def take(
        self,
        case_id: CaseId,
        action: PlainCaseStep,
        *,
        reason: str = "",
        expected: int | None = None,
    ) -> Kept[CaseFacts]:
        """Any step that needs no more than its gate and its reason."""
        records = records_of(self._registry, case_id, lock=True)
        taken = require_step(CASE_STEPS, records.case, action, reason)
        require_gate(records, taken)
        return self._registry.change(
            CASES, records.case, action=action, state=taken.after, reason=reason, expected=expected
        )


def require_conclusion(records: CaseRecords, told: Conclusion, *, today: date) -> None:
    """The gate of 审结: CHECKS_OPEN, CHECKLIST_EMPTY, MEASURES_MISSING, DATE_INVALID, …"""
    case = records.case
    if not told.result.strip():
        raise MissingEvidence("RESULT_MISSING", id=case.id)
    if not case.facts.filed <= told.on <= today:
        raise IllegalTransition("DATE_INVALID", id=case.id, value=told.on.isoformat())
    require_concludable(records)


def require_concludable(records: CaseRecords) -> None:
    """What must be there before a case is concluded, whatever it came to."""
    case = records.case
    if not records.checks:
        raise MissingEvidence("CHECKLIST_EMPTY", id=case.id)
    if records.open_checks:
        raise _missing("CHECKS_OPEN", case, records.open_checks)
    if case.facts.waiver.strip():
        return
    if records.unanswered_loopholes:
        raise _missing("MEASURES_MISSING", case, records.unanswered_loopholes)
    if not records.adopted:
        raise _missing("MEASURES_MISSING", case, ())


def require_gate(records: CaseRecords, taken: Step) -> None:
    """The gates of rectify, improve, rework and archive."""
    case = records.case
    if taken.action == "rectify" and not records.served:
        raise _missing("LETTER_NOT_SERVED", case, records.letters)
    if taken.action == "improve":
        _require_rectified(records)
    if taken.action == "rework" and not _failed(records):
        raise _missing("EVALUATION_MISSING", case, ())
    if taken.action == "archive" and case.state == "conclusion":
        # only where no measures were made: there is nothing to rectify
        if not case.facts.waiver.strip():
            raise _missing("WAIVER_MISSING", case, ())
        if records.served:
            raise _missing("ITEMS_OPEN", case, records.served)


def _require_rectified(records: CaseRecords) -> None:
    case = records.case
    if not records.items or records.open_items:
        raise _missing("ITEMS_OPEN", case, records.open_items)
    if _failed(records):
        raise _missing("EVALUATION_FAILED", case, _failed(records))
    if not any(one.facts.grade in PASSING_GRADES for one in records.verdicts):
        raise _missing("EVALUATION_MISSING", case, records.evaluations)


def _failed(records: CaseRecords) -> tuple[Kept[Any], ...]:
    return tuple(one for one in records.verdicts if one.facts.grade == FAILING_GRADE)


def _missing(code: str, case: Kept[CaseFacts], records: Sequence[Kept[Any]]) -> MissingEvidence:
    ids = "、".join(one.id for one in records[:_IDS])
    return MissingEvidence(code, id=case.id, count=len(records), records=ids)
