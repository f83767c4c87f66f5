"""The draft of a letter from a report and chosen measures: problems and suggestions one to one.

What the draft says is what records and the report say; each part names where it comes from. Who
sends it, its contact and its copies are left to people, and so is everything that is decided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from types import MappingProxyType

from kb.errors import InvalidQuery
from kb.prevention.chain_facts import CASES, LOOPHOLES, MEASURES, UNITS, LoopholeFacts, MeasureFacts
from kb.prevention.ledger_facts import (
    LETTER_KINDS,
    LETTERS,
    LetterFacts,
    LetterKind,
    PartSource,
)
from kb.prevention.report_facts import REPORTS, ReportFacts, ReportSection, Statement
from kb.prevention.report_parts import day_text, ended, unended
from kb.prevention.report_words import flat
from kb.registers.records import Kept, Placing
from kb.retrieval.redaction import Hide, hide_nothing
from kb.store.registry import Registry

_MOST_FINDINGS = 3
_CHARGED, _ENDED = "指控", "处理结果："
_OBJECTION_DAYS = 15  # 本项目建议值：公开规则没有统一天数
_REPLY_DAYS = {LetterKind.SUPERVISION: 60}  # 只作提示；另两种按两个月


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """What a kind of letter rests on, and from when to when it held; ``checked`` says by whom."""

    name: str
    checked: str
    since: date = date.min
    until: date = date.max


# 依据与出处；上线前由法务按现行文本复核
LEGAL_BASES: Mapping[LetterKind, tuple[LegalBasis, ...]] = MappingProxyType(
    {
        LetterKind.SUPERVISION: (
            LegalBasis(
                "《中华人民共和国监察法》第四十五条第一款第五项",
                "2018 年文本，使用前复核",
                until=date(2025, 5, 31),
            ),
            LegalBasis(
                "《中华人民共和国监察法》第五十二条",
                "2024 年修正文本，已核对原文",
                since=date(2025, 6, 1),
            ),
        ),
        LetterKind.PROCURATORIAL: (
            LegalBasis("《中华人民共和国人民检察院组织法》第二十一条", "已核对原文"),
            LegalBasis("《人民检察院检察建议工作规定》", "依公开规则整理，使用前复核"),
        ),
        LetterKind.JUDICIAL: (
            LegalBasis(
                "《最高人民法院关于加强司法建议工作的意见》",
                "法〔2012〕74号，使用前复核",
                until=date(2023, 11, 15),
            ),
            LegalBasis(
                "《最高人民法院关于综合治理类司法建议工作若干问题的规定》",
                "法释〔2023〕11号，已核对原文",
                since=date(2023, 11, 16),
            ),
        ),
    }
)
_SOURCES = {
    LetterKind.SUPERVISION: "在监督调查{case}中发现",
    LetterKind.PROCURATORIAL: "在履行法律监督职责、办理{case}中发现",
    LetterKind.JUDICIAL: "在审理{case}中发现",
}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who would send it: the body, the place in its numbers, whom to ask."""

    body: str
    mark: str = ""
    contact: str = ""


def draft_letter(
    registry: Registry,
    report_id: str,
    measures: Sequence[str],
    kind: LetterKind,
    sender: Sender,
    *,
    hide: Hide = hide_nothing,
) -> Kept[LetterFacts]:
    """Keep a draft in the case of the report; FIELD_NEEDED without a measure.

    A problem and a suggestion for each measure: the loopholes it answers, what is to be done by
    whom and when. ``hide`` replaces the names of persons: the letter leaves the house.
    """
    if not measures:
        raise InvalidQuery("FIELD_NEEDED", field="对应措施")
    report = registry.get(REPORTS, report_id)
    case = registry.get(CASES, report.head.case_id)
    chosen = [registry.get(MEASURES, one) for one in measures]
    found, findings = [_loopholes(registry, one.facts) for one in chosen], _findings(report.facts)
    problem = partial(_problem, report.facts)
    unit = next((one.facts.unit for one in chosen if one.facts.unit), report.facts.unit)
    subject = hide(_subject(registry, found, case.facts.title))
    facts = LetterFacts(
        kind=kind,
        body=sender.body,
        mark=sender.mark,
        contact=sender.contact,
        title=f"{sender.body}关于{subject}的{LETTER_KINDS[kind]}"[:200],
        unit=unit,
        source=hide(_SOURCES[kind].format(case=case.facts.title)) + "有关问题。",
        findings=hide("".join(ended(one.text) for one in findings)),
        problems=tuple(map(hide, map(problem, chosen, found))),
        suggestions=tuple(hide(_suggestion(registry, one.facts, unit)) for one in chosen),
        measures=tuple(one.id for one in chosen),
        legal_basis=_basis(kind, chosen, registry.today()),
        reply_days=_REPLY_DAYS.get(kind),
        objection_days=_OBJECTION_DAYS if kind is LetterKind.PROCURATORIAL else None,
        sources=_sources(report, case.id, findings, chosen, found),
    )
    return registry.enter(LETTERS, facts, _placing(report, chosen))


