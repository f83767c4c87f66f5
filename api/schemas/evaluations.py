"""Evaluation sheets over HTTP: every line as a person would recount it."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from kb.evaluation_terms import EvaluationTerms
from kb.prevention.evaluation_pairs import LineGap, Pair
from kb.prevention.evaluation_rules import EvaluationRules
from kb.prevention.evaluation_sheet import (
    GROUNDS,
    NO_GRADE,
    DimensionScore,
    Grade,
    Line,
    Sheet,
)
from kb.prevention.prefill import Proposal


class StepIn(BaseModel):
    """不用填写什么的一步。"""

    model_config = ConfigDict(extra="forbid")


class LineOut(BaseModel):
    """一行：数据、比率（%）、分值、得分，以及得分的依据。"""

    id: str
    name: str
    formula: str
    rule: str
    scoring: str = Field(description="rate 正向；inverted 反向；drop 降幅（写作 报告期/基期）")
    points: int
    numerator: Decimal | None
    denominator: Decimal | None
    rate: Decimal | None
    score: Decimal | None
    ground: str
    ground_text: str

    @classmethod
    def of(cls, line: Line) -> "LineOut":
        """From a line."""
        told, value = line.indicator, line.value
        return cls(
            id=told.id,
            name=told.name,
            formula=told.formula,
            rule=told.rule,
            scoring=told.scoring,
            points=line.points,
            numerator=value.numerator if value else None,
            denominator=value.denominator if value else None,
            rate=line.rate,
            score=line.score,
            ground=line.ground,
            ground_text=GROUNDS[line.ground],
        )


class DimensionOut(BaseModel):
    """一个维度：``counted`` 是有数据的分值，``rate`` 是得分率（%）。"""

    id: str
    name: str
    points: int
    counted: int
    score: Decimal
    rate: Decimal | None
    lines: list[LineOut]

    @classmethod
    def of(cls, found: DimensionScore) -> "DimensionOut":
        """From a scored dimension."""
        return cls(
            id=found.dimension.id,
            name=found.dimension.name,
            points=found.points,
            counted=found.counted,
            score=found.score,
            rate=found.rate,
            lines=[LineOut.of(one) for one in found.lines],
        )


class SheetOut(BaseModel):
    """评估表。``holds``：按现行规则重算与留存的总分、等级一致。"""

    dimensions: list[DimensionOut]
    missing: int = Field(description="缺数据的分值")
    total: Decimal | None
    vetoes: list[str]
    grade: str
    grade_name: str
    ground: str
    ground_text: str
    holds: bool
    appeal_until: date | None

    @classmethod
    def of(
        cls, sheet: Sheet, terms: EvaluationTerms, *, holds: bool, appeal_until: date | None
    ) -> "SheetOut":
        """From a sheet."""
        return cls(
            dimensions=[DimensionOut.of(one) for one in sheet.dimensions],
            missing=sheet.missing,
            total=sheet.total,
            vetoes=[terms.vetoes[one] for one in sheet.vetoes],
            grade=sheet.grade,
            grade_name=terms.grades[sheet.grade] if sheet.grade is not Grade.NONE else NO_GRADE,
            ground=sheet.ground,
            ground_text=GROUNDS[sheet.ground],
            holds=holds,
            appeal_until=appeal_until,
        )


class ProposalOut(BaseModel):
    """登记里能算出的一行数据，附分子、分母各自的记录；采用时写进 ``values``。"""

    id: str
    name: str
    value: str = Field(examples=["issue_closed_rate:5/7"])
    numerator_rows: list[str]
    denominator_rows: list[str]

    @classmethod
    def of(cls, found: Proposal, terms: EvaluationTerms) -> "ProposalOut":
        """From a proposal."""
        return cls(
            id=found.indicator,
            name=terms.indicators[found.indicator].name,
            value=f"{found.indicator}:{found.numerator:g}/{found.denominator:g}",
            numerator_rows=[row.id for row in found.rows.numerator],
            denominator_rows=[row.id for row in found.rows.denominator or ()],
        )


class LineGapOut(BaseModel):
    """一行的自评分、核查分与差（自评减核查）。"""

    id: str
    name: str
    own: Decimal | None
    check: Decimal | None
    gap: Decimal | None

    @classmethod
    def of(cls, found: LineGap, terms: EvaluationTerms) -> "LineGapOut":
        """From a gap."""
        name = terms.indicators[found.indicator].name
        return cls(id=found.indicator, name=name, own=found.own, check=found.check, gap=found.gap)


class PairOut(BaseModel):
    """自查自评与实地核查并列；缺一方时没有差。"""

    own_id: str
    check_id: str
    own_grade: str
    check_grade: str
    total_gap: Decimal | None
    lines: list[LineGapOut]

    @classmethod
    def of(cls, pair: Pair, terms: EvaluationTerms) -> "PairOut":
        """From a pair."""
        own, check = pair.own, pair.check
        return cls(
            own_id=own.id if own else "",
            check_id=check.id if check else "",
            own_grade=own.facts.grade if own else "",
            check_grade=check.facts.grade if check else "",
            total_gap=pair.total_gap,
            lines=[LineGapOut.of(one, terms) for one in pair.lines],
        )


class RuleLineOut(BaseModel):
    """一项的分值与算法。"""

    id: str
    name: str
    dimension: str
    points: int
    formula: str
    rule: str
    scoring: str


class RulesOut(BaseModel):
    """现行的评分规则；``version`` 记在每张表上。"""

    version: str
    excellent: int
    qualified: int
    excellent_floor: int
    qualified_floor: int
    most_missing: int
    appeal_days: int
    vetoes: dict[str, str]
    lines: list[RuleLineOut]

    @classmethod
    def of(cls, rules: EvaluationRules, terms: EvaluationTerms) -> "RulesOut":
        """From rules."""
        bands = rules.thresholds
        return cls(
            version=rules.version,
            excellent=bands.excellent,
            qualified=bands.qualified,
            excellent_floor=bands.excellent_floor,
            qualified_floor=bands.qualified_floor,
            most_missing=bands.most_missing,
            appeal_days=bands.appeal_days,
            vetoes={one: terms.vetoes[one] for one in rules.vetoes},
            lines=[
                RuleLineOut(
                    id=one.id,
                    name=one.name,
                    dimension=each.id,
                    points=rules.points[one.id],
                    formula=one.formula,
                    rule=one.rule,
                    scoring=one.scoring,
                )
                for each in terms.dimensions
                for one in each.indicators
            ],
        )
