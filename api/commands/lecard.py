"""``lianjian evaluate retrieval``: the product's own ranking on LeCaRD's judged pools."""

import lzma
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.table import Table

from api.settings import load_settings
from api.terminal import console, print_json, progress_bar
from api.wiring import Service, open_service
from ingest.pipeline import Accepted
from kb.errors import NotFound
from kb.model import CaseId, RawFile
from kb.retrieval.criteria import Criteria
from kb.retrieval.metrics import average_precision, ndcg

_DEPTHS = (10, 20, 30)
_RELEVANT = 2


@dataclass(frozen=True, slots=True)
class _Judged:
    """Queries with their pools and grades; grades absent are 0."""

    queries: Mapping[str, str]
    pools: Mapping[str, list[str]]
    grades: Mapping[str, Mapping[str, int]]


def evaluate_retrieval(
    data: Annotated[Path, typer.Argument(help="LeCaRD 目录（judgments.jsonl.xz 等）")],
    json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """Ingest the pools into a store of their own, rank each pool by the real search, and score."""
    judged = _load(data)
    wanted = {one for pool in judged.pools.values() for one in pool}
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings().model_copy(
            update={"data_dir": Path(folder), "database_url": "", "qdrant_url": ""}
        )
        with open_service(settings, upgrade=True) as service, progress_bar() as progress:
            cases = _taken_in(service, _rows(data, wanted), settings.reading_processes)
            ranked = {
                query_id: _rank(service, text, judged.pools[query_id], cases)
                for query_id, text in progress.track(judged.queries.items(), description="检索")
            }
    figures = _scores(ranked, judged)
    if json:
        print_json(dict(figures))
        return
    table = Table(*figures, title=f"LeCaRD：{len(judged.queries)} 个查询")
    table.add_row(*(str(value) for value in figures.values()))
    console.print(table)


def _load(data: Path) -> _Judged:
    for name in ("queries_dev.jsonl", "pools_dev.json", "labels_dev.json", "judgments.jsonl.xz"):
        if not (data / name).is_file():
            raise NotFound(id=str(data / name))
    rows = [orjson.loads(line) for line in (data / "queries_dev.jsonl").read_bytes().splitlines()]
    pools = orjson.loads((data / "pools_dev.json").read_bytes())
    grades = orjson.loads((data / "labels_dev.json").read_bytes())
    return _Judged(
        queries={str(row["query_id"]): row["text"] for row in rows},
        pools={query: [str(one) for one in pool] for query, pool in pools.items()},
        grades=grades,
    )


def _rows(data: Path, wanted: set[str]) -> Iterator[RawFile]:
    with lzma.open(data / "judgments.jsonl.xz", "rb") as lines:
        for line in lines:
            row_id = str(orjson.loads(line)["id"])
            if row_id in wanted:
                yield RawFile(f"judgments#{row_id}", line.strip())


def _taken_in(service: Service, rows: Iterator[RawFile], workers: int) -> dict[str, CaseId]:
    cases: dict[str, CaseId] = {}
    with service.pool(workers=workers) as pool, progress_bar() as progress:
        task = progress.add_task("导入候选判决", total=None)
        for outcome in service.intake(pool).run(rows):
            if isinstance(outcome, Accepted):
                cases[outcome.name.partition("#")[2]] = outcome.case_id
            progress.update(task, advance=1)
    return cases


def _rank(service: Service, text: str, pool: list[str], cases: Mapping[str, CaseId]) -> list[str]:
    names = {cases[one]: one for one in pool if one in cases}
    query = service.case_query(service.analyse(RawFile("新案.txt", text.encode())))
    found = service.similar.find(query, criteria=Criteria(cases=tuple(names)), limit=len(names))
    ranked = [names[one.case.id] for one in found]
    return [*ranked, *sorted(set(pool) - set(ranked))]


def _scores(ranked: Mapping[str, list[str]], judged: _Judged) -> dict[str, float]:
    totals = {"MAP": 0.0} | {f"NDCG@{depth}": 0.0 for depth in _DEPTHS}
    for query_id, order in ranked.items():
        grades = judged.grades.get(query_id, {})
        gains = [grades.get(one, 0) for one in order]
        for depth in _DEPTHS:
            totals[f"NDCG@{depth}"] += ndcg(gains, ideal=gains, at=depth)
        hits = [gain >= _RELEVANT for gain in gains]
        totals["MAP"] += average_precision(hits, total=sum(hits))
    return {name: round(value / len(ranked), 4) for name, value in totals.items()}
