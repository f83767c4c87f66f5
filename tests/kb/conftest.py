"""Stores on both databases, and small readings to keep in them."""

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

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
from kb.store.schema import upgrade_schema
from kb.store.session import Transactions, open_engine

POSTGRES = os.environ.get("LIANJIAN_TEST_POSTGRES", "postgresql+psycopg://127.0.0.1:5432/test")


@pytest.fixture(params=["sqlite", "postgresql"])
def transactions(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Transactions]:
    """An empty store, on SQLite and on a PostgreSQL schema of its own."""
    if request.param == "sqlite":
        store = Transactions(open_engine(f"sqlite:///{tmp_path / 'store.db'}"))
        upgrade_schema(store.engine)
        yield store
        store.close()
        return
    schema = f"lianjian_{uuid.uuid4().hex[:12]}"
    admin = create_engine(POSTGRES)
    try:
        with admin.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no PostgreSQL answers at {POSTGRES}: {type(error).__name__}")
    store = Transactions(open_engine(POSTGRES, schema=schema))
    upgrade_schema(store.engine)
    yield store
    store.close()
    with admin.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    admin.dispose()


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
