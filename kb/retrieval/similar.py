"""Similar cases: a whole new case is the query, past cases are the answer, with reasons."""

from collections.abc import Iterable, Mapping, Sequence
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
from kb.retrieval.ranking import (
    WEIGHTS,
    CaseFeatures,
    ScorePart,
    duty_share,
    score_parts,
    total,
    with_votes,
)
from kb.retrieval.same_case import Ranked, Seat, Twin, seats
from kb.retrieval.sources import Quote, Sources
from kb.retrieval.voices import Voices, courts_own
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
    ) -> tuple[SimilarCase, ...]:
        """The ``limit`` most similar cases, best first; equal scores in the order of their ids.

        Cases named in the criteria are all weighed, however far down the lists they stand.
        """
        query = self._of_duty(query)
        found = Candidates(self._index, query, self._filters(criteria))
        found.add(criteria.cases)
        cases = self._weighed(found, criteria)
        query = self._voted(query, found, cases, criteria, weights)
        first = _ranked(query.features, cases.values(), found, weights)
        likely = [case for _, case, _ in first[: max(_LIKELY, 2 * limit)]]
        found.complete([case.id for case in likely])
        ranked = _ranked(query.features, likely, found, weights)
        with self._transactions.reading() as session:
            placed = self._seats(session, ranked, limit, criteria)
            best = {seat.case.id: found.of_case[seat.case.id].best for seat in placed}
            places = self._index.payloads([point for points in best.values() for point in points])
            quoted = {place.document_id for place in places.values()}
            papers = [paper for seat in placed for paper in seat.papers]
            read = {*quoted, *(one.id for one in papers if one.states)}
            sources = Sources(session, read, among=meets(criteria.reach))
            voices = Voices(sources, DocumentStore(session).passages_of(quoted), papers)
        own = courts_own(self._index, query.dense, list(places.values()))
        return tuple(
            self._explained(
                query,
                seat,
                found.of_case[seat.case.id],
                [places[one] for one in best[seat.case.id] if one in places],
                sources,
                voices,
                own,
                weights,
            )
            for seat in placed
        )

    def _seats(
        self, session: Session, ranked: Sequence[Ranked], limit: int, criteria: Criteria
    ) -> list[Seat]:
        """The first places; cases that were asked for by name all keep their own."""
        papers_of = partial(CasePapers(session).of_cases, among=meets(criteria.reach))
        if criteria.cases:
            papers = papers_of([case.id for _, case, _ in ranked[:limit]])
            return [Seat(one, papers.get(one[1].id, ())) for one in ranked[:limit]]
        return seats(ranked, limit, papers_of=papers_of, text_of=DocumentStore(session).text)

    def candidates(self, query: CaseQuery, *, criteria: Criteria) -> tuple[frozenset[CaseId], bool]:
        """The cases that are weighed, and whether more of them met the criteria."""
        filters = self._filters(criteria)
        found = frozenset(Candidates(self._index, query, filters).of_case)
        with self._transactions.reading() as session:
            return found, len(found) < CaseStore(session).count(joined(filters))

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
        nearest = _ranked(query.features, cases.values(), found, weights)
        crimes = with_votes(likely, [case.crimes for _, case, _ in nearest])
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
        places: Sequence[PointPayload],
        sources: Sources,
        voices: Voices,
        own: Mapping[DocumentId, tuple[tuple[Span, str], ...]],
        weights: Mapping[str, float],
    ) -> SimilarCase:
        (_, case, parts), papers = seat.ranked, seat.papers
        held = [place for place in places if sources.holds(place.document_id)]
        quotes = tuple(
            sources.quote(p.document_id, Span(p.start, p.end), section=p.section) for p in held
        )
        ids = dict.fromkeys(quote.document_id for quote in quotes)
        courts = tuple(
            sources.quote(i, span, section=section) for i in ids for span, section in own.get(i, ())
        )
        past = CaseSide.of_papers(case_features(case), papers)
        return SimilarCase(
            case=case,
            documents=tuple(sources.summaries[i] for i in ids),
            score=total(parts),
            parts=parts,
            quotes=quotes,
            pairs=aligned(query.sentences, (*quotes, *courts), sources, voices, self._encode),
            papers=papers,
            outcome=past.outcome,
            charges=past.charges,
            nearness=nearness_of(parts, of_duty=query.of_duty),
            twins=seat.twins,
            card=reason_card(
                CaseSide.of_papers(query.features, [query.paper]),
                sources_of(past, papers, sources),
                parts=parts,
                rescore=lambda ours, theirs: total(_parts(ours, theirs, candidate, weights)),
                taxonomy=self._taxonomy,
            ),
        )


def _ranked(
    features: CaseFeatures,
    cases: Iterable[CaseSummary],
    found: Candidates,
    weights: Mapping[str, float],
) -> list[tuple[float, CaseSummary, tuple[ScorePart, ...]]]:
    """Best first, equal scores by id."""
    scored = []
    for case in cases:
        parts = _parts(features, case_features(case), found.of_case[case.id], weights)
        scored.append((total(parts), case, parts))
    return sorted(scored, key=lambda one: (-one[0], one[1].id))


def _parts(
    ours: CaseFeatures, theirs: CaseFeatures, candidate: Candidate, weights: Mapping[str, float]
) -> tuple[ScorePart, ...]:
    return score_parts(
        ours,
        theirs,
        meaning=candidate.meaning.mean,
        wording=candidate.wording,
        weights=weights,
    )
