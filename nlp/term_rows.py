"""The index terms of many texts as numbers, so that nothing is asked of a term twice.

>>> rows = TermRows.of([["受贿罪", "受贿"], [], ["受贿"]])
>>> rows.numbers.tolist(), rows.offsets.tolist()
([0, 1, 1], [0, 2, 2, 3])
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any

import numpy as np
from numpy.typing import NDArray


class TermList(list[str]):
    """Different terms, each at its number; it only ever grows."""


@dataclass(frozen=True, slots=True)
class TermRows:
    """Row ``i`` is the terms of one text, in order: ``numbers[offsets[i]:offsets[i + 1]]``.

    ``numbers`` int32 count into ``terms``, which may hold other terms too; ``offsets`` is int64
    [texts + 1].
    """

    terms: TermList
    numbers: NDArray[np.int32]
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]]) -> "TermRows":
        """Rows of texts whose terms are known."""
        places = {term: at for at, term in enumerate(dict.fromkeys(chain.from_iterable(texts)))}
        lengths = list(map(len, texts))
        found = map(places.__getitem__, chain.from_iterable(texts))
        numbers = np.fromiter(found, np.int32, sum(lengths))
        return cls(TermList(places), numbers, _offsets(lengths))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def different(self) -> list[str]:
        """The terms of all texts, each once."""
        return [self.terms[number] for number in np.unique(self.numbers)]

    def row(self, text: int) -> NDArray[np.int32]:
        """The numbers of the terms of one text."""
        return self.numbers[self.offsets[text] : self.offsets[text + 1]]

    def with_whole(self) -> "TermRows":
        """These rows and one more: all texts as one."""
        ends = [*self.offsets, self.offsets[-1] + len(self.numbers)]
        return TermRows(self.terms, np.tile(self.numbers, 2), np.array(ends, np.int64))


class Vocabulary(dict[str, int]):
    """Words met so far by number, with the terms of each; ``terms_of`` a word is asked once."""

    def __init__(self, terms_of: Callable[[str], Sequence[str]]) -> None:
        super().__init__()
        self.terms = TermList()
        self._terms_of = terms_of
        self._places: dict[str, int] = {}
        # the terms of word n are _own[_starts[n]:_starts[n + 1]]
        self._starts, self._own = _Numbers(np.int64), _Numbers(np.int32)
        self._starts.extend([0])

    def __missing__(self, word: str) -> int:
        terms = self._terms_of(word)
        for term in terms:
            if term not in self._places:
                self._places[term] = len(self.terms)
                self.terms.append(term)
        self._own.extend([self._places[term] for term in terms])
        self._starts.extend([self._own.size])
        number = self[word] = len(self)
        return number

    def rows(self, texts: Sequence[Sequence[str]]) -> TermRows:
        """The terms of texts given as words."""
        lengths = list(map(len, texts))
        found = map(self.__getitem__, chain.from_iterable(texts))
        words = np.fromiter(found, np.int32, sum(lengths))
        starts = self._starts.values[words]
        sizes = self._starts.values[words + 1] - starts
        ends = np.concatenate([[0], np.cumsum(sizes)])
        # the terms of each word, one run of numbers after another
        taken = np.repeat(starts - ends[:-1], sizes) + np.arange(ends[-1])
        return TermRows(self.terms, self._own.values[taken], ends[_offsets(lengths)])


class TermNumbers:
    """A number for each term of a list, found once a term while the list grows."""

    def __init__(self, number_of: Callable[[str], int], dtype: type[np.generic]) -> None:
        self._number_of = number_of
        self._terms = TermList()
        self._numbers = _Numbers(dtype)

    def of(self, terms: TermList) -> NDArray[Any]:
        """The numbers of all terms of the list."""
        if terms is not self._terms:
            self._terms, self._numbers = terms, _Numbers(self._numbers.dtype)
        fresh = terms[self._numbers.size :]
        if fresh:
            self._numbers.extend(list(map(self._number_of, fresh)))
        return self._numbers.values


class _Numbers:
    """An array that grows at its end."""

    def __init__(self, dtype: type[np.generic]) -> None:
        self.dtype = dtype
        self.size = 0
        self._held = np.zeros(1024, dtype)

    @property
    def values(self) -> NDArray[Any]:
        return self._held[: self.size]

    def extend(self, numbers: Sequence[int]) -> None:
        end = self.size + len(numbers)
        if end > len(self._held):
            wider = np.zeros(2 * end, self.dtype)
            wider[: self.size] = self.values
            self._held = wider
        self._held[self.size : end] = numbers
        self.size = end


def _offsets(lengths: Sequence[int]) -> NDArray[np.int64]:
    return np.fromiter(accumulate(lengths, initial=0), np.int64, len(lengths) + 1)
