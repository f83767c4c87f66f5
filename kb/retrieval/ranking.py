"""The score of a similar case: a visible sum of parts, each between 0 and its weight.

Every part rises with its value and never falls: more in common is never worse. How ``meaning``,
``wording`` and ``crime`` weigh against each other is learnt from graded pairs of cases
(``lianjian evaluate retrieval --fit``); those pairs, of ordinary crime, know nothing of the rest,
whose weights are set by hand. Whoever searches may give weights of their own.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

WEIGHTS: Mapping[str, float] = {
    "meaning": 0.53,
    "wording": 0.18,
    "crime": 0.05,
    "offence": 0.07,
    "labels": 0.06,
    "domain": 0.03,
    "position": 0.02,
    "amount": 0.04,
    "statutes": 0.01,
    "authority": 0.01,
}
# the cosine of any two texts of law begins about here
_UNRELATED = 0.3
_SHOWN_CRIME = 0.1
_VOTERS, _DAMPING = 40, 10
# name, value, weight, what is shared
_Part: TypeAlias = tuple[str, float, float, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class CaseFeatures:
    """What can be compared between two cases besides their words.

    ``offences`` are stated; ``crimes`` are those it is likely about, ids of the taxonomy or names
    outside it, with how sure that is (0..1). ``duty`` is how sure it is (0..1) that the case is one
    of duty: ``labels``, ``domains`` and ``positions`` speak of such cases alone and weigh by it.
    ``statutes`` are cited (刑法:385); ``authority`` (0..1) is of a past case alone.
    """

    offences: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    amount: float | None = None
    crimes: Mapping[str, float] = field(default_factory=dict)
    duty: float = 1.0
    statutes: tuple[str, ...] = ()
    authority: float | None = None


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
    query: CaseFeatures,
    case: CaseFeatures,
    *,
    meaning: float,
    wording: float,
    weights: Mapping[str, float] = WEIGHTS,
) -> tuple[ScorePart, ...]:
    """The parts for one case; the score is the sum of their contributions.

    ``meaning``: mean cosine of its three nearest passages. ``wording``: the share (0..1) of the
    query's words, by rarity, that the case holds, more often said the more fully. What the query
    does not know (no offence yet, no amount) counts neither for nor against: the weight of such a
    part goes to the others in proportion, as does what ``duty`` takes from a part.
    """
    found = _parts(query, case, meaning, wording, weights)
    scale = _scale(found, weights)
    return tuple(ScorePart(name, value, own * scale, shared) for name, value, own, shared in found)


def score(
    query: CaseFeatures,
    case: CaseFeatures,
    *,
    meaning: float,
    wording: float,
    weights: Mapping[str, float] = WEIGHTS,
) -> float:
    """The total of ``score_parts`` alone, for the many that are only put in order."""
    found = _parts(query, case, meaning, wording, weights)
    scale = _scale(found, weights)
    return sum(value * (own * scale) for _, value, own, _ in found)


def total(parts: Iterable[ScorePart]) -> float:
    """The score: the sum of the contributions."""
    return sum(part.contribution for part in parts)


def with_votes(crimes: Mapping[str, float], nearest: Sequence[Iterable[str]]) -> dict[str, float]:
    """The likely crimes of a case, half from its own facts, half by vote of the nearest cases.

    ``nearest`` are the crimes of those cases, the nearest first; a vote weighs less further down.
    """
    votes: dict[str, float] = {}
    for rank, theirs in enumerate(nearest[:_VOTERS]):
        named = tuple(theirs)
        for crime in named:
            votes[crime] = votes.get(crime, 0.0) + 1 / (_DAMPING + rank) / len(named)
    sides = [_shares(side) for side in (crimes, votes) if side]
    mixed: dict[str, float] = {}
    for side in sides:
        for crime, share in side.items():
            mixed[crime] = mixed.get(crime, 0.0) + share / len(sides)
    return mixed


def duty_share(crimes: Mapping[str, float], of_duty: Collection[str]) -> float:
    """How much of what a case is likely about is of duty; 1 where nothing is known."""
    if not crimes:
        return 1.0
    return _within_unit(sum(s for crime, s in _shares(crimes).items() if crime in of_duty))


def _parts(
    query: CaseFeatures,
    case: CaseFeatures,
    meaning: float,
    wording: float,
    weights: Mapping[str, float],
) -> list[_Part]:
    """Before the weights of what the query does not know go to the others."""
    near = (meaning - _UNRELATED) / (1 - _UNRELATED)
    parts: list[_Part] = [
        ("meaning", _within_unit(near), weights["meaning"], ()),
        ("wording", _within_unit(wording), weights["wording"], ()),
    ]
    if query.crimes:
        parts.append(_crimes(query.crimes, case.crimes, weights["crime"]))
    for name, ours, theirs, sure in (
        ("offence", query.offences, case.offences, 1.0),
        ("labels", query.labels, case.labels, query.duty),
        ("domain", query.domains, case.domains, query.duty),
        ("position", query.positions, case.positions, query.duty),
        ("statutes", query.statutes, case.statutes, 1.0),
    ):
        if ours:
            held = set(theirs)
            shared = tuple([one for one in ours if one in held])
            parts.append((name, len(shared) / len(set(ours)), weights[name] * sure, shared))
    if query.amount:
        parts.append(("amount", _closeness(query.amount, case.amount), weights["amount"], ()))
    if case.authority is not None:
        parts.append(("authority", _within_unit(case.authority), weights["authority"], ()))
    return parts


def _scale(parts: Iterable[_Part], weights: Mapping[str, float]) -> float:
    whole, known = sum(weights.values()), sum(own for _, _, own, _ in parts)
    return whole / known if known else 0.0


def _crimes(ours: Mapping[str, float], theirs: Mapping[str, float], weight: float) -> _Part:
    """How much of what the query is likely about the case is about."""
    whole = sum(ours.values()) or 1.0
    shares = {crime: sure / whole for crime, sure in ours.items() if crime in theirs}
    likeliest = sorted(shares, key=lambda crime: (-shares[crime], crime))
    shared = tuple([one for one in likeliest if shares[one] >= _SHOWN_CRIME])
    return "crime", _within_unit(sum(shares.values())), weight, shared


def _shares(side: Mapping[str, float]) -> dict[str, float]:
    whole = sum(side.values()) or 1.0
    return {crime: sure / whole for crime, sure in side.items()}


def _within_unit(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def _closeness(ours: float, theirs: float | None) -> float:
    """1 for equal amounts, 0 when one is a hundred times the other (or unknown)."""
    if not theirs or theirs <= 0:
        return 0.0
    return max(0.0, 1.0 - abs(math.log10(ours / theirs)) / 2)
