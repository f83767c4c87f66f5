"""Term weights for the sparse vector: BM25's document side; the index multiplies by idf itself."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.word_weights import WordWeights
from nlp.rarity import TermRarity
from nlp.term_rows import TermNumbers, TermRows

SparseWeights = tuple[NDArray[np.uint32], NDArray[np.float32]]

_INDEX_BITS = np.uint64(32)


@dataclass(frozen=True, slots=True)
class SparseRows:
    """Sparse vectors end to end: row ``i`` is ``indices[offsets[i]:offsets[i + 1]]``."""

    offsets: NDArray[np.int64]
    indices: NDArray[np.uint32]
    values: NDArray[np.float32]


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
    #: Mean number of terms of the passages of a whole judgment (6,306 of LeCaRD).
    AVERAGE_DOCUMENT = 3000.0
    #: A query may say a word often; the second time weighs no more than the first.
    QUERY_CAP = 1.0

    def __init__(self, rarity: TermRarity) -> None:
        self._rarity = rarity
        self._numbers = TermNumbers(term_index, np.uint64)

    def encode_documents(self, passages: TermRows) -> SparseRows:
        """``tf·(k1+1) / (tf + k1·(1−b+b·length/average))`` for each term of each passage."""
        lengths = np.diff(passages.offsets)
        terms = self._numbers.of(passages.terms)[passages.numbers]
        rows = np.repeat(np.arange(len(passages), dtype=np.uint64), lengths)
        keys, counts = np.unique(rows << _INDEX_BITS | terms, return_counts=True)
        owners = (keys >> _INDEX_BITS).astype(np.int64)
        norms = self.K1 * (1 - self.B + self.B * lengths / self.AVERAGE_LENGTH)
        return SparseRows(
            offsets=np.searchsorted(owners, np.arange(len(passages) + 1)).astype(np.int64),
            indices=keys.astype(np.uint32),
            values=(counts * (self.K1 + 1) / (counts + norms[owners])).astype(np.float32),
        )

    def encode_document(self, terms: Sequence[str]) -> SparseWeights:
        """One passage alone."""
        rows = self.encode_documents(TermRows.of([terms]))
        return rows.indices, rows.values

    def encode_words(self, passages: TermRows) -> WordWeights:
        """A whole document: ``tf / (tf + k1·(1−b+b·length/average))`` for each term."""
        found = self._numbers.of(passages.terms)[passages.numbers]
        indices, counts = np.unique(found, return_counts=True)
        norm = self.K1 * (1 - self.B + self.B * len(found) / self.AVERAGE_DOCUMENT)
        shares = (counts / (counts + norm)).astype(np.float32)
        return WordWeights.of_shares(indices.astype(np.uint32), shares)

    def encode_query(self, terms: Sequence[str]) -> SparseWeights:
        """Each term of the query once, with weight 1."""
        found = np.fromiter(map(term_index, terms), np.uint64, len(terms))
        indices, counts = np.unique(found, return_counts=True)
        weights = np.minimum(counts.astype(np.float32), self.QUERY_CAP).astype(np.float32)
        return indices.astype(np.uint32), weights

    def rarity(self, indices: NDArray[np.uint32]) -> NDArray[np.float32]:
        """How much each term of a query says beside the others: shares of idf that add up to 1."""
        idf = self._rarity.of(indices)
        return idf / idf.sum() if len(idf) else idf


def term_index(term: str) -> int:
    """The index of a term in every sparse vector: the crc32 of its UTF-8."""
    return zlib.crc32(term.encode())
