"""Indicators over HTTP: all of them, one, the records behind a number; coverage, heat map, times.

Every number counts what the person may read and says so.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.deps import ServiceDep, TaxonomyDep
from api.problems import StrictJsonRoute
from api.register_requests import with_etag
from api.registers import registry_for_reading
from api.schemas.indicators import (
    SCOPE_NOTE,
    CoverageOut,
    HeatOut,
    IndicatorOut,
    IndicatorsOut,
    LeadTimeOut,
    RowOut,
    RowsOut,
)
from api.schemas.ratings import RatingIn, ReasonIn
from api.schemas.registers import RecordOut
from api.security import allow
from api.stepping import SteppingDep
from kb.governance.access import Permission, Principal
from kb.prevention.coverage import coverage, heat_map
from kb.prevention.indicator_window import Period, Scope, Window
from kb.prevention.indicators import indicator, indicators
from kb.prevention.lead_times import lead_times
from kb.prevention.ledger_facts import RATINGS, RatingFacts
from kb.prevention.ratings import Ratings
from kb.registers.days import day_of
from kb.store.registry import Registry

router = APIRouter(tags=["指标"], route_class=StrictJsonRoute)
Reader = Annotated[Principal, allow(Permission.REGISTERS_READ)]
Evaluator = Annotated[Principal, allow(Permission.EVALUATE)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of: a period ending on a day, its base, a scope."""

    period: Period
    base: Period | None
    scope: Scope


def _asked(
    as_of: Annotated[date | None, Query(description="截止日，默认今天")] = None,
    start: Annotated[
        date | None, Query(alias="from", description="起始日，默认当年一月一日")
    ] = None,
    base_from: Annotated[date | None, Query(description="基期起，默认上年同期")] = None,
    base_to: Annotated[date | None, Query(description="基期止")] = None,
    unit: Annotated[str, Query(description="单位（含下级）", max_length=64)] = "",
    domain: Annotated[str, Query(description="领域代码", max_length=64)] = "",
    department: Annotated[str, Query(description="主办部门", max_length=64)] = "",
) -> Asked:
    end = as_of or day_of(datetime.now(UTC))
    base = Period(base_from, base_to) if base_from and base_to else None
    period = Period(start or end.replace(month=1, day=1), end)
    return Asked(period, base, Scope(unit, domain, department))


AskedDep = Annotated[Asked, Depends(_asked)]


@router.get("/indicators", summary="全部指标")
def all_indicators(asked: AskedDep, who: Reader, service: ServiceDep) -> IndicatorsOut:
    """Every indicator as of a day; the count of letters always with their quality."""
    with registry_for_reading(service, who) as registry:
        found = indicators(Window(registry, asked.period, asked.scope), base=asked.base)
    return IndicatorsOut(
        start=asked.period.start,
        as_of=asked.period.end,
        note=SCOPE_NOTE,
        items=[IndicatorOut.of(one) for one in found],
    )


@router.get("/indicators/{indicator_id}", summary="一项指标")
def one_indicator(
    indicator_id: str, asked: AskedDep, who: Reader, service: ServiceDep
) -> IndicatorOut:
    """One indicator; 404 for an id that there is not."""
    with registry_for_reading(service, who) as registry:
        window = Window(registry, asked.period, asked.scope)
        return IndicatorOut.of(indicator(window, indicator_id, base=asked.base))


@router.get("/indicators/{indicator_id}/rows", summary="数字背后的记录")
def rows_behind(
    indicator_id: str,
    asked: AskedDep,
    who: Reader,
    service: ServiceDep,
    part: Annotated[
        Literal["numerator", "denominator"], Query(description="分子或分母")
    ] = "numerator",
    after: Annotated[str, Query(description="上一页最后一条的编号", max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> RowsOut:
    """The records that make up the numerator or the denominator, in the order of their ids."""
    with registry_for_reading(service, who) as registry:
        window = Window(registry, asked.period, asked.scope)
        found = indicator(window, indicator_id, base=asked.base).part(part)
    page = [row for row in found if row.id > after][:limit]
    return RowsOut(
        items=[RowOut.of(row) for row in page],
        total=len(found),
        next=page[-1].id if len(page) == limit else "",
    )


@router.get("/coverage", summary="主体全覆盖：单位类别 × 环节")
def coverage_table(asked: AskedDep, who: Reader, service: ServiceDep) -> CoverageOut:
    """Every kind of unit at every stage, the empty cells too."""
    with registry_for_reading(service, who) as registry:
        return CoverageOut.of(coverage(Window(registry, asked.period, asked.scope)))


@router.get("/heat-map", summary="漏洞热力图：领域 × 漏洞")
def loophole_map(
    asked: AskedDep, who: Reader, service: ServiceDep, taxonomy: TaxonomyDep
) -> list[HeatOut]:
    """Confirmed loopholes as of a day, gravest first."""
    with registry_for_reading(service, who) as registry:
        found = heat_map(Window(registry, asked.period, asked.scope))
    return [HeatOut.of(one, taxonomy) for one in found]


@router.get("/lead-times", summary="早发现、早预警、早处置：各段天数")
def times(asked: AskedDep, who: Reader, service: ServiceDep) -> list[LeadTimeOut]:
    """Days between clue, warning and action over the warnings of a period."""
    with registry_for_reading(service, who) as registry:
        return [
            LeadTimeOut.of(one) for one in lead_times(Window(registry, asked.period, asked.scope))
        ]


@router.post(
    "/ratings",
    status_code=201,
    summary="登记一次评分或统计",
    response_model=RecordOut[RatingFacts],
)
def rate(body: RatingIn, who: Evaluator, stepping: SteppingDep) -> Response:
    """A score of 1–5, or a numerator with its denominator, as the indicator asks."""

    def run(registry: Registry) -> Response:
        kept = Ratings(registry).rate(body.facts, body.placing())
        return with_etag(kept, RecordOut.of(RATINGS, kept), status=201)

    return stepping.make(who, body, run)


@router.post(
    "/ratings/{rating_id}:strike", summary="剔除一次评分", response_model=RecordOut[RatingFacts]
)
def strike(rating_id: str, body: ReasonIn, who: Evaluator, stepping: SteppingDep) -> Response:
    """It counts no more; it is kept with the reason."""
    return stepping.take(
        who,
        RATINGS,
        body,
        lambda registry, at: Ratings(registry).strike(rating_id, body.reason, expected=at),
    )
