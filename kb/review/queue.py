"""Which proposal a reviewer should see first: the least certain and the most worth knowing.

The priority is a visible sum of five parts, each 0..1 times its weight:

* ``uncertainty`` 0.40: 1 at the threshold at which a proposal is made, 0 at full confidence:
  ``1 - (confidence - 0.5) / 0.5``;
* ``rarity`` 0.20: ``1 / (1 + ln n)`` where the library holds ``n`` proposals of the label;
* ``layer`` 0.20: 1 for loopholes and measures, which prevention acts upon, 0.5 for the others;
* ``substance`` 0.10: 0 for a formula (丧失理想信念…), else 1;
* ``freshness`` 0.10: ``1 / (1 + r)`` where ``r`` other reviewers have worked on the document.

A loophole proposed at 0.55, 1 of 20 in the library, no formula, in a document that nobody has
reviewed: 0.40×0.90 + 0.20×0.25 + 0.20×1 + 0.10×1 + 0.10×1 = 0.810. The same words labelled as a
cause at 0.85: 0.40×0.30 + 0.05 + 0.20×0.5 + 0.10 + 0.10 = 0.470.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from kb.errors import InvalidQuery
from kb.terms import LAYERS

THRESHOLD = 0.5
WEIGHTS = {
    "uncertainty": 0.40,
    "rarity": 0.20,
    "layer": 0.20,
    "substance": 0.10,
    "freshness": 0.10,
}
_ACTED_UPON = frozenset({"loopholes", "measures"})


class Mode(StrEnum):
    """What is asked for: labels nobody has seen, those one person has, those in dispute."""

    FIRST = "first"
    SECOND = "second"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """All that is given must hold; ``reviewer`` leaves out what that person has answered."""

    mode: Mode = Mode.FIRST
    layer: str = ""
    key: str = ""
    document_id: str = ""
    kind: str = ""
    reviewer: str = ""

    def __post_init__(self) -> None:
        if self.layer and self.layer not in LAYERS:
            raise InvalidQuery("FILTER_VALUE_UNKNOWN", field="layer", value=self.layer[:60])


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the priority of a proposal is reckoned from."""

    layer: str
    confidence: float
    boilerplate: bool
    frequency: int
    readers: int


@dataclass(frozen=True, slots=True)
class PriorityPart:
    """``value`` 0..1 times ``weight`` is what the part adds."""

    name: str
    value: float
    weight: float


def priority_parts(candidate: Candidate) -> tuple[PriorityPart, ...]:
    """The parts in the order of the table above."""
    certainty = (candidate.confidence - THRESHOLD) / (1 - THRESHOLD)
    values = {
        "uncertainty": 1 - min(1.0, abs(certainty)),
        "rarity": 1 / (1 + math.log(max(1, candidate.frequency))),
        "layer": 1.0 if candidate.layer in _ACTED_UPON else 0.5,
        "substance": 0.0 if candidate.boilerplate else 1.0,
        "freshness": 1 / (1 + candidate.readers),
    }
    return tuple(PriorityPart(name, values[name], weight) for name, weight in WEIGHTS.items())


# a library of 200,000 proposals holds a few thousand different candidates
@lru_cache(maxsize=10_000)
def priority(candidate: Candidate) -> float:
    """The sum of the parts: 0.810 for the loophole of the example."""
    return sum(part.value * part.weight for part in priority_parts(candidate))
