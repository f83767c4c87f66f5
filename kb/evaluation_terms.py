"""The evaluation sheet, the indicators and the warning levels of ``corpora/taxonomy.yaml``.

>>> terms = load_evaluation_terms()
>>> [one.points for one in terms.dimensions[0].indicators]
[8, 6, 4, 7]
>>> terms.kpis["overdue_rate"].name
'整改逾期率'
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from kb.errors import KbError
from kb.yaml_rows import Row, mapping, read_corpus_file, rows, text, texts


class Scoring(StrEnum):
    """How numerator and denominator give the share of the points that is earned."""

    RATE = "rate"  # n ÷ d
    INVERTED = "inverted"  # 1 − n ÷ d, where less is better
    DROP = "drop"  # (base − now) ÷ base, written now/base


@dataclass(frozen=True, slots=True)
class SheetIndicator:
    """One line of the sheet, e.g. 应建制度出台率 with 8 points."""

    id: str
    name: str
    formula: str
    points: int
    rule: str
    scoring: Scoring


@dataclass(frozen=True, slots=True)
class SheetDimension:
    """One of the four sides; its weight is the sum of its indicators' points."""

    id: str
    name: str
    definition: str
    indicators: tuple[SheetIndicator, ...]


class KpiKind(StrEnum):
    """A count, a ratio of counts, or a judgement by a rubric."""

    COUNT = "count"
    RATIO = "ratio"
    RATED = "rated"


@dataclass(frozen=True, slots=True)
class Kpi:
    """An indicator of the assessment: what it says, by which formula, from which records."""

    id: str
    name: str
    kind: KpiKind
    formula: str
    source: str
    rubric: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WarningLevel:
    """One of the four levels, mildest first; ``response`` says what is due and by when."""

    id: str
    name: str
    definition: str
    triggers: tuple[str, ...]
    response: str


@dataclass(frozen=True, slots=True)
class EvaluationTerms:
    """All of it, in the order of the file.

    ``grades`` and ``vetoes`` map ids to Chinese names; ``thresholds`` holds the suggested bands.
    """

    dimensions: tuple[SheetDimension, ...]
    grades: Mapping[str, str]
    vetoes: Mapping[str, str]
    thresholds: Mapping[str, int]
    kpis: Mapping[str, Kpi]
    warning_levels: Mapping[str, WarningLevel]

    @property
    def indicators(self) -> Mapping[str, SheetIndicator]:
        """Every line of the sheet by its id."""
        return {one.id: one for dimension in self.dimensions for one in dimension.indicators}


@cache
def load_evaluation_terms() -> EvaluationTerms:
    """Read and check the file that ships in ``corpora``; the same object every time."""
    return build_evaluation_terms(read_corpus_file("taxonomy.yaml"))


def build_evaluation_terms(file: Row) -> EvaluationTerms:
    """The sections of a taxonomy file; CORPUS_INVALID where something is missing."""
    sheet, kpi = mapping(file, "evaluation"), mapping(file, "kpi")
    kpis = [_counted(row) for row in rows(kpi, "quantitative")]
    kpis += [_rated(row) for row in rows(kpi, "qualitative")]
    thresholds = mapping(sheet, "thresholds")
    return EvaluationTerms(
        dimensions=tuple(_dimension(row) for row in rows(sheet, "dimensions")),
        grades=_names(sheet, "grades"),
        vetoes=_names(sheet, "veto"),
        thresholds=MappingProxyType({name: number(thresholds, name) for name in thresholds}),
        kpis=MappingProxyType({one.id: one for one in kpis}),
        warning_levels=MappingProxyType(
            {one.id: one for one in map(_level, rows(file, "warning_levels"))}
        ),
    )


def number(row: Row, field: str) -> int:
    """A field that holds a whole number, zero or more."""
    value = row.get(field)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise KbError("CORPUS_INVALID", row=row.get("id"), field=field)
    return value


def _dimension(row: Row) -> SheetDimension:
    indicators = tuple(_indicator(one) for one in rows(row, "indicators"))
    if sum(one.points for one in indicators) != number(row, "weight"):
        raise KbError("CORPUS_INVALID", row=row.get("id"), field="weight")
    return SheetDimension(text(row, "id"), text(row, "zh"), text(row, "definition"), indicators)


def _indicator(row: Row) -> SheetIndicator:
    return SheetIndicator(
        id=text(row, "id"),
        name=text(row, "zh"),
        formula=text(row, "formula"),
        points=number(row, "points"),
        rule=text(row, "rule"),
        scoring=Scoring(text(row, "scoring", Scoring.RATE.value)),
    )


def _counted(row: Row) -> Kpi:
    return Kpi(
        id=text(row, "id"),
        name=text(row, "zh"),
        kind=KpiKind(text(row, "type")),
        formula=text(row, "formula"),
        source=text(row, "source"),
    )


def _rated(row: Row) -> Kpi:
    rubric = texts(row, "rubric")
    formula = rubric[0] if len(rubric) == 1 else "各次评分（1–5）的均值"
    return Kpi(
        text(row, "id"), text(row, "zh"), KpiKind.RATED, formula, text(row, "source"), rubric
    )


def _level(row: Row) -> WarningLevel:
    return WarningLevel(
        id=text(row, "id"),
        name=text(row, "zh"),
        definition=text(row, "definition"),
        triggers=texts(row, "triggers"),
        response=text(row, "response"),
    )


def _names(file: Row, section: str) -> Mapping[str, str]:
    return MappingProxyType({text(row, "id"): text(row, "zh") for row in rows(file, section)})
