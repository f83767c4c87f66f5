"""Weights of the parts: learnt where pairs are graded, kept elsewhere, never below zero."""

import numpy as np
import pytest

from kb.retrieval.learning import LEARNT, PartTable, cross_validated, fit_weights, ranked
from kb.retrieval.ranking import WEIGHTS


def table(seed: int) -> PartTable:
    """Grades follow the crime, a little the wording, and never the meaning."""
    random = np.random.default_rng(seed)
    rows = [
        {"meaning": float(m), "wording": float(w), "crime": float(c), "amount": 0.5}
        for m, w, c in random.random((40, 3))
    ]
    grades = tuple(round(2.4 * row["crime"] + 0.6 * row["wording"]) for row in rows)
    return PartTable(tuple(f"案{n}" for n in range(40)), tuple(rows), grades)


def test_the_part_that_tells_weighs_most() -> None:
    fitted = fit_weights([table(seed) for seed in range(12)], WEIGHTS)
    assert fitted["crime"] > fitted["wording"] > fitted["meaning"] >= 0


def test_the_other_parts_keep_their_share() -> None:
    fitted = fit_weights([table(seed) for seed in range(4)], WEIGHTS)
    kept = [part for part in WEIGHTS if part not in LEARNT]
    assert [fitted[part] for part in kept] == [WEIGHTS[part] for part in kept]
    assert sum(fitted.values()) == pytest.approx(sum(WEIGHTS.values()))


def test_every_query_is_ranked_by_weights_of_other_folds() -> None:
    tables = {f"查询{seed}": table(seed) for seed in range(10)}
    orders = cross_validated(tables, WEIGHTS, folds=5)
    assert set(orders) == set(tables)
    for name, order in orders.items():
        grade = dict(zip(tables[name].names, tables[name].grades, strict=True))
        assert sorted(order) == sorted(tables[name].names)
        assert grade[order[0]] == max(tables[name].grades)


def test_equal_scores_keep_their_order() -> None:
    flat = PartTable(("甲", "乙"), ({"meaning": 0.5}, {"meaning": 0.5}), (0, 1))
    assert ranked(flat, WEIGHTS) == ["甲", "乙"]


def test_ungraded_queries_teach_nothing() -> None:
    bare = PartTable(("甲",), ({"meaning": 0.5},), (0,))
    fitted = fit_weights([bare], WEIGHTS)
    assert sum(fitted.values()) == pytest.approx(sum(WEIGHTS.values()))
