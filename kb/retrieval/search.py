"""Search by words, 案号 or article: exact matches first, then hybrid dense + sparse.

The index finds candidates; where phrases or exclusions are asked for, the text of the passage in
SQL decides, and the index is asked for more until enough passages are as asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.errors import InvalidQuery
from kb.index.filters import Filter, Match
from kb.index.port import IndexHit, SparseVector, VectorIndex
from kb.model import DocumentId, Span, StatuteRef
from kb.retrieval.criteria import Criteria, joined
from kb.retrieval.limits import MAX_MATCHING
from kb.retrieval.literal import Literal
from kb.retrieval.sources import Quote, Sources
from kb.store.documents import DocumentStore
from kb.store.lookup import ExactHit, Lookup
from kb.store.rows import DocumentSummary
from kb.store.session import Transactions

_DEPTH = 100
_SPARE = 4
_DEEPEST = 20_000


@dataclass(frozen=True, slots=True)
class WordQuery:
    """What the user typed, understood: its words, numbers and articles, and its vectors.

    ``words`` are those outside quotes; the vectors are of all that is looked for.
    """

    text: str
    words: tuple[str, ...]
    numbers: tuple[str, ...]
    statutes: tuple[StatuteRef, ...]
    dense: NDArray[np.float32]
    sparse: SparseVector
    literal: Literal


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


@dataclass(frozen=True, slots=True)
class Matching:
    """The documents that match; ``capped`` where there may be more than were looked at."""

    documents: frozenset[DocumentId]
    capped: bool


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
        filter = joined(criteria.filters())
        exact = self._exact(query, filter, limit)
        if query.numbers and exact:
            return exact
        taken = {(hit.document.id, hit.quote.span) for hit in exact}
        worded = self._worded(query, filter, limit)
        rest = [hit for hit in worded if (hit.document.id, hit.quote.span) not in taken]
        return (*exact, *rest)[:limit]

    def matching(self, query: WordQuery, *, criteria: Criteria) -> Matching:
        """The documents of the exact hits and of the passages that share a word with the query.

        Not those found by meaning alone: by meaning everything is more or less alike.
        """
        filter = joined(criteria.filters())
        exact = {hit.document.id for hit in self._exact(query, filter, MAX_MATCHING)}
        if query.numbers and exact:
            return Matching(frozenset(exact), capped=False)
        if query.literal.phrases:
            filter = self._narrowed(filter, query.literal)
        sparse = query.sparse if len(query.sparse.indices) else None
        if sparse is None and not query.literal.phrases:
            return Matching(frozenset(exact), capped=False)
        found = self._index.search(
            dense=query.dense if sparse is None else None,
            sparse=sparse,
            filter=filter,
            limit=MAX_MATCHING,
        )
        if query.literal:
            held = {one.document.id for one in self._passages(query, found)}
        else:
            held = {hit.payload.document_id for hit in found}
        return Matching(frozenset(exact | held), capped=len(found) == MAX_MATCHING)

    def _worded(self, query: WordQuery, filter: Filter | None, limit: int) -> list[SearchHit]:
        if not (query.words or query.literal.phrases):
            return []
        depth = max(_DEPTH, _SPARE * limit) if query.literal else limit
        narrowed = not query.literal.phrases
        while True:
            found = self._index.search(
                dense=query.dense,
                sparse=query.sparse if len(query.sparse.indices) else None,
                filter=filter,
                limit=depth,
                prefetch=max(_DEPTH, 2 * depth),
            )
            hits = self._passages(query, found)
            enough = len(hits) >= limit or len(found) < depth or depth >= _DEEPEST
            if enough or not query.literal:
                return hits[:limit]
            if not narrowed:
                filter = self._narrowed(filter, query.literal)
                narrowed = True
            depth = min(_SPARE * depth, _DEEPEST)

    def _narrowed(self, filter: Filter | None, literal: Literal) -> Filter | None:
        """Only documents that hold every phrase: what the words alone rank low is found too."""
        with self._transactions.reading() as session:
            holding = Lookup(session).holding(literal.phrases)
        among = Match("document_id", values=tuple(sorted(holding)))
        return joined([among] if filter is None else [filter, among])

    def _passages(self, query: WordQuery, found: Sequence[IndexHit]) -> list[SearchHit]:
        """The passages that SQL still keeps and that are as asked, in the order given."""
        with self._transactions.reading() as session:
            sources = Sources(session, {hit.payload.document_id for hit in found})
            kept = [
                (hit, quote)
                for hit in found
                if sources.holds(hit.payload.document_id)
                and query.literal.holds((quote := _quote(sources, hit)).text)
            ]
            headings = _headings(DocumentStore(session), (q.document_id for _, q in kept))
        return [
            SearchHit(
                document=sources.summaries[quote.document_id],
                quote=quote,
                heading=headings[quote.document_id].get(hit.payload.passage, ""),
                score=hit.score,
                match="text",
                highlights=query.literal.marks(
                    quote.text, start=quote.span.start, words=query.words
                ),
            )
            for hit, quote in kept
        ]

    def _exact(self, query: WordQuery, filter: Filter | None, limit: int) -> tuple[SearchHit, ...]:
        with self._transactions.reading() as session:
            lookup = Lookup(session)
            numbered = [one for n in query.numbers for one in lookup.by_number(n, limit=limit)]
            articles = [one for ref in query.statutes for one in lookup.articles(ref)]
            cited = [one for ref in query.statutes for one in lookup.citing(ref, limit=limit)]
            ids = {one.document_id for one in (*numbered, *articles, *cited)}
            allowed = lookup.meeting(ids, filter) if ids else set()
            sources = Sources(session, allowed)
        hits = (
            _exact_hit(sources, one, match, query.literal)
            for match, ones in (("number", numbered), ("article", articles), ("citation", cited))
            for one in ones
            if one.document_id in allowed
        )
        return tuple(hit for hit in hits if hit is not None)[:limit]


def _quote(sources: Sources, hit: IndexHit) -> Quote:
    payload = hit.payload
    span = Span(payload.start, payload.end)
    return sources.quote(payload.document_id, span, section=payload.section)


def _exact_hit(sources: Sources, found: ExactHit, match: str, literal: Literal) -> SearchHit | None:
    """None where the words are not as asked: in the whole document for a number, else as quoted."""
    text = sources.text(found.document_id)
    if found.span is None:
        match = "number" if found.own else "mention"
        marks = literal.marks(text)
        span = marks[0] if marks else Span(0, 0)
    else:
        span = found.span
        marks = (span,) if match == "citation" else ()
    quote = sources.quote(
        found.document_id, span if match == "article" else sources.around(found.document_id, span)
    )
    if not literal.holds(text if found.span is None else quote.text):
        return None
    if literal and match != "citation":
        marks = literal.marks(quote.text, start=quote.span.start)
    summary = sources.summaries[found.document_id]
    return SearchHit(summary, quote, "", 1.0, match, marks)


def _headings(
    documents: DocumentStore, wanted: Iterable[DocumentId]
) -> dict[DocumentId, dict[int, str]]:
    return {
        i: {passage.index: passage.heading for passage in documents.passages(i)}
        for i in set(wanted)
    }
