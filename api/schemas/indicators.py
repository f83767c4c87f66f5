"""Indicators, coverage, heat map and lead times over HTTP."""

from datetime import date

from pydantic import BaseModel, Field

from kb.prevention.chain_facts import UNIT_KINDS
from kb.prevention.coverage import STAGES, Coverage, CoverageCell, HeatCell
from kb.prevention.indicator_counts import GAPS, CrimeRate, Quality, Reported, Row
from kb.prevention.indicators import Indicator
from kb.prevention.lead_times import LEGS, LeadTime
from kb.terms import Taxonomy

SCOPE_NOTE = "只计本人可见的记录；按截止日当时的登记计算，其后的变动不影响本期的数"
_UNRATED = "未评"


class QualityOut(BaseModel):
    """与份数同列的质量：均分、已评份数、未评份数；``text`` 供直接显示，没有评分即“未评”。"""

    mean: float | None
    n: int
    unrated: int
    text: str

    @classmethod
    def of(cls, found: Quality) -> "QualityOut":
        """From a quality."""
        text = _UNRATED if found.mean is None else f"{found.mean:.2f} 分（{found.n} 份已评）"
        return cls(mean=found.mean, n=found.n, unrated=found.unrated, text=text)


class CrimeRateOut(BaseModel):
    """一段时间的发生率（每万人），附 Wilson 95% 区间。"""

    start: date
    end: date
    people: int
    staff: int
    per_10000: float
    low: float
    high: float

    @classmethod
    def of(cls, found: CrimeRate) -> "CrimeRateOut":
        """From a rate."""
        return cls(
            start=found.period.start,
            end=found.period.end,
            people=found.people,
            staff=found.staff,
            per_10000=round(found.per_10000, 4),
            low=round(found.low, 4),
            high=round(found.high, 4),
        )


class ReportedOut(BaseModel):
    """自查自评的数；``difference`` 是核查（或登记）的数减去它。"""

    value: float
    n: int
    difference: float | None

    @classmethod
    def of(cls, found: Reported, difference: float | None) -> "ReportedOut":
        """From what a unit reports."""
        return cls(value=found.value, n=found.n, difference=difference)


class IndicatorOut(BaseModel):
    """一项指标。``value`` 为份数、比率（0.85 即 85%）或均分；算不出时为空，见 ``reason``。"""

    id: str
    name: str
    kind: str
    formula: str
    source: str
    rubric: list[str]
    value: float | None
    reason_code: str
    reason: str
    numerator: float | None
    denominator: float | None
    n: int
    quality: QualityOut | None = Field(description="制发份数必有：与份数同列的质量")
    reported: ReportedOut | None
    rates: list[CrimeRateOut]
    to_review: bool = Field(description="满意度低于 60%，须复核")

    @classmethod
    def of(cls, found: Indicator) -> "IndicatorOut":
        """From an indicator."""
        return cls(
            id=found.kpi.id,
            name=found.kpi.name,
            kind=found.kpi.kind,
            formula=found.kpi.formula,
            source=found.kpi.source,
            rubric=list(found.kpi.rubric),
            value=found.value,
            reason_code=found.gap or "",
            reason=GAPS[found.gap] if found.gap else "",
            numerator=found.numerator,
            denominator=found.denominator,
            n=found.n,
            quality=QualityOut.of(found.quality) if found.quality else None,
            reported=ReportedOut.of(found.reported, found.difference) if found.reported else None,
            rates=[CrimeRateOut.of(one) for one in found.rates],
            to_review=found.to_review,
        )


class IndicatorsOut(BaseModel):
    """全部指标，连同期间与范围的说明。"""

    start: date
    as_of: date
    note: str
    items: list[IndicatorOut]


class RowOut(BaseModel):
    """数字背后的一条记录，与它计入的数。"""

    id: str
    kind: str
    count: float

    @classmethod
    def of(cls, row: Row) -> "RowOut":
        """From a row."""
        return cls(id=row.id, kind=row.id.rpartition("-")[0], count=row.count)


class RowsOut(BaseModel):
    """一页记录；``next`` 放进 ``after`` 取下一页。"""

    items: list[RowOut]
    total: int
    next: str


class CellOut(BaseModel):
    """某类单位在某一环节的记录数与单位数，零也列出。"""

    kind: str
    kind_name: str
    stage: str
    stage_name: str
    records: int
    units: int
    ids: list[str]

    @classmethod
    def of(cls, cell: CoverageCell) -> "CellOut":
        """From a cell."""
        return cls(
            kind=cell.kind,
            kind_name=UNIT_KINDS[cell.kind],
            stage=cell.stage,
            stage_name=STAGES[cell.stage],
            records=cell.records,
            units=cell.units,
            ids=list(cell.ids),
        )


class CoverageOut(BaseModel):
    """主体全覆盖：单位类别 × 环节；``units`` 是各类已登记的单位数。"""

    note: str
    units: dict[str, int]
    cells: list[CellOut]

    @classmethod
    def of(cls, found: Coverage) -> "CoverageOut":
        """From a coverage table."""
        return cls(
            note=SCOPE_NOTE,
            units={kind.value: count for kind, count in found.units.items()},
            cells=[CellOut.of(one) for one in found.cells],
        )


class HeatOut(BaseModel):
    """某领域某种漏洞：已确认的条数、涉及的单位数与记录编号。"""

    domain: str
    domain_name: str
    loophole: str
    loophole_name: str
    count: int
    units: int
    ids: list[str]

    @classmethod
    def of(cls, cell: HeatCell, taxonomy: Taxonomy) -> "HeatOut":
        """From a cell."""
        return cls(
            domain=cell.domain,
            domain_name=taxonomy.label(f"domain:{cell.domain}") if cell.domain else "未注明领域",
            loophole=cell.loophole,
            loophole_name=taxonomy.label(f"loopholes:{cell.loophole}"),
            count=cell.count,
            units=cell.units,
            ids=list(cell.ids),
        )


class LeadTimeOut(BaseModel):
    """一段的日历日数；不足三件时只报件数。"""

    leg: str
    name: str
    n: int
    median_days: float | None
    longest_days: int | None
    ids: list[str]

    @classmethod
    def of(cls, found: LeadTime) -> "LeadTimeOut":
        """From a lead time."""
        return cls(
            leg=found.leg,
            name=LEGS[found.leg],
            n=found.n,
            median_days=found.median_days,
            longest_days=found.longest_days,
            ids=list(found.ids),
        )
