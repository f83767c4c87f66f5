"""Warnings over HTTP: the run, the steps, the broken chain, the radar of relapse, the risk map."""

from collections import Counter
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import ServiceDep, TaxonomyDep
from api.problems import StrictJsonRoute
from api.registers import registry_for_reading
from api.schemas.registers import RecordOut
from api.schemas.warnings import (
    REOPEN_NOTE,
    SEEN_NOTE,
    AcknowledgeIn,
    BreakOut,
    BrokenChainOut,
    CloseIn,
    DismissIn,
    LinkCountOut,
    MatchOut,
    RecurrencesOut,
    RiskCellOut,
    RiskMapOut,
    RuleOut,
    RunIn,
    RunOut,
    VerifyIn,
)
from api.security import allow
from api.stepping import SteppingDep
from api.warnings import run_daily, warning_rules
from kb.governance.access import Level, Permission, Principal
from kb.governance.audit import AuditEntry
from kb.prevention.broken_chain import LINKS, Link, broken_chain
from kb.prevention.ledger_facts import WARNINGS, WarningFacts
from kb.prevention.recurrence import recurrences
from kb.prevention.risk_map import risk_map
from kb.prevention.warning_run import warnings_of
from kb.prevention.warning_terms import Rule
from kb.prevention.warning_watch import Watch
from kb.prevention.warnings import Warnings

router = APIRouter(tags=["预警"], route_class=StrictJsonRoute)
Reader = Annotated[Principal, allow(Permission.REGISTERS_READ)]
Handler = Annotated[Principal, allow(Permission.WARNINGS)]
Runner = Annotated[Principal, allow(Permission.WARNINGS, Permission.SYSTEM)]
AsOf = Annotated[date | None, Query(description="截止日，默认今天")]
_SHOWN = RecordOut[WarningFacts]


@router.post("/warnings:run", summary="预警：按规则查一遍")
def run_now(_body: RunIn, who: Runner, service: ServiceDep) -> RunOut:
    """What the daily run does, now; a second time of the day changes nothing."""
    service.governing.audit.record(AuditEntry(who, "warning.run", ""))
    run = run_daily(service.governing).run
    with registry_for_reading(service, who) as registry:
        visible = frozenset(one.id for one in warnings_of(registry, run.ids))
    return RunOut.of(run, visible)


@router.get("/warning-rules", summary="预警：有哪些规则")
def rules(_who: Reader) -> list[RuleOut]:
    """Their codes and names."""
    return [RuleOut.of(one) for one in Rule]


@router.post("/warnings/{warning_id}:acknowledge", summary="预警：签收", response_model=_SHOWN)
def acknowledge(
    warning_id: str, body: AcknowledgeIn, who: Handler, stepping: SteppingDep
) -> Response:
    """Who signs is to check; the warning rises no further."""
    return stepping.take(
        who,
        WARNINGS,
        body,
        lambda registry, expected: Warnings(registry).acknowledge(warning_id, expected=expected),
    )


@router.post("/warnings/{warning_id}:verify", summary="预警：核查", response_model=_SHOWN)
def verify(warning_id: str, body: VerifyIn, who: Handler, stepping: SteppingDep) -> Response:
    """Whether the signal holds; never a finding about a person."""
    return stepping.take(
        who,
        WARNINGS,
        body,
        lambda registry, expected: Warnings(registry).verify(
            warning_id, founded=body.founded, finding=body.finding, expected=expected
        ),
    )


@router.post("/warnings/{warning_id}:dismiss", summary="预警：排除", response_model=_SHOWN)
def dismiss(warning_id: str, body: DismissIn, who: Handler, stepping: SteppingDep) -> Response:
    """There is nothing in it, for a reason."""
    return stepping.take(
        who,
        WARNINGS,
        body,
        lambda registry, expected: Warnings(registry).dismiss(
            warning_id, reason=body.reason, expected=expected
        ),
    )


@router.post("/warnings/{warning_id}:close", summary="预警：处置了结", response_model=_SHOWN)
def close(warning_id: str, body: CloseIn, who: Handler, stepping: SteppingDep) -> Response:
    """What was done about it."""
    return stepping.take(
        who,
        WARNINGS,
        body,
        lambda registry, expected: Warnings(registry).close(
            warning_id, action=body.action, expected=expected
        ),
    )


@router.get("/broken-chain", summary="两张皮检测：断链")
def breaks(
    who: Reader,
    service: ServiceDep,
    as_of: AsOf = None,
    link: Annotated[list[Link], Query(description="只要这几种")] = [],  # noqa: B006
    unit: Annotated[str, Query(description="单位", max_length=64)] = "",
    after: Annotated[str, Query(description="上一页的 next", max_length=120)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> BrokenChainOut:
    """Where something is missing after a loophole, a measure, a letter or a closed item."""
    with registry_for_reading(service, who) as registry:
        watch = Watch(registry, as_of)
        found = broken_chain(watch, warning_rules(service.settings))
    found = tuple(one for one in found if not unit or one.unit == unit)
    counted = Counter(one.link for one in found)
    kept = [one for one in found if not link or one.link in link]
    places = [f"{one.link}:{one.record}" for one in kept]
    start = places.index(after) + 1 if after in places else 0
    page = kept[start : start + limit]
    if page:
        level = Level(max(one.level for one in page))
        service.governing.record_read(who, f"broken_chain×{len(page)}", level, "chain.check")
    return BrokenChainOut(
        as_of=watch.today,
        note=SEEN_NOTE,
        counts=[LinkCountOut(link=one, missing=LINKS[one], count=counted[one]) for one in Link],
        items=[BreakOut.of(one) for one in page],
        total=len(kept),
        next=places[start + limit - 1] if len(page) == limit else "",
    )


@router.get("/recurrences/{record_id}", summary="同漏洞复发雷达：应再看的已销号事项")
def radar(
    record_id: str, who: Reader, service: ServiceDep, taxonomy: TaxonomyDep
) -> RecurrencesOut:
    """For a new clue or loophole; whether to reopen a person decides."""
    with registry_for_reading(service, who) as registry:
        found = recurrences(registry, record_id)
        level = registry.find(record_id).head.level
    service.governing.record_read(who, record_id, level, "recurrence.read")
    return RecurrencesOut(
        record=record_id,
        note=REOPEN_NOTE,
        items=[MatchOut.of(one, taxonomy) for one in found],
    )


@router.get("/risk-map", summary="风险地图：领域 × 岗位 × 环节")
def risks(
    who: Reader, service: ServiceDep, taxonomy: TaxonomyDep, as_of: AsOf = None
) -> RiskMapOut:
    """Confirmed risk points and loopholes, clues and cases, counted anew at every request."""
    with registry_for_reading(service, who) as registry:
        watch = Watch(registry, as_of)
        cells = risk_map(watch)
    return RiskMapOut(
        as_of=watch.today, note=SEEN_NOTE, cells=[RiskCellOut.of(one, taxonomy) for one in cells]
    )
