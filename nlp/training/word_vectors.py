"""Vectors of words from the company they keep, for the reader of word order.

Counts of neighbours (one and two words away) in the real texts become positive pointwise mutual
information; its largest singular vectors place the words. Window and source are narrow on purpose:
words that can stand in each other's place come near (监管 and 监督), not words of one subject.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from nlp.encoder import unit_rows
from nlp.label_features import plain_words
from nlp.label_weights import WordVectors

_NEIGHBOURS = ((1, 1.0), (2, 0.5))
# contexts are smoothed, else rare ones attract everything
_SMOOTHING = 0.75
_GAP = np.full(max(distance for distance, _ in _NEIGHBOURS), -1, np.int32)


def train_word_vectors(
    texts: Iterable[Sequence[str]], *, size: int, dimension: int, seed: int = 7
) -> WordVectors:
    """The ``size`` most frequent words of the texts, each text a list of words."""
    plain = [plain_words(words) for words in texts]
    counts = Counter(word for words in plain for word in words)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    chosen = tuple(word for word, _ in ranked[:size])
    number = {word: place for place, word in enumerate(chosen)}
    rows = [np.array([number.get(word, -1) for word in words], np.int32) for words in plain]
    flat = np.concatenate([part for row in rows for part in (row, _GAP)])
    information = _information(_neighbours(flat, len(chosen)))
    left, singular, _ = randomized_svd(information, dimension, n_iter=3, random_state=seed)
    placed = unit_rows((left * np.sqrt(singular)).astype(np.float32))
    return WordVectors(chosen, np.vstack([np.zeros((1, dimension), np.float32), placed]))


def _neighbours(flat: np.ndarray, size: int) -> "sparse.csr_matrix[np.float32]":
    total = sparse.csr_matrix((size, size), dtype=np.float32)
    for distance, weight in _NEIGHBOURS:
        left, right = flat[:-distance], flat[distance:]
        both = (left >= 0) & (right >= 0)
        values = np.full(int(both.sum()), weight, np.float32)
        total += sparse.coo_matrix((values, (left[both], right[both])), shape=(size, size)).tocsr()
    return (total + total.T).tocsr()


def _information(counts: "sparse.csr_matrix[np.float32]") -> "sparse.csr_matrix[np.float32]":
    cells = counts.tocoo()
    total = float(cells.data.sum())
    of_word = np.asarray(counts.sum(axis=1)).ravel()
    of_context = of_word**_SMOOTHING
    of_context *= total / of_context.sum()
    values = np.log(cells.data * total / (of_word[cells.row] * of_context[cells.col]))
    kept = values > 0
    return sparse.csr_matrix(
        (values[kept].astype(np.float32), (cells.row[kept], cells.col[kept])), shape=counts.shape
    )
