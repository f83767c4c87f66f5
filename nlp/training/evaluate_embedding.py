"""Ranking of the LeCaRD dev pools: NDCG@10/20/30 and MAP of a static model and of BM25.

The labels are read here and nowhere else: they choose between models and train none. Gain is the
label (0-3) itself, the ideal ranking is that of the pool, a candidate counts as relevant for MAP
from label 2. A case scores the mean cosine of its three best passages of 200 terms.
"""

import json
import lzma
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb.retrieval.metrics import average_precision, ndcg
from nlp.encoder import StaticEncoder, Vectors
from nlp.segmentation import Segmenter
from nlp.sparse import SparseEncoder
from nlp.term_rows import TermRows
from nlp.training.corpus import TrainingText, cut_passages

Terms = Sequence[str]
#: One query and the terms of its candidates: a score a candidate.
Scorer = Callable[[Terms, Mapping[str, Terms]], Mapping[str, float]]

_BEST_PASSAGES = 3
_RELEVANT = 2
_CUTS = (10, 20, 30)


@dataclass(frozen=True, slots=True)
class Query:
    """A query with its pool and the labels people gave."""

    terms: Terms
    pool: tuple[str, ...]
    labels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The dev queries and the terms of every candidate's facts."""

    queries: tuple[Query, ...]
    candidates: Mapping[str, Terms]


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over the queries."""

    ndcg_10: float
    ndcg_20: float
    ndcg_30: float
    mean_average_precision: float

    def __str__(self) -> str:
        ndcg = " ".join(f"{value:.4f}" for value in (self.ndcg_10, self.ndcg_20, self.ndcg_30))
        return f"NDCG@10/20/30 {ndcg} MAP {self.mean_average_precision:.4f}"


def read_benchmark(data: Path, *, segmenter: Segmenter) -> Benchmark:
    """Read the dev queries, pools and labels, and cut all texts."""
    folder = data / "lecard"
    pools = json.loads((folder / "pools_dev.json").read_text(encoding="utf-8"))
    labels = json.loads((folder / "labels_dev.json").read_text(encoding="utf-8"))
    wanted = {str(case) for pool in pools.values() for case in pool}
    with lzma.open(folder / "judgments.jsonl.xz", "rt", encoding="utf-8") as rows:
        judgments = (json.loads(line) for line in rows)
        facts = {
            row["id"]: segmenter.terms(row["fact"]) for row in judgments if row["id"] in wanted
        }
    lines = (folder / "queries_dev.jsonl").read_text(encoding="utf-8").splitlines()
    queries = tuple(
        Query(
            terms=segmenter.terms(row["text"]),
            pool=tuple(map(str, pools[str(row["query_id"])])),
            labels={str(case): int(label) for case, label in labels[str(row["query_id"])].items()},
        )
        for row in map(json.loads, lines)
    )
    return Benchmark(queries=queries, candidates=facts)


def evaluate(benchmark: Benchmark, scorer: Scorer) -> Scores:
    """Rank every pool and take the means."""
    rows: list[list[float]] = []
    for query in benchmark.queries:
        scores = scorer(query.terms, {case: benchmark.candidates[case] for case in query.pool})
        ranking = sorted((-scores[case], case) for case in query.pool)
        gains = [query.labels.get(case, 0) for _, case in ranking]
        hits = [gain >= _RELEVANT for gain in gains]
        cuts = (ndcg(gains, ideal=gains, at=cut) for cut in _CUTS)
        rows.append([*cuts, average_precision(hits, total=sum(hits))])
    return Scores(*(float(mean) for mean in np.mean(rows, axis=0)))


def dense_scorer(encoder: StaticEncoder) -> Scorer:
    """Cosine of the query and the three best passages of a candidate."""
    known: dict[str, Vectors] = {}

    def score(query: Terms, candidates: Mapping[str, Terms]) -> dict[str, float]:
        vector = encoder.encode_terms(TermRows.of([query]))[0]
        for case, terms in candidates.items():
            if case not in known:
                known[case] = encoder.encode_terms(TermRows.of(_passages(terms)))
        return {
            case: float(np.sort(known[case] @ vector)[-_BEST_PASSAGES:].mean())
            for case in candidates
        }

    return score


def bm25_scorer(benchmark: Benchmark) -> Scorer:
    """BM25 of whole facts with our terms: the bar. Idf as the index computes it."""
    k1, b = SparseEncoder.K1, SparseEncoder.B
    tables = {case: Counter(terms) for case, terms in benchmark.candidates.items()}
    seen = Counter(term for table in tables.values() for term in table)
    average = float(np.mean([len(terms) for terms in benchmark.candidates.values()]))

    def idf(term: str) -> float:
        return math.log(1 + (len(tables) - seen[term] + 0.5) / (seen[term] + 0.5))

    def score(query: Terms, candidates: Mapping[str, Terms]) -> dict[str, float]:
        weights = {term: idf(term) for term in dict.fromkeys(query)}
        scores: dict[str, float] = {}
        for case, terms in candidates.items():
            norm = k1 * (1 - b + b * len(terms) / average)
            scores[case] = sum(
                weight * count * (k1 + 1) / (count + norm)
                for term, weight in weights.items()
                if (count := tables[case].get(term, 0))
            )
        return scores

    return score


def _passages(terms: Terms) -> list[tuple[str, ...]]:
    whole = TrainingText(document="", part="facts", text="")
    return [passage.terms for passage in cut_passages(whole, terms)] or [tuple(terms)]
