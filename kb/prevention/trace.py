"""Where a case stands on the loop 调查→分析→施策→落实→评估→完善: what is there, what is missing.

Pure: from the records of a case to six nodes. A gap names what is missing by a code, with the
records concerned.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kb.prevention.case_records import CaseRecords
from kb.prevention.ledger_facts import LetterFacts
from kb.prevention.stages import CLOSED_ITEM, FAILING_GRADE, LOOP, PASSING_GRADES
from kb.registers.records import Kept


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing at a node; ``records`` are the ids concerned, if any."""

    code: str
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the loop: ``there`` are the ids of the records that fill it."""

    key: str
    zh: str
    there: tuple[str, ...]
    gaps: tuple[Gap, ...]

    @property
    def complete(self) -> bool:
        """Whether it holds something and lacks nothing."""
        return bool(self.there) and not self.gaps


def trace(records: CaseRecords) -> tuple[Node, ...]:
    """The six nodes in their order."""
    told = {
        "investigate": _investigate(records),
        "analyse": _analyse(records),
        "decide": _decide(records),
        "carry_out": _carry_out(records),
        "evaluate": _evaluate(records),
        "improve": _improve(records),
    }
    return tuple(Node(key, zh, _ids(told[key][0]), tuple(told[key][1])) for key, zh in LOOP.items())


def _investigate(records: CaseRecords) -> tuple[Sequence[Kept[Any]], list[Gap]]:
    there: list[Kept[Any]] = [*records.clues, records.case, *records.risk_points, *records.checks]
    gaps = []
    if not records.checks:
        gaps.append(Gap("CHECKLIST_EMPTY"))
    if records.open_checks:
        gaps.append(Gap("CHECKS_OPEN", _ids(records.open_checks)))
    return there, gaps


def _analyse(records: CaseRecords) -> tuple[Sequence[Kept[Any]], list[Gap]]:
    gaps = []
    if not records.case.facts.direct_causes:
        gaps.append(Gap("CAUSES_MISSING"))
    if not records.case.facts.roots:
        gaps.append(Gap("ROOTS_MISSING"))
    undecided = [one for one in records.loopholes if one.state == "proposed"]
    if undecided:
        gaps.append(Gap("LOOPHOLES_UNDECIDED", _ids(undecided)))
    if not records.confirmed:
        gaps.append(Gap("LOOPHOLES_MISSING"))
    return records.confirmed, gaps


def _decide(records: CaseRecords) -> tuple[Sequence[Kept[Any]], list[Gap]]:
    there: list[Kept[Any]] = [*records.adopted, *records.served]
    if records.case.facts.waiver:
        return [*there, records.case], []
    gaps = []
    if not records.adopted:
        gaps.append(Gap("MEASURES_MISSING"))
    if records.unanswered_loopholes:
        gaps.append(Gap("LOOPHOLES_UNANSWERED", _ids(records.unanswered_loopholes)))
    if not records.served:
        gaps.append(Gap("LETTER_NOT_SERVED", _ids(records.letters)))
    return there, gaps


def _carry_out(records: CaseRecords) -> tuple[Sequence[Kept[Any]], list[Gap]]:
    closed = [one for one in records.items if one.state in CLOSED_ITEM]
    gaps = []
    if not records.items and not records.case.facts.waiver:
        gaps.append(Gap("ITEMS_MISSING"))
    if records.open_items:
        gaps.append(Gap("ITEMS_OPEN", _ids(records.open_items)))
    unanswered = [one for one in records.served if _awaits_reply(one)]
    if unanswered:
        gaps.append(Gap("REPLY_MISSING", _ids(unanswered)))
    return closed, gaps


def _evaluate(records: CaseRecords) -> tuple[Sequence[Kept[Any]], list[Gap]]:
    failed = [one for one in records.verdicts if one.facts.grade == FAILING_GRADE]
    gaps = []
    if failed:
        gaps.append(Gap("EVALUATION_FAILED", _ids(failed)))
    elif not any(one.facts.grade in PASSING_GRADES for one in records.verdicts):
        gaps.append(Gap("EVALUATION_MISSING", _ids(records.evaluations)))
    return records.verdicts, gaps


def _improve(records: CaseRecords) -> tuple[Sequence[Kept[Any]], list[Gap]]:
    if records.case.state in ("improvement", "archived"):
        return [records.case], []
    return [], [Gap("NOT_IMPROVED")]


def _awaits_reply(letter: Kept[LetterFacts]) -> bool:
    return letter.facts.replied is None


def _ids(records: Iterable[Kept[Any]]) -> tuple[str, ...]:
    return tuple(one.id for one in records)
