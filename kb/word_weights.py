"""How strongly each word stands in a whole document: a few kilobytes, compared without the text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_FULL = 255


@dataclass(frozen=True, slots=True)
class WordWeights:
    """``indices`` uint32 ascending, those of sparse vectors; ``strengths`` uint8 beside them.

    A strength is ``tf / (tf + k)`` in 255ths: a word said more often stands more strongly, each
    further time by less.
    """

    indices: NDArray[np.uint32]
    strengths: NDArray[np.uint8]

    @classmethod
    def of_shares(cls, indices: NDArray[np.uint32], shares: NDArray[np.float32]) -> "WordWeights":
        """From shares 0..1; none is rounded to 0, for then the word would not be there."""
        return cls(indices, np.clip(np.rint(shares * _FULL), 1, _FULL).astype(np.uint8))


def shares_held(
    indices: NDArray[np.uint32], weights: NDArray[np.float32], documents: Sequence[WordWeights]
) -> NDArray[np.float64]:
    """Float64 [documents]: the sum of weight times strength over the words that are asked for.

    ``indices`` uint32 ascending; where the ``weights`` add up to 1, a share lies in 0..1.
    """
    if not documents or not len(indices):
        return np.zeros(len(documents))
    flat = np.concatenate([one.indices for one in documents])
    strengths = np.concatenate([one.strengths for one in documents])
    owners = np.repeat(np.arange(len(documents)), [len(one.indices) for one in documents])
    places = np.minimum(np.searchsorted(indices, flat), len(indices) - 1)
    held = indices[places] == flat
    parts = weights[places[held]].astype(np.float64) * strengths[held] / _FULL
    return np.bincount(owners[held], parts, minlength=len(documents)).astype(np.float64)
