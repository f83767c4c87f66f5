"""An empty index of each adapter, and invented passages to put in it."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from qdrant_client import QdrantClient

from kb.index.edge import EdgeIndex
from kb.index.port import IndexedPoint, IndexSchema, PointPayload, SparseVector, VectorIndex
from kb.index.server import QdrantServerIndex

DIMENSION = 16
VOCABULARY = 400

MakePoint = Callable[..., IndexedPoint]


SCHEMA = IndexSchema(DIMENSION, model="char-256", dictionary="lexicon-1", version=1)


@pytest.fixture
def schema() -> IndexSchema:
    return SCHEMA


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty embedded index, closed: to copy is faster than to make (many syncs to the disk)."""
    path = tmp_path_factory.mktemp("empty") / "index"
    EdgeIndex.open(path, SCHEMA).close()
    return path


@pytest.fixture
def folder(tmp_path: Path, empty_folder: Path) -> Path:
    return Path(shutil.copytree(empty_folder, tmp_path / "index"))


@pytest.fixture(params=["edge", "memory", "server"])
def index(request: pytest.FixtureRequest, schema: IndexSchema) -> Iterator[VectorIndex]:
    if request.param == "edge":
        opened: VectorIndex = EdgeIndex.open(request.getfixturevalue("folder"), schema)
        yield opened
        opened.close()
    elif request.param == "memory":
        opened = QdrantServerIndex(QdrantClient(":memory:"), "passages", schema)
        yield opened
        opened.close()
    else:
        url = os.environ.get("QDRANT_URL")
        if not url:
            pytest.skip("QDRANT_URL names no Qdrant server")
        collection = f"lianjian-test-{uuid.uuid4()}"
        key = os.environ.get("QDRANT_API_KEY")
        opened = QdrantServerIndex.connect(url, api_key=key, collection=collection, schema=schema)
        yield opened
        opened.close()
        client = QdrantClient(url=url, api_key=key)
        client.delete_collection(collection)
        client.close()


@pytest.fixture
def pair(folder: Path, schema: IndexSchema) -> Iterator[tuple[VectorIndex, VectorIndex]]:
    """An embedded index and the in-memory double of the server."""
    edge = EdgeIndex.open(folder, schema)
    memory = QdrantServerIndex(QdrantClient(":memory:"), "passages", schema)
    yield edge, memory
    edge.close()
    memory.close()


@pytest.fixture
def make_point() -> MakePoint:
    """Passage ``number`` of an invented corpus of 5 passages a document, 2 documents a case."""

    def make(
        number: int,
        *,
        seed: int = 1,
        dense: np.ndarray | None = None,
        terms: dict[int, float] | None = None,
        **changes: object,
    ) -> IndexedPoint:
        random = np.random.default_rng([seed, number])
        if terms is None:
            drawn = random.choice(VOCABULARY, 12, replace=False)
            terms = {int(term): float(random.uniform(0.2, 2)) for term in drawn}
        facts: dict[str, object] = {
            "case_id": f"case-{number // 10}",
            "document_id": f"document-{number // 5}",
            "passage": number % 5,
            "start": number % 5 * 200,
            "end": number % 5 * 200 + 180,
            "kind": ("judgment_first_instance", "case_analysis", "regulation")[number // 5 % 3],
            "section": ("facts", "opinion")[number % 2],
            "offences": (("bribery_taking",), ("bribery_taking", "embezzlement"), ())[number % 3],
            "labels": ("causes:gift_grooming", "loopholes:no_rule")[: number % 3],
            "court": f"某省某市第{number // 10 % 4}人民法院",
            "year": 2000 + number % 20 if number % 7 else None,
            "amount": number * 1000.5 if number % 4 else None,
            "statutes": ("刑法:385",) if number % 2 else (),
        }
        return IndexedPoint(
            id=str(uuid.uuid5(uuid.NAMESPACE_OID, str(number))),
            dense=random.standard_normal(DIMENSION).astype(np.float32) if dense is None else dense,
            sparse=sparse_of(terms),
            payload=PointPayload(**{**facts, **changes}),  # type: ignore[arg-type]
        )

    return make


def sparse_of(terms: dict[int, float]) -> SparseVector:
    return SparseVector(
        np.array(list(terms), dtype=np.uint32), np.array(list(terms.values()), dtype=np.float32)
    )


@pytest.fixture
def sparse() -> Callable[[dict[int, float]], SparseVector]:
    return sparse_of


@pytest.fixture
def corpus(make_point: MakePoint) -> list[IndexedPoint]:
    return [make_point(number) for number in range(60)]


@pytest.fixture
def query(make_point: MakePoint) -> IndexedPoint:
    return make_point(9_999)
