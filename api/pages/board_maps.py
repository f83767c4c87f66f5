"""The two maps of the board: loopholes by domain, and risks by domain, post and power link."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import ServiceDep, TaxonomyDep
from api.pages.board_frame import Asked, AskedDep, board
from api.pages.named import named, record_named
from api.pages.page import Crumb, PageDep
from api.reckoned import reckoned
from api.registers import registry_for_reading
from api.routes.indicators import Reader
from api.schemas.indicators import HeatOut
from api.schemas.warnings import RiskCellOut
from kb.errors import NotFound
from kb.prevention.coverage import heat_map
from kb.prevention.indicator_window import Window
from kb.prevention.risk_map import Layer, risk_map
from kb.prevention.warning_watch import Watch

router = APIRouter(include_in_schema=False)
_PLACES = 100  # as many as one page shows; a domain has fewer
_SHADES = 5  # from five of a kind on by share of the most, below by count
LAYERS = {
    Layer.POINTS: "风险点",
    Layer.LOOPHOLES: "制度漏洞",
    Layer.CLUES: "线索",
    Layer.CASES: "案件",
}
_Code = Annotated[str, Query(max_length=64)]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the heat map; ``shade`` is 0 (nothing) to 5 (the most of the map)."""

    found: HeatOut | None
    shade: int


@dataclass(frozen=True, slots=True)
class Heat:
    """Rows are loopholes, the most frequent first; columns are domains, the fullest first."""

    domains: Sequence[tuple[str, str, int]]
    rows: Sequence[tuple[str, str, int, Sequence[Cell]]]
    total: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the risk map with its numbers, each with the way to its records."""

    found: RiskCellOut
    numbers: Sequence[tuple[str, int, str]]


@router.get("/board/heat-map")
def heat_page(
    asked: AskedDep,
    who: Reader,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    column: _Code = "",
    loophole: _Code = "",
) -> Response:
    """Confirmed loopholes by domain and kind; of one cell, the records."""
    cells = reckoned(
        service,
        who,
        ("heat map", asked),
        lambda registry: [
            HeatOut.of(one, taxonomy)
            for one in heat_map(Window(registry, asked.period, asked.scope))
        ],
    )
    with registry_for_reading(service, who) as registry:
        frame = board(registry, asked, "/board/heat-map")
        chosen = [
            one for one in cells if loophole and (one.domain, one.loophole) == (column, loophole)
        ]
        if loophole and not chosen:
            raise NotFound(id=loophole)
        rows = list(named(registry, chosen[0].ids).values()) if chosen else None
    record_named(service, who, rows or ())
    content = {
        "board": frame,
        "heat": _heat(cells),
        "chosen": chosen[0] if chosen else None,
        "rows": rows,
    }
    crumbs = (Crumb("看板", f"/board?{asked.query()}"), Crumb("漏洞热力图"))
    return page.show("board/heat_map.html", content, title="漏洞热力图", crumbs=crumbs)


@router.get("/board/risk-map")
def risk_page(
    asked: AskedDep,
    who: Reader,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    place: Annotated[str, Query(max_length=200)] = "",
    layer: Layer = Layer.POINTS,
) -> Response:
    """Where risk points, loopholes, clues and cases gather; of one number, the records."""
    everywhere = reckoned(
        service,
        who,
        ("risk map", asked.period.end),
        lambda registry: [
            RiskCellOut.of(one, taxonomy) for one in risk_map(Watch(registry, asked.period.end))
        ],
    )
    domain = asked.scope.domain
    cells = [one for one in everywhere if domain in ("", one.domain)]
    with registry_for_reading(service, who) as registry:
        frame = board(registry, asked, "/board/risk-map")
        chosen = next((one for one in cells if place_of(one) == place), None) if place else None
        if place and chosen is None:
            raise NotFound(id=place[:64])
        rows = list(named(registry, getattr(chosen, layer)).values()) if chosen else None
    record_named(service, who, rows or ())
    fullest = sorted(cells, key=lambda one: -one.total)[:_PLACES]
    least = fullest[-1].total if len(cells) > _PLACES else 0
    spots = [_spot(asked, one) for one in cells if one.total >= least][:_PLACES]
    domains = dict.fromkeys(one.found.domain for one in spots)
    content = {
        "board": frame,
        "layers": LAYERS,
        "groups": [[one for one in spots if one.found.domain == domain] for domain in domains],
        "left_out": len(cells) - len(spots),
        "most": max((one.total for one in cells), default=1),
        "chosen": chosen,
        "layer": LAYERS[layer],
        "rows": rows,
    }
    crumbs = (Crumb("看板", f"/board?{asked.query()}"), Crumb("风险地图"))
    return page.show("board/risk_map.html", content, title="风险地图", crumbs=crumbs)


def place_of(cell: RiskCellOut) -> str:
    """A place on the map as one word: ``procurement~buyer~招标采购``."""
    return "~".join((cell.domain, cell.position, cell.power_link))


def _spot(asked: Asked, cell: RiskCellOut) -> Spot:
    numbers = []
    for layer, words in LAYERS.items():
        query = asked.query(place=place_of(cell), layer=layer)
        numbers.append((words, len(getattr(cell, layer)), f"/board/risk-map?{query}"))
    return Spot(cell, numbers)


def _heat(cells: Sequence[HeatOut]) -> Heat:
    most = max(_SHADES, *(one.count for one in cells), 0)
    by_place = {(one.domain, one.loophole): one for one in cells}
    domains, loopholes = _totals(cells, "domain"), _totals(cells, "loophole")
    return Heat(
        domains,
        [
            (
                code,
                name,
                total,
                [_cell(by_place.get((domain, code)), most) for domain, _, _ in domains],
            )
            for code, name, total in loopholes
        ],
        sum(one.count for one in cells),
    )


def _cell(found: HeatOut | None, most: int) -> Cell:
    return Cell(found, 0 if found is None else max(1, round(found.count / most * _SHADES)))


def _totals(cells: Sequence[HeatOut], side: str) -> Sequence[tuple[str, str, int]]:
    """Codes of a side with their names and sums, the largest first; equal ones by name."""
    names: dict[str, str] = {}
    sums: dict[str, int] = {}
    for one in cells:
        code = getattr(one, side)
        names[code] = getattr(one, f"{side}_name")
        sums[code] = sums.get(code, 0) + one.count
    return sorted(
        ((code, names[code], total) for code, total in sums.items()),
        key=lambda one: (-one[2], one[1]),
    )
