"""The opening of a report: what the register of the case and the fields of its papers say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.model import Amount, Party, Span
from kb.prevention.report_facts import ReportSection, Statement
from kb.prevention.report_parts import Material, day_text
from kb.prevention.report_words import PaperWords, flat

_SUBJECTS = ("被告人", "被告单位", "上诉人", "被审查人", "被调查人", "犯罪嫌疑人", "原审被告人")
_MOST_PARTIES = 4
# 犯受贿罪，判处……；犯贪污罪，判处……；决定执行有期徒刑十年
_IN_ALL = re.compile(r"[^。（(]{0,120}决定执行[^。；（(]{2,60}")


@dataclass(frozen=True, slots=True)
class StatedAmount:
    """The figure of the case as a paper gives it."""

    paper: PaperWords
    amount: Amount


def basics(material: Material) -> Iterator[Statement]:
    """The case, who, when, how much, what became of it; each with the field it is read from."""
    yield from _of_register(material)
    for paper in material.papers[:1]:
        yield from _parties(paper)
    yield from _period(material)
    stated = stated_amount(material)
    if stated is not None:
        yield _statement(
            f"据{_named(stated.paper)}，涉案金额{_yuan(stated.amount.low)}。",
            stated.paper.anchor(stated.amount.span),
        )
    yield from _penalties(material)


def stated_amount(material: Material) -> StatedAmount | None:
    """The figure that the first paper with one gives; judgments come first."""
    for paper in material.papers:
        if paper.tagged.amount is not None:
            return StatedAmount(paper, paper.tagged.amount)
    return None


def _of_register(material: Material) -> Iterator[Statement]:
    case, taxonomy = material.records.case, material.taxonomy
    told = case.facts
    parts = [f"{day_text(told.filed)}立案"]
    if told.unit:
        parts.append(f"涉及单位：{material.unit_name(told.unit)}")
    if told.post:
        parts.append(f"被调查人职务：{told.post}")
    if told.domain:
        parts.append(f"领域：{taxonomy.label(f'domain:{told.domain}')}")
    if told.position:
        parts.append(f"岗位：{taxonomy.label(f'position:{told.position}')}")
    parts.append(f"涉案人数：{told.people} 人")
    if told.power_links:
        parts.append(f"作案环节：{'、'.join(told.power_links)}")
    yield _statement("；".join(parts) + "。", case.id)
    named = [taxonomy.label(f"offence:{one}") for one in told.offences]
    named += [taxonomy.label(f"discipline:{one}") for one in told.violations]
    if named:
        words = "涉嫌" if material.alleged else "认定的罪名或违纪"
        yield _statement(f"{words}：{'、'.join(named)}。", case.id)
    if told.amount is not None:
        yield _statement(f"登记案值{_yuan(told.amount)}。", case.id)
    if told.concluded:
        number = f"，结果文号：{told.result_number}" if told.result_number else ""
        yield _statement(
            f"{day_text(told.concluded)}审结{number}；处理结果：{told.result.rstrip('。')}。",
            case.id,
        )


def _parties(paper: PaperWords) -> Iterator[Statement]:
    """Posts alone: a report names no more people than it must."""
    seen: set[str] = set()
    words = flat(paper.tagged.document.text)
    parties: list[Party] = [
        one for one in paper.tagged.header.parties if one.role in _SUBJECTS and one.position
    ]
    for one in parties[:_MOST_PARTIES]:
        position = flat(one.position).removeprefix("原系").removeprefix("系")
        if position not in words:  # its line was broken, and read as clauses
            position = position.replace("，", "")
        if position in seen:
            continue
        seen.add(position)
        yield _statement(
            f"据{_named(paper)}，{one.role}职务：{position}。", paper.anchor(paper.around(one.span))
        )


def _period(material: Material) -> Iterator[Statement]:
    for paper in material.papers:
        told = paper.tagged.time_span
        if told is not None:
            until = f"至{_moment(told.end)}" if told.end != told.start else ""
            yield _statement(
                f"据{_named(paper)}，行为发生在{_moment(told.start)}{until}。",
                paper.anchor(told.span),
            )
            return


def _penalties(material: Material) -> Iterator[Statement]:
    if material.alleged:
        return
    for paper in material.papers:
        if paper.is_judgment and paper.tagged.penalties:
            text = paper.tagged.document.text
            span = paper.around(paper.tagged.penalties[0].span)
            if whole := _IN_ALL.match(text, span.end):
                span = Span(span.start, whole.end())
            words = flat(span.of(text)).rstrip("。；，")
            yield _statement(f"据{_named(paper)}，裁判结果：{words}。", paper.anchor(span))
            return


def _statement(text: str, anchor: str) -> Statement:
    return Statement(section=ReportSection.BASIC, text=text, anchors=(anchor,))


def _named(paper: PaperWords) -> str:
    """By its number, which is shorter and surer than its title."""
    header = paper.tagged.header
    number = header.case_no or header.document_no
    return number.value if number else f"《{flat(paper.title)}》"


def _moment(iso: str) -> str:
    """``2013-05`` → 2013年5月."""
    year, *rest = iso.split("-")
    units = ("月", "日")
    return f"{year}年" + "".join(
        f"{int(one)}{unit}" for one, unit in zip(rest, units, strict=False)
    )


def _yuan(value: float) -> str:
    """``2005000`` → 200.5万元."""
    if value >= 10_000:
        return f"{value / 10_000:,.6f}".rstrip("0").rstrip(".") + "万元"
    return f"{value:,.2f}".rstrip("0").rstrip(".") + "元"
