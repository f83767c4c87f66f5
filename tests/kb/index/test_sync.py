"""SQL and the index after crashes, deletions and damage: the outbox and ``heal`` put it right."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from kb.governance.access import Level, Principal, Protection, desktop_principal
from kb.governance.audit import AuditEntry
from kb.governance.grants import Grants
from kb.index.access import index_filter
from kb.index.edge import EdgeIndex
from kb.index.filters import Match
from kb.index.points import PassageVectors, index_entry, point_id
from kb.index.port import IndexSchema
from kb.index.sync import IndexSync
from kb.model import Span, TaggedDocument
from kb.review.decisions import Answer, Choice, ProposalId
from kb.store.acquisition import acquire
from kb.store.cases import CaseStore, case_id_of
from kb.store.document_words import DocumentWords
from kb.store.documents import DocumentStore
from kb.store.governance_tables import DepartmentRow
from kb.store.outbox import Outbox
from kb.store.reviews import ReviewStore
from kb.store.schema import upgrade_schema
from kb.store.session import Transactions, open_engine
from kb.word_weights import WordWeights

Reading = Callable[..., TaggedDocument]
SCHEMA = IndexSchema(dimension=4, model="test", dictionary="test", version=1)


def vectorize(tagged: TaggedDocument) -> PassageVectors:
    """One-hot vectors by the length of the text: enough to be found again."""
    count = len(tagged.passages)
    dense = np.zeros((count, 4), dtype=np.float32)
    dense[:, len(tagged.document.text) % 4] = 1.0
    return PassageVectors(
        dense=dense,
        offsets=np.arange(count + 1, dtype=np.int64),
        indices=np.arange(count, dtype=np.uint32),
        values=np.ones(count, dtype=np.float32),
        words=WordWeights(
            np.array([7], np.uint32), np.array([len(tagged.document.text)], np.uint8)
        ),
    )


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


def keep(store: Transactions, tagged: TaggedDocument) -> str:
    document_id = tagged.document.id
    with store.writing() as session:
        DocumentStore(session).add_all(
            {document_id: (acquire(tagged, content=b""), case_id_of(document_id))}
        )
    return document_id


def test_ids_of_points_are_the_uuid5_of_document_and_number() -> None:
    namespace = uuid.UUID("5a1c7f0e-3c7b-5d57-9f0e-6c69616e6a69")
    for number in range(64):
        assert point_id("ab" * 32, number) == str(uuid.uuid5(namespace, f"{'ab' * 32}/{number}"))


def test_what_sql_committed_reaches_the_index_later(
    store: Transactions, index: EdgeIndex, reading: Reading
) -> None:
    document_id = keep(store, reading("甲案：收受现金。"))
    sync = IndexSync(store, index, vectorize)
    assert not sync.compare().clean
    assert sync.drain() == 1
    assert sync.compare().clean
    assert dict(index.document_ids()) == {document_id: 1}


def test_the_words_of_a_document_go_to_sql_with_it(
    store: Transactions, index: EdgeIndex, reading: Reading
) -> None:
    document_id = keep(store, reading("甲案：收受现金。"))
    IndexSync(store, index, vectorize).drain()
    with store.reading() as session:
        ((case_id, words),) = DocumentWords(session).of_cases([case_id_of(document_id)])
    assert case_id == case_id_of(document_id)
    assert (words.indices.tolist(), words.strengths.tolist()) == ([7], [8])


def test_repeating_a_step_changes_nothing(
    store: Transactions, index: EdgeIndex, reading: Reading
) -> None:
    tagged = reading("甲案：收受现金。")
    keep(store, tagged)
    sync = IndexSync(store, index, vectorize)
    for _ in range(2):
        sync.write([(index_entry(tagged, vectorize(tagged)), case_id_of("x"))], outbox=[1])
        sync.settle()
    assert sync.compare().clean


def test_a_deletion_follows(store: Transactions, index: EdgeIndex, reading: Reading) -> None:
    document_id = keep(store, reading("甲案：收受现金。"))
    sync = IndexSync(store, index, vectorize)
    sync.drain()
    with store.writing() as session:
        DocumentStore(session).delete(document_id)
    assert sync.compare().orphaned == (document_id,)
    sync.drain()
    assert sync.compare().clean


def test_a_move_to_another_case_follows(
    store: Transactions, index: EdgeIndex, reading: Reading
) -> None:
    one, two = keep(store, reading("甲案：收受现金。")), keep(store, reading("乙案：虚报。"))
    sync = IndexSync(store, index, vectorize)
    sync.drain()
    with store.writing() as session:
        CaseStore(session).move(two, case_id_of(one))
    sync.drain()
    assert index.facet("case_id") == [(case_id_of(one), 2)]


def test_the_index_follows_what_people_decide_on_labels(
    store: Transactions, index: EdgeIndex, reading: Reading
) -> None:
    document_id = keep(store, reading("甲案：没有制度。", label="loopholes:no_rule"))
    sync = IndexSync(store, index, vectorize)
    sync.drain()
    assert index.facet("labels") == [("loopholes:no_rule", 1)]
    proposal = ProposalId(document_id, 0, "loopholes:no_rule")
    with store.writing() as session:
        ReviewStore(session).decide(proposal, Answer(Choice.REJECT, "甲"))
        added = Answer(Choice.ADD, "甲", span=Span(0, 3))
        ReviewStore(session).add(document_id, "loopholes:no_trace", added)
    sync.drain()
    assert index.facet("labels") == [("loopholes:no_trace", 1)]
    assert index.count(Match("labels", "loopholes:no_rule")) == 0
    assert sync.compare().clean
    with store.writing() as session:
        Outbox(session).enqueue_all()
    sync.drain()
    assert index.facet("labels") == [("loopholes:no_trace", 1)]


def test_damage_is_named_and_healed(
    store: Transactions, index: EdgeIndex, reading: Reading
) -> None:
    kept, lost = keep(store, reading("甲案：收受现金。")), keep(store, reading("乙案：虚报。"))
    sync = IndexSync(store, index, vectorize)
    sync.drain()
    index.delete_document(lost)
    stray = reading("丙案：不在库中。")
    entry = index_entry(stray, vectorize(stray))
    index.upsert(list(entry.points("case-stray")))
    found = sync.compare()
    assert (found.missing, found.orphaned) == ((lost,), (stray.document.id,))
    sync.heal(found)
    assert sync.compare().clean
    assert set(dict(index.document_ids())) == {kept, lost}


def test_everything_can_be_queued_again(
    store: Transactions, index: EdgeIndex, reading: Reading
) -> None:
    keep(store, reading("甲案：收受现金。"))
    keep(store, reading("乙案：虚报。"))
    with store.writing() as session:
        assert Outbox(session).enqueue_all() == 2
    told: list[tuple[int, int]] = []
    IndexSync(store, index, vectorize).drain(progress=lambda done, all_: told.append((done, all_)))
    assert told == [(2, 2)]


def test_readers_follow_the_level_and_the_grants_of_the_case(
    store: Transactions, index: EdgeIndex, reading: Reading
) -> None:
    document_id = keep(store, reading("甲案：收受现金。"))
    case_id = case_id_of(document_id)
    sync = IndexSync(store, index, vectorize)
    sync.drain()
    stranger = Principal("u1", "甲", "d2", clearance=Level.SENSITIVE)
    assert index.count(index_filter(stranger)) == 1
    entries: list[AuditEntry] = []
    with store.writing() as session:
        session.add_all([DepartmentRow(id="d1", name="一室"), DepartmentRow(id="d2", name="二室")])
        session.flush()
        grants = Grants(session, entries.append)
        grants.protect(desktop_principal(), case_id, Level.SENSITIVE, department="d1")
    sync.drain()
    assert index.count(index_filter(stranger)) == 0
    assert index.count(index_filter(Principal("u2", "乙", "d1", clearance=Level.SENSITIVE))) == 1
    kept = Protection(Level.SENSITIVE, "d1")
    with store.writing() as session:
        grants = Grants(session, entries.append)
        given = grants.grant(desktop_principal(), case_id, kept, kind="department", grantee="d2")
    sync.drain()
    assert index.count(index_filter(stranger)) == 1
    with store.writing() as session:
        Grants(session, entries.append).revoke(desktop_principal(), case_id, kept, given.id)
    sync.drain()
    assert index.count(index_filter(stranger)) == 0
    assert [one.action for one in entries] == ["case.protect", "grant.give", "grant.revoke"]
