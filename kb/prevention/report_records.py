"""What records of a case put into its report: loopholes, checks, risk points, measures, letters."""

from collections import defaultdict
from collections.abc import Iterator

from kb.model import Span
from kb.prevention.chain_facts import RISK_GRADES, CheckFacts, LoopholeFacts
from kb.prevention.report_facts import ReportSection, Statement
from kb.prevention.report_parts import (
    TO_CONFIRM,
    Material,
    day_text,
    ended,
    group_of,
    quotes,
    unended,
)
from kb.prevention.report_words import flat
from kb.registers.records import Kept

_MOST_RECORDS = 30


def loopholes(material: Material) -> Iterator[Statement]:
    """The loopholes that were found, then those that papers state and nobody registered."""
    supervision = ReportSection.SUPERVISION
    told_of, shown = set(), set()
    for one in material.records.loopholes:
        if one.state == "dismissed":
            continue
        key = f"loopholes:{one.facts.term}"
        told_of.add(key)
        text, anchors = _found_words(material, one)
        shown.add(unended(text))
        watched = group_of(material, key) == "oversight_absent"
        yield Statement(
            section=supervision if watched else ReportSection.LOOPHOLES,
            text=text,
            anchors=anchors,
            term=key,
            note="" if one.state == "confirmed" else TO_CONFIRM,
        )
    rest = [
        one
        for one in material.said
        if one.key.startswith("loopholes:")
        and one.key not in told_of
        and unended(one.text) not in shown
    ]
    watched_rest = [one for one in rest if group_of(material, one.key) == "oversight_absent"]
    others = [one for one in rest if group_of(material, one.key) != "oversight_absent"]
    yield from quotes(material, others, ReportSection.LOOPHOLES)
    yield from quotes(material, watched_rest, supervision)


def checks(material: Material) -> Iterator[Statement]:
    """The answered questions of the risk checklist; those that came to the same stand together."""
    grouped: dict[tuple[str, str], list[Kept[CheckFacts]]] = defaultdict(list)
    for one in material.records.checks[:_MOST_RECORDS]:
        if one.state == "answered":
            behind = "、".join(one.facts.evidence) or f"没有证据，理由：{unended(one.facts.reason)}"
            grouped[unended(one.facts.answer), behind].append(one)
    for (answer, behind), told in sorted(grouped.items(), key=lambda pair: len(pair[1])):
        asked = "；".join(unended(one.facts.question) for one in told)
        words = f"{asked}：{answer}（{behind}）。"
        if len(told) > 1:
            words = f"{answer}（{behind}），共 {len(told)} 项：{asked}。"
        yield Statement(
            section=ReportSection.CHECKS, text=words, anchors=tuple(one.id for one in told)
        )


def risk_points(material: Material) -> Iterator[Statement]:
    """Risk points that people did not dismiss, the gravest first."""
    order = list(RISK_GRADES)
    kept = [one for one in material.records.risk_points if one.state != "dismissed"]
    kept.sort(key=lambda one: order.index(one.facts.grade))
    for one in kept[:_MOST_RECORDS]:
        told = one.facts
        further = [
            f"{name}：{unended(value)}"
            for name, value in (
                ("环节", told.power_link),
                ("触发条件", told.trigger),
                ("现有控制", told.control),
                ("缺口", told.gap),
            )
            if value
        ]
        grade = f"等级：{RISK_GRADES[told.grade]}"
        yield Statement(
            section=ReportSection.RISK_POINTS,
            text="；".join([unended(flat(told.description)), grade, *further]) + "。",
            anchors=(one.id, *told.sources[:2]),
            note="" if one.state == "confirmed" else TO_CONFIRM,
        )


def measures(material: Material) -> Iterator[Statement]:
    """Each measure with its owner, deadline and standard, under the loopholes it answers."""
    terms = {one.id: one.facts.term for one in material.records.loopholes}
    for one in material.chosen[:_MOST_RECORDS]:
        told = one.facts
        names = dict.fromkeys(
            material.taxonomy.label(f"loopholes:{terms[key]}")
            for key in told.loopholes
            if key in terms
        )
        against = f"针对“{'”“'.join(names)}”：" if names else ""
        due = day_text(told.due) if told.due else "未定"
        yield Statement(
            section=ReportSection.MEASURES,
            text=f"{against}{unended(told.text)}；责任单位："
            f"{material.unit_name(told.unit) or '未定'}；时限：{due}；"
            f"验收标准：{unended(told.acceptance) or '未定'}。",
            anchors=(one.id, *told.loopholes[:4]),
            term=f"measures:{told.term}",
            note="" if one.state == "adopted" else TO_CONFIRM,
        )


def letters(material: Material) -> Iterator[Statement]:
    """To whom a letter could be sent, by the units of the loopholes; people decide on its kind."""
    by_unit: dict[str, list[str]] = defaultdict(list)
    for one in material.records.confirmed:
        by_unit[one.facts.unit or material.records.case.facts.unit].append(one.id)
    for unit, found in by_unit.items():
        if not unit:
            continue
        answers = [
            one.id for one in material.records.adopted if set(one.facts.loopholes) & set(found)
        ]
        yield Statement(
            section=ReportSection.LETTERS,
            text=f"可向{material.unit_name(unit)}制发建议书：已确认漏洞 {len(found)} 个，"
            f"已采用措施 {len(answers)} 项。种类与是否制发由人决定。",
            anchors=tuple([*found, *answers][:10]),
        )


def _found_words(material: Material, loophole: Kept[LoopholeFacts]) -> tuple[str, tuple[str, ...]]:
    """The whole sentence of a loophole that was taken from a paper, else what people entered."""
    told = loophole.facts
    if told.document and told.start is not None and told.end is not None and told.start < told.end:
        for paper in material.papers:
            document = paper.tagged.document
            span = Span(told.start, told.end)
            if document.id == told.document and flat(span.of(document.text)) == flat(
                told.description
            ):
                whole = paper.around(span)
                words = flat(whole.of(document.text))
                return words, (paper.anchor(whole), loophole.id)
    return ended(flat(told.description)), (loophole.id,)
