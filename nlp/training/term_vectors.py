"""Latent semantic analysis of passages: a vector for each term, ready to be averaged.

The singular vectors of the tf-idf matrix place the terms. Each term's vector is then centred
(what all terms share says nothing), scaled to length 1 and multiplied by its idf, so that the plain
mean of a static embedding is an idf-weighted one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from nlp.encoder import unit_rows
from nlp.static_model import UNKNOWN, StaticModel

Floats = NDArray[np.float32]

_POWER_ITERATIONS = 3


def count_documents(passages: Iterable[Sequence[str]]) -> Counter[str]:
    """In how many passages each term stands."""
    counts: Counter[str] = Counter()
    for terms in passages:
        counts.update(set(terms))
    return counts


def choose_vocabulary(
    counts: Counter[str], *, size: int, least: int, kept: frozenset[str], kept_least: int = 3
) -> tuple[str, ...]:
    """The most frequent terms, and every word of ``kept`` seen ``kept_least`` times."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    wanted = [term for term, count in ranked if term in kept and count >= kept_least]
    others = [
        term for term, count in ranked if term not in kept and count >= least and _is_word(term)
    ]
    return tuple((wanted + others)[: size - 1])


def train_term_vectors(
    passages: Sequence[Sequence[str]], vocabulary: Sequence[str], *, dimension: int, seed: int
) -> StaticModel:
    """Vectors of the vocabulary from the passages; row 0 is the unknown term."""
    counts = _term_counts(passages, vocabulary)
    seen = np.bincount(counts.indices, minlength=len(vocabulary))
    idf = np.log(len(passages) / np.maximum(seen, 1)).astype(np.float32)
    placed = _place(counts, idf, dimension=dimension, seed=seed)
    share = (seen / seen.sum()).astype(np.float32)
    units = unit_rows(placed)
    centred = unit_rows(units - share @ units)
    vectors = np.vstack([np.zeros((1, centred.shape[1]), np.float32), centred * idf[:, None]])
    return StaticModel(terms=(UNKNOWN, *vocabulary), vectors=vectors)


def _term_counts(
    passages: Sequence[Sequence[str]], vocabulary: Sequence[str]
) -> "sparse.csr_matrix[np.float32]":
    column = {term: index for index, term in enumerate(vocabulary)}
    columns: list[NDArray[np.int32]] = []
    for terms in passages:
        known = [column[term] for term in terms if term in column]
        columns.append(np.array(known, dtype=np.int32))
    starts = np.cumsum([0, *map(len, columns)])
    flat = np.concatenate(columns)
    ones = np.ones(len(flat), dtype=np.float32)
    matrix = sparse.csr_matrix((ones, flat, starts), shape=(len(passages), len(vocabulary)))
    matrix.sum_duplicates()
    return matrix


def _place(
    counts: "sparse.csr_matrix[np.float32]", idf: Floats, *, dimension: int, seed: int
) -> Floats:
    weights = counts.copy()
    weights.data = (1 + np.log(weights.data)) * idf[weights.indices]
    lengths = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
    scale = sparse.diags((1 / np.maximum(lengths, 1e-6)).astype(np.float32))
    _, singular, terms = randomized_svd(
        (scale @ weights).tocsr(), dimension, n_iter=_POWER_ITERATIONS, random_state=seed
    )
    return np.asarray(terms.T * np.sqrt(singular), dtype=np.float32)


def _is_word(term: str) -> bool:
    """Numbers of cases and documents, and long titles, are for the sparse vector."""
    return len(term) <= 24 and not any(character.isdigit() for character in term[:5])
