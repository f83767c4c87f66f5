"""检索: documents for typed words, with their facets; searches that are kept."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.deps import LibraryReader, ServiceDep, TaxonomyDep
from api.errors import explain
from api.pages.marking import Piece, hits
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.search_state import SearchState, state_in, state_of
from api.retrieval import count_facets, remove_search, run_saved, save_search, search
from api.routes.saved import list_saved
from api.schemas.facets import SEARCH_KINDS, FacetOut, FacetsOut
from api.schemas.retrieval import PassageOut, SearchHitOut
from kb.errors import InvalidQuery, WorkflowError
from kb.model import Span
from kb.retrieval.where import parse_where
from kb.store.saved_searches import SEARCH, SavedSearch

router = APIRouter(include_in_schema=False)
_SHOWN = 15
_MOST_HITS = 12
MATCHES = {
    "number": "案号相符",
    "mention": "提及案号",
    "article": "法条原文",
    "citation": "引用法条",
    "title": "题目相符",
    "text": "",
}
EXAMPLES = (
    ("操作没有记录 事后查不到", "按意思找，不必逐字相同"),
    ('"指定品牌" 采购 -医院', "引号里的须逐字相符，减号后的不要"),
    ("监察法第六十二条", "法条原文在前，引用它的文书在后"),
    ("（2021）某0102刑初35号", "案号整体匹配，括号、空格不论"),
)


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage with its hits marked, and the way to it."""

    pieces: list[Piece]
    heading: str
    path: str
    place: str


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A document of the answer as the page shows it."""

    hit: SearchHitOut
    title: list[Piece]
    passages: list[ShownPassage]
    match: str
    beside: list[str]


@dataclass(frozen=True, slots=True)
class ShownFacet:
    """A facet; each value with the address that turns it on or off."""

    label: str
    name: str
    values: list[tuple[str, int, str, bool]]
    more: int


@router.get("/search")
def search_page(
    request: Request,
    who: LibraryReader,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
) -> Response:
    """The address holds all that is asked for."""
    state = state_of("/search", request.query_params.multi_items())
    saved = list_saved(who, service)
    content: dict[str, object] = {"state": state, "saved": saved, "slip": ""}
    try:
        criteria = parse_where(state.where, taxonomy)
        if not state.q:
            reach = service.reach(who)
            counted = count_facets(
                service.transactions, state.where, taxonomy, reach=reach, most=12
            )
            content |= {"facets": shown_facets(counted, state), "counted": counted}
            return page.show(
                "search/start.html", content | {"examples": EXAMPLES}, title="检索", crumbs=_HERE
            )
        found = search(
            service,
            who,
            state.q,
            criteria=criteria,
            taxonomy=taxonomy,
            limit=_SHOWN,
            offset=state.offset,
            facets=True,
        )
    except InvalidQuery as error:
        return _refused(page, content, error)
    content |= {
        "hits": [_shown(hit, found.hits) for hit in found.hits],
        "counted": found.facets,
        "facets": shown_facets(found.facets, state),
        "shown": _SHOWN,
    }
    return page.show("search/results.html", content, title=f"检索 {state.q}", crumbs=_HERE)


@router.post("/saved")
def save_page(
    who: LibraryReader,
    form: FormDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    name: Annotated[str, Form(max_length=200)] = "",
    state: Annotated[str, Form(max_length=10_000)] = "",
) -> Response:
    """Keep a search by a name."""
    asked = state_in("/search", state)
    given = SavedSearch(name.strip(), SEARCH, asked.q, asked.where)
    return keep_search(form, asked, given, service, taxonomy, who)


@router.get("/saved")
def saved_page(who: LibraryReader, page: PageDep, service: ServiceDep) -> Response:
    """All of one's own."""
    content = {"saved": list_saved(who, service), "kinds": SEARCH_KINDS}
    crumbs = (Crumb("检索", "/search"), Crumb("保存的检索"))
    return page.show("search/saved.html", content, title="保存的检索", crumbs=crumbs)


@router.post("/saved/{name}/run")
def run_page(
    name: str, who: LibraryReader, form: FormDep, service: ServiceDep, taxonomy: TaxonomyDep
) -> Response:
    """Run it now; what no run before has shown comes first."""
    ran = run_saved(service, who, name, limit=50, taxonomy=taxonomy)
    fresh = set(ran.new)
    content = {
        "ran": ran,
        "hits": [_shown(hit, ran.hits) for hit in ran.hits if hit.document.id in fresh],
        "cases": [one for one in ran.cases if fresh & {paper.id for paper in one.documents}],
    }
    crumbs = (Crumb("检索", "/search"), Crumb("保存的检索", "/saved"), Crumb(name))
    return form.show("search/run.html", content, title=name, crumbs=crumbs)


@router.post("/saved/{name}/remove")
def remove_page(name: str, who: LibraryReader, form: FormDep, service: ServiceDep) -> Response:
    """Forget it."""
    remove_search(service.governing.audit, name, who)
    return form.go("/saved", f"已删除保存的检索“{name}”。")


def keep_search(
    form: Page,
    state: SearchState,
    given: SavedSearch,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    who: LibraryReader,
) -> Response:
    """Save and go back to where it was asked from; a slip is told there."""
    try:
        save_search(service.governing, given, taxonomy, who)
    except (InvalidQuery, WorkflowError) as error:
        return form.go(state.path, explain(error), tone="refused")
    return form.go(state.path, f"已保存检索“{given.name}”，入库的文书里有相符的会告诉您。")


def shown_facets(counted: FacetsOut | None, state: SearchState) -> list[ShownFacet]:
    """The facets that have values, each value a link."""
    if counted is None:
        return []
    return [_facet(one, state) for one in counted.facets if one.values]


def _facet(facet: FacetOut, state: SearchState) -> ShownFacet:
    values = [
        (one.label, one.count, state.toggled(one.where).path, one.where in state.where)
        for one in facet.values[:12]
    ]
    return ShownFacet(facet.label, facet.name, values, facet.distinct - len(values))


_HERE = (Crumb("检索"),)


def _refused(page: Page, content: dict[str, object], error: InvalidQuery) -> Response:
    content |= {"slip": explain(error), "examples": EXAMPLES, "facets": [], "counted": None}
    return page.show("search/start.html", content, title="检索", crumbs=_HERE, status=422)


def _shown(hit: SearchHitOut, every: list[SearchHitOut]) -> ShownHit:
    best = PassageOut(quote=hit.quote, heading=hit.heading, highlights=hit.highlights)
    title = hit.document.title or hit.document.name
    marks = [Span(one.start, one.end) for one in hit.title_highlights]
    ranks = {one.document.id: number for number, one in enumerate(every, start=1)}
    return ShownHit(
        hit=hit,
        title=list(hits(title, marks)),
        passages=[_passage(one) for one in (best, *hit.more)],
        match=MATCHES[hit.match],
        beside=[f"第 {ranks[one]} 条" for one in hit.same_case if one in ranks],
    )


def _passage(one: PassageOut) -> ShownPassage:
    quote = one.quote
    spans = [Span(found.start, found.end) for found in one.highlights]
    marked = spans[:_MOST_HITS] or [Span(quote.span.start, quote.span.end)]
    at = "&".join(f"at={span.start}-{span.end}" for span in marked)
    page = f"第 {quote.page} 页 " if quote.page else ""
    return ShownPassage(
        pieces=list(hits(quote.text, spans, at=quote.span.start)),
        heading=one.heading,
        path=f"/documents/{quote.document_id}?{at}#hit",
        place=f"{page}字 {quote.span.start}–{quote.span.end}",
    )