def linked_pairs(registry: Registry, letter: LetterFacts) -> frozenset[int]:
    """The pairs, from 1, whose suggestion still is the measure that was chosen for a loophole.

    Only where the letter names one measure a problem.
    """
    if len(letter.measures) != len(letter.suggestions):
        return frozenset()
    chosen = [registry.get(MEASURES, one).facts for one in letter.measures]
    return frozenset(
        at
        for at, (told, words) in enumerate(zip(chosen, letter.suggestions, strict=True), start=1)
        if told.loopholes and unended(told.text) in words
    )


def _placing(report: Kept[ReportFacts], chosen: Sequence[Kept[MeasureFacts]]) -> Placing:
    level = max([report.head.level, *(one.head.level for one in chosen)])
    return Placing(level, report.head.department, report.head.case_id)


def _loopholes(registry: Registry, told: MeasureFacts) -> tuple[Kept[LoopholeFacts], ...]:
    return tuple(registry.get(LOOPHOLES, one) for one in told.loopholes)


def _findings(report: ReportFacts) -> tuple[Statement, ...]:
    """How it happened, else why, in words with an anchor that are no charge; then how it ended."""
    told: list[Statement] = []
    for section in (ReportSection.FEATURES, ReportSection.DIRECT):
        told = told or [
            one
            for one in report.statements
            if one.section is section and one.anchors and _CHARGED not in one.note
        ]
    basic = [one for one in report.statements if one.section is ReportSection.BASIC]
    came_to = [one for one in basic if _ENDED in one.text][:1]
    return tuple({one.text: one for one in (*told[:_MOST_FINDINGS], *came_to)}.values())


def _problem(
    report: ReportFacts, measure: Kept[MeasureFacts], found: Sequence[Kept[LoopholeFacts]]
) -> str:
    """The loopholes in the words of the report, else in those in which they were found."""
    told = {
        anchor: one.text
        for one in report.statements
        if one.section in (ReportSection.LOOPHOLES, ReportSection.SUPERVISION)
        for anchor in one.anchors
    }
    words = "；".join(unended(told.get(one.id, flat(one.facts.description))) for one in found)
    return f"{words or unended(measure.facts.text)}。"


def _suggestion(registry: Registry, told: MeasureFacts, recipient: str) -> str:
    parts = [unended(told.text)]
    if told.unit:
        named = "你单位" if told.unit == recipient else registry.get(UNITS, told.unit).facts.name
        parts.append(f"由{named}负责")
    if told.due:
        parts.append(f"于{day_text(told.due)}前完成")
    if told.acceptance.strip():
        parts.append(f"验收标准：{unended(told.acceptance)}")
    return "；".join(parts) + "。"


def _basis(kind: LetterKind, chosen: Sequence[Kept[MeasureFacts]], today: date) -> tuple[str, ...]:
    proposed = [one.name for one in LEGAL_BASES[kind] if one.since <= today <= one.until]
    own = [one.facts.legal_basis.strip() for one in chosen]
    return tuple(one[:200] for one in dict.fromkeys([*proposed, *own]) if one)


def _subject(registry: Registry, found: Sequence[Sequence[Kept[LoopholeFacts]]], case: str) -> str:
    """What it is about: the loopholes by name, at most two; else the case."""
    terms = dict.fromkeys(one.facts.term for each in found for one in each)
    names = [registry.taxonomy.label(f"loopholes:{one}") for one in list(terms)[:2]]
    return "、".join(names) + "等问题" if names else case


def _sources(
    report: Kept[ReportFacts],
    case_id: str,
    findings: Sequence[Statement],
    chosen: Sequence[Kept[MeasureFacts]],
    found: Sequence[Sequence[Kept[LoopholeFacts]]],
) -> tuple[PartSource, ...]:
    anchors = dict.fromkeys(anchor for one in findings for anchor in one.anchors)
    told = [
        PartSource(part="source", index=0, anchors=(case_id, report.id)),
        PartSource(part="findings", index=0, anchors=tuple(anchors)),
    ]
    for at, (measure, own) in enumerate(zip(chosen, found, strict=True), start=1):
        words = [
            f"{one.facts.document}:{one.facts.start}-{one.facts.end}"
            for one in own
            if one.facts.document and one.facts.end is not None
        ]
        behind = (*words, *(one.id for one in own)) or (measure.id,)
        told.append(PartSource(part="problems", index=at, anchors=behind))
        told.append(PartSource(part="suggestions", index=at, anchors=(measure.id,)))
    return tuple(told)
