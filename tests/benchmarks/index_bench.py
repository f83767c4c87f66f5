"""How fast the embedded index is: ``python tests/benchmarks/index_bench.py --points 80000``.

The points are drawn with a fixed seed: 20 passages a case, 256 dimensions in clusters, some 120
terms of a skewed vocabulary, payloads as full as those of real judgments.
"""

import argparse
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from kb.index.edge import EdgeIndex
from kb.index.filters import And, Match, Range
from kb.index.port import IndexedPoint, IndexSchema, PointPayload, SparseVector

DIMENSION, TERMS, VOCABULARY, PER_CASE, CLUSTERS = 256, 120, 200_000, 20, 200
NAMESPACE = uuid.UUID(int=1)


class Corpus:
    def __init__(self, seed: int = 20_261_123) -> None:
        self.random = np.random.default_rng(seed)
        weight = 1 / np.arange(1, VOCABULARY + 1) ** 0.9
        self.cumulative = np.cumsum(weight / weight.sum())
        self.centres = self.random.standard_normal((CLUSTERS, DIMENSION)).astype(np.float32)

    def dense(self, count: int) -> np.ndarray:
        noise = self.random.standard_normal((count, DIMENSION)).astype(np.float32)
        rows = self.centres[self.random.integers(CLUSTERS, size=count)] + noise
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def terms(self, count: int) -> SparseVector:
        drawn = np.unique(np.searchsorted(self.cumulative, self.random.random(count * 3)))
        chosen = self.random.permutation(drawn)[:count]
        return SparseVector(
            np.sort(chosen).astype(np.uint32),
            self.random.uniform(0.3, 2.0, len(chosen)).astype(np.float32),
        )

    def batches(self, total: int, size: int) -> Iterator[list[tuple]]:
        for start in range(0, total, size):
            count = min(size, total - start)
            rows = self.dense(count)
            yield [(start + i, rows[i], self.terms(TERMS)) for i in range(count)]


def point(number: int, dense: np.ndarray, sparse: SparseVector) -> IndexedPoint:
    case, passage = divmod(number, PER_CASE)
    return IndexedPoint(
        id=str(uuid.uuid5(NAMESPACE, f"{case}/{passage}")),
        dense=dense,
        sparse=sparse,
        payload=PointPayload(
            case_id=f"{case:064x}",
            document_id=f"{case + 7:064x}",
            passage=passage,
            start=passage * 300,
            end=passage * 300 + 300,
            kind=("judgment_first_instance", "case_analysis")[case % 5 == 0],
            section=("facts", "evidence", "opinion", "ruling")[passage % 4],
            offences=("bribery_taking", "embezzlement")[: 1 + case % 2],
            domains=(("engineering", "finance", "health")[case % 3],),
            positions=(("bureau_head", "clerk")[case % 2],),
            labels=("causes:gift_grooming", "loopholes:no_rule")[: number % 3],
            court=f"某省某市第{case % 300}人民法院",
            case_no=f"（2019）某01刑初{case}号",
            year=2000 + case % 25,
            amount=float(case % 1000) * 1000,
            statutes=("刑法:385", "刑法:386")[: number % 3],
        ),
    )


def memory() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def timed(name: str, call: Callable[[int], object], rounds: int) -> None:
    taken = []
    for number in range(rounds):
        start = time.perf_counter()
        call(number)
        taken.append((time.perf_counter() - start) * 1000)
    low, high = np.percentile(taken, [50, 95])
    print(f"{name:34} p50 {low:7.2f} ms   p95 {high:7.2f} ms")


def ingest(index: EdgeIndex, corpus: Corpus, total: int, batch: int, flush_every: int) -> None:
    spent = flushing = 0.0
    for number, drawn in enumerate(corpus.batches(total, batch), 1):
        start = time.perf_counter()
        index.upsert([point(*one) for one in drawn])
        spent += time.perf_counter() - start
        if flush_every and number % flush_every == 0:
            start = time.perf_counter()
            index.flush()
            flushing += time.perf_counter() - start
    start = time.perf_counter()
    index.flush()
    flushing += time.perf_counter() - start
    print(
        f"ingest {total} points, batches of {batch}: {total / spent:.0f}/s,"
        f" flushes {flushing:.2f} s, together {total / (spent + flushing):.0f}/s"
    )


def queries(index: EdgeIndex, corpus: Corpus, rounds: int) -> None:
    dense = corpus.dense(rounds)
    few = [corpus.terms(10) for _ in range(rounds)]
    many = [corpus.terms(100) for _ in range(rounds)]
    narrow = And(Match("offences", "embezzlement"), Range("year", gte=2010, lte=2020))
    timed("dense top 10", lambda i: index.search(dense=dense[i], sparse=None), rounds)
    timed("dense top 200", lambda i: index.search(dense=dense[i], sparse=None, limit=200), rounds)
    timed("sparse 10 terms", lambda i: index.search(dense=None, sparse=few[i]), rounds)
    timed("sparse 100 terms", lambda i: index.search(dense=None, sparse=many[i]), rounds)
    timed("hybrid 10 terms", lambda i: index.search(dense=dense[i], sparse=few[i]), rounds)
    timed("hybrid 100 terms", lambda i: index.search(dense=dense[i], sparse=many[i]), rounds)
    timed(
        "hybrid 10 terms + 2 filters",
        lambda i: index.search(dense=dense[i], sparse=few[i], filter=narrow),
        rounds,
    )
    timed("groups 10 x 3", lambda i: index.search_groups(dense=dense[i], sparse=few[i]), rounds)
    timed("facet court (300 values)", lambda i: index.facet("court"), max(3, rounds // 10))
    timed("facet labels + filter", lambda i: index.facet("labels", filter=narrow), rounds // 5)
    timed("count + filter", lambda i: index.count(narrow), rounds)
    timed("document_ids", lambda i: list(index.document_ids()), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=80_000)
    parser.add_argument("--batch", type=int, default=1000)
    parser.add_argument("--flush-every", type=int, default=0, help="batches between flushes")
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    schema = IndexSchema(DIMENSION, "benchmark", "benchmark", 1)
    try:
        before = memory()
        index = EdgeIndex.open(folder / "index", schema)
        corpus = Corpus()
        ingest(index, corpus, options.points, options.batch, options.flush_every)
        held = memory() - before
        disk = sum(one.stat().st_blocks for one in folder.rglob("*") if one.is_file()) * 512 / 1e6
        print(f"memory over the start {held:.0f} MB, disk {disk:.0f} MB")
        queries(index, corpus, options.rounds)
        index.close()
        start = time.perf_counter()
        index = EdgeIndex.open(folder / "index", schema)
        print(f"open {time.perf_counter() - start:.2f} s, {index.count()} points")
        queries(index, corpus, options.rounds // 4)
        index.close()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
