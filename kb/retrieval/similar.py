"""Similar cases: a whole new case is the query, past cases are the answer, with reasons."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kb.index.filters import Filter, Match
from kb.index.port import IndexHit, VectorIndex
from kb.model import CaseId, Span
from kb.retrieval.case_query import CaseQuery
from kb.retrieval.criteria import Criteria, by_case, joined, without_regulations
from kb.retrieval.ranking import CaseFeatures, ScorePart, score_parts, total, with_votes
from kb.retrieval.sources import Quote, Sources
from kb.store.cases import CaseStore, CaseSummary
from kb.store.rows import DocumentSummary
from kb.store.session import Transactions

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

_PREFETCH = 150
_CANDIDATES = 40
MAX_CANDIDATES = 2 * _CANDIDATES
_LIKELY = 20
_REACH = 8
_QUOTES = 2
_PASSAGES = 3
_PAIRS = 3
# below this the static vectors liken sentences that a reader would not
_MIN_LIKENESS = 0.5


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """A sentence of the new case beside the sentence of the past case most like it."""

    query: Span
    query_text: str
    quote: Quote
    similarity: float


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """A past case, its score as a sum of parts, the passages and sentence pairs behind it."""

    case: CaseSummary
    documents: tuple[DocumentSummary, ...]
    score: float
    parts: tuple[ScorePart, ...]
    quotes: tuple[Quote, ...]
    pairs: tuple[AlignedPair, ...]


@dataclass(slots=True)
class _Candidate:
    """The scores of its best passages, best first; empty while a list has not reached the case."""

    meaning: tuple[float, ...] = ()
    wording: tuple[float, ...] = ()
    best: tuple[IndexHit, ...] = ()
    complete: bool = False

    def mean(self, name: str, *, floor: float) -> float:
        """Of its three best passages; what the lists have not reached counts as their end."""
        known: tuple[float, ...] = getattr(self, name)[:_PASSAGES]
        if not known:
            return floor
        padded = known if self.complete else (*known, *[floor] * (_PASSAGES - len(known)))
        return sum(padded) / len(padded)


@dataclass(frozen=True, slots=True)
class _Found:
    """The candidates, the best word score (by which others are measured), and the lists' ends."""

    candidates: dict[CaseId, _Candidate]
    strongest: float
    least_meaning: float
    least_wording: float


