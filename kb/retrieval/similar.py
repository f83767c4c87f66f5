"""Similar cases: a whole new case is the query, past cases are the answer, with reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kb.index.filters import Filter, Match
from kb.index.port import IndexHit, VectorIndex
from kb.model import CaseId, Span
from kb.retrieval.alignment import AlignedPair, Encode, aligned
from kb.retrieval.candidates import PASSAGES, Candidate, Found, by_score, note, parts_of
from kb.retrieval.case_query import CaseQuery
from kb.retrieval.criteria import Criteria, by_case, joined, without_regulations
from kb.retrieval.explain import CaseSide, ReasonCard, case_features, reason_card, sources_of
from kb.retrieval.outcomes import Outcome
from kb.retrieval.ranking import ScorePart, total, with_votes
from kb.retrieval.sources import Quote, Sources
from kb.store.cases import CaseStore, CaseSummary
from kb.store.papers import CasePapers, Paper
from kb.store.rows import DocumentSummary
from kb.store.session import Transactions
from kb.terms import Taxonomy

_PREFETCH = 150
_CANDIDATES = 40
MAX_CANDIDATES = 2 * _CANDIDATES
_LIKELY = 20
_REACH = 8


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """A past case, its score as a sum of parts, the passages and sentence pairs behind it.

    ``documents`` are those quoted, ``papers`` all of the case. ``outcome`` is the heaviest
    punishment they state; ``card`` says what the cases share and lack.
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
        self, query: CaseQuery, *, criteria: Criteria, limit: int = 10
    ) -> tuple[SimilarCase, ...]:
        """The ``limit`` most similar cases, best first; equal scores in the order of their ids.

        Cases named in the criteria are all weighed, however far down the lists they stand.
        """
        filters = self._filters(criteria)
        found = self._candidates(query, filters)
        for case_id in criteria.cases:
            found.candidates.setdefault(case_id, Candidate())
        with self._transactions.reading() as session:
            cases = CaseStore(session).summaries(found.candidates)
        nearest = by_score(query.features, cases.values(), found)
        query = _voted(query, [case for _, case, _ in nearest])
        likely = by_score(query.features, cases.values(), found)[: max(_LIKELY, 2 * limit)]
        self._complete(query, [case.id for _, case, _ in likely], found, filters)
        ranked = by_score(query.features, [case for _, case, _ in likely], found)[:limit]
        with self._transactions.reading() as session:
            hits = [hit for _, case, _ in ranked for hit in found.candidates[case.id].best]
            papers = CasePapers(session).of_cases([case.id for _, case, _ in ranked])
            stating = (paper.id for every in papers.values() for paper in every if paper.states)
            sources = Sources(session, {*(hit.payload.document_id for hit in hits), *stating})
        return tuple(
            self._explained(query, case, papers.get(case.id, ()), found, parts, sources)
            for _, case, parts in ranked
        )

    def candidates(self, query: CaseQuery, *, criteria: Criteria) -> tuple[frozenset[CaseId], bool]:
        """The cases that are weighed, and whether more of them met the criteria."""
        filters = self._filters(criteria)
        found = frozenset(self._candidates(query, filters).candidates)
        with self._transactions.reading() as session:
            return found, len(found) < CaseStore(session).count(joined(filters))

    def _filters(self, criteria: Criteria) -> list[Filter]:
        with self._transactions.reading() as session:
            bearing = CaseStore(session).with_labels
            return [without_regulations(), *(by_case(one, bearing) for one in criteria.filters())]

    def _candidates(self, query: CaseQuery, filters: Sequence[Filter]) -> Found:
        every = joined(filters)
        near = self._index.search(dense=query.dense, sparse=None, filter=every, limit=_PREFETCH)
        worded = self._index.search(dense=None, sparse=query.sparse, filter=every, limit=_PREFETCH)
        chosen = dict.fromkeys([*_first_cases(near), *_first_cases(worded)])
        found = Found(
            {case_id: Candidate() for case_id in chosen},
            strongest=max((hit.score for hit in worded), default=0.0) or 1.0,
            least_meaning=near[-1].score if near else 0.0,
            least_wording=worded[-1].score if worded else 0.0,
        )
        note(found, near=near, worded=worded)
        return found

    def _complete(
        self,
        query: CaseQuery,
        likely: Sequence[CaseId],
        found: Found,
        filters: Sequence[Filter],
    ) -> None:
        """Exact values for the likely cases that one of the two lists did not reach."""
        for name, dense, sparse in (
            ("meaning", query.dense, None),
            ("wording", None, query.sparse),
        ):
            missing = [i for i in likely if len(getattr(found.candidates[i], name)) < PASSAGES]
            if not missing:
                continue
            hits = self._index.search(
                dense=dense,
                sparse=sparse,
                filter=joined([*filters, Match("case_id", values=tuple(sorted(missing)))]),
                limit=_REACH * len(missing),
            )
            note(found, near=hits if sparse is None else (), worded=hits if sparse else ())
        for case_id in likely:
            found.candidates[case_id].complete = True

    def _explained(
        self,
        query: CaseQuery,
        case: CaseSummary,
        papers: tuple[Paper, ...],
        found: Found,
        parts: tuple[ScorePart, ...],
        sources: Sources,
    ) -> SimilarCase:
        best = found.candidates[case.id].best
        held = [hit.payload for hit in best if sources.holds(hit.payload.document_id)]
        quotes = tuple(
            sources.quote(p.document_id, Span(p.start, p.end), section=p.section) for p in held
        )
        ids = dict.fromkeys(quote.document_id for quote in quotes)
        past = CaseSide.of_papers(case_features(case), papers)
        return SimilarCase(
            case=case,
            documents=tuple(sources.summaries[i] for i in ids),
            score=total(parts),
            parts=parts,
            quotes=quotes,
            pairs=aligned(query.sentences, quotes, sources, self._encode),
            papers=papers,
            outcome=past.outcome,
            card=reason_card(
                CaseSide.of_papers(query.features, [query.paper]),
                sources_of(past, papers, sources),
                parts=parts,
                rescore=lambda ours, theirs: total(parts_of(ours, theirs, case.id, found)),
                taxonomy=self._taxonomy,
            ),
        )


def _first_cases(hits: Iterable[IndexHit]) -> list[CaseId]:
    return list(dict.fromkeys(hit.payload.case_id for hit in hits))[:_CANDIDATES]


def _voted(query: CaseQuery, nearest: Sequence[CaseSummary]) -> CaseQuery:
    """The query with its likely crimes; those it states need no vote."""
    likely = query.features.crimes
    if likely and min(likely.values()) >= 1.0:
        return query
    crimes = with_votes(likely, [case.crimes for case in nearest])
    return replace(query, features=replace(query.features, crimes=crimes))
