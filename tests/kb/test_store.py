"""The register of documents on SQLite and PostgreSQL: what is kept comes back as it was."""

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from kb.errors import InvalidQuery, NotFound, StoreError
from kb.governance.access import Principal, desktop_principal
from kb.model import StatuteRef, TaggedDocument
from kb.retrieval.case_labels import case_labels
from kb.store.acquisition import acquire
from kb.store.cases import CaseStore, case_id_of
from kb.store.catalogue import DocumentCatalogue
from kb.store.documents import DocumentStore
from kb.store.duplicates import DuplicateStore
from kb.store.jobs import FINISHED, INTERRUPTED, Job, JobResult, JobStore
from kb.store.lookup import Lookup
from kb.store.outbox import Outbox
from kb.store.schema import check_schema, current_revision, newest_revision
from kb.store.session import Transactions, open_engine
from kb.store.tables import Row

Reading = Callable[..., TaggedDocument]
FACTS = "被告人张某利用职务便利为某公司承揽工程提供帮助，先后三次收受现金共计二十万元。"


def keep(transactions: Transactions, *documents: TaggedDocument, case: str = "") -> None:
    with transactions.writing() as session:
        DocumentStore(session).add_all(
            {
                one.document.id: (
                    acquire(one, content=one.document.text.encode()),
                    case_id_of(case or one.document.id),
                )
                for one in documents
            }
        )


def test_a_kept_document_comes_back_equal(transactions: Transactions, reading: Reading) -> None:
    document = reading(FACTS, case_no="（2021）某01刑初1号", label="causes:power_money_trade")
    keep(transactions, document)
    with transactions.reading() as session:
        store = DocumentStore(session)
        assert store.get(document.document.id) == document
        assert store.original(document.document.id) == FACTS.encode()


def test_a_document_is_named_by_prefix_or_case_number(
    transactions: Transactions, reading: Reading
) -> None:
    document = reading(FACTS, case_no="（2021）某01刑初1号")
    keep(transactions, document)
    with transactions.reading() as session:
        store = DocumentCatalogue(session)
        assert store.resolve(document.document.id[:8]) == document.document.id
        assert store.resolve("（2021）某01刑初1号") == document.document.id
        with pytest.raises(NotFound):
            store.resolve("（2021）某01刑初9号")


def test_keeping_a_document_owes_the_index_one(
    transactions: Transactions, reading: Reading
) -> None:
    document = reading(FACTS)
    keep(transactions, document)
    with transactions.writing() as session:
        outbox = Outbox(session)
        assert [(p.document_id, p.action) for p in outbox.pending()] == [
            (document.document.id, "upsert")
        ]
        outbox.settle([p.id for p in outbox.pending()])
        assert outbox.size() == 0


def test_a_failed_transaction_leaves_nothing(transactions: Transactions, reading: Reading) -> None:
    document = reading(FACTS)
    with pytest.raises(StoreError), transactions.writing() as session:
        one = (acquire(document, content=b"x"), case_id_of("a"))
        DocumentStore(session).add_all({document.document.id: one})
        DocumentStore(session).add_all({document.document.id: one})
    with transactions.reading() as session:
        assert DocumentCatalogue(session).page() == ()
        assert Outbox(session).size() == 0


def test_deleting_removes_rows_and_the_empty_case(
    transactions: Transactions, reading: Reading
) -> None:
    document = reading(FACTS, label="causes:power_money_trade")
    keep(transactions, document)
    with transactions.writing() as session:
        DocumentStore(session).delete(document.document.id)
    with transactions.reading() as session:
        with pytest.raises(NotFound):
            DocumentStore(session).get(document.document.id)
        assert CaseStore(session).summaries([case_id_of(document.document.id)]) == {}
        assert Outbox(session).pending()[-1].action == "delete"


def test_a_case_gathers_what_its_documents_say(
    transactions: Transactions, reading: Reading
) -> None:
    one = reading(FACTS, label="causes:power_money_trade")
    two = reading("某局采购没有制定管理办法。", name="乙.txt", label="loopholes:no_rule")
    keep(transactions, one, two, case="案卷一")
    with transactions.reading() as session:
        case = CaseStore(session).summaries([case_id_of("案卷一")])[case_id_of("案卷一")]
        assert case.documents == 2
        assert set(case.labels) == {"causes:power_money_trade", "loopholes:no_rule"}
        assert case.offences == ("bribery_taking",)
        assert CaseStore(session).with_labels(["loopholes:no_rule"]) == {case.id}


