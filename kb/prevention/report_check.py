"""Whether a report can be approved: each statement's anchors, and the gaps that remain.

A statement without an anchor that stands, or with one that leads nowhere, is marked and blocks
approval. Gaps are listed; some of them block too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from kb.errors import InvalidQuery
from kb.prevention.case_records import CaseRecords, records_of
from kb.prevention.report_facts import ReportFacts, ReportSection, Statement
from kb.prevention.report_parts import asserts_guilt
from kb.prevention.report_words import flat
from kb.prevention.source_refs import SourceRef, parse_source, stands
from kb.registers.records import Kept
from kb.store.access_filter import readable_documents
from kb.store.registry import Registry
from kb.store.tables import DocumentRow


class Mark(StrEnum):
    """How a statement stands to its anchors."""

    QUOTED = "quoted"
    TOLD = "told"
    UNANCHORED = "unanchored"
    BROKEN = "broken"


MARKS: Mapping[Mark, str] = MappingProxyType(
    {
        Mark.QUOTED: "原文",
        Mark.TOLD: "据出处转述",
        Mark.UNANCHORED: "无出处，待核实",
        Mark.BROKEN: "出处打不开，待核实",
    }
)
_GOOD = frozenset({Mark.QUOTED, Mark.TOLD})
GAPS: Mapping[str, str] = MappingProxyType(
    {
        "UNANCHORED": "有的句子没有出处，或出处打不开",
        "ASSERTS_GUILT": "案件未审结，句中直称犯罪，应写“涉嫌”",
        "BASIC_MISSING": "没有案件基本情况",
        "DIRECT_MISSING": "没有直接原因",
        "DEEPER_MISSING": "没有深层原因",
        "AUDIENCE_MISSING": "没有写明知悉范围",
        "FEATURES_MISSING": "案内文书没有写明作案经过与手段",
        "LOOPHOLES_MISSING": "没有制度漏洞",
        "SUPERVISION_MISSING": "监管短板没有出处",
        "ROOTS_MISSING": "思想根源没有出处（只有套话的不算）",
        "RISK_POINTS_MISSING": "没有风险点",
        "SIMILAR_MISSING": "没有可比的同类案件",
        "LOOPHOLE_UNANSWERED": "已确认的漏洞没有采用的措施",
        "LOOPHOLE_UNDECIDED": "漏洞尚待确认或排除",
        "MEASURE_WITHOUT_OWNER": "措施没有责任单位",
        "MEASURE_WITHOUT_DUE": "措施没有时限",
        "MEASURE_WITHOUT_STANDARD": "措施没有验收标准",
        "CHECKS_OPEN": "风险排查还有未答的事项",
        "AMOUNT_DIFFERS": "登记的案值与文书写明的金额不同",
    }
)
BLOCKING = frozenset(
    {
        "UNANCHORED",
        "ASSERTS_GUILT",
        "BASIC_MISSING",
        "DIRECT_MISSING",
        "DEEPER_MISSING",
        "AUDIENCE_MISSING",
    }
)
_MISSING: Mapping[ReportSection, str] = MappingProxyType(
    {
        ReportSection.BASIC: "BASIC_MISSING",
        ReportSection.FEATURES: "FEATURES_MISSING",
        ReportSection.DIRECT: "DIRECT_MISSING",
        ReportSection.DEEPER: "DEEPER_MISSING",
        ReportSection.LOOPHOLES: "LOOPHOLES_MISSING",
        ReportSection.SUPERVISION: "SUPERVISION_MISSING",
        ReportSection.ROOTS: "ROOTS_MISSING",
        ReportSection.RISK_POINTS: "RISK_POINTS_MISSING",
        ReportSection.SIMILAR: "SIMILAR_MISSING",
    }
)


@dataclass(frozen=True, slots=True)
class ReportGap:
    """What is missing; ``statements`` by their numbers from 1, ``records`` by their ids."""

    code: str
    statements: tuple[int, ...] = ()
    records: tuple[str, ...] = ()

    @property
    def blocking(self) -> bool:
        """Whether it keeps the report from being approved."""
        return self.code in BLOCKING


@dataclass(frozen=True, slots=True)
class Examined:
    """A mark for each statement in their order, and the gaps."""

    marks: tuple[Mark, ...]
    gaps: tuple[ReportGap, ...]

    @property
    def blocking(self) -> tuple[ReportGap, ...]:
        """The gaps that keep the report from being approved."""
        return tuple(one for one in self.gaps if one.blocking)


def examine(registry: Registry, report: Kept[ReportFacts]) -> Examined:
    """The report as it stands now, over what the person may read."""
    records = records_of(registry, report.head.case_id)
    anchors = _Anchors(registry, report.facts.statements)
    marks = tuple(anchors.mark(one) for one in report.facts.statements)
    gaps = [*_gaps(report.facts, records, marks), *_amount(registry, records)]
    return Examined(marks, tuple(gaps))


class _Anchors:
    """Marks statements; the texts they quote are read once."""

    def __init__(self, registry: Registry, statements: Sequence[Statement]) -> None:
        self._registry = registry
        refs = [_parsed(anchor) for one in statements for anchor in one.anchors]
        wanted = {ref.id for ref in refs if ref is not None and ref.kind == "words"}
        query = select(DocumentRow.id, DocumentRow.text).where(
            DocumentRow.id.in_(wanted), readable_documents(registry.principal)
        )
        self._texts: dict[str, str] = {row.id: row.text for row in registry.session.execute(query)}

    def mark(self, statement: Statement) -> Mark:
        anchors = [one for one in statement.anchors if not one.startswith("taxonomy:")]
        if not statement.text.strip() or not anchors:
            return Mark.UNANCHORED
        if not all(self._stands(one) for one in anchors):
            return Mark.BROKEN
        return Mark.QUOTED if any(self._quotes(statement, one) for one in anchors) else Mark.TOLD

    def _stands(self, anchor: str) -> bool:
        ref = _parsed(anchor)
        if ref is None:
            return False
        if ref.kind != "words":
            return stands(self._registry, anchor)
        text = self._texts.get(ref.id)
        return text is not None and ref.span is not None and ref.span.end <= len(text)

    def _quotes(self, statement: Statement, anchor: str) -> bool:
        ref = _parsed(anchor)
        if ref is None or ref.span is None:
            return False
        words = flat(ref.span.of(self._texts[ref.id])).rstrip("。；，")
        return bool(words) and words == flat(statement.text).rstrip("。；，")


def _parsed(anchor: str) -> SourceRef | None:
    try:
        return parse_source(anchor)
    except InvalidQuery:
        return None


def _gaps(facts: ReportFacts, records: CaseRecords, marks: Sequence[Mark]) -> Iterator[ReportGap]:
    bad = tuple(at for at, mark in enumerate(marks, start=1) if mark not in _GOOD)
    if bad:
        yield ReportGap("UNANCHORED", statements=bad)
    if records.case.state in ("investigation", "withdrawn"):
        bold = tuple(
            at for at, one in enumerate(facts.statements, start=1) if asserts_guilt(one.text)
        )
        if bold:
            yield ReportGap("ASSERTS_GUILT", statements=bold)
    if not facts.audience.strip():
        yield ReportGap("AUDIENCE_MISSING")
    there = {one.section for one in facts.statements}
    for section, code in _MISSING.items():
        if section not in there:
            yield ReportGap(code)
    yield from _of_records(records)


def _of_records(records: CaseRecords) -> Iterator[ReportGap]:
    adopted = [one for one in records.measures if one.state == "adopted"]
    found: tuple[tuple[str, Sequence[Kept[Any]]], ...] = (
        ("LOOPHOLE_UNANSWERED", records.unanswered_loopholes),
        ("LOOPHOLE_UNDECIDED", [one for one in records.loopholes if one.state == "proposed"]),
        ("MEASURE_WITHOUT_OWNER", [one for one in adopted if not one.facts.unit]),
        ("MEASURE_WITHOUT_DUE", [one for one in adopted if one.facts.due is None]),
        (
            "MEASURE_WITHOUT_STANDARD",
            [one for one in adopted if not one.facts.acceptance.strip()],
        ),
        ("CHECKS_OPEN", records.open_checks),
    )
    for code, kept in found:
        if kept:
            yield ReportGap(code, records=tuple(one.id for one in kept))


def _amount(registry: Registry, records: CaseRecords) -> Iterator[ReportGap]:
    """The figure that was entered for the case, where no paper gives the like."""
    entered = records.case.facts.amount
    query = select(DocumentRow.amount).where(
        DocumentRow.case_id == records.case.id,
        DocumentRow.amount.is_not(None),
        readable_documents(registry.principal),
    )
    stated = [float(one) for one in registry.session.scalars(query) if one is not None]
    if entered is not None and stated and all(abs(one - entered) > 1 for one in stated):
        yield ReportGap("AMOUNT_DIFFERS", records=(records.case.id,))
