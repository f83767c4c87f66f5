"""``lianjian evaluate retrieval``: the product's own ranking of judged pools of judgments.

The candidates are read into a store of their own, every query is put to the real search, and its
ranking is scored beside plain baselines on the same terms. ``--fit`` learns the weights of the
parts anew, five-fold over queries, and prints what they reach on queries they did not see.
"""

import lzma
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.table import Table

from api.commands.judged import Judged, read_judged, scores_of, significance
from api.commands.lecard_baselines import baseline_rankings
from api.settings import load_settings
from api.terminal import console, notices, print_json, progress_bar
from api.wiring import Service, open_service
from ingest.pipeline import Accepted
from kb.errors import NotFound
from kb.governance.access import Protection, desktop_principal
from kb.model import CaseId, RawFile
from kb.retrieval.case_query import CaseQuery
from kb.retrieval.criteria import Criteria
from kb.retrieval.learning import PartTable, cross_validated, fit_weights
from kb.retrieval.ranking import WEIGHTS
from kb.retrieval.similar import SimilarCase
from nlp.charge_names import charge_of_name

Ranking = Mapping[str, list[str]]
_FOLDS = 5


def evaluate_retrieval(
    corpus: Annotated[Path, typer.Option(help="判决 JSONL（可 .xz）：{id, fact, text, …}")],
    queries: Annotated[Path, typer.Option(help="查询 JSONL：{query_id, text, charges}")],
    labels: Annotated[Path, typer.Option(help="人工判定 JSON：{查询: {判决: 0–3}}")],
    pools: Annotated[Path, typer.Option(help="候选池 JSON：{查询: [判决]}")],
    charges: Annotated[bool, typer.Option("--charges", help="让排序用查询给定的罪名")] = False,
    whole: Annotated[
        bool, typer.Option("--whole", help="检索全部判决，再取候选池内的次序")
    ] = False,
    fit: Annotated[bool, typer.Option("--fit", help="重新学习各部分的权重，按查询 5 折")] = False,
    run: Annotated[Path | None, typer.Option(help="把排序写成 TREC 格式的文件")] = None,
    json: Annotated[bool, typer.Option("--json", help="输出 JSON，含逐个查询")] = False,
) -> None:
    """Rank each pool by the real search, and by BM25, TF-IDF and vectors alone."""
    judged = read_judged(queries, labels=labels, pools=pools)
    wanted = None if whole else {one for pool in judged.pools.values() for one in pool}
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings().model_copy(
            update={"data_dir": Path(folder), "database_url": "", "qdrant_url": ""}
        )
        with open_service(settings, upgrade=True) as service:
            cases = _taken_in(service, _rows(corpus, wanted), settings.reading_processes)
            found = _found(service, judged, cases, charges=charges, whole=whole)
            rankings: dict[str, Ranking] = {"lianjian": _orders(found, judged)}
            rankings |= baseline_rankings(service.reader, judged, _rows(corpus, None))
    if fit:
        rankings["lianjian（5 折学权重）"] = _fitted(found, judged)
    scores = {name: scores_of(ranking, judged) for name, ranking in rankings.items()}
    if run:
        _write_run(run, rankings["lianjian"])
    if json:
        tests = {
            name: significance(scores["lianjian"], each)
            for name, each in scores.items()
            if name != "lianjian"
        }
        means = {name: each.means for name, each in scores.items()}
        print_json({"means": means, "p": tests, "queries": scores["lianjian"].queries})
        return
    table = Table("排序", *scores["lianjian"].means, "p", title=f"{len(judged.queries)} 个查询")
    for name, each in scores.items():
        own = name == "lianjian"
        p = "" if own else f"{significance(scores['lianjian'], each)['NDCG@10']:.3f}"
        table.add_row(name, *(f"{value:.4f}" for value in each.means.values()), p)
    console.print(table)


