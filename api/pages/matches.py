"""新的匹配: what saved searches told of themselves, marked as seen, watched and not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.deps import LibraryReader, ServiceDep, TaxonomyDep
from api.errors import explain
from api.matches import mark_seen, matches_of, set_watching
from api.pages.marking import Piece, hits
from api.pages.page import Crumb, FormDep, PageDep
from api.pages.reason_card import Stretch, bar_of
from api.schemas.facets import SEARCH_KINDS
from api.schemas.matches import MatchOut, ToldOut
from api.wiring import Service
from kb.errors import WorkflowError
from kb.model import Span
from kb.retrieval.saved_matches import Told
from kb.store.saved_searches import SEARCH
from kb.terms import Taxonomy

router = APIRouter(include_in_schema=False)
_SHOWN = 10
_EXCERPT, _BEFORE = 90, 24
_MOST_SHARED = 5


@dataclass(frozen=True, slots=True)
class ShownMatch:
    """A match with its reason: the words it was found by, or what both cases share."""

    match: MatchOut
    words: Sequence[Piece]
    shared: Sequence[str]
    bar: tuple[Stretch, ...]
    path: str


@dataclass(frozen=True, slots=True)
class ShownTold:
    """A search with what it told; ``kind`` in a reader's words."""

    told: ToldOut
    kind: str
    matches: Sequence[ShownMatch]


@router.get("/matches")
def matches_page(
    who: LibraryReader,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    seen: bool = False,
) -> Response:
    """Looking marks nothing as seen: that is a button."""
    told = matches_of(service, who, most=_SHOWN, seen=seen)
    content = {"told": shown_told(service, told, taxonomy), "seen": seen}
    crumbs = (Crumb("检索", "/search"), Crumb("新的匹配"))
    return page.show("search/matches.html", content, title="新的匹配", crumbs=crumbs)


@router.post("/saved/{name}/seen")
def seen_page(
    name: str,
    who: LibraryReader,
    form: FormDep,
    service: ServiceDep,
    desk: Annotated[bool, Form()] = False,
) -> Response:
    """All that it told up to now."""
    count = mark_seen(service, who, name)
    return form.go("/" if desk else "/matches", f"“{name}”的 {count} 份已标为看过。")


@router.post("/saved/{name}/watch")
def watch_page(
    name: str,
    who: LibraryReader,
    form: FormDep,
    service: ServiceDep,
    on: Annotated[bool, Form()] = False,
) -> Response:
    """Look at it again of itself, or no more."""
    try:
        set_watching(service, who, name, on=on)
    except WorkflowError as error:
        return form.go("/saved", explain(error), tone="refused")
    words = "文书入库后自动再看。" if on else "不再自动看，可随时手动运行。"
    return form.go("/saved", f"“{name}”{words}")


def shown_told(service: Service, told: Sequence[Told], taxonomy: Taxonomy) -> list[ShownTold]:
    """What searches told, with the words marked."""
    return [_shown(service, ToldOut.of(one, taxonomy)) for one in told]


def _shown(service: Service, told: ToldOut) -> ShownTold:
    search = told.search
    query = service.word_query(search.query) if search.kind == SEARCH else None
    shown = []
    for one in told.matches:
        words: Sequence[Piece] = ()
        path = f"/documents/{one.document.id}"
        if query and one.quote:
            start = one.quote.span.start
            spans = query.literal.marks(one.quote.text, start=start, words=query.marked)
            words = _excerpt(one.quote.text, spans, start)
            first = spans[0] if spans else Span(start, one.quote.span.end)
            path += f"?at={first.start}-{first.end}#hit"
        shared = dict.fromkeys(term.label for part in one.parts for term in part.shared)
        shown.append(ShownMatch(one, words, tuple(shared)[:_MOST_SHARED], bar_of(one.parts), path))
    return ShownTold(told, SEARCH_KINDS[search.kind], shown)


def _excerpt(text: str, spans: Sequence[Span], at: int) -> Sequence[Piece]:
    """The words where the most hits stand together, on one line."""
    starts = [max(0, one.start - at - _BEFORE) for one in spans] or [0]
    start = max(starts, key=lambda begin: _told_in(text, spans, at, begin))
    cut = text[start : start + _EXCERPT].replace("\n", " ")
    return hits(cut, [one for one in spans if one.start < at + start + len(cut)], at=at + start)


def _told_in(text: str, spans: Sequence[Span], at: int, begin: int) -> int:
    """How many words, each once, are hit in an excerpt that begins there."""
    inside = (one for one in spans if begin <= one.start - at < begin + _EXCERPT)
    return len({text[one.start - at : one.end - at] for one in inside})
