"""文书: the list, a document beside its fields and labels, an article of a law."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query
from starlette.responses import Response

from api.deps import LibraryReader, LibraryWriter, ServiceDep, TaxonomyDep
from api.documents import whole_document
from api.pages import reader
from api.pages.page import Crumb, FormDep, PageDep
from api.pages.side_by_side import side_by_side
from api.reach import readable_by
from api.retrieval import count_facets, search
from api.routes.documents import (
    decide_duplicate,
    delete_document,
    list_documents,
    list_duplicates,
)
from api.schemas.documents import DocumentOut
from api.schemas.reviews import LAYER_NAMES
from api.wiring import Service
from kb.index.filters import Filter
from kb.model import DocumentId, Span, StatuteRef
from kb.retrieval.criteria import Criteria
from kb.retrieval.limits import MAX_OFFSET
from kb.store.catalogue import DocumentCatalogue
from kb.terms import Taxonomy

Decision = Literal["same", "different"]
router = APIRouter(include_in_schema=False)
_SHOWN = 40
LIST = Crumb("文书", "/documents")


@router.get("/documents")
def documents_page(
    who: LibraryReader,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    kind: Annotated[str, Query(max_length=40)] = "",
    offset: Annotated[int, Query(ge=0, le=MAX_OFFSET)] = 0,
) -> Response:
    """What came in last first, by kind."""
    found = list_documents(
        who, service, taxonomy, kind=kind, limit=_SHOWN, order="newest", offset=offset
    )
    kinds = _kinds(service.reach(who), service, taxonomy)
    content = {"found": found, "kinds": kinds, "kind": kind, "offset": offset, "shown": _SHOWN}
    return page.show("documents/list.html", content, title="文书", crumbs=(Crumb("文书"),))


@router.get("/documents/{document_id}")
def document_page(
    document_id: DocumentId,
    who: LibraryReader,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    at: Annotated[list[str], Query(max_length=40)] = [],  # noqa: B006
) -> Response:
    """The text with its labels in colour, hits where ``at`` says, the fields beside it."""
    whole = whole_document(service, who, document_id)
    spans = reader.highlight_spans(at)
    alike = list_duplicates(who, service, document_id=document_id, status="", limit=10)
    out = DocumentOut.of(whole.summary, taxonomy)
    content = {
        "document": out,
        "whole": whole,
        "sheets": reader.sheets(whole, spans, taxonomy),
        "outline": reader.outline(whole.tagged),
        "labels": reader.label_lines(whole, taxonomy),
        "fields": reader.fields(whole.tagged, taxonomy),
        "siblings": [DocumentOut.of(one, taxonomy) for one in whole.siblings],
        "alike": alike,
        "layers": LAYER_NAMES,
        "hits": len(spans),
        "pictured": whole.tagged.document.media_type == "application/pdf",
    }
    title = out.title or out.name
    return page.show("documents/one.html", content, title=title, crumbs=(LIST, Crumb(title)))


@router.post("/documents/{document_id}/delete")
def delete_page(
    document_id: DocumentId, who: LibraryWriter, form: FormDep, service: ServiceDep
) -> Response:
    """Take a document out."""
    delete_document(document_id, who, service)
    return form.go("/documents", "文书已删除，检索不再给出它。")


@router.get("/articles")
def article_page(
    who: LibraryReader,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    law: Annotated[str, Query(max_length=120)],
    article: Annotated[int, Query(ge=1, le=10_000)],
    sub: Annotated[int, Query(ge=0, le=100)] = 0,
) -> Response:
    """The article in the newest version that is kept; else who cites it."""
    ref = StatuteRef(law, article, sub or None)
    found = search(service, who, str(ref), criteria=Criteria(), taxonomy=taxonomy, limit=1)
    if found.hits and found.hits[0].match == "article":
        quote = found.hits[0].quote
        span = Span(quote.span.start, quote.span.end)
        return page.go(reader.place_path(quote.document_id, span))
    return page.go(
        reader.search_path(str(ref)), f"库中没有{ref}的原文，以下是引用它的文书。", tone="note"
    )


@router.get("/duplicates")
def duplicates_page(
    who: LibraryReader, page: PageDep, service: ServiceDep, taxonomy: TaxonomyDep
) -> Response:
    """Pairs alike that wait for a person."""
    pairs = list_duplicates(who, service, limit=100)
    ids = {one for pair in pairs for one in (pair.document_id, pair.other_id)}
    with service.transactions.reading() as session:
        known = DocumentCatalogue(session).summaries(ids, among=readable_by(service, who))
    named = {one: DocumentOut.of(summary, taxonomy) for one, summary in known.items()}
    content = {"pairs": pairs, "named": named}
    crumbs = (LIST, Crumb("近似重复"))
    return page.show("documents/duplicates.html", content, title="近似重复", crumbs=crumbs)


@router.get("/duplicates/{one}/{two}")
def duplicate_page(
    one: DocumentId,
    two: DocumentId,
    who: LibraryReader,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
) -> Response:
    """Two documents side by side, with what only one of them says marked."""
    left, right = (whole_document(service, who, each) for each in (one, two))
    pairs = list_duplicates(who, service, document_id=one, status="", limit=100)
    pair = next((p for p in pairs if two in (p.document_id, p.other_id)), None)
    content = {
        "left": DocumentOut.of(left.summary, taxonomy),
        "right": DocumentOut.of(right.summary, taxonomy),
        "rows": side_by_side(left.tagged.document.text, right.tagged.document.text),
        "pair": pair,
    }
    crumbs = (LIST, Crumb("近似重复", "/duplicates"), Crumb("并排对照"))
    return page.show("documents/side_by_side.html", content, title="并排对照", crumbs=crumbs)


@router.post("/duplicates/{one}/{two}")
def decide_page(
    one: DocumentId,
    two: DocumentId,
    who: LibraryWriter,
    form: FormDep,
    service: ServiceDep,
    decision: Annotated[Decision, Form()],
) -> Response:
    """Nothing is merged or deleted by it."""
    decide_duplicate(one, two, who, service, decision)
    words = "已记为同一份文书。" if decision == "same" else "已记为不同的文书。"
    return form.go("/duplicates", words)


def _kinds(
    reach: Filter | None, service: Service, taxonomy: Taxonomy
) -> list[tuple[str, str, int]]:
    """Kinds with how many there are of each."""
    counted = count_facets(service.transactions, [], taxonomy, reach=reach, most=50)
    [facet] = [one for one in counted.facets if one.name == "kind"]
    return [(one.key, one.label, one.count) for one in facet.values]
