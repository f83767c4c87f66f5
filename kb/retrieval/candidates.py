"""What the lists of passages say of each case that may be similar, and the score that follows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.index.port import IndexHit
from kb.model import CaseId
from kb.retrieval.explain import case_features
from kb.retrieval.ranking import CaseFeatures, ScorePart, score_parts, total
from kb.store.cases import CaseSummary

PASSAGES = 3
_QUOTES = 2


@dataclass(slots=True)
class Candidate:
    """The scores of its best passages, best first; empty while a list has not reached the case."""

    meaning: tuple[float, ...] = ()
    wording: tuple[float, ...] = ()
    best: tuple[IndexHit, ...] = ()
    complete: bool = False

    def mean(self, name: str, *, floor: float) -> float:
        """Of its three best passages; what the lists have not reached counts as their end."""
        known: tuple[float, ...] = getattr(self, name)[:PASSAGES]
        if not known:
            return floor
        padded = known if self.complete else (*known, *[floor] * (PASSAGES - len(known)))
        return sum(padded) / len(padded)


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates, the best word score (by which others are measured), and the lists' ends."""

    candidates: dict[CaseId, Candidate]
    strongest: float
    least_meaning: float
    least_wording: float


def note(found: Found, *, near: Sequence[IndexHit], worded: Sequence[IndexHit]) -> None:
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


def by_score(
    features: CaseFeatures, cases: Iterable[CaseSummary], found: Found
) -> list[tuple[float, CaseSummary, tuple[ScorePart, ...]]]:
    """Best first, equal scores by id; a value not known yet counts as the end of its list."""
    scored = []
    for case in cases:
        parts = parts_of(features, case_features(case), case.id, found)
        scored.append((total(parts), case, parts))
    return sorted(scored, key=lambda one: (-one[0], one[1].id))


def parts_of(
    ours: CaseFeatures, theirs: CaseFeatures, case_id: CaseId, found: Found
) -> tuple[ScorePart, ...]:
    """The parts of one case's score, with the likeness of its words as the lists tell it."""
    candidate = found.candidates[case_id]
    floor = found.least_wording / found.strongest
    return score_parts(
        ours,
        theirs,
        meaning=candidate.mean("meaning", floor=found.least_meaning),
        wording=candidate.mean("wording", floor=floor),
    )


def _longer(scores: Sequence[float], known: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(scores) if len(scores) > len(known) else known
