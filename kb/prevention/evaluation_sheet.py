"""The evaluation sheet: from the data of 15 indicators to a grade, every step open to a recount.

Each line earns points × rate, rounded to two decimals (half up); all that follows is computed from
those printed figures: ``rule_issued_rate:9/10`` of 8 points earns 7.20. What has no data earns
nothing and counts nowhere: the total is the share earned of the points that have data.

The order of judgement: enough data, then vetoes, then the floors of the dimensions, then the total.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum

from kb.errors import InvalidQuery
from kb.evaluation_terms import EvaluationTerms, Scoring, SheetDimension, SheetIndicator
from kb.prevention.evaluation_rules import EvaluationRules

_CENT = Decimal("0.01")
_LARGEST = Decimal(10) ** 12
_ZERO, _ONE, _HUNDRED = Decimal(0), Decimal(1), Decimal(100)


class Grade(StrEnum):
    """The three grades of the essay; no grade where data do not suffice."""

    EXCELLENT = "excellent"
    QUALIFIED = "qualified"
    UNQUALIFIED = "unqualified"
    NONE = ""


class Ground(StrEnum):
    """What the verdict, or the score of a line, rests on."""

    COUNTED = "counted"
    MISSING = "missing"
    NO_DENOMINATOR = "no_denominator"
    BASE_ZERO = "base_zero"
    ROSE_FROM_ZERO = "rose_from_zero"
    TOO_LITTLE_DATA = "too_little_data"
    DIMENSION_EMPTY = "dimension_empty"
    VETO = "veto"
    FLOOR = "floor"
    TOTAL = "total"


GROUNDS = {
    Ground.COUNTED: "按分值乘以比率计分",
    Ground.MISSING: "缺数据，不计分也不计分值",
    Ground.NO_DENOMINATOR: "分母为零，不计分也不计分值",
    Ground.BASE_ZERO: "基期与报告期均为零，下降幅度无从计算，不计分也不计分值",
    Ground.ROSE_FROM_ZERO: "基期为零而报告期不为零，得零分",
    Ground.TOO_LITTLE_DATA: "缺数据的分值超过上限，不出等级",
    Ground.DIMENSION_EMPTY: "有维度全无数据，不出等级",
    Ground.VETO: "触发否决项",
    Ground.FLOOR: "有维度得分率低于底线",
    Ground.TOTAL: "按总分所在的分数段",
}


NO_GRADE = "数据不足，不出等级"


@dataclass(frozen=True, slots=True)
class Value:
    """The data of one line: ``9/10``; of a drop, the period's count over the base's."""

    indicator: str
    numerator: Decimal
    denominator: Decimal

    def __str__(self) -> str:
        return f"{self.indicator}:{self.numerator}/{self.denominator}"


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator scored: ``rate`` in percent, ``score`` of ``points``; None without data."""

    indicator: SheetIndicator
    points: int
    value: Value | None
    rate: Decimal | None
    score: Decimal | None
    ground: Ground


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """A dimension scored: ``score`` of the points ``counted``, ``rate`` in percent."""

    dimension: SheetDimension
    lines: tuple[Line, ...]
    points: int
    counted: int
    score: Decimal
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole sheet. ``missing`` is the points without data; ``total`` is of 100, None where no
    line has data; ``grade`` is empty where the data do not suffice."""

    dimensions: tuple[DimensionScore, ...]
    missing: int
    total: Decimal | None
    vetoes: tuple[str, ...]
    grade: Grade
    ground: Ground

    @property
    def rates(self) -> tuple[str, ...]:
        """``institution_improvement:86.40`` of every dimension that has data."""
        return tuple(
            f"{each.dimension.id}:{each.rate}" for each in self.dimensions if each.rate is not None
        )


def parse_values(written: Iterable[str], terms: EvaluationTerms) -> tuple[Value, ...]:
    """``rule_issued_rate:9/10`` → values; EVALUATION_VALUE_INVALID names what does not hold.

    Refused: an unknown or repeated indicator, what is no number, a negative one, a rate over 100 %.
    """
    found: dict[str, Value] = {}
    for one in written:
        value = _parse(one)
        told = terms.indicators.get(value.indicator)
        beyond = told and told.scoring is not Scoring.DROP and value.numerator > value.denominator
        if told is None or value.indicator in found or beyond:
            raise InvalidQuery("EVALUATION_VALUE_INVALID", value=one[:80])
        found[value.indicator] = value
    return tuple(found.values())


def score_sheet(
    values: Sequence[Value],
    vetoes: Sequence[str],
    terms: EvaluationTerms,
    rules: EvaluationRules,
) -> Sheet:
    """The sheet of these data; EVALUATION_VETO_UNKNOWN for a veto that is not in the vocabulary."""
    for one in vetoes:
        if one not in terms.vetoes:
            raise InvalidQuery("EVALUATION_VETO_UNKNOWN", value=one[:80])
    given = {one.indicator: one for one in values}
    dimensions = tuple(_dimension(one, given, rules) for one in terms.dimensions)
    counted = sum(each.counted for each in dimensions)
    scored = sum((each.score for each in dimensions), _ZERO)
    total = _rounded(_HUNDRED * scored / counted) if counted else None
    struck = tuple(one for one in vetoes if one in rules.vetoes)
    grade, ground = _verdict(dimensions, 100 - counted, total, struck, rules)
    return Sheet(dimensions, 100 - counted, total, struck, grade, ground)


def _parse(written: str) -> Value:
    name, _, numbers = written.partition(":")
    numerator, _, denominator = numbers.partition("/")
    try:
        value = Value(name.strip(), Decimal(numerator.strip()), Decimal(denominator.strip()))
    except InvalidOperation:
        raise InvalidQuery("EVALUATION_VALUE_INVALID", value=written[:80]) from None
    for one in (value.numerator, value.denominator):
        if not one.is_finite() or not _ZERO <= one < _LARGEST:
            raise InvalidQuery("EVALUATION_VALUE_INVALID", value=written[:80])
    return value


def _dimension(
    dimension: SheetDimension, given: dict[str, Value], rules: EvaluationRules
) -> DimensionScore:
    lines = tuple(_line(one, given.get(one.id), rules) for one in dimension.indicators)
    counted = sum(line.points for line in lines if line.score is not None)
    score = sum((line.score for line in lines if line.score is not None), _ZERO)
    rate = _rounded(_HUNDRED * score / counted) if counted else None
    return DimensionScore(
        dimension, lines, sum(line.points for line in lines), counted, score, rate
    )


def _line(indicator: SheetIndicator, value: Value | None, rules: EvaluationRules) -> Line:
    points = rules.points[indicator.id]
    share, ground = (None, Ground.MISSING) if value is None else _share(indicator.scoring, value)
    rate = score = None
    if share is not None:
        part, whole = share
        rate = _rounded(_HUNDRED * part / whole)
        score = _rounded(points * max(part, _ZERO) / whole)
    return Line(indicator, points, value, rate, score, ground)


def _share(scoring: Scoring, value: Value) -> tuple[tuple[Decimal, Decimal] | None, Ground]:
    """The share of the points that is earned, as part and whole; the part is below zero where a
    drop is a rise. Dividing comes last: 6 points × 1/1200 are 0.005, and no less."""
    if not value.denominator and scoring is Scoring.DROP:
        return (
            ((_ZERO, _ONE), Ground.ROSE_FROM_ZERO) if value.numerator else (None, Ground.BASE_ZERO)
        )
    if not value.denominator:
        return None, Ground.NO_DENOMINATOR
    earned, whole = value.numerator, value.denominator
    return (earned if scoring is Scoring.RATE else whole - earned, whole), Ground.COUNTED


def _verdict(
    dimensions: Sequence[DimensionScore],
    missing: int,
    total: Decimal | None,
    vetoes: Sequence[str],
    rules: EvaluationRules,
) -> tuple[Grade, Ground]:
    bands = rules.thresholds
    rates = [each.rate for each in dimensions if each.points]
    known = [rate for rate in rates if rate is not None]
    if total is None or missing > bands.most_missing:
        return Grade.NONE, Ground.TOO_LITTLE_DATA
    if len(known) < len(rates):
        return Grade.NONE, Ground.DIMENSION_EMPTY
    if vetoes:
        return Grade.UNQUALIFIED, Ground.VETO
    if min(known) < bands.qualified_floor:
        return Grade.UNQUALIFIED, Ground.FLOOR
    if total < bands.qualified:
        return Grade.UNQUALIFIED, Ground.TOTAL
    if total < bands.excellent:
        return Grade.QUALIFIED, Ground.TOTAL
    if min(known) < bands.excellent_floor:
        return Grade.QUALIFIED, Ground.FLOOR
    return Grade.EXCELLENT, Ground.TOTAL


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(_CENT, rounding=ROUND_HALF_UP) + _ZERO  # no -0.00
