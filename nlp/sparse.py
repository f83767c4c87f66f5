"""Term weights for the sparse vector: BM25's document side; the index multiplies by idf itself."""

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

SparseWeights = tuple[NDArray[np.uint32], NDArray[np.float32]]

_CACHED_TERMS = 500_000


class SparseEncoder:
    """Turns index terms into (indices, values), indices ascending and unique.

    ``encode_document(["受贿罪", "受贿"])`` gives two indices with their saturated weights. A term's
    index is the crc32 of its UTF-8, the same on every machine and in every version; two terms
    that meet in one index (of 500,000 terms some 30 pairs) are counted together.
    """

    K1 = 1.2
    B = 0.75
    #: Mean number of terms of the passages (200 terms at most) of judgments, statutes, official
    #: cases and notices that the shipped vectors were trained on: nlp/models/embedding/README.md.
    AVERAGE_LENGTH = 193.0
    #: A query may say a word often; the second time weighs no more than the first.
    QUERY_CAP = 1.0

    def __init__(self) -> None:
        self._indices = _TermIndices()

    def encode_document(self, terms: Sequence[str]) -> SparseWeights:
        """``tf·(k1+1) / (tf + k1·(1−b+b·length/average))`` for each term of a passage."""
        indices, counts = self._counted(terms)
        norm = self.K1 * (1 - self.B + self.B * len(terms) / self.AVERAGE_LENGTH)
        return indices, (counts * (self.K1 + 1) / (counts + norm)).astype(np.float32)

    def encode_query(self, terms: Sequence[str]) -> SparseWeights:
        """Each term of the query once, with weight 1."""
        indices, counts = self._counted(terms)
        return indices, np.minimum(counts, self.QUERY_CAP).astype(np.float32)

    def _counted(self, terms: Iterable[str]) -> SparseWeights:
        counted = Counter(map(self._indices.__getitem__, terms))
        indices = np.fromiter(counted.keys(), dtype=np.uint32, count=len(counted))
        counts = np.fromiter(counted.values(), dtype=np.float32, count=len(counted))
        order = np.argsort(indices)
        return indices[order], counts[order]


class _TermIndices(dict[str, int]):
    """Index of each term met, remembered; emptied when full."""

    def __missing__(self, term: str) -> int:
        if len(self) >= _CACHED_TERMS:
            self.clear()
        index = self[term] = zlib.crc32(term.encode())
        return index