def _found(
    service: Service, judged: Judged, cases: Mapping[str, CaseId], *, charges: bool, whole: bool
) -> dict[str, list[tuple[str, SimilarCase]]]:
    """What the search answers to each query, with the ids of the corpus."""
    names = {case_id: name for name, case_id in cases.items()}
    found: dict[str, list[tuple[str, SimilarCase]]] = {}
    with progress_bar() as progress:
        for query_id, text in progress.track(judged.queries.items(), description="检索"):
            pool = [cases[one] for one in judged.pools[query_id] if one in cases]
            query = service.case_query(service.analyse(RawFile("新案.txt", text.encode())))
            if charges:
                query = _with_charges(query, judged.charges[query_id])
            answer = service.similar.find(
                query,
                criteria=Criteria() if whole else Criteria(cases=tuple(pool)),
                limit=len(pool),
            )
            found[query_id] = [(names[one.case.id], one) for one in answer.cases]
    return found


def _with_charges(query: CaseQuery, names: Sequence[str]) -> CaseQuery:
    crimes = {(charge_of_name(name) or name.removesuffix("罪") + "罪"): 1.0 for name in names}
    return replace(query, features=replace(query.features, crimes=crimes))


def _orders(found: Mapping[str, list[tuple[str, SimilarCase]]], judged: Judged) -> Ranking:
    """The pool in the order of the search; what it did not answer comes last."""
    orders: dict[str, list[str]] = {}
    for query_id, answers in found.items():
        pool = judged.pools[query_id]
        ranked = [name for name, _ in answers if name in set(pool)]
        orders[query_id] = [*ranked, *sorted(set(pool) - set(ranked))]
    return orders


def _fitted(found: Mapping[str, list[tuple[str, SimilarCase]]], judged: Judged) -> Ranking:
    """Rankings of queries by weights learnt on the other folds; prints those of all queries."""
    tables = {
        query_id: PartTable(
            tuple(name for name, _ in answers),
            tuple(_values(one) for _, one in answers),
            tuple(judged.grades.get(query_id, {}).get(name, 0) for name, _ in answers),
        )
        for query_id, answers in found.items()
    }
    learnt = fit_weights(tables.values(), WEIGHTS)
    notices.print("全部查询上学得：" + "，".join(f"{k} {v:.3f}" for k, v in learnt.items()))
    orders = cross_validated(tables, WEIGHTS, folds=_FOLDS)
    return {
        query_id: [*order, *sorted(set(judged.pools[query_id]) - set(order))]
        for query_id, order in orders.items()
    }


def _values(one: SimilarCase) -> dict[str, float]:
    """The values of the parts as they count: a part that weighs less in a query is worth less."""
    return {part.name: part.contribution / WEIGHTS[part.name] for part in one.parts}


def _rows(corpus: Path, wanted: set[str] | None) -> Iterator[RawFile]:
    if not corpus.is_file():
        raise NotFound(id=str(corpus))
    with lzma.open(corpus, "rb") if corpus.suffix == ".xz" else corpus.open("rb") as lines:
        for line in lines:
            row_id = str(orjson.loads(line)["id"])
            if wanted is None or row_id in wanted:
                yield RawFile(f"judgments#{row_id}", line.strip())


def _taken_in(service: Service, rows: Iterator[RawFile], workers: int) -> dict[str, CaseId]:
    cases: dict[str, CaseId] = {}
    with service.pool(workers=workers) as pool, progress_bar() as progress:
        task = progress.add_task("导入候选判决", total=None)
        for outcome in service.intake(pool, desktop_principal(), Protection()).run(rows):
            if isinstance(outcome, Accepted):
                cases[outcome.name.partition("#")[2]] = outcome.case_id
            progress.update(task, advance=1)
    return cases


def _write_run(path: Path, ranking: Ranking) -> None:
    lines = (
        f"{query_id} Q0 {name} {rank} {1 / rank:.6f} lianjian"
        for query_id, order in ranking.items()
        for rank, name in enumerate(order, start=1)
    )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
