"""What audiences said feeds the weights of the match, little while little was said.

After a training the listeners say of each case whether it is like what is around them. For each
part of the match, trainings are split into those where the case had at least half of what the part
can give (high) and the rest (low). A case of a training counts once, however many were asked: who
sits in one room is no independent sample. With r the share that recognised it,

    mean(side) = (4·0.5 + Σ r) ÷ (4 + n)          four imagined answers of one half
    lift       = mean(high) − mean(low)            −1 … 1, 0 where nothing was said
    weight'    = weight · (1 + lift ÷ 2), then all weights are scaled to their old sum

Example: 岗位, three cases high with r = 0.9, 0.8, 1.0 and one low with 0.1. High (2 + 2.7) ÷ 7 =
0.671, low (2 + 0.1) ÷ 5 = 0.420, lift 0.251: the weight 0.34 becomes 0.34 · 1.126 = 0.383 before
scaling.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kb.education.key_box import KeyBox
from kb.education.matching import MATCH_NAMES, MATCH_WEIGHTS
from kb.education.pack_content import MatchPart
from kb.education.pack_facts import TRAININGS
from kb.education.pack_store import PackStore
from kb.store.registry import Registry, Wanted

_PRIOR, _HALF = 4.0, 0.5


@dataclass(frozen=True, slots=True)
class Heard:
    """What one training said of one case, with the parts that the case had been matched by."""

    parts: tuple[MatchPart, ...]
    recognised: float


@dataclass(frozen=True, slots=True)
class Learnt:
    """A weight as it was and as feedback leaves it, with what is behind it."""

    name: str
    before: float
    after: float
    high: int
    low: int
    lift: float


def heard(registry: Registry, box: KeyBox) -> tuple[Heard, ...]:
    """All feedback of trainings that the person may read."""
    return tuple(_heard(registry, PackStore(registry.session, box)))


def learnt(told: Iterable[Heard]) -> tuple[Learnt, ...]:
    """Each weight by what was heard."""
    known = list(told)
    lifts = {name: _lift(known, MATCH_NAMES[name]) for name in MATCH_WEIGHTS}
    raw = {name: weight * (1 + lifts[name][2] / 2) for name, weight in MATCH_WEIGHTS.items()}
    scale = sum(MATCH_WEIGHTS.values()) / sum(raw.values())
    return tuple(
        Learnt(name, MATCH_WEIGHTS[name], raw[name] * scale, *lifts[name]) for name in MATCH_WEIGHTS
    )


def weights_of(found: Iterable[Learnt]) -> Mapping[str, float]:
    """The weights to match by."""
    return {one.name: one.after for one in found}


def _heard(registry: Registry, store: PackStore) -> Iterator[Heard]:
    for training in registry.all(TRAININGS, Wanted(equal=(("state", ("held",)),))):
        content = store.content(training.facts.pack)
        cases = {one.number: one for one in content.cases}
        for one in training.facts.feedback:
            if one.asked and one.case in cases:
                yield Heard(cases[one.case].match, one.recognised / one.asked)


def _lift(told: Iterable[Heard], name: str) -> tuple[int, int, float]:
    sides: dict[bool, list[float]] = {True: [], False: []}
    for one in told:
        for part in one.parts:
            if part.name == name and part.most:
                sides[part.score >= _HALF * part.most].append(one.recognised)
    high, low = sides[True], sides[False]
    if not (high or low):
        return 0, 0, 0.0
    return len(high), len(low), _mean(high) - _mean(low)


def _mean(shares: list[float]) -> float:
    return (_PRIOR * _HALF + sum(shares)) / (_PRIOR + len(shares))
