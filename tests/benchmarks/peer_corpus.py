"""What the systems of ``peers_bench.py`` are given, and how each is measured."""

import json
import lzma
import os
import tarfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PARTS = ("title", "fact", "reasoning", "result")
TOP = 10

Search = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Paper:
    """A judgment or statute: ``content`` as it lies in the data, ``text`` what it says."""

    name: str
    content: bytes
    text: str


@dataclass(slots=True)
class Taken:
    """How long a system took to take everything in, by the clock and by the processors."""

    seconds: float = 0.0
    cpu: float = 0.0

    def __enter__(self) -> "Taken":
        self.seconds, self.cpu = -time.perf_counter(), -sum(os.times()[:4])
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds += time.perf_counter()
        self.cpu += sum(os.times()[:4])


def judgments(data: Path, most: int, field: str) -> list[Paper]:
    """The judged ones first, then the others, each in the order of the file."""
    pools = json.loads((data / "lecard/pools_dev.json").read_bytes())
    judged = {str(one) for pool in pools.values() for one in pool}
    with lzma.open(data / "lecard/judgments.jsonl.xz", "rb") as lines:
        read = [_judgment(line.strip(), field) for line in lines]
    return sorted(read, key=lambda one: one.name not in judged)[:most]


def _judgment(line: bytes, field: str) -> Paper:
    row = json.loads(line)
    built = "\n".join(row.get(part) or "" for part in PARTS)
    text = row.get(field) or ""
    if field == "text" and 2 * len(text) < len(built):
        text = built
    return Paper(str(row["id"]), line, text)


def statutes(data: Path, most: int) -> list[Paper]:
    """Without the lists of contents, which say nothing."""
    with tarfile.open(data / "statutes/statutes.tar.xz") as archive:
        files = [
            (one.name, opened.read())
            for one in archive
            if not one.name.endswith("_index.md") and (opened := archive.extractfile(one))
        ]
    return [Paper(name, content, content.decode()) for name, content in files[:most]]


def measured(
    search: Search, queries: dict[str, str], pools: dict[str, list[str]], depth: int
) -> dict[str, Any]:
    """Milliseconds of each query for its first ten, and the order of its pool."""
    times, orders = [], {}
    search(next(iter(queries.values())), TOP)
    for query_id, text in queries.items():
        started = time.perf_counter()
        search(text, TOP)
        times.append(1000 * (time.perf_counter() - started))
        orders[query_id] = pool_order(search(text, depth), pools[query_id])
    return {"times": times, "orders": orders}


def pool_order(found: Iterable[str], pool: list[str]) -> list[str]:
    ranked = [name for name in found if name in set(pool)]
    return [*ranked, *sorted(set(pool) - set(ranked))]
