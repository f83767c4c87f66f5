"""The folder of the embedded index: it lasts, and is bound to its schema and to one process."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.errors import IndexMismatch, IndexUnavailable
from kb.index.edge import EdgeIndex
from kb.index.port import IndexedPoint, IndexSchema

MakePoint = Callable[..., IndexedPoint]

_HOLD = """
import sys
from pathlib import Path
from kb.index.edge import EdgeIndex
from kb.index.port import IndexSchema
index = EdgeIndex.open(Path(sys.argv[1]), IndexSchema(16, "char-256", "lexicon-1", 1))
print("open", flush=True)
sys.stdin.read()
"""

# writes passages without end and says after each batch how many it has been promised to keep
_WRITE = """
import sys, uuid
from pathlib import Path
import numpy as np
from kb.index.edge import EdgeIndex
from kb.index.port import IndexedPoint, IndexSchema, PointPayload, SparseVector
index = EdgeIndex.open(Path(sys.argv[1]), IndexSchema(16, "char-256", "lexicon-1", 1))
terms = SparseVector(np.array([1], np.uint32), np.array([1.0], np.float32))
def point(n):
    payload = PointPayload("case", f"document-{n}", n, 0, 9, "regulation", "article")
    return IndexedPoint(str(uuid.UUID(int=n)), np.full(16, n + 1.0, np.float32), terms, payload)
done = 0
while True:
    index.upsert([point(n) for n in range(done, done + 20)])
    done += 20
    print(done, flush=True)
"""


def missing(index: EdgeIndex, acknowledged: int) -> set[str]:
    held = dict(index.document_ids())
    return {f"document-{n}" for n in range(acknowledged)} - held.keys()


def start(script: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_reopening_keeps_everything(
    folder: Path, schema: IndexSchema, make_point: MakePoint
) -> None:
    points = [make_point(number) for number in range(50)]
    index = EdgeIndex.open(folder, schema)
    index.upsert(points)
    before = index.search(dense=points[3].dense, sparse=points[3].sparse, limit=50)
    index.close()
    again = EdgeIndex.open(folder, schema)
    assert again.search(dense=points[3].dense, sparse=points[3].sparse, limit=50) == before
    assert again.schema == schema
    again.close()


def test_what_was_deleted_stays_deleted(
    folder: Path, schema: IndexSchema, make_point: MakePoint
) -> None:
    index = EdgeIndex.open(folder, schema)
    index.upsert([make_point(number) for number in range(50)])
    index.delete_document("document-9")
    index.close()
    again = EdgeIndex.open(folder, schema)
    assert again.count() == 45
    assert "document-9" not in dict(again.document_ids())
    again.close()


def test_the_folder_is_its_owners_alone(tmp_path: Path, schema: IndexSchema) -> None:
    EdgeIndex.open(tmp_path / "deep" / "index", schema).close()
    assert (tmp_path / "deep" / "index").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"dimension": 32}, id="dimension"),
        pytest.param({"model": "char-512"}, id="model"),
        pytest.param({"dictionary": "lexicon-2"}, id="dictionary"),
        pytest.param({"version": 2}, id="version"),
    ],
)
def test_an_index_of_another_schema_is_refused_and_left_alone(
    folder: Path, schema: IndexSchema, make_point: MakePoint, change: dict[str, object]
) -> None:
    index = EdgeIndex.open(folder, schema)
    index.upsert([make_point(1)])
    index.close()
    with pytest.raises(IndexMismatch) as caught:
        EdgeIndex.open(folder, replace(schema, **change))  # type: ignore[arg-type]
    assert caught.value.code == "INDEX_MISMATCH"
    assert caught.value.context["found"] != caught.value.context["expected"]
    again = EdgeIndex.open(folder, schema)
    assert again.count() == 1
    again.close()


def test_a_folder_never_finished_is_made_anew(folder: Path, schema: IndexSchema) -> None:
    (folder / "schema.json").unlink()
    index = EdgeIndex.open(folder, schema)
    assert index.count() == 0
    index.close()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"dimension": 16}', '{"unknown": 1}'])
def test_a_schema_that_cannot_be_read_is_a_mismatch(
    folder: Path, schema: IndexSchema, text: str
) -> None:
    (folder / "schema.json").write_text(text)
    with pytest.raises(IndexMismatch):
        EdgeIndex.open(folder, schema)


def test_a_damaged_folder_is_unavailable(tmp_path: Path, folder: Path, schema: IndexSchema) -> None:
    other = Path(shutil.copytree(folder, tmp_path / "truncated"))
    for status in other.glob("shard/segments/*/payload_index/*/is_null/status.dat"):
        os.truncate(status, 0)
    shutil.rmtree(folder / "shard")
    (tmp_path / "file").write_text("not a folder")
    for path in (folder, other, tmp_path / "file"):
        with pytest.raises(IndexUnavailable) as caught:
            EdgeIndex.open(path, schema)
        assert caught.value.code == "INDEX_UNAVAILABLE"


def test_one_process_has_it_at_a_time(folder: Path, schema: IndexSchema) -> None:
    holder = start(_HOLD, folder)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(IndexUnavailable) as caught:
            EdgeIndex.open(folder, schema)
        assert caught.value.code == "INDEX_LOCKED"
    finally:
        holder.communicate("")
    index = EdgeIndex.open(folder, schema)
    with pytest.raises(IndexUnavailable):
        EdgeIndex.open(folder, schema)
    index.close()
    EdgeIndex.open(folder, schema).close()


def test_a_killed_process_loses_nothing_acknowledged(folder: Path, schema: IndexSchema) -> None:
    acknowledged = 0
    for target in (200, 500):
        writer = start(_WRITE, folder)
        assert writer.stdout is not None
        for line in writer.stdout:
            if int(line) >= target:
                writer.send_signal(signal.SIGKILL)
                break
        rest = writer.stdout.read().split()
        acknowledged = int(rest[-1]) if rest else target
        assert writer.wait() == -signal.SIGKILL
        writer.communicate()
        index = EdgeIndex.open(folder, schema)
        assert missing(index, acknowledged) == set()
        # the control: a passage never written is seen to be missing
        assert missing(index, index.count() + 1) == {f"document-{index.count()}"}
        assert index.search(dense=np.ones(16, np.float32), sparse=None, limit=1) != []
        index.close()
