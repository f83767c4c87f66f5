"""A sparse linear layer for thinc: rows of features in, one logit a label out.

Weights are float32 in memory and int8 with one scale a feature on disk. A sentence touches some
hundred rows, so reading gathers only those; training multiplies whole batches by SciPy.
"""

from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from nlp.label_features import SentenceRow
from nlp.lean_spacy import Model

Floats = NDArray[np.float32]
SparseLinear = Model[Sequence[SentenceRow], Any]


def sparse_linear() -> SparseLinear:
    """A layer without size yet; ``resize`` gives it features and labels."""
    return Model("lianjian_sparse_linear", _forward, params={"W": None, "b": None})


def resize(layer: SparseLinear, *, features: int, bias: Floats) -> None:
    """Zero weights float32 [features, labels] and the given bias float32 [labels]."""
    set_weights(layer, np.zeros((features, len(bias)), dtype=np.float32), bias)


def weights_of(layer: SparseLinear) -> tuple[Floats, Floats]:
    """Weights float32 [features, labels] and bias float32 [labels]."""
    return cast(Floats, layer.get_param("W")), cast(Floats, layer.get_param("b"))


def set_weights(layer: SparseLinear, weights: Floats, bias: Floats) -> None:
    """Put them in."""
    # thinc has array protocols of its own, which numpy's arrays meet
    layer.set_param("W", cast(Any, weights))
    layer.set_param("b", cast(Any, bias))


def packed(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Rows as int8 and the scale of each row."""
    scales = np.abs(weights).max(axis=1) / 127
    scales[scales == 0] = 1
    return np.rint(weights / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def unpacked(rows: NDArray[np.int8], scales: Floats) -> Floats:
    """The weights again."""
    return np.multiply(rows, scales[:, None], dtype=np.float32)


def _forward(
    layer: SparseLinear, rows: Sequence[SentenceRow], is_train: bool
) -> tuple[Floats, Callable[[Floats], Sequence[SentenceRow]]]:
    weights, bias = weights_of(layer)
    if not is_train:
        return np.stack([row.values @ weights[row.ids] for row in rows]) + bias, lambda _: rows
    # here, because only training needs it
    from scipy.sparse import csr_matrix

    ends = np.cumsum([0, *(len(row.ids) for row in rows)])
    matrix = csr_matrix(
        (
            np.concatenate([row.values for row in rows]),
            np.concatenate([row.ids for row in rows]),
            ends,
        ),
        shape=(len(rows), weights.shape[0]),
    )

    def backprop(gradient: Floats) -> Sequence[SentenceRow]:
        layer.inc_grad("W", cast(Any, np.ascontiguousarray(matrix.T @ gradient)))
        layer.inc_grad("b", cast(Any, gradient.sum(axis=0)))
        return rows

    return np.ascontiguousarray(matrix @ weights) + bias, backprop
