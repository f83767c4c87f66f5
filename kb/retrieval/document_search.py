"""Documents that say the words of a query, some at a time, each lot best first."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from kb.index.filters import Filter
from kb.index.port import VectorIndex
from kb.model import DocumentId
from kb.retrieval.document_rank import Ranked, Weighted, weighted
from kb.retrieval.judging import Judge
from kb.retrieval.sources import Sources
from kb.retrieval.word_lists import Listed, word_lists, word_weights
from kb.retrieval.word_query import WordQuery
from kb.store.document_filter import meets
from kb.store.lookup import Lookup
from kb.store.session import Transactions

_DEPTH = 100
_DEEPER = 4
_DEEPEST = 20_000
_LOT = 30
_MOST_TITLED = 10
_TITLE_LEAST = 0.5
_WHOLE = 0.99


class DocumentSearch:
    """One query over what is within reach; the order of what it gives hangs on the query alone."""

    def __init__(
        self,
        transactions: Transactions,
        index: VectorIndex,
        query: WordQuery,
        *,
        reach: Filter | None = None,
    ) -> None:
        self._transactions = transactions
        self._index = index
        self._query = query
        self._among = meets(reach)
        self._weights = word_weights(index, query.words, reach=reach)
        self._asked: Weighted = weighted(query, self._weights.counts)

    def ranked(
        self, filter: Filter | None, *, named: Collection[DocumentId] = ()
    ) -> Iterator[tuple[Ranked, Sources]]:
        """The documents that are as asked, as the lists have them, then those ``named``.

        Where documents are named the filter is taken to let no others through.
        """
        judge = Judge(self._transactions, self._query.literal, self._asked, self._among)
        listed = self._listed(filter, named)
        while lot := dict(islice(listed, _LOT)):
            found, sources = judge.judged(lot)
            yield from ((one, sources) for one in found)

    def is_title(self, title: str) -> bool:
        """Whether all that is looked for (of phrases: all phrases) stands in a title."""
        if self._query.literal.phrases:
            return not self._query.literal.beside(title).phrases
        return self._asked.share(self._asked.held(title)) > _WHOLE

    def _listed(
        self, filter: Filter | None, named: Collection[DocumentId]
    ) -> Iterator[tuple[DocumentId, Sequence[Listed]]]:
        """Documents with their listed passages, from deeper and deeper lists."""
        seen: set[DocumentId] = set()
        titled = self._titled(filter)
        depth = _DEPTH
        while self._query.words:
            lists = word_lists(
                self._index, self._query, self._weights, filter=filter, titled=titled, depth=depth
            )
            fresh = {i: one for i, one in lists.documents.items() if i not in seen}
            yield from fresh.items()
            seen |= fresh.keys()
            if named or not lists.more or depth >= _DEEPEST:
                break
            depth *= _DEEPER
        yield from ((one, ()) for one in named if one not in seen)

    def _titled(self, filter: Filter | None) -> list[DocumentId]:
        """The documents whose titles say most of what is looked for."""
        counts = zip(self._query.words, self._weights.counts, strict=True)
        subject = [(word.terms[0], count) for word, count in counts if not word.soft]
        if not subject:
            return []
        least = _TITLE_LEAST * sum(count for _, count in subject)
        with self._transactions.reading() as session:
            titles = Lookup(session).titled(_needed(subject, least), filter)
        said = ((sum(n for word, n in subject if word in title), i) for i, title in titles.items())
        likely = sorted((-count, i) for count, i in said if count >= least)
        return [i for _, i in likely[:_MOST_TITLED]]


def _needed(subject: Sequence[tuple[str, float]], least: float) -> list[str]:
    """Words of which a title must hold one to come to ``least``: without them it falls short."""
    rest = sum(count for _, count in subject)
    needed = []
    for word, count in sorted(subject, key=lambda one: -one[1]):
        if rest < least:
            break
        needed.append(word)
        rest -= count
    return needed