def test_the_labels_of_a_case_are_gathered_with_their_best_words(
    transactions: Transactions, reading: Reading
) -> None:
    one = reading("某局采购没有制定管理办法。", label="loopholes:no_rule")
    two = reading("某院采购也没有办法。", name="乙.txt", label="loopholes:no_rule")
    three = reading(FACTS, name="丙.txt", label="causes:power_money_trade")
    keep(transactions, one, two, three, case="案卷二")
    with transactions.reading() as session:
        cause, loophole = case_labels(session, case_id_of("案卷二"))
        assert (cause.key, cause.sentences, cause.documents) == ("causes:power_money_trade", 1, 1)
        assert (loophole.key, loophole.sentences, loophole.documents) == ("loopholes:no_rule", 2, 2)
        assert loophole.confidence == 0.9
        assert {quote.text for quote in loophole.best} == {
            "某局采购没有制定管理办法。",
            "某院采购也没有办法。",
        }
        with pytest.raises(NotFound):
            case_labels(session, case_id_of("没有这一案"))


def test_moving_a_document_joins_cases(transactions: Transactions, reading: Reading) -> None:
    one, two = reading(FACTS), reading("某局采购没有制定管理办法。", name="乙.txt")
    keep(transactions, one, two)
    target = case_id_of(one.document.id)
    with transactions.writing() as session:
        CaseStore(session).move(two.document.id, target)
    with transactions.reading() as session:
        assert len(DocumentCatalogue(session).of_case(target)) == 2
        assert CaseStore(session).summaries([case_id_of(two.document.id)]) == {}


def test_near_duplicates_are_proposed_and_decided(
    transactions: Transactions, reading: Reading
) -> None:
    long = FACTS * 6
    one, two = reading(long), reading(long + "落款", name="转载.txt")
    other = reading("某县卫健局设备科长在采购核磁设备时指定品牌并收受回扣。" * 4, name="丙.txt")
    keep(transactions, one, two, other)
    with transactions.writing() as session:
        store = DuplicateStore(session)
        sketches = [(d.document.id, acquire(d, content=b"").sketch) for d in (one, two, other)]
        proposals = store.propose(sketches)
        assert [{p.document_id, p.other_id} for p in proposals] == [
            {one.document.id, two.document.id}
        ]
        store.decide(one.document.id, two.document.id, decision="same")
        assert store.listed(status="proposed") == ()
        with pytest.raises(InvalidQuery):
            store.decide(one.document.id, two.document.id, decision="merge")


def test_look_up_by_number_and_article(transactions: Transactions, reading: Reading) -> None:
    document = reading(FACTS, case_no="（2021）某01刑初1号")
    keep(transactions, document)
    with transactions.reading() as session:
        lookup = Lookup(session)
        assert [h.own for h in lookup.by_number("（2021）某01刑初1号")] == [True]
        assert len(lookup.citing(StatuteRef("刑法", 385))) == 1
        assert lookup.citing(StatuteRef("刑法", 386)) == ()


def test_a_job_is_saved_and_interrupted_jobs_say_so(transactions: Transactions) -> None:
    with transactions.writing() as session:
        store = JobStore(session)
        finished, running = (store.create(total=n, owner="u1") for n in (1, 2))
        store.save(Job(finished, FINISHED, 1, 1, (JobResult("甲.pdf", "accepted", "d", "c"),)))
        assert store.interrupt_running() == 1
        assert store.get(running).state == INTERRUPTED
        assert store.get(finished).results[0].name == "甲.pdf"


def test_a_job_is_told_to_whoever_gave_it(transactions: Transactions) -> None:
    with transactions.writing() as session:
        job = JobStore(session).get(JobStore(session).create(total=1, owner="u1"))
    for who in (Principal("u1", "甲"), desktop_principal()):
        job.require_owner(who)
    with pytest.raises(NotFound):
        job.require_owner(Principal("u2", "乙"))


def test_an_empty_database_asks_for_an_upgrade(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(StoreError) as refused:
        check_schema(engine)
    assert refused.value.code == "SCHEMA_OUTDATED"
    assert current_revision(engine) == ""


# SQLite cannot tell what an index over an expression is made of; PostgreSQL can
@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_the_migrations_make_what_the_program_expects(transactions: Transactions) -> None:
    with transactions.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Row.metadata) == []


def test_the_newest_migration_is_told_by_the_name_of_its_file(transactions: Transactions) -> None:
    assert current_revision(transactions.engine) == newest_revision()


def test_a_newer_database_is_refused(transactions: Transactions) -> None:
    with transactions.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError) as refused:
        check_schema(transactions.engine)
    assert refused.value.code == "SCHEMA_NEWER"


def test_the_planner_is_told_how_the_tables_are_filled(
    transactions: Transactions, reading: Reading
) -> None:
    keep(transactions, reading(FACTS))
    transactions.refresh_statistics()
    transactions.refresh_statistics()  # again, over its own tables
    if transactions.engine.dialect.name == "sqlite":
        with transactions.reading() as session:
            told = set(session.scalars(text("SELECT tbl FROM sqlite_stat1")))
        assert "documents" in told
