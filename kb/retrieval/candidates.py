"""Past cases that may be like a new one, how near their passages are, and how much they share.

Two lists of passages are asked for, by meaning and by words; the cases at their heads are the
candidates. Where the list by meaning has not reached a case often enough, its end stands for what
it missed: no passage below the end of a list can be nearer than that. Words are compared with all
of each candidate, exactly.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kb.index.filters import Filter, Match
from kb.index.port import Scored, VectorIndex
from kb.model import CaseId
from kb.retrieval.case_query import CaseQuery
from kb.retrieval.criteria import joined
from kb.word_weights import WordWeights, shares_held

_PREFETCH = 150
_CANDIDATES = 40
MAX_CANDIDATES = 2 * _CANDIDATES
_REACH = 8
_QUOTES = 2
_PASSAGES = 3


@dataclass(slots=True)
class Nearness:
    """Cosines of a case's passages, best first; ``end`` is None once all are known."""

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
    """A case: how near its passages are, the share of the query's words it holds (0..1).

    ``best`` are the ids of the passages to quote.
    """

    meaning: Nearness = field(default_factory=Nearness)
    wording: float = 0.0
    best: tuple[str, ...] = ()


class Candidates:
    """The candidates of one query."""

    def __init__(self, index: VectorIndex, query: CaseQuery, filters: Sequence[Filter]) -> None:
        self._index, self._query, self._filters = index, query, tuple(filters)
        every = joined(self._filters)
        near = index.nearest(query.dense, filter=every, limit=_PREFETCH)
        worded = index.nearest(query.sparse, filter=every, limit=_PREFETCH)
        heads = dict.fromkeys([*_first_cases(near), *_first_cases(worded)])
        self.of_case: dict[CaseId, Candidate] = {case_id: Candidate() for case_id in heads}
        self._note_meaning(self.of_case, near, _PREFETCH)
        self._keep_best(near, worded)

    def add(self, case_ids: Iterable[CaseId]) -> None:
        """Cases to be weighed however far down the lists they stand."""
        for case_id in case_ids:
            self.of_case.setdefault(case_id, Candidate())

    def note_words(self, documents: Sequence[tuple[CaseId, WordWeights]]) -> None:
        """The words of every document of the candidates; the likest document speaks for a case."""
        query = self._query
        shares = shares_held(query.sparse.indices, query.rarity, [words for _, words in documents])
        for (case_id, _), share in zip(documents, shares.tolist(), strict=True):
            one = self.of_case[case_id]
            one.wording = max(one.wording, share)

    def complete(self, case_ids: Sequence[CaseId]) -> None:
        """Look at some cases alone, so that their three nearest passages are known."""
        wanted = [i for i in case_ids if len(self.of_case[i].meaning.scores) < _PASSAGES]
        if wanted:
            limit = _REACH * len(wanted)
            only = Match("case_id", values=tuple(sorted(wanted)))
            hits = self._index.nearest(
                self._query.dense, filter=joined([*self._filters, only]), limit=limit
            )
            self._note_meaning(wanted, hits, limit)
            self._keep_best(hits, ())

    def _note_meaning(self, case_ids: Iterable[CaseId], hits: Sequence[Scored], limit: int) -> None:
        scores: defaultdict[CaseId, list[float]] = defaultdict(list)
        for hit in hits:
            scores[hit.key].append(hit.score)
        # a list that ran out has missed nothing
        end = hits[-1].score if hits and len(hits) >= limit else None
        for case_id in case_ids:
            self.of_case[case_id].meaning.note(scores[case_id], end)

    def _keep_best(self, near: Sequence[Scored], worded: Sequence[Scored]) -> None:
        strongest = max((hit.score for hit in worded), default=0.0) or 1.0
        combined = {hit.id: (hit.score, hit) for hit in near}
        for hit in worded:
            before = combined.get(hit.id, (0.0, hit))[0]
            combined[hit.id] = (before + hit.score / strongest, hit)
        for _, hit in sorted(combined.values(), key=lambda item: (-item[0], item[1].id)):
            one = self.of_case.get(hit.key)
            if one and len(one.best) < _QUOTES and hit.id not in one.best:
                one.best = (*one.best, hit.id)


def _first_cases(hits: Iterable[Scored]) -> list[CaseId]:
    return list(dict.fromkeys(hit.key for hit in hits))[:_CANDIDATES]
