"""Whether what was found is near the new case at all; a list is always full, an answer is not.

Likeness alone does not tell: any two texts of law are somewhat alike, and ordinary crime is told
in the words of duty crime. So a case is near where the new case tells of a duty crime (its post,
its crime), the two are alike enough, and they share a domain or a post where one was read.
"""

from collections.abc import Iterable
from enum import StrEnum

from kb.retrieval.ranking import WEIGHTS, ScorePart

# measured by tests/benchmarks/nearness_bench.py; docs/benchmarks.md says what they cost
_NEAR, _PARTIAL = 0.5, 0.4
# so alike that neither duty nor a shared domain need be asked for
_ALIKE, _ALIKE_WITHOUT_DUTY = 0.65, 0.6


class Nearness(StrEnum):
    """``partial``: some of it is alike; ``none``: likeness no greater than of unrelated matters."""

    NEAR = "near"
    PARTIAL = "partial"
    NONE = "none"


def nearness_of(parts: Iterable[ScorePart], *, of_duty: bool) -> Nearness:
    """Of one case; ``of_duty``: the new case tells of a duty crime."""
    every = tuple(parts)
    score = standard_score(every)
    if not of_duty:
        return Nearness.PARTIAL if score >= _ALIKE_WITHOUT_DUTY else Nearness.NONE
    places = [part for part in every if part.name in ("domain", "position")]
    shared = not places or any(part.shared for part in places) or score >= _ALIKE
    if score >= _NEAR and shared:
        return Nearness.NEAR
    return Nearness.PARTIAL if score >= _PARTIAL else Nearness.NONE


def nearest(found: Iterable[Nearness]) -> Nearness:
    """Of an answer: what its best case is; ``none`` of an empty one."""
    every = set(found)
    return next((one for one in Nearness if one in every), Nearness.NONE)


def standard_score(parts: Iterable[ScorePart]) -> float:
    """The score by the shipped weights, whatever weights were asked for."""
    every = tuple(parts)
    whole = sum(WEIGHTS[part.name] for part in every)
    return sum(part.value * WEIGHTS[part.name] for part in every) / whole if whole else 0.0
