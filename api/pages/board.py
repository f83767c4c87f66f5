"""看板: every indicator with the records behind it, lines over months, coverage, lead times."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import ServiceDep
from api.pages.board_frame import Asked, AskedDep, board
from api.pages.board_lines import line, lines
from api.pages.named import Named, named, record_named
from api.pages.page import Crumb, PageDep
from api.reckoned import reckoned
from api.registers import registry_for_reading
from api.routes.indicators import Reader
from api.schemas.indicators import CoverageOut, IndicatorOut, LeadTimeOut
from kb.errors import NotFound
from kb.prevention.coverage import coverage
from kb.prevention.indicator_counts import Row
from kb.prevention.indicator_window import Window
from kb.prevention.indicators import Part, indicator, indicators
from kb.prevention.lead_times import lead_times
from kb.store.registry import Registry

router = APIRouter(include_in_schema=False)
_FIRST = (
    "suggestions_issued",
    "suggestion_adoption_rate",
    "reply_on_time_rate",
    "rectification_completion_rate",
    "overdue_rate",
    "alert_precision",
)
_PAGE = 100


@router.get("/board")
def indicators_page(asked: AskedDep, who: Reader, page: PageDep, service: ServiceDep) -> Response:
    """All indicators of a period."""
    shown = reckoned(
        service,
        who,
        ("indicators", asked),
        lambda registry: [
            IndicatorOut.of(one) for one in indicators(Window(registry, asked.period, asked.scope))
        ],
    )
    with registry_for_reading(service, who) as registry:
        frame = board(registry, asked, "/board")
    content = {
        "board": frame,
        "first": [one for one in shown if one.id in _FIRST],
        "counted": [one for one in shown if one.kind != "rated"],
        "rated": [one for one in shown if one.kind == "rated"],
    }
    return page.show("board/indicators.html", content, title="看板")


@router.get("/board/indicators/{indicator_id}")
def indicator_page(
    indicator_id: str,
    asked: AskedDep,
    who: Reader,
    page: PageDep,
    service: ServiceDep,
    part: Part = "numerator",
    after: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """One indicator: how it is reckoned, its months, the records behind its number."""
    found = reckoned(
        service,
        who,
        ("indicator", asked, indicator_id, part, after),
        lambda registry: _behind(registry, asked, indicator_id, part, after),
    )
    over = reckoned(
        service,
        who,
        ("line", asked.period.end, asked.scope, indicator_id),
        lambda registry: line(registry, asked.period.end, asked.scope, indicator_id),
    )
    with registry_for_reading(service, who) as registry:
        frame = board(registry, asked, f"/board/indicators/{indicator_id}")
        names = named(registry, [row.id for row in found.rows])
    record_named(service, who, names.values())
    content = {
        "board": frame,
        "item": found.item,
        "line": over,
        "part": part,
        "rows": [(row, names[row.id]) for row in found.rows if row.id in names],
        "parts_of": _parts(asked, found, part),
        "more": _next(asked, found, part),
    }
    name = found.item.name
    crumbs = (Crumb("看板", f"/board?{asked.query()}"), Crumb(name))
    return page.show("board/indicator.html", content, title=name, crumbs=crumbs)


@router.get("/board/trends")
def trends_page(asked: AskedDep, who: Reader, page: PageDep, service: ServiceDep) -> Response:
    """Every indicator over the twelve months that end on the day looked at."""
    found = reckoned(
        service,
        who,
        ("lines", asked.period.end, asked.scope),
        lambda registry: lines(registry, asked.period.end, asked.scope),
    )
    with registry_for_reading(service, who) as registry:
        frame = board(registry, asked, "/board/trends")
    content = {
        "board": frame,
        "lines": [one for one in found if one.known],
        "without": [one.found.kpi.name for one in found if not one.known],
    }
    return page.show("board/trends.html", content, title="走势", crumbs=_crumbs(asked, "走势"))


@router.get("/board/coverage")
def coverage_page(
    asked: AskedDep,
    who: Reader,
    page: PageDep,
    service: ServiceDep,
    kind: Annotated[str, Query(max_length=40)] = "",
    stage: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Kinds of units by stages; of one cell, its records."""
    table = reckoned(
        service,
        who,
        ("coverage", asked),
        lambda registry: CoverageOut.of(coverage(Window(registry, asked.period, asked.scope))),
    )
    with registry_for_reading(service, who) as registry:
        frame = board(registry, asked, "/board/coverage")
        chosen = [one for one in table.cells if (one.kind, one.stage) == (kind, stage)]
        if (kind or stage) and not chosen:
            raise NotFound(id=f"{kind}:{stage}"[:64])
        rows = _records(registry, chosen[0].ids) if chosen else None
    record_named(service, who, rows or ())
    kinds = {one.kind: one.kind_name for one in table.cells}
    content = {
        "board": frame,
        "stages": {one.stage: one.stage_name for one in table.cells},
        "lines": [
            (name, table.units[one], [cell for cell in table.cells if cell.kind == one])
            for one, name in kinds.items()
        ],
        "chosen": chosen[0] if chosen else None,
        "rows": rows,
    }
    crumbs = _crumbs(asked, "主体覆盖")
    return page.show("board/coverage.html", content, title="主体覆盖", crumbs=crumbs)


