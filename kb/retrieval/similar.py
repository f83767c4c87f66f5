"""Similar cases: a whole new case is the query, past cases are the answer, with reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.orm import Session

from kb.index.filters import Filter
from kb.index.port import PointPayload, VectorIndex
from kb.model import CaseId, DocumentId, Span
from kb.retrieval.alignment import AlignedPair, Encode, aligned
from kb.retrieval.candidates import Candidate, Candidates
from kb.retrieval.case_query import CaseQuery
from kb.retrieval.charges import Charges
from kb.retrieval.criteria import Criteria, by_case, joined, without_regulations
from kb.retrieval.explain import CaseSide, ReasonCard, case_features, reason_card, sources_of
from kb.retrieval.nearness import Nearness, nearness_of
from kb.retrieval.outcomes import Outcome
from kb.retrieval.ranking import WEIGHTS, ScorePart, duty_share, total, with_votes
from kb.retrieval.same_case import Ranked, Seat, Twin, seats
from kb.retrieval.scoring import in_order, ranked, score_of
from kb.retrieval.sources import Quote, Sources
from kb.retrieval.voices import CourtsOwn, Voices, courts_own
from kb.store.cases import CaseStore, CaseSummary
from kb.store.document_filter import meets
from kb.store.document_words import DocumentWords
from kb.store.documents import DocumentStore
from kb.store.papers import CasePapers, Paper
from kb.store.rows import DocumentSummary
from kb.store.session import Transactions
from kb.terms import Taxonomy

_LIKELY = 20


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """A past case, its score as a sum of parts, the passages and sentence pairs behind it.

    ``documents`` are those quoted, ``papers`` all of the case. ``outcome`` is the heaviest
    punishment they state; ``charges`` what they were charged with and found guilty of; ``card``
    says what the cases share and lack; ``twins`` are other judgments of the same case, which take
    no place of their own.
    """

    case: CaseSummary
    documents: tuple[DocumentSummary, ...]
    score: float
    parts: tuple[ScorePart, ...]
    quotes: tuple[Quote, ...]
    pairs: tuple[AlignedPair, ...]
    papers: tuple[Paper, ...]
    outcome: Outcome | None
    card: ReasonCard
    charges: Charges | None = None
    nearness: Nearness = Nearness.NEAR
    twins: tuple[Twin, ...] = ()


@dataclass(frozen=True, slots=True)
class SimilarFound:
    """The cases, best first, and the ids of all that were weighed to find them."""

    cases: tuple[SimilarCase, ...]
    weighed: frozenset[CaseId]


class SimilarCases:
    """Finds past cases like a new one; reads SQL and the index, writes nothing."""

    def __init__(
        self, transactions: Transactions, index: VectorIndex, encode: Encode, taxonomy: Taxonomy
    ) -> None:
        self._transactions = transactions
        self._index = index
        self._encode = encode
        self._taxonomy = taxonomy

    def find(
        self,
        query: CaseQuery,
        *,
        criteria: Criteria,
        limit: int = 10,
        weights: Mapping[str, float] = WEIGHTS,
    ) -> SimilarFound:
        """The ``limit`` most similar cases, best first; equal scores in the order of their ids.

        Cases named in the criteria are all weighed, however far down the lists they stand.
        """
        query = self._of_duty(query)
        found = Candidates(self._index, query, self._filters(criteria))
        found.add(criteria.cases)
        cases = self._weighed(found, criteria)
        query = self._voted(query, found, cases, criteria, weights)
        first = in_order(query.features, cases.values(), found, weights)
        likely = first[: max(_LIKELY, 2 * limit)]
        found.complete([case.id for case in likely])
        best = ranked(query.features, likely, found, weights)
        with self._transactions.reading() as session:
            placed = self._seats(session, best, limit, criteria)
            places = self._places(placed, found)
            quoted = {place.document_id for of_seat in places for place in of_seat}
            papers = [paper for seat in placed for paper in seat.papers]
            read = {*quoted, *(one.id for one in papers if one.states)}
            sources = Sources(session, read, among=meets(criteria.reach))
            voices = Voices(sources, DocumentStore(session).passages_of(quoted), papers)
        own = courts_own(self._index, query.dense, [one for of_seat in places for one in of_seat])
        quotes = [_quotes(of_seat, sources) for of_seat in places]
        beside = [(*of_seat, *_courts(of_seat, own, sources)) for of_seat in quotes]
        pairs = aligned(query.sentences, beside, sources, voices, self._encode)
        explained = (
            self._explained(
                query, seat, found.of_case[seat.case.id], quotes_of, pairs_of, sources, weights
            )
            for seat, quotes_of, pairs_of in zip(placed, quotes, pairs, strict=True)
        )
        return SimilarFound(tuple(explained), frozenset(found.of_case))

    def _seats(
        self, session: Session, best: Sequence[Ranked], limit: int, criteria: Criteria
    ) -> list[Seat]:
        """The first places; cases that were asked for by name all keep their own."""
        papers_of = partial(CasePapers(session).of_cases, among=meets(criteria.reach))
        if criteria.cases:
            papers = papers_of([case.id for _, case, _ in best[:limit]])
            return [Seat(one, papers.get(one[1].id, ())) for one in best[:limit]]
        return seats(best, limit, papers_of=papers_of, text_of=DocumentStore(session).text)

    def _places(self, placed: Sequence[Seat], found: Candidates) -> list[list[PointPayload]]:
        """The passages to quote of each place, of those that the index still holds."""
        best = [found.of_case[seat.case.id].best for seat in placed]
        known = self._index.payloads([point for points in best for point in points])
        return [[known[point] for point in points if point in known] for points in best]

    def meeting(self, criteria: Criteria) -> int:
        """How many cases meet the criteria, weighed or not."""
        filters = self._filters(criteria)
        with self._transactions.reading() as session:
            return CaseStore(session).count(joined(filters))

    def _voted(
        self,
        query: CaseQuery,
        found: Candidates,
        cases: Mapping[CaseId, CaseSummary],
        criteria: Criteria,
        weights: Mapping[str, float],
    ) -> CaseQuery:
        """The query with its likely crimes; those it states need no vote.

        All within reach votes: what a case is about does not hang on what the search is limited to.
        """
        likely = query.features.crimes
        if likely and min(likely.values()) >= 1.0:
            return query
        everything = Criteria(reach=criteria.reach)
        if criteria != everything:
            found = Candidates(self._index, query, self._filters(everything))
            cases = self._weighed(found, everything)
        nearest = in_order(query.features, cases.values(), found, weights)
        crimes = with_votes(likely, [case.crimes for case in nearest])
        if query.of_official:
            known = self._taxonomy.offences
            crimes = {crime: sure for crime, sure in crimes.items() if crime in known}
        return self._of_duty(replace(query, features=replace(query.features, crimes=crimes)))

    def _of_duty(self, query: CaseQuery) -> CaseQuery:
        duty = duty_share(query.features.crimes, self._taxonomy.offences)
        return replace(query, features=replace(query.features, duty=duty))

    def _weighed(self, found: Candidates, criteria: Criteria) -> dict[CaseId, CaseSummary]:
        """The candidates that SQL knows, their words compared."""
        among = meets(criteria.reach)
        with self._transactions.reading() as session:
            found.note_words(DocumentWords(session).of_cases(found.of_case, among=among))
            return CaseStore(session).summaries(found.of_case, among=among)

    def _filters(self, criteria: Criteria) -> list[Filter]:
        with self._transactions.reading() as session:
            bearing = partial(CaseStore(session).with_labels, among=meets(criteria.reach))
            return [without_regulations(), *(by_case(one, bearing) for one in criteria.filters())]

    def _explained(
        self,
        query: CaseQuery,
        seat: Seat,
        candidate: Candidate,
        quotes: tuple[Quote, ...],
        pairs: tuple[AlignedPair, ...],
        sources: Sources,
        weights: Mapping[str, float],
    ) -> SimilarCase:
        (_, case, parts), papers = seat.ranked, seat.papers
        past = CaseSide.of_papers(case_features(case), papers)
        return SimilarCase(
            case=case,
            documents=tuple(sources.summaries[i] for i in _documents(quotes)),
            score=total(parts),
            parts=parts,
            quotes=quotes,
            pairs=pairs,
            papers=papers,
            outcome=past.outcome,
            charges=past.charges,
            nearness=nearness_of(parts, of_duty=query.of_duty),
            twins=seat.twins,
            card=reason_card(
                CaseSide.of_papers(query.features, [query.paper]),
                sources_of(past, papers, sources),
                parts=parts,
                rescore=lambda ours, theirs: score_of(ours, theirs, candidate, weights),
                taxonomy=self._taxonomy,
            ),
        )


def _quotes(places: Sequence[PointPayload], sources: Sources) -> tuple[Quote, ...]:
    return tuple(
        sources.quote(one.document_id, Span(one.start, one.end), section=one.section)
        for one in places
        if sources.holds(one.document_id)
    )


def _courts(quotes: Sequence[Quote], own: CourtsOwn, sources: Sources) -> tuple[Quote, ...]:
    """What else the courts themselves say in the documents quoted."""
    return tuple(
        sources.quote(i, span, section=section)
        for i in _documents(quotes)
        for span, section in own.get(i, ())
    )


def _documents(quotes: Sequence[Quote]) -> tuple[DocumentId, ...]:
    return tuple(dict.fromkeys(quote.document_id for quote in quotes))
