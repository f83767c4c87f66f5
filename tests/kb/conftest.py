"""Stores on both databases, and small readings to keep in them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.governance.access import Level, Principal, Role, desktop_principal
from kb.governance.audit import AuditEntry
from kb.model import (
    CaseTag,
    Document,
    DocumentKind,
    Header,
    Label,
    Mention,
    Passage,
    RawFile,
    Section,
    SectionKind,
    Sentence,
    Span,
    StatuteMention,
    StatuteRef,
    TaggedDocument,
)
from kb.review.decisions import Answer, ProposalId, Status
from kb.store.acquisition import acquire
from kb.store.cases import case_id_of
from kb.store.documents import DocumentStore
from kb.store.outbox import Outbox
from kb.store.registry import Registry
from kb.store.reviews import ReviewStore
from kb.store.session import Transactions
from kb.terms import load_taxonomy
from tests.kb.stores import Stores

OpenStore = Callable[[str, Path], AbstractContextManager[Transactions]]


@pytest.fixture(scope="session")
def open_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStore]:
    """Opens an empty store: ``sqlite`` in a folder, or a ``postgresql`` schema of its own."""
    stores = Stores(tmp_path_factory.mktemp("stores"))
    yield stores.opened
    stores.drop()


@pytest.fixture(params=["sqlite", "postgresql"])
def transactions(
    request: pytest.FixtureRequest, tmp_path: Path, open_store: OpenStore
) -> Iterator[Transactions]:
    """An empty store, on SQLite and on a PostgreSQL schema of its own."""
    with open_store(request.param, tmp_path) as store:
        yield store


def make_reading(
    words: str, *, name: str = "甲.txt", case_no: str = "", label: str = ""
) -> TaggedDocument:
    """A small reading: one section, one sentence, one passage over all the words."""
    raw = RawFile(name, words.encode())
    whole = Span(0, len(words))
    number = Mention(case_no, Span(0, 1)) if case_no else None
    labels = (Label(*label.split(":"), whole, 0, 0.9, rule="测试"),) if label else ()
    return TaggedDocument(
        document=Document(raw.id, name, "text/plain", words, title=words[:10]),
        kind=DocumentKind.JUDGMENT_FIRST_INSTANCE,
        kind_confidence=0.9,
        header=Header(case_no=number, date=Mention("2021-03-04", Span(0, 1))),
        sections=(Section(SectionKind.FACTS, whole),),
        sentences=(Sentence(0, whole, 0),),
        passages=(Passage(0, whole, SectionKind.FACTS, "事实"),),
        statutes=(StatuteMention(StatuteRef("刑法", 385), Span(0, 1)),),
        labels=labels,
        tags=(CaseTag("offence", "bribery_taking", 0.9, (whole,)),),
    )


@pytest.fixture
def reading() -> Callable[..., TaggedDocument]:
    """Makes small readings."""
    return make_reading


@pytest.fixture
def paper(transactions: Transactions) -> TaggedDocument:
    """A kept document of three sentences with a label in each of the first two."""
    return keep(transactions, three_sentences())


def three_sentences() -> TaggedDocument:
    """A reading with one doubtful loophole and one surer one."""
    tagged = make_reading("采购没有制定管理办法。验收由一人完成，没有人复核。收受供应商回扣。")
    sentences, start = [], 0
    for index, words in enumerate(tagged.document.text.split("。")[:-1]):
        sentences.append(Sentence(index, Span(start, start + len(words) + 1), 0))
        start += len(words) + 1
    labels = tuple(
        Label(
            "loopholes", term, sentences[at].span, at, confidence, rule="测试", model="patterns-1.1"
        )
        for at, term, confidence in ((0, "no_rule", 0.55), (1, "audit_weak", 0.85))
    )
    return replace(tagged, sentences=tuple(sentences), labels=labels)


def keep(transactions: Transactions, tagged: TaggedDocument) -> TaggedDocument:
    """Keep it and let the index owe nothing."""
    with transactions.writing() as session:
        one = (acquire(tagged, content=b"x"), case_id_of(tagged.document.id))
        DocumentStore(session).add_all({tagged.document.id: one})
        Outbox(session).settle([p.id for p in Outbox(session).pending()])
    return tagged


@pytest.fixture
def decide(transactions: Transactions, paper: TaggedDocument) -> Callable[..., Status]:
    """Answers a proposal of the paper; gives what it comes to."""

    def answered(sentence: int, key: str, answer: Answer) -> Status:
        with transactions.writing() as session:
            proposal = ProposalId(paper.document.id, sentence, key)
            return ReviewStore(session).decide(proposal, answer).verdict.status

    return answered


@pytest.fixture
def person() -> Callable[..., Principal]:
    """Makes people: ``person("u1", Role.INVESTIGATOR, department="d1")``."""

    def made(account: str, *roles: Role, department: str = "d1", unit: str = "") -> Principal:
        return Principal(
            account=account,
            name=account,
            department=department,
            unit=unit,
            roles=frozenset(roles),
            clearance=Level.RESTRICTED,
        )

    return made


OpenRegistry = Callable[..., AbstractContextManager[Registry]]


@pytest.fixture
def registry(transactions: Transactions) -> OpenRegistry:
    """Opens a writing registry for a person (the desktop by default), at a fixed time if given.

    Audit entries are kept in the list ``entries`` where one is given.
    """

    @contextmanager
    def opened(
        principal: Principal | None = None,
        *,
        at: datetime | None = None,
        entries: list[AuditEntry] | None = None,
    ) -> Iterator[Registry]:
        kept = [] if entries is None else entries
        with transactions.writing() as session:
            yield Registry(
                session,
                principal or desktop_principal(),
                kept.append,
                load_taxonomy(),
                clock=lambda: at or datetime.now(UTC),
            )

    return opened
