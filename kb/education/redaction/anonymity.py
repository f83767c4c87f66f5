"""How many cases share what a pack says of each: position, kind of unit, amount, year.

A person whose combination is rare is found again however well the name is hidden. The report
counts the combinations and says of each rare case what to tell less exactly.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from kb.education.redaction.sums import bracket_of
from kb.errors import InvalidQuery

ANY = ""


@dataclass(frozen=True, slots=True)
class Traits:
    """What a pack tells of a case; ``ANY`` where it does not tell."""

    position: str
    unit: str
    amount: str
    year: str


@dataclass(frozen=True, slots=True)
class Rare:
    """A case that fewer than k share; ``advice``: the traits to leave out, few as possible."""

    rank: int
    traits: Traits
    sharing: int
    advice: tuple[str, ...]


def traits_of(position: str, unit: str, yuan: float | None, year: int | None) -> Traits:
    """The traits as they are counted: amounts by bracket, years as they are."""
    amount = ANY if yuan is None else bracket_of(yuan)
    return Traits(position, unit, amount, ANY if year is None else str(year))


def rare_cases(
    cases: Sequence[Traits], *, k: int, population: Sequence[Traits] = ()
) -> tuple[Rare, ...]:
    """The cases of a pack that fewer than ``k`` of the pack and the population share.

    ``population`` are further cases known to the public; a pack of few cases has none else to hide
    among. A trait that is not told is shared by all.
    """
    if k < 1:
        raise InvalidQuery("K_INVALID", k=k)
    everyone = Counter((*cases, *population))
    return tuple(
        Rare(rank, case, sharing, _advice(case, everyone, k))
        for rank, case in enumerate(cases)
        if (sharing := _sharing(case, everyone)) < k
    )


def _sharing(case: Traits, everyone: Counter[Traits]) -> int:
    return sum(count for other, count in everyone.items() if _alike(case, other))


def _alike(case: Traits, other: Traits) -> bool:
    return all(getattr(case, one.name) in (ANY, getattr(other, one.name)) for one in fields(Traits))


def _advice(case: Traits, everyone: Counter[Traits], k: int) -> tuple[str, ...]:
    """One trait at a time, the one that hides the case best, until k share the rest."""
    left_out: list[str] = []
    while _sharing(case, everyone) < k:
        told = [one.name for one in fields(Traits) if getattr(case, one.name) != ANY]
        if not told:
            break
        best = max(told, key=lambda name: _sharing(replace(case, **{name: ANY}), everyone))
        case = replace(case, **{best: ANY})
        left_out.append(best)
    return tuple(left_out)
