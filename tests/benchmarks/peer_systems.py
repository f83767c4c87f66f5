"""One system of ``peers_bench.py``, in this process: ``peer_systems.py DATA NAME``; prints JSON.

It takes the papers in, then answers the queries over all of them. Only the standard library is
needed to start, as the peers may live in an environment of their own.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from peer_corpus import Paper, Search, Taken, judgments, measured, pool_order, statutes

ROOT = Path(__file__).resolve().parents[2]
PEERS = {
    "langchain": ("langchain-community", "rank-bm25"),
    "haystack": ("haystack-ai",),
    "txtai": ("txtai",),
    "bm25s": ("bm25s",),
}
DEEP, SAMPLE = 200, 500


def words_of(cut: Any, text: str) -> list[str]:
    """The words of a text as rjieba cuts them, without marks and blanks."""
    return [word for word in cut(text, False) if word[0].isalnum()]


def langchain(papers: Sequence[Paper], cut: Any) -> Search:
    from langchain_community.retrievers import BM25Retriever

    retriever = BM25Retriever.from_texts(
        [paper.text for paper in papers],
        ids=[paper.name for paper in papers],
        preprocess_func=lambda text: words_of(cut, text),
    )

    def search(query: str, limit: int) -> list[str]:
        retriever.k = limit
        return [str(one.id) for one in retriever.invoke(query)]

    return search


def haystack(papers: Sequence[Paper], cut: Any) -> Search:
    from haystack import Document
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    store = InMemoryDocumentStore(bm25_tokenization_regex=r"\S+")
    store.write_documents(
        [Document(id=one.name, content=" ".join(words_of(cut, one.text))) for one in papers]
    )
    retriever = InMemoryBM25Retriever(store)

    def search(query: str, limit: int) -> list[str]:
        spaced = " ".join(words_of(cut, query))
        return [one.id for one in retriever.run(query=spaced, top_k=limit)["documents"]]

    return search


def txtai(papers: Sequence[Paper], cut: Any) -> Search:
    """Hybrid: BM25 and the vectors of whole documents, weighed equally as is its default."""
    import numpy as np
    from txtai import Embeddings

    from nlp.encoder import unit_rows
    from nlp.static_model import read_static_model

    model = read_static_model(ROOT / "nlp/models/embedding")
    rows = {term: row for row, term in enumerate(model.terms)}

    def transform(texts: Sequence[str]) -> Any:
        chosen = ([rows.get(word, 0) for word in text.split()] for text in texts)
        return unit_rows(np.stack([model.vectors[one].sum(axis=0) for one in chosen]))

    words = {"method": "bm25", "terms": True, "normalize": True, "tokenizer": {"whitespace": True}}
    index = Embeddings(method="external", transform=transform, scoring=words)
    index.index((one.name, " ".join(words_of(cut, one.text)), None) for one in papers)
    return lambda query, limit: [
        name for name, _ in index.search(" ".join(words_of(cut, query)), limit)
    ]


def bm25s(papers: Sequence[Paper], cut: Any) -> Search:
    import bm25s as engine

    retriever = engine.BM25()
    retriever.index([words_of(cut, one.text) for one in papers], show_progress=False)
    names = [one.name for one in papers]

    def search(query: str, limit: int) -> list[str]:
        asked = [words_of(cut, query)]
        found, _ = retriever.retrieve(asked, k=limit, show_progress=False)
        return [names[row] for row in found[0]]

    return search


def peer(name: str, papers: list[Paper], queries: dict[str, str], pools: Any) -> dict[str, Any]:
    build = {"langchain": langchain, "haystack": haystack, "txtai": txtai, "bm25s": bm25s}[name]
    try:
        import rjieba

        versions = " + ".join(f"{one} {metadata.version(one)}" for one in PEERS[name])
        __import__({"langchain": "langchain_community.retrievers"}.get(name, name))
    except ImportError:
        return {"missing": True}
    rjieba.cut("装载词典", False)
    with Taken() as taken:
        search = build(papers, rjieba.cut)
    told = {"version": versions, "seconds": taken.seconds, "cpu": taken.cpu}
    return told | measured(search, queries, pools, len(papers))


def ours(papers: list[Paper], queries: dict[str, str], pools: Any) -> dict[str, Any]:
    """The real pipeline: reading processes are started, everything read and written, all flushed.

    ``index_rate``: documents a CPU second, of vectors and index alone, on a sample already read.
    """
    from api.settings import load_settings
    from api.wiring import Service, index_schema, open_service
    from ingest.pipeline import Accepted
    from kb.governance.access import Protection, desktop_principal
    from kb.index.edge import EdgeIndex
    from kb.index.points import index_entry
    from kb.model import CaseId, RawFile
    from kb.retrieval.criteria import Criteria

    files = [RawFile(one.name, one.content) for one in papers]

    def index_rate(service: Service, folder: str) -> float:
        chosen = files[:: max(1, len(files) // SAMPLE)]
        tagged = [service.analyse(one) for one in chosen]
        index = EdgeIndex.open(Path(folder) / "alone", index_schema(service.reader))
        with Taken() as taken:
            for one in tagged:
                entry = index_entry(one, service.reader.vectorize(one))
                index.upsert(list(entry.points(CaseId(one.document.id))))
            index.flush()
        index.close()
        return len(tagged) / taken.cpu

    with tempfile.TemporaryDirectory() as folder:
        own = {"data_dir": Path(folder), "database_url": "", "qdrant_url": ""}
        settings = load_settings().model_copy(update=own)
        with open_service(settings, upgrade=True) as service:
            with Taken() as taken, service.pool(workers=settings.reading_processes) as pool:
                intake = service.intake(pool, desktop_principal(), Protection())
                kept = [one for one in intake.run(files) if isinstance(one, Accepted)]
            names = {one.case_id: one.name for one in kept}
            cases = {one.name: one.case_id for one in kept}

            def search(text: str, limit: int, within: Sequence[str] = ()) -> list[str]:
                query = service.case_query(service.analyse(RawFile("新案.txt", text.encode())))
                chosen = Criteria(cases=tuple(cases[one] for one in within if one in cases))
                found = service.similar.find(query, criteria=chosen, limit=limit)
                return [names[one.case.id] for one in found.cases]

            told = measured(search, queries, pools, DEEP)
            told["within"] = {
                one: pool_order(search(text, len(pools[one]), pools[one]), pools[one])
                for one, text in queries.items()
            }
            told["index_rate"] = index_rate(service, folder)
    version = metadata.version("lianjian")
    return told | {"version": version, "seconds": taken.seconds, "cpu": taken.cpu}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("name", choices=("lianjian", *PEERS))
    parser.add_argument("--judgments", type=int)
    parser.add_argument("--statutes", type=int)
    parser.add_argument("--field", choices=("text", "fact"), default="text")
    given = parser.parse_args()
    named = given.name == "lianjian"
    papers = judgments(given.data, given.judgments, "text" if named else given.field)
    papers += statutes(given.data, given.statutes)
    lines = (given.data / "lecard/queries_dev.jsonl").read_text(encoding="utf-8").splitlines()
    queries = {str(row["query_id"]): row["text"] for row in map(json.loads, lines)}
    pools = json.loads((given.data / "lecard/pools_dev.json").read_bytes())
    pools = {name: [str(one) for one in pools[name]] for name in queries}
    told = ours(papers, queries, pools) if named else peer(given.name, papers, queries, pools)
    print(json.dumps(told | {"documents": len(papers)}))


if __name__ == "__main__":
    main()
