"""两张皮检测 and 同漏洞复发雷达: where the chain breaks, and which closed items to see again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import ServiceDep, TaxonomyDep
from api.pages.board_frame import day_in
from api.pages.named import Named, named, record_named
from api.pages.page import Crumb, PageDep
from api.pages.shown_names import unit_names
from api.reckoned import reckoned
from api.registers import registry_for_reading
from api.routes.warnings import Reader
from api.schemas.warnings import REOPEN_NOTE, SEEN_NOTE, BreakOut, MatchOut
from api.warnings import warning_rules
from kb.errors import NotFound
from kb.prevention.broken_chain import LINKS, Break, Link, broken_chain
from kb.prevention.chain_facts import CLUES, LOOPHOLES
from kb.prevention.ledger_facts import WARNINGS
from kb.prevention.reading_order import newest
from kb.prevention.recurrence import recurrences
from kb.prevention.warning_run import STANDING
from kb.prevention.warning_terms import Rule
from kb.prevention.warning_watch import Watch
from kb.registers.days import day_of
from kb.registers.records import Register
from kb.store.registry import Registry, Wanted

router = APIRouter(include_in_schema=False)
_PAGE = 50
_PICKED = 40
_SHORT = {
    Link.MEASURE: "漏洞没有措施",
    Link.ITEM: "措施没有整改",
    Link.REPLY: "建议没有答复",
    Link.EVIDENCE: "办结没有佐证",
    Link.OWN_EVIDENCE: "佐证早于建议",
    Link.EVALUATION: "销号没有评估",
    Link.SENTENCE: "报告没有出处",
}


@router.get("/warnings/broken-chain")
def broken_chain_page(
    who: Reader,
    page: PageDep,
    service: ServiceDep,
    as_of: Annotated[str, Query(max_length=10)] = "",
    link: Annotated[str, Query(max_length=40)] = "",
    unit: Annotated[str, Query(max_length=64)] = "",
    at: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Every break as of a day, those that stand longest first."""
    if link and link not in list(Link):
        raise NotFound(id=link)
    day = day_in("截止日", as_of) or day_of(datetime.now(UTC))
    everywhere = reckoned(
        service,
        who,
        ("broken chain", day),
        lambda registry: broken_chain(Watch(registry, day), warning_rules(service.settings)),
    )
    with registry_for_reading(service, who) as registry:
        of_unit = [one for one in everywhere if unit in ("", one.unit)]
        kept = sorted((one for one in of_unit if link in ("", one.link)), key=lambda one: -one.days)
        shown = kept[(at - 1) * _PAGE : at * _PAGE]
        records = named(registry, [one.record for one in shown])
        units = unit_names(registry)
    record_named(service, who, records.values())
    asked = {"as_of": as_of, "link": link, "unit": unit}
    content = {
        "counts": _by_link(of_unit, asked),
        "breaks": [(BreakOut.of(one), records.get(one.record)) for one in shown],
        "total": len(kept),
        "as_of": day,
        "link": link,
        "unit": unit,
        "units": units,
        "note": SEEN_NOTE,
        "former": _path(asked, page=str(at - 1)) if at > 1 else "",
        "next": _path(asked, page=str(at + 1)) if len(kept) > at * _PAGE else "",
    }
    crumbs = (Crumb("预警", "/warnings"), Crumb("两张皮检测"))
    return page.show("warnings/broken_chain.html", content, title="两张皮检测", crumbs=crumbs)


@router.get("/warnings/recurrences")
def recurrences_page(
    who: Reader,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    record: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """What a clue or a loophole calls to mind; which one, a person chooses."""
    with registry_for_reading(service, who) as registry:
        matches = recurrences(registry, record) if record else ()
        pickers = [
            ("新近的线索", _newest(registry, CLUES, ())),
            ("确认的漏洞", _newest(registry, LOOPHOLES, ("confirmed",))),
        ]
        relapse = Wanted(equal=(("rule", (Rule.RELAPSE.value,)), ("state", STANDING)))
        relapses = [one.id for one in registry.all(WARNINGS, relapse)]
        names = named(registry, [record, *relapses, *(one.item for one in matches)])
    record_named(service, who, [*names.values(), *(one for _, some in pickers for one in some)])
    content = {
        "pickers": pickers,
        "chosen": names.get(record),
        "matches": [(MatchOut.of(one, taxonomy), names.get(one.item)) for one in matches],
        "relapses": [names[one] for one in relapses if one in names],
        "note": REOPEN_NOTE,
    }
    crumbs = (Crumb("预警", "/warnings"), Crumb("复发雷达"))
    return page.show("warnings/recurrences.html", content, title="复发雷达", crumbs=crumbs)


def _by_link(found: Sequence[Break], asked: Mapping[str, str]) -> Sequence[Mapping[str, object]]:
    """Every kind of break with its number and the way to it (or back to all)."""
    counted = Counter(one.link for one in found)
    return [
        {
            "count": counted[one],
            "words": _SHORT[one],
            "title": LINKS[one],
            "path": _path(asked, link="" if one == asked["link"] else one),
            "current": one == asked["link"],
        }
        for one in Link
    ]


def _path(asked: Mapping[str, str], **other: str) -> str:
    told = {key: one for key, one in {**asked, **other}.items() if one}
    return f"/warnings/broken-chain?{urlencode(told)}"


def _newest(
    registry: Registry, register: Register[Any], states: tuple[str, ...]
) -> Sequence[Named]:
    wanted = Wanted(equal=(("state", states),)) if states else Wanted()
    ids = [one.id for one in newest(registry, register, wanted, limit=_PICKED)]
    return list(named(registry, ids).values())
