"""From listed passages to documents as they were asked for: SQL's text decides, not the index."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from kb.model import DocumentId, SectionKind, Span
from kb.model import Passage as Unit
from kb.retrieval.document_rank import Passage, Ranked, Weighted, ranked
from kb.retrieval.literal import Literal
from kb.retrieval.sources import Sources
from kb.retrieval.word_lists import Listed
from kb.store.among import Condition
from kb.store.documents import DocumentStore
from kb.store.session import Transactions

_PLACES = 20


class Judge:
    """Reads documents (``among`` some) and keeps those whose title and passages are as asked."""

    def __init__(
        self, transactions: Transactions, literal: Literal, query: Weighted, among: Condition
    ) -> None:
        self._transactions = transactions
        self._among = among
        self._literal = literal
        self._query = query

    def judged(
        self, documents: Mapping[DocumentId, Sequence[Listed]]
    ) -> tuple[list[Ranked], Sources]:
        """The documents that are as asked, best first, equal ones in the order given.

        Every phrase stands in the title or, with the other phrases that do not, in each passage;
        an excluded word stands neither in the title nor in the passage. A document of which no
        passage is listed shows its opening.
        """
        with self._transactions.reading() as session:
            sources = Sources(session, documents, among=self._among)
            whole = [i for i, listed in documents.items() if self._literal.phrases or not listed]
            units = DocumentStore(session).passages_of(whole) if whole else {}
        found = []
        for document_id, listed in documents.items():
            if not sources.holds(document_id):
                continue
            if passages := self._passages(document_id, listed, units.get(document_id, []), sources):
                found.append(self._ranked(document_id, passages, sources))
        return sorted(found, key=lambda one: -one.score), sources

    def _ranked(
        self, document_id: DocumentId, passages: Sequence[Passage], sources: Sources
    ) -> Ranked:
        summary = sources.summaries[document_id]
        return ranked(
            document_id,
            kind=summary.kind,
            title=summary.title,
            text=sources.text(document_id),
            passages=passages,
            query=self._query,
        )

    def _passages(
        self,
        document_id: DocumentId,
        listed: Sequence[Listed],
        units: Sequence[Unit],
        sources: Sources,
    ) -> list[Passage]:
        title = sources.summaries[document_id].title
        if self._literal.excludes(title):
            return []
        literal = self._literal.beside(title)
        places = literal.places(sources.text(document_id))
        if literal.phrases:
            chosen = _holding(units, places)
        else:
            chosen = [_listed_unit(one) for one in listed] or list(units[:1])
        known = {one.payload.passage: one for one in listed}
        passages = (
            Passage(
                sources.quote(document_id, one.span, section=one.section.value),
                one.index,
                known.get(one.index),
            )
            for one in chosen
        )
        kept = [one for one in passages if literal.holds(one.quote.text)]
        if kept or not literal.phrases:
            return kept
        # what stands in no passage (a head, a signature) is shown by its line
        lines = (sources.around(document_id, one) for one in places[:_PLACES])
        quotes = (sources.quote(document_id, one) for one in lines)
        return [Passage(one) for one in quotes if literal.holds(one.text)][:1]


def _holding(units: Sequence[Unit], places: Sequence[Span]) -> list[Unit]:
    """The units in which one of the places lies; both are in the order of the text."""
    starts = [unit.span.start for unit in units]
    rows = sorted({bisect_right(starts, place.start) - 1 for place in places} - {-1})
    return [units[row] for row in rows]


def _listed_unit(one: Listed) -> Unit:
    payload = one.payload
    span = Span(payload.start, payload.end)
    return Unit(payload.passage, span, SectionKind(payload.section))
