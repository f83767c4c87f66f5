"""The folder of an embedded index: made once, opened by one process, bound to its schema.

``shard/`` is the engine's; ``schema.json`` is written last, so a folder without one was never
finished and holds nothing acknowledged; ``lock`` keeps a second process out.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from qdrant_edge import (
    Distance,
    EdgeConfig,
    EdgeOptimizersConfig,
    EdgeShard,
    EdgeSparseVectorParams,
    EdgeVectorParams,
    Modifier,
    PayloadSchemaType,
    UpdateOperation,
)

from kb.errors import IndexMismatch, IndexUnavailable
from kb.index.payload import INDEXED
from kb.index.port import IndexSchema

DENSE = "dense"
SPARSE = "sparse"
_SCHEMA = "schema.json"
_SHARD = "shard"
# in KB: no graph is ever built, so a scan stays exact; 100,000 passages answer in some 6 ms
_NO_GRAPH = 10**9
_INDEX_TYPES = {
    "keyword": PayloadSchemaType.Keyword,
    "integer": PayloadSchemaType.Integer,
    "float": PayloadSchemaType.Float,
}


@dataclass(frozen=True, slots=True)
class OpenShard:
    """A shard of ours alone, until ``lock`` (a file descriptor) is closed."""

    shard: EdgeShard
    lock: int


def open_folder(path: Path, schema: IndexSchema) -> OpenShard:
    """Make or load the index in ``path``; the folder is readable by its owner only.

    ``IndexUnavailable`` INDEX_LOCKED while another process (or this one) has it open,
    ``IndexMismatch`` when it was built for another model, dictionary, dimension or layout.
    """
    with engine_errors(path):
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)
        lock = _locked(path)
        try:
            return OpenShard(_load(path, schema), lock)
        except BaseException:
            os.close(lock)
            raise


@contextmanager
def kept_unused(path: Path) -> Iterator[None]:
    """Let no process open the index in ``path`` meanwhile.

    ``IndexUnavailable`` INDEX_LOCKED while one has it open.
    """
    with engine_errors(path):
        lock = _locked(path)
    try:
        yield
    finally:
        os.close(lock)


@contextmanager
def engine_errors(path: Path) -> Iterator[None]:
    """What the engine or the file system raises becomes ``IndexUnavailable``.

    The engine raises bare ``Exception``, and on a damaged file it panics; anything else is a bug
    of ours and passes.
    """
    try:
        yield
    except BaseException as error:
        if not (type(error) is Exception or isinstance(error, OSError) or _is_panic(error)):
            raise
        reason = str(error)[:200]
        full = "No space left" in reason
        raise IndexUnavailable(
            "DISK_FULL" if full else None, path=str(path), reason=reason
        ) from error


def _is_panic(error: BaseException) -> bool:
    # the class is made at run time in the engine's binding and cannot be imported
    return type(error).__name__ == "PanicException"


def _locked(path: Path) -> int:
    lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        raise IndexUnavailable("INDEX_LOCKED", path=str(path)) from error
    return lock


def _load(path: Path, schema: IndexSchema) -> EdgeShard:
    written = path / _SCHEMA
    if not written.exists():
        shutil.rmtree(path / _SHARD, ignore_errors=True)
        shard = _created(path / _SHARD, schema.dimension)
        _write_durably(written, json.dumps(asdict(schema), ensure_ascii=False))
        return shard
    found = _read_schema(written)
    if found != schema:
        raise IndexMismatch(path=str(path), expected=asdict(schema), found=asdict(found))
    return EdgeShard.load(str(path / _SHARD))


def _created(folder: Path, dimension: int) -> EdgeShard:
    folder.mkdir()
    shard = EdgeShard.create(
        str(folder),
        EdgeConfig(
            vectors={DENSE: EdgeVectorParams(size=dimension, distance=Distance.Cosine)},
            sparse_vectors={SPARSE: EdgeSparseVectorParams(modifier=Modifier.Idf)},
            optimizers=EdgeOptimizersConfig(indexing_threshold=_NO_GRAPH),
        ),
    )
    for key, kind in INDEXED:
        shard.update(UpdateOperation.create_field_index(key, _INDEX_TYPES[kind]))
    shard.flush()
    return shard


def _read_schema(path: Path) -> IndexSchema:
    try:
        return IndexSchema(**json.loads(path.read_text("utf-8")))
    except (ValueError, TypeError) as error:
        raise IndexMismatch(path=str(path), reason="schema.json is not readable") from error


def _write_durably(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
