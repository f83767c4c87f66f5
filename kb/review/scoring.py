"""How well labels were found: precision, recall and F1, over all, by layer and by label.

``must`` are labels every annotator gave, ``may`` those that one gave: finding one of these is
neither rewarded nor punished.

    >>> tally = Tally()
    >>> tally.add(found={"causes:a", "causes:b"}, must={"causes:a"}, may={"causes:b"})
    >>> tally.micro().f1
    1.0
"""

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scores:
    """``wanted`` is how often the label had to be found; ``found`` how often it was."""

    precision: float
    recall: float
    f1: float
    wanted: int
    found: int


class Tally:
    """Counts over sentences, one label at a time."""

    def __init__(self) -> None:
        self._hits: Counter[str] = Counter()
        self._found: Counter[str] = Counter()
        self._wanted: Counter[str] = Counter()

    def add(self, *, found: Set[str], must: Set[str], may: Set[str] = frozenset()) -> None:
        """One sentence."""
        for key in must:
            self._wanted[key] += 1
        for key in found - (may - must):
            self._found[key] += 1
            self._hits[key] += key in must

    def micro(self, layer: str = "") -> Scores:
        """Over all labels, or those of a layer."""
        keys = [key for key in self._keys() if key.startswith(layer)]
        return _scores(*(sum(of[key] for key in keys) for of in self._counts()))

    def macro(self, layer: str = "") -> Scores:
        """The mean over labels that had to be found at least once."""
        kept = [
            self.label(key) for key in self._keys() if self._wanted[key] and key.startswith(layer)
        ]
        size = len(kept) or 1
        return Scores(
            precision=sum(one.precision for one in kept) / size,
            recall=sum(one.recall for one in kept) / size,
            f1=sum(one.f1 for one in kept) / size,
            wanted=sum(one.wanted for one in kept),
            found=sum(one.found for one in kept),
        )

    def label(self, key: str) -> Scores:
        """Of one label."""
        return _scores(self._hits[key], self._found[key], self._wanted[key])

    def by_label(self) -> Mapping[str, Scores]:
        """Every label that had to be found or was, the commonest first."""
        keys = sorted(self._keys(), key=lambda key: (-self._wanted[key], key))
        return {key: self.label(key) for key in keys}

    def _counts(self) -> tuple[Mapping[str, int], Mapping[str, int], Mapping[str, int]]:
        return self._hits, self._found, self._wanted

    def _keys(self) -> list[str]:
        return sorted(self._wanted.keys() | self._found.keys())


def _scores(hits: int, found: int, wanted: int) -> Scores:
    precision = hits / found if found else 0.0
    recall = hits / wanted if wanted else 0.0
    total = found + wanted
    return Scores(precision, recall, 2 * hits / total if total else 0.0, wanted, found)
