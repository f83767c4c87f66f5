"""The main path of writing: outcomes, batches, and what survives when the index fails midway."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from ingest.pipeline import Accepted, Intake, Item, Known, Outcome, Prepared
from ingest.workers import read_here
from kb.errors import IndexUnavailable, NoText
from kb.governance.access import Principal, Protection
from kb.governance.anchors import AnchorFile
from kb.index.edge import EdgeIndex
from kb.index.points import PassageVectors, index_entry
from kb.index.port import IndexedPoint, IndexSchema, VectorIndex
from kb.index.sync import IndexSync
from kb.model import (
    Document,
    DocumentKind,
    Failure,
    Header,
    Passage,
    RawFile,
    Section,
    SectionKind,
    Sentence,
    Span,
    TaggedDocument,
)
from kb.store.acquisition import acquire
from kb.store.audit import AuditEntries
from kb.store.audit_log import AuditLog
from kb.store.catalogue import DocumentCatalogue
from kb.store.schema import upgrade_schema
from kb.store.session import Transactions, open_engine
from kb.word_weights import WordWeights

SCHEMA = IndexSchema(dimension=4, model="test", dictionary="test", version=1)
LONG = "被告人张某在担任某镇财政所所长期间，采取虚列支出的手段套取资金，用于个人开支。" * 4


def understood(file: RawFile) -> TaggedDocument:
    words = file.content.decode()
    if not words:
        raise NoText("EMPTY_FILE")
    whole = Span(0, len(words))
    return TaggedDocument(
        document=Document(file.id, file.name, "text/plain", words),
        kind=DocumentKind.UNKNOWN,
        kind_confidence=0.0,
        header=Header(),
        sections=(Section(SectionKind.BODY, whole),),
        sentences=(Sentence(0, whole, 0),),
        passages=(Passage(0, whole, SectionKind.BODY),),
    )


def vectorize(tagged: TaggedDocument) -> PassageVectors:
    return PassageVectors(
        dense=np.eye(1, 4, dtype=np.float32),
        offsets=np.array([0, 1], dtype=np.int64),
        indices=np.array([7], dtype=np.uint32),
        values=np.ones(1, dtype=np.float32),
        words=WordWeights(np.array([7], np.uint32), np.array([85], np.uint8)),
    )


def prepare(file: RawFile) -> Prepared:
    tagged = understood(file)
    return Prepared(
        acquire(tagged, content=file.content), index_entry(tagged, vectorize(tagged)), ()
    )


def prepare_all(files: Iterable[RawFile]) -> Iterator[Item]:
    return read_here(prepare, files)


class Failing:
    """An index whose first write fails, as a full disk or a lost server would make it."""

    def __init__(self, inner: EdgeIndex) -> None:
        self.inner = inner
        self.broken = True

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def upsert(self, points: Sequence[IndexedPoint]) -> None:
        if self.broken:
            self.broken = False
            raise IndexUnavailable
        self.inner.upsert(points)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Transactions]:
    opened = Transactions(open_engine(f"sqlite:///{tmp_path / 'store.db'}"))
    upgrade_schema(opened.engine)
    yield opened
    opened.close()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EdgeIndex]:
    opened = EdgeIndex.open(tmp_path / "index", SCHEMA)
    yield opened
    opened.close()


def file(name: str, words: str) -> RawFile:
    return RawFile(name, words.encode())


def intake_of(store: Transactions, sync: IndexSync) -> Intake:
    log = AuditLog(store, b"k" * 64, AnchorFile(Path("unused"), b"k" * 64))
    return Intake(store, sync, prepare_all, log, Principal("u1", "甲", "d1"), Protection())


def said(outcomes: Iterable[Outcome]) -> dict[str, str]:
    return {one.name: type(one).__name__ for one in outcomes}


def test_each_file_has_its_outcome(store: Transactions, index: EdgeIndex) -> None:
    intake = intake_of(store, IndexSync(store, index, vectorize))
    given: list[RawFile | Failure] = [
        file("甲.txt", "甲案收受现金。"),
        file("甲副本.txt", "甲案收受现金。"),
        file("空.txt", ""),
        Failure("缺.txt", "NOT_FOUND"),
        file("乙.txt", "乙案虚报补助。"),
    ]
    assert said(intake.run(given)) == {
        "甲.txt": "Accepted",
        "甲副本.txt": "Known",
        "空.txt": "Failure",
        "缺.txt": "Failure",
        "乙.txt": "Accepted",
    }
    assert said(intake.run([file("甲又名.txt", "甲案收受现金。")])) == {"甲又名.txt": "Known"}
    with store.reading() as session:
        kept = AuditEntries(session).page()
        assert {one.subject for one in kept} == {
            one.id for one in DocumentCatalogue(session).page()
        }
    assert {(one.actor, one.action) for one in kept} == {("u1", "document.add")}


def test_files_of_one_key_are_one_case(store: Transactions, index: EdgeIndex) -> None:
    intake = intake_of(store, IndexSync(store, index, vectorize))
    given = [file("卷/甲.txt", "甲案判决。"), file("卷/乙.txt", "甲案剖析。")]
    outcomes = list(intake.run(given, case_key=lambda name: name.split("/")[0]))
    assert len({cast(Accepted, one).case_id for one in outcomes}) == 1


def test_a_near_copy_is_kept_and_pointed_out(store: Transactions, index: EdgeIndex) -> None:
    intake = intake_of(store, IndexSync(store, index, vectorize))
    list(intake.run([file("原文.txt", LONG)]))
    [copy] = intake.run([file("转载.txt", LONG + "来源：某网。")])
    assert isinstance(copy, Accepted)
    assert len(copy.alike) == 1


def test_a_failing_index_loses_nothing(store: Transactions, index: EdgeIndex) -> None:
    failing = cast(VectorIndex, Failing(index))
    sync = IndexSync(store, failing, vectorize)
    intake = intake_of(store, sync)
    with pytest.raises(IndexUnavailable):
        list(intake.run([file("甲.txt", "甲案收受现金。")]))
    with store.reading() as session:
        assert len(DocumentCatalogue(session).page()) == 1
    assert not sync.compare().clean
    [second] = intake.run([file("甲.txt", "甲案收受现金。")])
    assert isinstance(second, Known)
    assert sync.compare().clean
