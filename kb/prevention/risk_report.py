"""Builds the draft of a 《案件廉政风险分析报告》 from what is kept of a case."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from kb.governance.access import Level
from kb.model import CaseId
from kb.prevention.case_records import CaseRecords, records_of
from kb.prevention.report_basics import basics
from kb.prevention.report_facts import REPORTS, ReportFacts, Statement, in_order
from kb.prevention.report_parts import Material, deeper_causes, direct_causes, features, roots
from kb.prevention.report_records import checks, letters, loopholes, measures, risk_points
from kb.prevention.report_similar import similar_cases
from kb.prevention.report_words import papers_of
from kb.registers.records import Kept, Placing
from kb.store.registry import Registry

F = TypeVar("F")
_ACTS = [
    "受贿",
    "贪污",
    "挪用",
    "滥用职权",
    "玩忽职守",
    "徇私",
    "私分",
    "行贿",
    "泄露",
    "围标",
    "串标",
]
_MOST = 200  # as many as a record keeps


def build_report(
    registry: Registry, case_id: CaseId, similar: Sequence[CaseId]
) -> Kept[ReportFacts]:
    """Keep a new draft; ``similar`` are past cases like this one, the most similar first.

    Every statement has an anchor. What the person may not read is left out, and so is what belongs
    to another department than the case; the report is kept as high as the highest of what it
    tells. ``NotFound`` for a case that may not be read.
    """
    records = _own(records_of(registry, case_id))
    papers = papers_of(registry, case_id)
    said = tuple(chain.from_iterable(one.said() for one in papers))
    material = Material(registry, records, papers, said)
    told = records.case.facts
    chosen = material.chosen
    basis = dict.fromkeys(one.facts.legal_basis for one in chosen if one.facts.legal_basis.strip())
    facts = ReportFacts(
        title=report_title(told.title, alleged=material.alleged),
        unit=told.unit,
        domain=told.domain,
        statements=in_order(_statements(material, similar))[:_MOST],
        similar=tuple(similar),
        measures=tuple(one.id for one in chosen),
        legal_basis=tuple(basis),
    )
    level = max([records.case.head.level, *(one.level for one in papers), *_levels(records)])
    placing = Placing(level, records.case.head.department, case_id)
    return registry.add(REPORTS, facts, placing, reason="build")


def report_title(case: str, *, alleged: bool) -> str:
    """``某局副局长受贿案`` under investigation: 关于某局副局长涉嫌受贿案的廉政风险分析报告."""
    name = case.removeprefix("关于").strip()
    if alleged and "涉嫌" not in name and name.endswith("案"):
        places = [at for word in _ACTS if (at := name.find(word)) > 0]
        if places:
            name = f"{name[: min(places)]}涉嫌{name[min(places) :]}"
    return f"关于{name}的廉政风险分析报告"[:200]


def _statements(material: Material, similar: Sequence[CaseId]) -> Iterator[Statement]:
    yield from basics(material)
    for part in (features, direct_causes, deeper_causes, loopholes, roots, checks, risk_points):
        yield from part(material)
    yield from similar_cases(material, similar)
    yield from measures(material)
    yield from letters(material)


def _own(records: CaseRecords) -> CaseRecords:
    department = records.case.head.department

    def own(kept: tuple[Kept[F], ...]) -> tuple[Kept[F], ...]:
        return tuple(
            one
            for one in kept
            if one.head.level is Level.PUBLIC or one.head.department == department
        )

    return replace(
        records,
        risk_points=own(records.risk_points),
        checks=own(records.checks),
        loopholes=own(records.loopholes),
        measures=own(records.measures),
    )


def _levels(records: CaseRecords) -> Iterator[Level]:
    for kept in (records.risk_points, records.checks, records.loopholes, records.measures):
        yield from (one.head.level for one in kept)