class SimilarCases:
    """Finds past cases like a new one; reads SQL and the index, writes nothing."""

    def __init__(self, transactions: Transactions, index: VectorIndex, encode: Encode) -> None:
        self._transactions = transactions
        self._index = index
        self._encode = encode

    def find(
        self, query: CaseQuery, *, criteria: Criteria, limit: int = 10
    ) -> tuple[SimilarCase, ...]:
        """The ``limit`` most similar cases, best first; equal scores in the order of their ids.

        Cases named in the criteria are all weighed, however far down the lists they stand.
        """
        filters = self._filters(criteria)
        found = self._candidates(query, filters)
        for case_id in criteria.cases:
            found.candidates.setdefault(case_id, _Candidate())
        with self._transactions.reading() as session:
            cases = CaseStore(session).summaries(found.candidates)
        nearest = _ranked(query.features, cases.values(), found)
        query = _voted(query, [case for _, case, _ in nearest])
        likely = _ranked(query.features, cases.values(), found)[: max(_LIKELY, 2 * limit)]
        self._complete(query, [case.id for _, case, _ in likely], found, filters)
        ranked = _ranked(query.features, [case for _, case, _ in likely], found)[:limit]
        with self._transactions.reading() as session:
            hits = [hit for _, case, _ in ranked for hit in found.candidates[case.id].best]
            sources = Sources(session, {hit.payload.document_id for hit in hits})
        return tuple(
            self._explained(query, case, parts, found.candidates[case.id].best, sources)
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

    def _candidates(self, query: CaseQuery, filters: Sequence[Filter]) -> _Found:
        every = joined(filters)
        near = self._index.search(dense=query.dense, sparse=None, filter=every, limit=_PREFETCH)
        worded = self._index.search(dense=None, sparse=query.sparse, filter=every, limit=_PREFETCH)
        chosen = dict.fromkeys([*_first_cases(near), *_first_cases(worded)])
        found = _Found(
            {case_id: _Candidate() for case_id in chosen},
            strongest=max((hit.score for hit in worded), default=0.0) or 1.0,
            least_meaning=near[-1].score if near else 0.0,
            least_wording=worded[-1].score if worded else 0.0,
        )
        _note(found, near=near, worded=worded)
        return found

    def _complete(
        self,
        query: CaseQuery,
        likely: Sequence[CaseId],
        found: _Found,
        filters: Sequence[Filter],
    ) -> None:
        """Exact values for the likely cases that one of the two lists did not reach."""
        for name, dense, sparse in (
            ("meaning", query.dense, None),
            ("wording", None, query.sparse),
        ):
            missing = [i for i in likely if len(getattr(found.candidates[i], name)) < _PASSAGES]
            if not missing:
                continue
            hits = self._index.search(
                dense=dense,
                sparse=sparse,
                filter=joined([*filters, Match("case_id", values=tuple(sorted(missing)))]),
                limit=_REACH * len(missing),
            )
            _note(found, near=hits if sparse is None else (), worded=hits if sparse else ())
        for case_id in likely:
            found.candidates[case_id].complete = True

    def _explained(
        self,
        query: CaseQuery,
        case: CaseSummary,
        parts: tuple[ScorePart, ...],
        hits: Sequence[IndexHit],
        sources: Sources,
    ) -> SimilarCase:
        held = [hit.payload for hit in hits if sources.holds(hit.payload.document_id)]
        quotes = tuple(
            sources.quote(p.document_id, Span(p.start, p.end), section=p.section) for p in held
        )
        ids = dict.fromkeys(quote.document_id for quote in quotes)
        return SimilarCase(
            case=case,
            documents=tuple(sources.summaries[i] for i in ids),
            score=total(parts),
            parts=parts,
            quotes=quotes,
            pairs=self._aligned(query, quotes, sources),
        )

    def _aligned(
        self, query: CaseQuery, quotes: Sequence[Quote], sources: Sources
    ) -> tuple[AlignedPair, ...]:
        theirs = [
            sources.quote(quote.document_id, span, section=quote.section)
            for quote in quotes
            for span in sources.sentences(quote.document_id, quote.span)
        ]
        if not theirs or not query.sentences:
            return ()
        likeness = (
            np.stack([s.vector for s in query.sentences])
            @ self._encode([quote.text for quote in theirs]).T
        )
        pairs: list[AlignedPair] = []
        while len(pairs) < min(_PAIRS, *likeness.shape):
            row, column = np.unravel_index(int(likeness.argmax()), likeness.shape)
            value = float(likeness[row, column])
            if value < _MIN_LIKENESS:
                break
            ours = query.sentences[int(row)]
            pairs.append(AlignedPair(ours.span, ours.text, theirs[int(column)], value))
            likeness[row, :] = -1.0
            likeness[:, column] = -1.0
        return tuple(pairs)


def _first_cases(hits: Iterable[IndexHit]) -> list[CaseId]:
    return list(dict.fromkeys(hit.payload.case_id for hit in hits))[:_CANDIDATES]


def _note(found: _Found, *, near: Sequence[IndexHit], worded: Sequence[IndexHit]) -> None:
    """Write the scores of the hits to their cases, and keep each case's best passages."""
    combined: dict[str, tuple[float, IndexHit]] = {}
    meanings: dict[CaseId, list[float]] = defaultdict(list)
    wordings: dict[CaseId, list[float]] = defaultdict(list)
    for hit in near:
        if hit.payload.case_id in found.candidates:
            meanings[hit.payload.case_id].append(hit.score)
            combined[hit.id] = (hit.score, hit)
    for hit in worded:
        if hit.payload.case_id in found.candidates:
            share = hit.score / found.strongest
            wordings[hit.payload.case_id].append(share)
            combined[hit.id] = (combined.get(hit.id, (0.0, hit))[0] + share, hit)
    for case_id, scores in meanings.items():
        found.candidates[case_id].meaning = _longer(scores, found.candidates[case_id].meaning)
    for case_id, scores in wordings.items():
        found.candidates[case_id].wording = _longer(scores, found.candidates[case_id].wording)
    for _, hit in sorted(combined.values(), key=lambda item: (-item[0], item[1].id)):
        one = found.candidates[hit.payload.case_id]
        if len(one.best) < _QUOTES and hit not in one.best:
            one.best = (*one.best, hit)


def _voted(query: CaseQuery, nearest: Sequence[CaseSummary]) -> CaseQuery:
    """The query with its likely crimes; those it states need no vote."""
    likely = query.features.crimes
    if likely and min(likely.values()) >= 1.0:
        return query
    crimes = with_votes(likely, [case.crimes for case in nearest])
    return replace(query, features=replace(query.features, crimes=crimes))


def _longer(scores: Sequence[float], known: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(scores) if len(scores) > len(known) else known


def _ranked(
    features: CaseFeatures, cases: Iterable[CaseSummary], found: _Found
) -> list[tuple[float, CaseSummary, tuple[ScorePart, ...]]]:
    """Best first, equal scores by id; a value not known yet counts as the end of its list."""
    scored = []
    for case in cases:
        candidate = found.candidates[case.id]
        theirs = CaseFeatures(
            case.offences,
            case.domains,
            case.positions,
            case.labels,
            case.amount,
            dict.fromkeys(case.crimes, 1.0),
        )
        floor = found.least_wording / found.strongest
        parts = score_parts(
            features,
            theirs,
            meaning=candidate.mean("meaning", floor=found.least_meaning),
            wording=candidate.mean("wording", floor=floor),
        )
        scored.append((total(parts), case, parts))
    return sorted(scored, key=lambda one: (-one[0], one[1].id))
