"""Past cases that may be like a new one, and how near their passages are.

Two lists of passages are asked for, by meaning and by words; the cases at their heads are the
candidates. Where a list has not reached a case often enough, its end stands for what it missed:
no passage below the end of a list can be nearer than that.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kb.index.filters import Filter, Match
from kb.index.port import IndexHit, SparseVector, VectorIndex
from kb.model import CaseId
from kb.retrieval.case_query import CaseQuery
from kb.retrieval.criteria import joined

_PREFETCH = 150
_CANDIDATES = 40
MAX_CANDIDATES = 2 * _CANDIDATES
_REACH = 8
_QUOTES = 2
_PASSAGES = 3


@dataclass(slots=True)
class Nearness:
    """Scores of a case's passages in one list, best first; ``end`` is None once all are known."""

    scores: tuple[float, ...] = ()
    end: float | None = 0.0

    @property
    def mean(self) -> float:
        """Of its three best passages."""
        known = self.scores[:_PASSAGES]
        if self.end is not None:
            known = (*known, *[self.end] * (_PASSAGES - len(known)))
        return sum(known) / len(known) if known else 0.0

    def note(self, scores: Sequence[float], end: float | None) -> None:
        """Take over what another list says of the case."""
        if len(scores) >= len(self.scores):
            self.scores = tuple(scores)
        self.end = end


@dataclass(slots=True)
class Candidate:
    """A case: its passages by cosine and by share of the best word score; ``best`` to quote."""

    meaning: Nearness = field(default_factory=Nearness)
    wording: Nearness = field(default_factory=Nearness)
    best: tuple[IndexHit, ...] = ()


class Candidates:
    """The candidates of one query."""

    def __init__(self, index: VectorIndex, query: CaseQuery, filters: Sequence[Filter]) -> None:
        self._index, self._query, self._filters = index, query, tuple(filters)
        near = self._search(limit=_PREFETCH, dense=query.dense)
        worded = self._search(limit=_PREFETCH, sparse=query.sparse)
        self._strongest = max((hit.score for hit in worded), default=0.0) or 1.0
        heads = dict.fromkeys([*_first_cases(near), *_first_cases(worded)])
        self.of_case: dict[CaseId, Candidate] = {case_id: Candidate() for case_id in heads}
        self._note_meaning(self.of_case, near, _PREFETCH)
        self._note_wording(self.of_case, worded, _PREFETCH)
        self._keep_best(near, worded)

    def add(self, case_ids: Iterable[CaseId]) -> None:
        """Cases to be weighed however far down the lists they stand."""
        for case_id in case_ids:
            self.of_case.setdefault(case_id, Candidate())

    def complete(self, case_ids: Sequence[CaseId]) -> None:
        """Look at some cases alone, so that their three best passages are known."""
        near = [i for i in case_ids if len(self.of_case[i].meaning.scores) < _PASSAGES]
        worded = [i for i in case_ids if len(self.of_case[i].wording.scores) < _PASSAGES]
        if near:
            limit = _REACH * len(near)
            hits = self._search(near, limit=limit, dense=self._query.dense)
            self._note_meaning(near, hits, limit)
            self._keep_best(hits, ())
        if worded:
            limit = _REACH * len(worded)
            hits = self._search(worded, limit=limit, sparse=self._query.sparse)
            self._note_wording(worded, hits, limit)
            self._keep_best((), hits)

    def _search(
        self,
        case_ids: Sequence[CaseId] = (),
        *,
        limit: int,
        dense: NDArray[np.float32] | None = None,
        sparse: SparseVector | None = None,
    ) -> list[IndexHit]:
        only = (Match("case_id", values=tuple(sorted(case_ids))),) if case_ids else ()
        every = joined([*self._filters, *only])
        return self._index.search(dense=dense, sparse=sparse, filter=every, limit=limit)

    def _note_meaning(
        self, case_ids: Iterable[CaseId], hits: Sequence[IndexHit], limit: int
    ) -> None:
        scores, end = _scores(hits), _end(hits, limit)
        for case_id in case_ids:
            self.of_case[case_id].meaning.note(scores[case_id], end)

    def _note_wording(
        self, case_ids: Iterable[CaseId], hits: Sequence[IndexHit], limit: int
    ) -> None:
        scores = _scores(hits, over=self._strongest)
        end = _end(hits, limit, over=self._strongest)
        for case_id in case_ids:
            self.of_case[case_id].wording.note(scores[case_id], end)

    def _keep_best(self, near: Sequence[IndexHit], worded: Sequence[IndexHit]) -> None:
        combined = {hit.id: (hit.score, hit) for hit in near}
        for hit in worded:
            share = hit.score / self._strongest
            combined[hit.id] = (combined.get(hit.id, (0.0, hit))[0] + share, hit)
        for _, hit in sorted(combined.values(), key=lambda item: (-item[0], item[1].id)):
            one = self.of_case.get(hit.payload.case_id)
            if one and len(one.best) < _QUOTES and hit not in one.best:
                one.best = (*one.best, hit)


def _first_cases(hits: Iterable[IndexHit]) -> list[CaseId]:
    return list(dict.fromkeys(hit.payload.case_id for hit in hits))[:_CANDIDATES]


def _scores(hits: Iterable[IndexHit], *, over: float = 1.0) -> defaultdict[CaseId, list[float]]:
    scores: defaultdict[CaseId, list[float]] = defaultdict(list)
    for hit in hits:
        scores[hit.payload.case_id].append(hit.score / over)
    return scores


def _end(hits: Sequence[IndexHit], limit: int, *, over: float = 1.0) -> float | None:
    """Where a full list ends; None for one that ran out, for then nothing was missed."""
    return hits[-1].score / over if hits and len(hits) >= limit else None
