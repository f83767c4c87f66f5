"""The score of a similar case: a visible sum of parts, each between 0 and its weight."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

WEIGHTS = {
    "meaning": 0.30,
    "wording": 0.25,
    "offence": 0.15,
    "labels": 0.12,
    "domain": 0.08,
    "position": 0.05,
    "amount": 0.05,
}


@dataclass(frozen=True, slots=True)
class CaseFeatures:
    """What can be compared between two cases besides their words."""

    offences: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    amount: float | None = None


@dataclass(frozen=True, slots=True)
class ScorePart:
    """``value`` 0..1 times ``weight`` is what the part adds; ``shared`` names what agrees."""

    name: str
    value: float
    weight: float
    shared: tuple[str, ...] = ()

    @property
    def contribution(self) -> float:
        """What the part adds to the score."""
        return self.value * self.weight


def score_parts(
    query: CaseFeatures, case: CaseFeatures, *, meaning: float, wording: float
) -> tuple[ScorePart, ...]:
    """The parts for one case; the score is the sum of their contributions.

    ``meaning``: cosine of the nearest passage. ``wording``: its BM25 score over the best one's.
    What the query does not know (no offence yet, no amount) counts neither for nor against: the
    weight of such a part goes to the others in proportion.
    """
    parts = [
        ScorePart("meaning", min(max(meaning, 0.0), 1.0), WEIGHTS["meaning"]),
        ScorePart("wording", min(max(wording, 0.0), 1.0), WEIGHTS["wording"]),
    ]
    for name, ours, theirs in (
        ("offence", query.offences, case.offences),
        ("labels", query.labels, case.labels),
        ("domain", query.domains, case.domains),
        ("position", query.positions, case.positions),
    ):
        if ours:
            shared = tuple(one for one in ours if one in theirs)
            parts.append(ScorePart(name, len(shared) / len(set(ours)), WEIGHTS[name], shared))
    if query.amount:
        parts.append(ScorePart("amount", _closeness(query.amount, case.amount), WEIGHTS["amount"]))
    scale = sum(WEIGHTS.values()) / sum(part.weight for part in parts)
    return tuple(
        ScorePart(part.name, part.value, part.weight * scale, part.shared) for part in parts
    )


def total(parts: Iterable[ScorePart]) -> float:
    """The score: the sum of the contributions."""
    return sum(part.contribution for part in parts)


def _closeness(ours: float, theirs: float | None) -> float:
    """1 for equal amounts, 0 when one is a hundred times the other (or unknown)."""
    if not theirs or theirs <= 0:
        return 0.0
    return max(0.0, 1.0 - abs(math.log10(ours / theirs)) / 2)
