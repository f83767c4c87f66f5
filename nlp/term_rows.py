"""The index terms of many texts as numbers: a term is looked up once, however often it stands.

>>> rows = TermRows.of([["受贿罪", "受贿"], [], ["受贿"]])
>>> rows.terms, rows.numbers.tolist(), rows.offsets.tolist()
(('受贿罪', '受贿'), [0, 1, 1], [0, 2, 2, 3])
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, count

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class TermRows:
    """Row ``i`` is the terms of one text, in order: ``numbers[offsets[i]:offsets[i + 1]]``.

    ``numbers`` int32 counts into ``terms``, which are all different; ``offsets`` is int64
    [texts + 1].
    """

    terms: tuple[str, ...]
    numbers: NDArray[np.int32]
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]]) -> "TermRows":
        """Rows of texts whose terms are known."""
        terms, numbers = _numbered(texts)
        return cls(terms, numbers, _offsets(list(map(len, texts))))

    @classmethod
    def of_words(
        cls, texts: Sequence[Sequence[str]], terms_of: Callable[[str], Sequence[str]]
    ) -> "TermRows":
        """Rows of texts given as words; ``terms_of`` a word, asked once for each."""
        words, places = _numbered(texts)
        own = cls.of([terms_of(word) for word in words])
        sizes = np.diff(own.offsets)[places]
        ends = np.concatenate([[0], np.cumsum(sizes)])
        # the terms of each word, one run of ``own.numbers`` after another
        taken = np.repeat(own.offsets[places] - ends[:-1], sizes) + np.arange(ends[-1])
        return cls(own.terms, own.numbers[taken], ends[_offsets(list(map(len, texts)))])

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def with_whole(self) -> "TermRows":
        """These rows and one more: all texts as one."""
        ends = [*self.offsets, self.offsets[-1] + len(self.numbers)]
        return TermRows(self.terms, np.tile(self.numbers, 2), np.array(ends, np.int64))

    def row(self, text: int) -> NDArray[np.int32]:
        """The numbers of the terms of one text."""
        return self.numbers[self.offsets[text] : self.offsets[text + 1]]


def _numbered(texts: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """The different words of texts in the order met, and the number of each word of the texts."""
    number: defaultdict[str, int] = defaultdict(count().__next__)
    found = map(number.__getitem__, chain.from_iterable(texts))
    numbers = np.fromiter(found, np.int32, sum(map(len, texts)))
    return tuple(number), numbers


def _offsets(lengths: Sequence[int]) -> NDArray[np.int64]:
    return np.fromiter(accumulate(lengths, initial=0), np.int64, len(lengths) + 1)
