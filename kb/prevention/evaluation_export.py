"""An evaluation sheet as a workbook: its head, every line with its data and score, its foot."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from kb.evaluation_terms import load_evaluation_terms
from kb.governance.access import Permission
from kb.official_sheet import CellValue, OfficialSheet
from kb.prevention.chain_facts import UNITS
from kb.prevention.evaluation import Evaluations
from kb.prevention.evaluation_sheet import (
    GROUNDS,
    NO_GRADE,
    DimensionScore,
    Grade,
    Line,
    Sheet,
)
from kb.prevention.ledger_facts import EVALUATIONS, LETTERS, SIDES, EvaluationFacts
from kb.registers.days import in_china
from kb.registers.records import Kept
from kb.store.registry import Registry

_HEADER = ("维度", "指标", "公式", "评分规则", "分子", "分母", "比率（%）", "分值", "得分", "依据")
_WIDTHS = (16.0, 20.0, 44.0, 32.0, 10.0, 10.0, 10.0, 8.0, 8.0, 32.0)


def export_sheet(registry: Registry, evaluations: Evaluations, evaluation_id: str) -> bytes:
    """The sheet as XLSX, scored from its data; audited before it is given.

    A line's score is its points times its rate; subtotals and the total follow from the lines, so
    that whoever holds the file can recount it.
    """
    registry.principal.require(Permission.EXPORT)
    kept = registry.get(EVALUATIONS, evaluation_id)
    sheet = evaluations.sheet(kept.facts)
    registry.audit("evaluation.export", kept.id, kept.head.level)
    book = OfficialSheet()
    book.table("评估表", _HEADER, _rows(sheet), widths=_WIDTHS)
    head = [*_head(registry, kept.facts), *_foot(evaluations, kept, sheet)]
    head.append(("导出人", registry.principal.name))
    book.table("表头与结论", ("项目", "内容"), head, widths=(24.0, 70.0))
    return book.to_bytes(made=in_china(registry.clock()))


def _rows(sheet: Sheet) -> Iterator[tuple[CellValue, ...]]:
    for each in sheet.dimensions:
        for line in each.lines:
            yield _line(each, line)
        yield (each.dimension.name, "小计", *[""] * 4, _cell(each.rate), each.counted, *_sum(each))
    counted = 100 - sheet.missing
    scored = sum((each.score for each in sheet.dimensions), Decimal(0))
    yield ("合计", "", *[""] * 4, "", counted, _cell(scored), "有数据的分值与得分之和")
    yield ("总分", "", *[""] * 4, "", 100, _cell(sheet.total), "得分之和 ÷ 有数据的分值 × 100")


def _line(each: DimensionScore, line: Line) -> tuple[CellValue, ...]:
    told, value = line.indicator, line.value
    return (
        each.dimension.name,
        told.name,
        told.formula,
        told.rule,
        _cell(value.numerator) if value else "",
        _cell(value.denominator) if value else "",
        _cell(line.rate),
        line.points,
        _cell(line.score),
        GROUNDS[line.ground],
    )


def _sum(each: DimensionScore) -> tuple[CellValue, CellValue]:
    return _cell(each.score), "得分之和 ÷ 有数据的分值 × 100 为得分率"


def _head(registry: Registry, facts: EvaluationFacts) -> Iterator[tuple[str, CellValue]]:
    letter = registry.get(LETTERS, facts.letter).facts.number if facts.letter else ""
    yield "评估表名称", facts.title
    yield "被评单位", registry.get(UNITS, facts.unit).facts.name
    yield "建议书文号", letter
    yield "评估方", SIDES[facts.side]
    yield "评估轮次", facts.round
    yield "评估期间", _span(facts.period_start, facts.period_end)
    yield "基期", _span(facts.base_start, facts.base_end)
    yield "评估组成员", "、".join(facts.members)


def _foot(
    evaluations: Evaluations, kept: Kept[EvaluationFacts], sheet: Sheet
) -> Iterator[tuple[str, CellValue]]:
    facts, terms = kept.facts, load_evaluation_terms()
    yield "总分", _cell(sheet.total)
    yield "等级", terms.grades[sheet.grade] if sheet.grade is not Grade.NONE else NO_GRADE
    yield "定级依据", GROUNDS[sheet.ground]
    yield "缺数据的分值", sheet.missing
    yield "否决项", "、".join(terms.vetoes[one] for one in sheet.vetoes) or "无"
    yield "主要不足", facts.shortcomings
    yield "后续建议", facts.advice
    yield "状态", EVALUATIONS.states[kept.state]
    yield "提交人与日期", _signed(facts.submitted_by, facts.submitted)
    yield "核定人与日期", _signed(facts.confirmed_by, facts.confirmed)
    confirmed = kept.state == "confirmed"
    yield "申请复核期限", evaluations.appeal_until(kept).isoformat() if confirmed else ""
    yield "被评单位意见", facts.appeal
    yield "评分规则版本", facts.rules


def _span(start: date | None, end: date | None) -> str:
    return f"{start} 至 {end}" if start and end else ""


def _signed(account: str, day: date | None) -> str:
    return f"{account} {day}" if day else account


def _cell(number: Decimal | None) -> CellValue:
    return "" if number is None else float(number)
