"""Similar cases: a whole new case is the query, past cases are the answer, with reasons."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.index.filters import Match
from kb.index.port import IndexHit, SparseVector, VectorIndex
from kb.model import CaseId, Span
from kb.retrieval.criteria import Criteria, joined, without_regulations
from kb.retrieval.ranking import CaseFeatures, ScorePart, score_parts, total
from kb.retrieval.sources import Quote, Sources
from kb.store.cases import CaseStore, CaseSummary
from kb.store.rows import DocumentSummary
from kb.store.session import Transactions

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

_PREFETCH = 200
_CANDIDATES = 80
_QUOTES = 2
_PAIRS = 3
# below this the static vectors liken sentences that a reader would not
_MIN_LIKENESS = 0.5


@dataclass(frozen=True, slots=True)
class QuerySentence:
    """A sentence of the new case that tells facts, and its vector."""

    span: Span
    text: str
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """A new case, ready to be compared: its facts as vectors, its features, its sentences."""

    dense: NDArray[np.float32]
    sparse: SparseVector
    features: CaseFeatures
    sentences: tuple[QuerySentence, ...]


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
    meaning: float = 0.0
    wording: float = 0.0
    best: tuple[IndexHit, ...] = ()


class SimilarCases:
    """Finds past cases like a new one; reads SQL and the index, writes nothing."""

    def __init__(self, transactions: Transactions, index: VectorIndex, encode: Encode) -> None:
        self._transactions = transactions
        self._index = index
        self._encode = encode

    def find(
        self, query: CaseQuery, *, criteria: Criteria, limit: int = 10
    ) -> tuple[SimilarCase, ...]:
        """The ``limit`` most similar cases, best first; equal scores in the order of their ids."""
        candidates = self._candidates(query, criteria)
        with self._transactions.reading() as session:
            cases = CaseStore(session).summaries(candidates)
            ranked = sorted(
                (_scored(query.features, case, candidates[i]) for i, case in cases.items()),
                key=lambda one: (-one[0], one[1].id),
            )[:limit]
            hits = [hit for _, case, _ in ranked for hit in candidates[case.id].best]
            sources = Sources(session, {hit.payload.document_id for hit in hits})
        return tuple(
            self._explained(query, case, parts, candidates[case.id].best, sources)
            for _, case, parts in ranked
        )

    def _candidates(self, query: CaseQuery, criteria: Criteria) -> dict[CaseId, _Candidate]:
        filters = [without_regulations(), *criteria.filters(with_labels=False)]
        if criteria.labels:
            with self._transactions.reading() as session:
                bearing = CaseStore(session).with_labels(criteria.labels)
            if not bearing:
                return {}
            filters.append(Match("case_id", values=tuple(sorted(bearing))))
        near = self._index.search(
            dense=query.dense, sparse=None, filter=joined(filters), limit=_PREFETCH
        )
        worded = self._index.search(
            dense=None, sparse=query.sparse, filter=joined(filters), limit=_PREFETCH
        )
        chosen = set(_first_cases(near)) | set(_first_cases(worded))
        near += self._missing(chosen, near, filters, dense=query.dense, sparse=None)
        worded += self._missing(chosen, worded, filters, dense=None, sparse=query.sparse)
        return _gathered(chosen, near, worded)

    def _missing(
        self,
        chosen: set[CaseId],
        hits: list[IndexHit],
        filters: Sequence[object],
        *,
        dense: NDArray[np.float32] | None,
        sparse: SparseVector | None,
    ) -> list[IndexHit]:
        """Scores of the chosen cases that one of the two lists did not reach."""
        missing = chosen - {hit.payload.case_id for hit in hits}
        if not missing:
            return []
        only = Match("case_id", values=tuple(sorted(missing)))
        groups = self._index.search_groups(
            dense=dense,
            sparse=sparse,
            filter=joined([*filters, only]),  # type: ignore[list-item]
            group_by="case_id",
            limit=len(missing),
            group_size=1,
        )
        return [hit for group in groups for hit in group.hits]

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


def _gathered(
    chosen: set[CaseId], near: Sequence[IndexHit], worded: Sequence[IndexHit]
) -> dict[CaseId, _Candidate]:
    found = {case_id: _Candidate() for case_id in chosen}
    strongest = max((hit.score for hit in worded), default=0.0) or 1.0
    for hit in near:
        if one := found.get(hit.payload.case_id):
            one.meaning = max(one.meaning, hit.score)
    for hit in worded:
        if one := found.get(hit.payload.case_id):
            one.wording = max(one.wording, hit.score / strongest)
    combined: dict[str, tuple[float, IndexHit]] = {}
    for hits, scale in ((near, 1.0), (worded, 1.0 / strongest)):
        for hit in hits:
            before = combined.get(hit.id, (0.0, hit))[0]
            combined[hit.id] = (before + hit.score * scale, hit)
    for _, hit in sorted(combined.values(), key=lambda item: (-item[0], item[1].id)):
        one = found.get(hit.payload.case_id)
        if one and len(one.best) < _QUOTES:
            one.best = (*one.best, hit)
    return found


def _scored(
    features: CaseFeatures, case: CaseSummary, candidate: _Candidate
) -> tuple[float, CaseSummary, tuple[ScorePart, ...]]:
    theirs = CaseFeatures(case.offences, case.domains, case.positions, case.labels, case.amount)
    parts = score_parts(features, theirs, meaning=candidate.meaning, wording=candidate.wording)
    return total(parts), case, parts
