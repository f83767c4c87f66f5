"""Candidates put in order by their scores."""

from collections.abc import Iterable, Mapping

from kb.retrieval.candidates import Candidate, Candidates
from kb.retrieval.explain import case_features
from kb.retrieval.ranking import CaseFeatures, score, score_parts, total
from kb.retrieval.same_case import Ranked
from kb.store.cases import CaseSummary


def in_order(
    features: CaseFeatures,
    cases: Iterable[CaseSummary],
    found: Candidates,
    weights: Mapping[str, float],
) -> list[CaseSummary]:
    """Best first, equal scores by id."""
    scored = [
        (-score_of(features, case_features(case), found.of_case[case.id], weights), case.id, case)
        for case in cases
    ]
    return [case for _, _, case in sorted(scored, key=lambda one: one[:2])]


def ranked(
    features: CaseFeatures,
    cases: Iterable[CaseSummary],
    found: Candidates,
    weights: Mapping[str, float],
) -> list[Ranked]:
    """The same, with the scores and their parts."""
    scored = []
    for case in cases:
        candidate = found.of_case[case.id]
        parts = score_parts(
            features,
            case_features(case),
            meaning=candidate.meaning.mean,
            wording=candidate.wording,
            weights=weights,
        )
        scored.append((total(parts), case, parts))
    return sorted(scored, key=lambda one: (-one[0], one[1].id))


def score_of(
    ours: CaseFeatures, theirs: CaseFeatures, candidate: Candidate, weights: Mapping[str, float]
) -> float:
    """The score of one candidate, were both as described."""
    return score(
        ours,
        theirs,
        meaning=candidate.meaning.mean,
        wording=candidate.wording,
        weights=weights,
    )
