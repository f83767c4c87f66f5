"""What a vector must be: the engines take NaN, repeated terms and unequal lengths in silence."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb.index.port import IndexedPoint, SparseVector


def check_points(points: Sequence[IndexedPoint], dimension: int) -> None:
    """``ValueError`` when any vector of any point cannot be kept."""
    check_dense(np.stack([one.dense for one in points]), dimension)
    check_sparse([one.sparse for one in points])


def check_dense(rows: NDArray[np.float32], dimension: int) -> None:
    """``ValueError`` unless every row has the length of the index and is finite."""
    if rows.shape[1:] != (dimension,):
        raise ValueError(f"dense vectors of shape {rows.shape[1:]}, not {dimension}")
    if not np.isfinite(rows).all():
        raise ValueError("a dense vector with NaN or infinity")


def check_sparse(vectors: Sequence[SparseVector]) -> None:
    """``ValueError`` unless each has one finite value a term and no term twice."""
    for one in vectors:
        if one.indices.ndim != 1 or one.indices.shape != one.values.shape:
            raise ValueError(f"sparse vector of {one.indices.shape} and {one.values.shape}")
        # rising indices, the usual case, cannot repeat: the costly test is for the others
        rising = one.indices[1:] > one.indices[:-1]
        if not rising.all() and len(np.unique(one.indices)) != len(one.indices):
            raise ValueError("a sparse vector with a term twice")
    if vectors and not np.isfinite(np.concatenate([one.values for one in vectors])).all():
        raise ValueError("a sparse vector with NaN or infinity")
