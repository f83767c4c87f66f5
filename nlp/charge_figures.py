"""Precision, recall and F1 of charges, by charge and over all."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """Counts of one charge, or of all: hits, what was given, what was wanted."""

    hits: int
    given: int
    wanted: int

    @property
    def precision(self) -> float:
        """Hits among what was given; 0 where nothing was."""
        return self.hits / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        """Hits among what was wanted; 0 where nothing was."""
        return self.hits / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """``2·hits / (given + wanted)``"""
        both = self.given + self.wanted
        return 2 * self.hits / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """``charges`` by id, the most frequent first; ``micro`` and ``macro`` are over them."""

    charges: dict[str, Figure]

    @property
    def micro(self) -> Figure:
        """All charges counted together."""
        every = self.charges.values()
        return Figure(
            sum(one.hits for one in every),
            sum(one.given for one in every),
            sum(one.wanted for one in every),
        )

    def macro(self, measure: str) -> float:
        """The mean over charges of ``precision``, ``recall`` or ``f1``; 0 where there are none."""
        values = [float(getattr(one, measure)) for one in self.charges.values()]
        return sum(values) / len(values) if values else 0.0

    def with_support(self, least: int) -> "Figures":
        """Only the charges wanted in ``least`` cases or more."""
        return Figures({key: one for key, one in self.charges.items() if one.wanted >= least})


def figures_of(wanted: Sequence[Collection[str]], given: Sequence[Collection[str]]) -> Figures:
    """Figures of every charge wanted or given; a charge counts once a case."""
    pairs = [(set(w), set(g)) for w, g in zip(wanted, given, strict=True)]
    hits, found, gold = (
        _count(w & g for w, g in pairs),
        _count(g for _, g in pairs),
        _count(w for w, _ in pairs),
    )
    keys = sorted(gold.keys() | found.keys(), key=lambda key: (-gold.get(key, 0), key))
    return Figures(
        {key: Figure(hits.get(key, 0), found.get(key, 0), gold.get(key, 0)) for key in keys}
    )


def _count(rows: Iterable[Collection[str]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        for key in row:
            counts[key] = counts.get(key, 0) + 1
    return counts
