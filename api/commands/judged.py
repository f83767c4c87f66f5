"""Queries with judged pools, and the measures of rankings of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson

from kb.errors import NotFound, ReadError
from kb.retrieval.metrics import average_precision, ndcg

_DEPTHS = (10, 20, 30)
_PRECISIONS = (5, 10)
_RELEVANT = 2
_HIGHLY = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """Queries with their charges, pools and grades; grades absent are 0."""

    queries: Mapping[str, str]
    charges: Mapping[str, list[str]]
    pools: Mapping[str, list[str]]
    grades: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class RankingScores:
    """``queries``: each measure of each query; ``means`` over them."""

    queries: Mapping[str, Mapping[str, float]]

    @property
    def means(self) -> dict[str, float]:
        """The mean of each measure."""
        rows = list(self.queries.values())
        return {name: round(sum(row[name] for row in rows) / len(rows), 4) for name in rows[0]}


def read_judged(queries: Path, *, labels: Path, pools: Path) -> Judged:
    """Refused as a whole where a file is missing or of another shape."""
    for path in (queries, labels, pools):
        if not path.is_file():
            raise NotFound(id=str(path))
    try:
        rows = [orjson.loads(line) for line in queries.read_bytes().splitlines() if line.strip()]
        every = orjson.loads(pools.read_bytes())
        grades = orjson.loads(labels.read_bytes())
        names = [str(row["query_id"]) for row in rows]
        return Judged(
            queries={name: row["text"] for name, row in zip(names, rows, strict=True)},
            charges={
                name: list(row.get("charges", ())) for name, row in zip(names, rows, strict=True)
            },
            pools={name: [str(one) for one in every[name]] for name in names},
            grades={
                name: {str(one): int(grade) for one, grade in grades.get(name, {}).items()}
                for name in names
            },
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReadError("INVALID_JSON", path=str(queries)) from error


def scores_of(ranking: Mapping[str, list[str]], judged: Judged) -> RankingScores:
    """NDCG@10/20/30, P@5/10 (grade 2 and 3), MAP (grade 3 alone) and MAP≥2 of each query."""
    rows: dict[str, dict[str, float]] = {}
    for query_id, order in ranking.items():
        grades = judged.grades[query_id]
        gains = [grades.get(one, 0) for one in order]
        row = {f"NDCG@{depth}": ndcg(gains, ideal=gains, at=depth) for depth in _DEPTHS}
        relevant = [gain >= _RELEVANT for gain in gains]
        row |= {f"P@{depth}": sum(relevant[:depth]) / depth for depth in _PRECISIONS}
        highly = [gain >= _HIGHLY for gain in gains]
        row["MAP"] = average_precision(highly, total=sum(highly))
        row["MAP≥2"] = average_precision(relevant, total=sum(relevant))
        rows[query_id] = row
    return RankingScores(rows)


def significance(ours: RankingScores, theirs: RankingScores) -> dict[str, float]:
    """Two-sided p of a paired t-test over the queries, a measure at a time."""
    names = sorted(ours.queries)
    measures = list(ours.queries[names[0]])
    return {
        measure: _p_value(
            np.array([ours.queries[one][measure] for one in names]),
            np.array([theirs.queries[one][measure] for one in names]),
        )
        for measure in measures
    }


def _p_value(ours: np.ndarray, theirs: np.ndarray) -> float:
    # here, because scipy.stats takes most of a second that no other command owes
    from scipy.stats import ttest_rel

    if np.allclose(ours, theirs):
        return 1.0
    return round(float(ttest_rel(ours, theirs).pvalue), 5)
