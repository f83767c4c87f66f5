"""Weights of the parts, learnt from graded rankings: listwise, additive, none below zero.

Only the parts in ``LEARNT`` are fitted; together they keep the share they had, so that parts the
graded pairs say nothing about weigh as before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEARNT = ("meaning", "wording", "crime")
_PENALTY = 1e-4
_START = 3.0
_SEED = 7
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PartTable:
    """One query: its cases, the values of their parts, and their grades (0 irrelevant …)."""

    names: tuple[str, ...]
    values: tuple[Mapping[str, float], ...]
    grades: tuple[int, ...]

    def matrix(self, parts: Sequence[str]) -> Floats:
        """Float64 [cases, parts]; a part a query does not have is 0 for all its cases."""
        return np.array([[row.get(part, 0.0) for part in parts] for row in self.values])


def fit_weights(tables: Iterable[PartTable], base: Mapping[str, float]) -> dict[str, float]:
    """The base weights with those of ``LEARNT`` fitted to the tables; unchanged without grades."""
    graded = [
        (table.matrix(LEARNT), gains / gains.sum())
        for table in tables
        if (gains := 2.0 ** np.array(table.grades, float) - 1).any()
    ]
    if not graded:
        return dict(base)
    # here, because only learning needs it
    from scipy.optimize import minimize

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, gradient = _PENALTY * float(weights @ weights), 2 * _PENALTY * weights
        for values, wanted in graded:
            scores = values @ weights
            odds = np.exp(scores - scores.max())
            odds /= odds.sum()
            value -= float(wanted @ np.log(odds + 1e-12)) / len(graded)
            gradient = gradient - values.T @ (wanted - odds) / len(graded)
        return value, gradient

    start = np.full(len(LEARNT), _START)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(LEARNT))
    share = sum(base[part] for part in LEARNT) / (float(found.x.sum()) or 1.0)
    fitted = dict(zip(LEARNT, (found.x * share).tolist(), strict=True))
    return {part: fitted.get(part, weight) for part, weight in base.items()}


def cross_validated(
    tables: Mapping[str, PartTable], base: Mapping[str, float], *, folds: int
) -> dict[str, list[str]]:
    """Each query's cases ranked by weights learnt on the queries of the other folds."""
    queries = sorted(tables)
    np.random.default_rng(_SEED).shuffle(queries)
    orders: dict[str, list[str]] = {}
    for fold in range(folds):
        left = queries[fold::folds]
        weights = fit_weights([tables[one] for one in queries if one not in set(left)], base)
        orders |= {one: ranked(tables[one], weights) for one in left}
    return orders


def ranked(table: PartTable, weights: Mapping[str, float]) -> list[str]:
    """The names by score, equal scores in the order they came."""
    parts = list(weights)
    scores = table.matrix(parts) @ np.array([weights[part] for part in parts])
    return [table.names[place] for place in np.argsort(-scores, kind="stable")]
