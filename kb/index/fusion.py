"""Two ranked lists become one, the same way whatever engine ranked them.

Ties are broken by id, so equal data gives equal answers from every adapter; an engine's own fusion
breaks them by where the points happen to lie.
"""

import math
from collections.abc import Sequence

from kb.index.port import Fusion, Scored

_RRF_K = 60
_SIGMAS = 3.0
_SCORE_DIGITS = 5
_FUSED_DIGITS = 12


def scored(id: str, score: float, key: str = "") -> Scored:
    """A point as an engine scored it, to five decimals: engines differ beyond that."""
    return Scored(id, round(score, _SCORE_DIGITS), key)


def in_order(points: Sequence[Scored]) -> list[Scored]:
    """Best first, equal scores by id."""
    return sorted(points, key=lambda one: (-one.score, one.id))


def fuse(
    lists: Sequence[Sequence[Scored]], weights: Sequence[float], fusion: Fusion | None
) -> list[Scored]:
    """One list of all points, best first; without a fusion the scores stay as they are.

    ``rrf`` adds ``weight / (60 + rank)`` with ranks from 1; ``dbsf`` adds each score's place
    between mean − 3σ and mean + 3σ of its list.
    """
    if fusion is None:
        return in_order([one for points in lists for one in points])
    share = _by_rank if fusion == "rrf" else _by_distribution
    totals: dict[str, float] = {}
    keys: dict[str, str] = {}
    for points, weight in zip(lists, weights, strict=True):
        for one, part in zip(points, share(points), strict=True):
            totals[one.id] = totals.get(one.id, 0.0) + weight * part
            keys[one.id] = one.key
    return in_order(
        [Scored(i, round(total, _FUSED_DIGITS), keys[i]) for i, total in totals.items()]
    )


def _by_rank(points: Sequence[Scored]) -> list[float]:
    return [1.0 / (_RRF_K + rank) for rank in range(1, len(points) + 1)]


def _by_distribution(points: Sequence[Scored]) -> list[float]:
    if not points:
        return []
    mean = math.fsum(one.score for one in points) / len(points)
    variance = math.fsum((one.score - mean) ** 2 for one in points) / max(1, len(points) - 1)
    width = 2 * _SIGMAS * math.sqrt(variance)
    if width == 0:
        return [0.5] * len(points)
    return [(one.score - mean) / width + 0.5 for one in points]
