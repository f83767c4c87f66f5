"""Measures of a ranking against graded judgements (0 irrelevant … 3 highly relevant)."""

import math
from collections.abc import Sequence


def ndcg(gains: Sequence[int], *, ideal: Sequence[int], at: int) -> float:
    """nDCG@``at`` of the gains in ranked order; ``ideal`` holds all gains of the pool.

    Gains are linear, the discount is log2(rank + 1), as in LeCaRD's own script. 0 when nothing in
    the pool is relevant.
    """
    best = _dcg(sorted(ideal, reverse=True)[:at])
    return _dcg(gains[:at]) / best if best else 0.0


def average_precision(relevant: Sequence[bool], *, total: int) -> float:
    """Mean of the precision at each relevant rank, over ``total`` relevant items."""
    found = 0
    summed = 0.0
    for rank, hit in enumerate(relevant, start=1):
        if hit:
            found += 1
            summed += found / rank
    return summed / total if total else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: ``percentile(times, 0.95)``."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


def _dcg(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
