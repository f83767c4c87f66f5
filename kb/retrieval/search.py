"""Search by words, 案号 or article: exact matches first, then hybrid dense + sparse."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.errors import InvalidQuery
from kb.index.port import SparseVector, VectorIndex
from kb.model import DocumentId, Span, StatuteRef
from kb.retrieval.criteria import Criteria, joined
from kb.retrieval.sources import Quote, Sources
from kb.store.documents import DocumentStore
from kb.store.lookup import ExactHit, Lookup
from kb.store.rows import DocumentSummary
from kb.store.session import Transactions


@dataclass(frozen=True, slots=True)
class WordQuery:
    """What the user typed, understood: its words, numbers and articles, and its vectors."""

    text: str
    words: tuple[str, ...]
    numbers: tuple[str, ...]
    statutes: tuple[StatuteRef, ...]
    dense: NDArray[np.float32]
    sparse: SparseVector


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A passage; ``match`` says why: number, mention, article, citation or text.

    ``highlights`` are spans of the document's text, inside ``quote.span``.
    """

    document: DocumentSummary
    quote: Quote
    heading: str
    score: float
    match: str
    highlights: tuple[Span, ...]


class PassageSearch:
    """Finds passages; reads SQL and the index, writes nothing."""

    def __init__(self, transactions: Transactions, index: VectorIndex) -> None:
        self._transactions = transactions
        self._index = index

    def find(
        self, query: WordQuery, *, criteria: Criteria, limit: int = 20
    ) -> tuple[SearchHit, ...]:
        """Exact hits, then passages by fused rank. An empty query is refused."""
        if not query.text.strip():
            raise InvalidQuery("QUERY_EMPTY")
        exact = self._exact(query, criteria, limit)
        if query.numbers and exact:
            return exact
        taken = {(hit.document.id, hit.quote.span) for hit in exact}
        worded = self._worded(query, criteria, limit)
        rest = [hit for hit in worded if (hit.document.id, hit.quote.span) not in taken]
        return (*exact, *rest)[:limit]

    def _worded(self, query: WordQuery, criteria: Criteria, limit: int) -> list[SearchHit]:
        if not query.words:
            return []
        found = self._index.search(
            dense=query.dense,
            sparse=query.sparse,
            filter=joined(criteria.filters()),
            limit=limit,
            prefetch=max(100, 2 * limit),
        )
        with self._transactions.reading() as session:
            sources = Sources(session, {hit.payload.document_id for hit in found})
            headings = _headings(DocumentStore(session), [hit.payload.document_id for hit in found])
        hits = []
        for hit in found:
            payload = hit.payload
            if not sources.holds(payload.document_id):
                continue
            quote = sources.quote(
                payload.document_id, Span(payload.start, payload.end), section=payload.section
            )
            heading = headings[payload.document_id].get(payload.passage, "")
            hits.append(
                SearchHit(
                    sources.summaries[payload.document_id],
                    quote,
                    heading,
                    hit.score,
                    "text",
                    _highlights(quote, query.words),
                )
            )
        return hits

    def _exact(self, query: WordQuery, criteria: Criteria, limit: int) -> tuple[SearchHit, ...]:
        with self._transactions.reading() as session:
            lookup = Lookup(session)
            numbered = [one for n in query.numbers for one in lookup.by_number(n, limit=limit)]
            articles = [one for ref in query.statutes for one in lookup.articles(ref)]
            cited = [one for ref in query.statutes for one in lookup.citing(ref, limit=limit)]
            ids = {one.document_id for one in (*numbered, *articles, *cited)}
            sources = Sources(session, ids)
            allowed = lookup.meeting(ids, joined(criteria.filters()))
        hits = [
            *(_exact_hit(sources, one, "number" if one.own else "mention") for one in numbered),
            *(_exact_hit(sources, one, "article") for one in articles),
            *(_exact_hit(sources, one, "citation") for one in cited),
        ]
        return tuple(hit for hit in hits if hit.document.id in allowed)[:limit]


def _exact_hit(sources: Sources, found: ExactHit, match: str) -> SearchHit:
    span = found.span or Span(0, 0)
    around = sources.around(found.document_id, span) if match != "article" else span
    quote = sources.quote(found.document_id, around)
    highlights = (span,) if found.span and match == "citation" else ()
    return SearchHit(sources.summaries[found.document_id], quote, "", 1.0, match, highlights)


def _highlights(quote: Quote, words: Sequence[str]) -> tuple[Span, ...]:
    """Where the query's words stand in the quote, longest first, never overlapping."""
    if not words:
        return ()
    alternatives = "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))
    start = quote.span.start
    return tuple(
        Span(start + match.start(), start + match.end())
        for match in re.finditer(alternatives, quote.text, re.IGNORECASE)
    )


def _headings(
    documents: DocumentStore, wanted: Iterable[DocumentId]
) -> dict[DocumentId, dict[int, str]]:
    return {
        i: {passage.index: passage.heading for passage in documents.passages(i)}
        for i in set(wanted)
    }
