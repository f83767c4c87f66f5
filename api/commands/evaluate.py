"""``lianjian evaluate``: the figures of docs/benchmarks.md, printed by one command each."""

import random
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import Annotated

import typer
from rich.table import Table

from api.commands.charges import evaluate_charges
from api.commands.evaluate_tags import evaluate_tags
from api.commands.lecard import evaluate_retrieval
from api.settings import load_settings
from api.terminal import console, notices, print_json, progress_bar
from api.wiring import Service, open_service
from kb.errors import NotFound
from kb.model import RawFile
from kb.retrieval.criteria import Criteria
from kb.retrieval.metrics import percentile
from kb.store.catalogue import DocumentCatalogue
from kb.store.documents import DocumentStore

app = typer.Typer(help="评测：检索速度、标签质量、类案排序、罪名预测", no_args_is_help=True)
app.command("retrieval", help="类案排序：LeCaRD 的人工判定")(evaluate_retrieval)
app.command("tags", help="标签质量：与人工标注的句子比较")(evaluate_tags)
app.command("charges", help="罪名预测：由事实推断罪名，与给定的罪名比较")(evaluate_charges)
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]
_MIN_CHARS = 200


@app.command("speed", help="在当前库上测类案检索与关键词检索的时延")
def speed(
    queries: Annotated[int, typer.Option(help="查询数", min=1)] = 200,
    seed: Annotated[int, typer.Option(help="随机种子")] = 7,
    json: Json = False,
) -> None:
    """Facts of kept documents as new cases, their titles as words; warm, one process."""
    with open_service(load_settings()) as service:
        texts = _sampled(service, queries, seed)
        times: dict[str, list[Timed]] = {"similar": [], "search": []}
        with progress_bar() as progress:
            for title, text in progress.track(texts, description="检索"):
                times["similar"].append(_timed_similar(service, text))
                times["search"].append(_timed_search(service, title))
    figures: dict[str, object] = {name: _figures(values) for name, values in times.items()}
    if json:
        print_json(figures)
        return
    table = Table(
        "动作", "次数", "p50 毫秒", "p95 毫秒", "最长 毫秒", "CPU p50", "CPU p95", title="检索时延"
    )
    for name, row in figures.items():
        assert isinstance(row, dict)
        table.add_row(name, *(str(value) for value in row.values()))
    console.print(table)


def _sampled(service: Service, count: int, seed: int) -> list[tuple[str, str]]:
    with service.transactions.reading() as session:
        catalogue, documents = DocumentCatalogue(session), DocumentStore(session)
        ids = sorted(catalogue.passage_counts())
        random.Random(seed).shuffle(ids)  # noqa: S311
        chosen: list[tuple[str, str]] = []
        for document_id in ids:
            summary, text = catalogue.summary(document_id), documents.text(document_id)
            if summary.kind != "regulation" and len(text) >= _MIN_CHARS:
                chosen.append((summary.title, text))
            if len(chosen) == count:
                break
    if not chosen:
        raise NotFound(id="文书")
    notices.print(f"[dim]{len(chosen)} 份文书作查询[/dim]")
    return chosen


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds of the clock, and of the processors: the latter hang less on what else runs."""

    wall: float
    cpu: float


def _figures(values: list[Timed]) -> dict[str, float]:
    wall, cpu = [one.wall for one in values], [one.cpu for one in values]
    return {
        "n": len(values),
        "p50_ms": round(1000 * percentile(wall, 0.5), 1),
        "p95_ms": round(1000 * percentile(wall, 0.95), 1),
        "max_ms": round(1000 * max(wall), 1),
        "cpu_p50_ms": round(1000 * percentile(cpu, 0.5), 1),
        "cpu_p95_ms": round(1000 * percentile(cpu, 0.95), 1),
    }


def _timed_similar(service: Service, text: str) -> Timed:
    started = perf_counter(), process_time()
    query = service.case_query(service.analyse(RawFile("新案.txt", text.encode())))
    service.similar.find(query, criteria=Criteria(), limit=10)
    return _since(*started)


def _timed_search(service: Service, words: str) -> Timed:
    started = perf_counter(), process_time()
    service.search.find(service.word_query(words), criteria=Criteria(), limit=10)
    return _since(*started)


def _since(wall: float, cpu: float) -> Timed:
    return Timed(perf_counter() - wall, process_time() - cpu)
