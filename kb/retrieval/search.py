"""Search by words, 案号 or article: exact matches first, then documents by what they say.

An entry is a document with its best passages. ``document_search`` finds the documents that say the
words, ``document_rank`` says in which order they come.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from kb.errors import InvalidQuery
from kb.index.filters import Filter, Match
from kb.index.port import VectorIndex
from kb.model import DocumentId, Span
from kb.retrieval.criteria import Criteria, joined
from kb.retrieval.document_rank import Passage, Ranked, Weighted
from kb.retrieval.document_search import DocumentSearch
from kb.retrieval.exact import articles, cited, line_of, numbered, place_of
from kb.retrieval.found import FoundPassage, Matching, SearchHit
from kb.retrieval.judging import Judge
from kb.retrieval.limits import MAX_MATCHING, PASSAGES
from kb.retrieval.sources import Quote, Sources
from kb.retrieval.word_lists import Listed, by_document
from kb.retrieval.word_query import WordQuery, sparse_of
from kb.store.document_filter import meets
from kb.store.documents import DocumentStore
from kb.store.lookup import Lookup
from kb.store.session import Transactions


@dataclass(frozen=True, slots=True)
class _Entry:
    """A document to be shown; ``marked`` are the only marks where something exact was found."""

    ranked: Ranked
    sources: Sources
    match: str
    marked: tuple[Span, ...] | None = None


class PassageSearch:
    """Finds documents and their passages; reads SQL and the index, writes nothing."""

    def __init__(self, transactions: Transactions, index: VectorIndex) -> None:
        self._transactions = transactions
        self._index = index

    def find(
        self,
        query: WordQuery,
        *,
        criteria: Criteria,
        limit: int = 20,
        offset: int = 0,
        passages: int = PASSAGES,
    ) -> tuple[SearchHit, ...]:
        """The entries ``offset`` to ``offset + limit``: each document once, with its best passages.

        The order hangs neither on ``limit`` nor on ``offset``. An empty query is refused.
        """
        if not query.text.strip():
            raise InvalidQuery("QUERY_EMPTY")
        entries = self._entries(query, joined(criteria.filters()), criteria.reach)
        return self._shown(query, list(islice(entries, offset, offset + limit)), passages)

    def matching(self, query: WordQuery, *, criteria: Criteria) -> Matching:
        """The documents that are named, or share a word with the query in title or text.

        Not those found by meaning alone: by meaning everything is more or less alike.
        """
        filter = joined(criteria.filters())
        with self._transactions.reading() as session:
            own = {one.document_id for one in numbered(session, query, filter)}
            if own or not _says_more(query):
                return Matching(frozenset(own), capped=False)
            named = {one.document_id for one in articles(session, query, filter)}
            named |= cited(session, query, filter, most=MAX_MATCHING).keys()
        listed, capped = self._holding_words(query, filter)
        if query.literal:
            nothing = Weighted((), (), query.hint)
            judge = Judge(self._transactions, query.literal, nothing, meets(criteria.reach))
            found, _ = judge.judged(listed)
            listed = {one.document_id: () for one in found}
        return Matching(frozenset(listed.keys() | named), capped)

    def _holding_words(
        self, query: WordQuery, filter: Filter | None
    ) -> tuple[Mapping[DocumentId, Sequence[Listed]], bool]:
        """Documents that hold all phrases, else a word, and whether there may be more."""
        with self._transactions.reading() as session:
            lookup = Lookup(session)
            if query.literal.phrases:
                holding = sorted(lookup.holding(query.literal.phrases, filter))
                return dict.fromkeys(holding[:MAX_MATCHING], ()), len(holding) > MAX_MATCHING
            titled = lookup.titled([one.terms[0] for one in query.words], filter)
        hits = self._index.search(
            dense=None,
            sparse=sparse_of(query.words, (1.0,) * len(query.words)),
            filter=filter,
            limit=MAX_MATCHING,
        )
        found = by_document([hits], best=0.0, meanings=(0.0, 0.0))
        return {**dict.fromkeys(titled, ()), **found}, len(hits) == MAX_MATCHING

    def _entries(
        self, query: WordQuery, filter: Filter | None, reach: Filter | None
    ) -> Iterator[_Entry]:
        """All entries in order, each document once, found as they are asked for."""
        own = self._numbered(query, filter)
        if own or not _says_more(query):
            yield from own
            return
        documents = DocumentSearch(self._transactions, self._index, query, reach=reach)
        taken: set[DocumentId] = set()
        for entry in chain(
            self._articles(query, filter),
            self._citing(query, documents, filter),
            self._worded(query, documents, filter),
        ):
            if entry.ranked.document_id not in taken:
                taken.add(entry.ranked.document_id)
                yield entry

    def _numbered(self, query: WordQuery, filter: Filter | None) -> list[_Entry]:
        if not query.numbers:
            return []
        with self._transactions.reading() as session:
            found = numbered(session, query, filter)
            sources = Sources(session, [one.document_id for one in found])
        entries = []
        for one in found:
            place = place_of(query, sources.text(one.document_id))
            quote = line_of(sources, one.document_id, query.literal, place or Span(0, 0))
            if quote is not None:
                ranked = Ranked(one.document_id, 1.0, (Passage(quote),))
                marks = (place,) if place and quote.span.covers(place) else ()
                match = "number" if one.own else "mention"
                entries.append(_Entry(ranked, sources, match, None if query.literal else marks))
        return entries

    def _articles(self, query: WordQuery, filter: Filter | None) -> Iterator[_Entry]:
        if not query.statutes:
            return
        with self._transactions.reading() as session:
            found = articles(session, query, filter)
            sources = Sources(session, [one.document_id for one in found])
        for one in found:
            if one.span is None:
                continue
            quote = sources.quote(one.document_id, one.span)
            if query.literal.holds(quote.text):
                yield _Entry(Ranked(one.document_id, 1.0, (Passage(quote),)), sources, "article")

    def _citing(
        self, query: WordQuery, documents: DocumentSearch, filter: Filter | None
    ) -> Iterator[_Entry]:
        """The documents that cite an article: those that say the words first, else the newest."""
        if not query.statutes:
            return
        with self._transactions.reading() as session:
            citing = cited(session, query, filter, most=MAX_MATCHING)
        for ranked, sources in documents.ranked(_narrowed(filter, citing), named=citing):
            place = citing[ranked.document_id]
            line = sources.around(ranked.document_id, place)
            best = Passage(sources.quote(ranked.document_id, line))
            others = [
                one for one in ranked.passages if one.listed and not one.quote.span.covers(place)
            ]
            shown = replace(ranked, passages=(best, *others))
            yield _Entry(shown, sources, "citation", (place,))

    def _worded(
        self, query: WordQuery, documents: DocumentSearch, filter: Filter | None
    ) -> Iterator[_Entry]:
        named: Collection[DocumentId] = ()
        if query.literal.phrases:
            with self._transactions.reading() as session:
                named = sorted(Lookup(session).holding(query.literal.phrases, filter))
            filter = _narrowed(filter, named)
        elif not query.words:
            return
        for ranked, sources in documents.ranked(filter, named=named):
            title = sources.summaries[ranked.document_id].title
            yield _Entry(ranked, sources, "title" if documents.is_title(title) else "text")

    def _shown(
        self, query: WordQuery, entries: Sequence[_Entry], most: int
    ) -> tuple[SearchHit, ...]:
        ids = [entry.ranked.document_id for entry in entries]
        with self._transactions.reading() as session:
            headings = DocumentStore(session).headings(
                (entry.ranked.document_id, one.number)
                for entry in entries
                for one in entry.ranked.passages[:most]
                if one.number is not None
            )
            same = Lookup(session).same_cases(ids)
        return tuple(
            SearchHit(
                document=(summary := entry.sources.summaries[entry.ranked.document_id]),
                passages=tuple(
                    FoundPassage(
                        one.quote,
                        headings.get((summary.id, one.number), ""),
                        _marks(query, entry, one.quote),
                    )
                    for one in entry.ranked.passages[:most]
                ),
                score=entry.ranked.score,
                match=entry.match,
                title_highlights=query.literal.marks(summary.title, words=query.marked),
                same_case=tuple(one for one in ids if one in same.get(summary.id, ())),
                held=entry.ranked.held,
            )
            for entry in entries
        )


def _says_more(query: WordQuery) -> bool:
    """Whether there is something to look for beside a number."""
    return bool(query.words or query.statutes or query.literal.phrases)


def _narrowed(filter: Filter | None, ids: Collection[DocumentId]) -> Filter | None:
    among = Match("document_id", values=tuple(sorted(ids)))
    return joined([among] if filter is None else [filter, among])


def _marks(query: WordQuery, entry: _Entry, quote: Quote) -> tuple[Span, ...]:
    if entry.marked is not None and any(quote.span.covers(one) for one in entry.marked):
        return entry.marked
    if entry.match == "article" and not query.literal:
        return ()
    return query.literal.marks(quote.text, start=quote.span.start, words=query.marked)
