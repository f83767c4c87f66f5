"""What the user typed, understood: words of the subject, words for a kind of paper, numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.index.port import PointPayload, SparseVector
from kb.model import StatuteRef
from kb.retrieval.literal import Literal

_INNER, _BORNE = 0.8, 0.6


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word and the shorter words inside it: 县委书记, 县委, 书记.

    ``indices`` are those of the sparse vectors, one a term. ``soft`` words (措施, 案例) say what
    kind of paper is wanted rather than what it is about. ``keys`` are the terms of the vocabulary
    that the word names, alone or with its neighbours: 站所长 is ``position:grassroots_clerk``.
    """

    terms: tuple[str, ...]
    indices: tuple[int, ...]
    soft: bool = False
    keys: frozenset[str] = frozenset()

    def held(self, text: str, borne: frozenset[str] = frozenset()) -> float:
        """1 where the word stands in the text; less by its inner words or by a term it names."""
        whole, *inner = self.terms
        if whole in text:
            return 1.0
        parts = _INNER * sum(one in text for one in inner) / len(inner) if inner else 0.0
        return max(parts, _BORNE if self.keys & borne else 0.0)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two words typed side by side: 一条烟. ``first`` and ``second`` number the query's words."""

    text: str
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Hint:
    """The kinds of documents and of their sections that the words make likely; empty for none."""

    kinds: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WordQuery:
    """A search. ``words`` are all words looked for, numbers and articles apart.

    ``marked`` are the terms to be shown where they stand (those outside quotes); ``dense`` is the
    vector of the subject alone.
    """

    text: str
    words: tuple[QueryWord, ...]
    pairs: tuple[Pair, ...]
    marked: tuple[str, ...]
    numbers: tuple[str, ...]
    statutes: tuple[StatuteRef, ...]
    dense: NDArray[np.float32]
    literal: Literal
    hint: Hint = Hint()


def borne_by(payload: PointPayload) -> frozenset[str]:
    """The terms of the vocabulary that a passage and its document bear, as words name them."""
    return frozenset(
        [
            *payload.labels,
            *(f"position:{one}" for one in payload.positions),
            *(f"domain:{one}" for one in payload.domains),
            *(f"offence:{one}" for one in payload.offences),
        ]
    )


def sparse_of(words: tuple[QueryWord, ...], weights: tuple[float, ...]) -> SparseVector:
    """The words as one vector: a word weighs what it is given, each word inside it half of it."""
    found: dict[int, float] = {}
    for word, weight in zip(words, weights, strict=True):
        for rank, index in enumerate(word.indices):
            found[index] = max(found.get(index, 0.0), weight / (2 if rank else 1))
    indices = sorted(found)
    values = [found[index] for index in indices]
    return SparseVector(np.array(indices, dtype=np.uint32), np.array(values, dtype=np.float32))