@router.get("/board/lead-times")
def lead_times_page(
    asked: AskedDep,
    who: Reader,
    page: PageDep,
    service: ServiceDep,
    leg: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Days between clue, warning and what was done; of one leg, its warnings."""
    legs = reckoned(
        service,
        who,
        ("lead times", asked),
        lambda registry: [
            LeadTimeOut.of(one) for one in lead_times(Window(registry, asked.period, asked.scope))
        ],
    )
    with registry_for_reading(service, who) as registry:
        frame = board(registry, asked, "/board/lead-times")
        chosen = next((one for one in legs if one.leg == leg), None)
        if leg and chosen is None:
            raise NotFound(id=leg)
        rows = _records(registry, chosen.ids) if chosen else None
    record_named(service, who, rows or ())
    longest = max((one.longest_days or 0 for one in legs), default=0)
    content = {
        "board": frame,
        "legs": legs,
        "longest": longest or 1,
        "chosen": chosen,
        "rows": rows,
    }
    crumbs = _crumbs(asked, "早发现早处置")
    return page.show("board/lead_times.html", content, title="早发现早处置", crumbs=crumbs)


@dataclass(frozen=True, slots=True)
class _Behind:
    """An indicator and one page of the records behind a part of it."""

    item: IndicatorOut
    rows: Sequence[Row]
    more: bool
    above: int
    below: int | None


def _behind(registry: Registry, asked: Asked, indicator_id: str, part: Part, after: str) -> _Behind:
    found = indicator(Window(registry, asked.period, asked.scope), indicator_id)
    rows = [one for one in found.part(part) if one.id > after]
    below = found.rows.denominator
    return _Behind(
        IndicatorOut.of(found),
        rows[:_PAGE],
        len(rows) > _PAGE,
        len(found.rows.numerator),
        None if below is None else len(below),
    )


def _next(asked: Asked, found: _Behind, part: str) -> str:
    if not found.more:
        return ""
    query = asked.query(part=part, after=found.rows[-1].id)
    return f"/board/indicators/{found.item.id}?{query}"


def _records(registry: Registry, ids: Sequence[str]) -> Sequence[Named]:
    return list(named(registry, ids).values())


def _crumbs(asked: Asked, label: str) -> Sequence[Crumb]:
    return (Crumb("看板", f"/board?{asked.query()}"), Crumb(label))


def _parts(asked: Asked, found: _Behind, part: str) -> Sequence[tuple[str, str, bool, int]]:
    path = f"/board/indicators/{found.item.id}"
    words = "计入的记录" if found.below is None else "分子"
    parts = [(f"{path}?{asked.query()}", words, part == "numerator", found.above)]
    if found.below is not None:
        other = asked.query(part="denominator")
        parts.append((f"{path}?{other}", "分母", part == "denominator", found.below))
    return parts
