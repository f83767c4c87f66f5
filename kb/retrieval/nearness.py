"""Whether what was found is near the new case at all; a list is always full, an answer is not."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from kb.retrieval.ranking import WEIGHTS, ScorePart

# measured by tests/benchmarks/nearness_bench.py; docs/benchmarks.md says what they cost
_NEAR, _PARTIAL = 0.5, 0.4


class Nearness(StrEnum):
    """``partial``: some of it is alike; ``none``: likeness no greater than of unrelated matters."""

    NEAR = "near"
    PARTIAL = "partial"
    NONE = "none"


def nearness_of(found: Sequence[Iterable[ScorePart]]) -> Nearness:
    """Of an answer: what its best case is; ``none`` of an empty one."""
    best = max((standard_score(parts) for parts in found), default=0.0)
    if best >= _NEAR:
        return Nearness.NEAR
    return Nearness.PARTIAL if best >= _PARTIAL else Nearness.NONE


def standard_score(parts: Iterable[ScorePart]) -> float:
    """The score by the shipped weights, whatever weights were asked for."""
    every = tuple(parts)
    whole = sum(WEIGHTS[part.name] for part in every)
    return sum(part.value * WEIGHTS[part.name] for part in every) / whole if whole else 0.0
