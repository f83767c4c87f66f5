"""Which of a table of grams stand in sentences, many sentences at a time.

A gram is a run of two to four characters (收受礼), a word ``w:礼金``, two neighbours
``b:收受_礼金`` or two words one apart ``s:收受_礼金``. Runs and pairs are packed into 64 bits and
looked up by numpy, so that no string is made of them.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, repeat

import numpy as np
from numpy.typing import NDArray

SHORTEST_RUN, LONGEST_RUN = 2, 4

# no character of a text: stands for those that 16 bits cannot hold, and is in no gram
_NO_CHARACTER = 0xFFFF
_PAIRS = {"b:": 1, "s:": 2}
_OF_PAIRS = tuple(_PAIRS)
_MIXER = np.uint64(0x9E3779B97F4A7C15)

Keys = NDArray[np.uint64]
Numbers = NDArray[np.int32]


class GramTable:
    """``grams`` by their place; ``words`` are further words worth a number of their own."""

    def __init__(self, grams: Sequence[str], words: Sequence[str]) -> None:
        self._size = len(grams)
        self._runs = _KeyTable(*_packed_runs(grams))
        pairs = [
            (gram[:2], gram[2:at], gram[at + 1 :], place)
            for place, gram in enumerate(grams)
            if gram.startswith(_OF_PAIRS)
            # a word may hold the sign that parts words
            for at in range(2, len(gram))
            if gram[at] == "_"
        ]
        named = {gram[2:]: place for place, gram in enumerate(grams) if gram.startswith("w:")}
        met = chain(words, named, (word for pair in pairs for word in pair[1:3]))
        self._words = {word: number for number, word in enumerate(dict.fromkeys(met), start=1)}
        self._named = np.full(len(self._words) + 1, -1, np.int32)
        self._named[[self._words[word] for word in named]] = list(named.values())
        number = self._words.__getitem__
        keys = [_PAIRS[kind] << 48 | number(one) << 24 | number(two) for kind, one, two, _ in pairs]
        places = np.array([place for *_, place in pairs], np.int32)
        self._pairs = _KeyTable(np.array(keys, np.uint64), places)

    def numbers(self, words: Sequence[str]) -> Numbers:
        """The number of each word, from 1 on in the order of ``words``; 0 for one not known."""
        return np.fromiter(map(self._words.get, words, repeat(0)), np.int32, len(words))

    def find(
        self, texts: Sequence[str], words: Numbers, lengths: Sequence[int]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Sentences and the grams in them, each pair once and in order.

        ``words`` are the numbers of the words of all sentences, of each as many as ``lengths``.
        """
        found = list(chain(self._runs_in(texts), self._words_in(words, lengths)))
        owners = np.concatenate([owner[place >= 0] for owner, place in found])
        places = np.concatenate([place[place >= 0] for _, place in found])
        both = np.unique(owners * self._size + places)
        return both // max(self._size, 1), both % max(self._size, 1)

    def _runs_in(self, texts: Sequence[str]) -> Iterator[tuple[NDArray[np.int64], Numbers]]:
        codes = _codes("".join(texts))
        owners, left = _owned(list(map(len, texts)))
        keys = codes
        for size in range(SHORTEST_RUN, LONGEST_RUN + 1):
            keys = keys[:-1] << np.uint64(16) | codes[size - 1 :]
            whole = np.flatnonzero(left[: len(keys)] >= size)
            yield owners[whole], self._runs.find(keys[whole])

    def _words_in(
        self, words: Numbers, lengths: Sequence[int]
    ) -> Iterator[tuple[NDArray[np.int64], Numbers]]:
        owners, left = _owned(lengths)
        yield owners, self._named[words]
        wide = words.astype(np.uint64)
        for apart, kind in enumerate(_PAIRS.values(), start=1):
            first = np.flatnonzero((left > apart) & (words > 0))
            first = first[words[first + apart] > 0]
            keys = wide[first] << np.uint64(24) | wide[first + apart] | np.uint64(kind << 48)
            yield owners[first], self._pairs.find(keys)


class _KeyTable:
    """Numbers of different keys above 0: open addresses, an eighth of them taken."""

    def __init__(self, keys: Keys, numbers: Numbers) -> None:
        bits = max(4, (8 * len(keys)).bit_length())
        self._shift, self._mask = np.uint64(64 - bits), (1 << bits) - 1
        self._keys, self._numbers = np.zeros(1 << bits, np.uint64), np.full(1 << bits, -1, np.int32)
        slots, waiting = self._slots(keys), np.arange(len(keys))
        while len(waiting):
            free = waiting[self._keys[slots[waiting]] == 0]
            taken, first = np.unique(slots[free], return_index=True)
            self._keys[taken], self._numbers[taken] = keys[free[first]], numbers[free[first]]
            waiting = waiting[self._keys[slots[waiting]] != keys[waiting]]
            slots[waiting] = (slots[waiting] + 1) & self._mask

    def find(self, keys: Keys) -> Numbers:
        """The number of each key, -1 for a key that is not here."""
        slots = self._slots(keys)
        held = self._keys[slots]
        found = np.where(held == keys, self._numbers[slots], np.int32(-1))
        waiting = np.flatnonzero((held != keys) & (held != 0))
        while len(waiting):
            slots[waiting] = (slots[waiting] + 1) & self._mask
            held = self._keys[slots[waiting]]
            same = held == keys[waiting]
            found[waiting[same]] = self._numbers[slots[waiting[same]]]
            waiting = waiting[~same & (held != 0)]
        return found

    def _slots(self, keys: Keys) -> NDArray[np.int64]:
        return (keys * _MIXER >> self._shift).astype(np.int64)


def _packed_runs(grams: Sequence[str]) -> tuple[Keys, Numbers]:
    """The runs of characters of the grams as keys, with their places."""
    keys, places = [np.zeros(0, np.uint64)], [np.zeros(0, np.int32)]
    for size in range(SHORTEST_RUN, LONGEST_RUN + 1):
        here = np.array([at for at, gram in enumerate(grams) if len(gram) == size], np.int32)
        codes = _codes("".join(grams[at] for at in here)).reshape(-1, size)
        fit = (codes != _NO_CHARACTER).all(axis=1)
        packed = codes[:, 0]
        for column in range(1, size):
            packed = packed << np.uint64(16) | codes[:, column]
        keys.append(packed[fit])
        places.append(here[fit])
    return np.concatenate(keys), np.concatenate(places)


def _codes(text: str) -> Keys:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    codes[(codes == 0) | (codes > _NO_CHARACTER)] = _NO_CHARACTER
    return codes


def _owned(lengths: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each item of rows laid end to end its row, and how many of the row are left from it."""
    owners = np.repeat(np.arange(len(lengths)), lengths)
    ends = np.fromiter(accumulate(lengths), np.int64, len(lengths))
    return owners, ends[owners] - np.arange(len(owners))
