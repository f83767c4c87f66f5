"""A word of the deployment comes into force with the index, never before and never in part."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.proposals import decide, propose
from api.reindexing import rebuild_index
from api.settings import Settings
from api.wiring import Service, open_service, open_store
from kb.errors import IndexMismatch, IndexUnavailable
from kb.governance.access import Principal, Role
from kb.index.port import SparseVector
from kb.model import RawFile
from kb.store.acquisition import acquire
from kb.store.cases import case_id_of
from kb.store.dictionary_words import put_in_force
from kb.store.documents import DocumentStore
from kb.store.outbox import Outbox
from kb.terms import load_taxonomy
from kb.vocabulary.proposals import Kind, State, Wish

AUTHOR = Principal("u1", "甲", roles=frozenset({Role.INVESTIGATOR}))
OTHER = Principal("u2", "乙", roles=frozenset({Role.REVIEWER}))
PAPER = """某县交通局案件剖析报告
一、基本情况
站长过单只凭一人签字，把甲供材卖给熟人，收受好处费二十万元。
二、原因分析
甲供材没有台账，监督缺位。
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@contextmanager
def opened(settings: Settings) -> Iterator[Service]:
    with open_service(settings, upgrade=True) as service:
        yield service


def fill(settings: Settings) -> None:
    """One paper, and a word accepted for the dictionary."""
    with opened(settings) as service:
        raw = RawFile("剖析.txt", PAPER.encode())
        tagged = service.analyse(raw)
        kept = (acquire(tagged, content=raw.content), case_id_of(tagged.document.id))
        with service.transactions.writing() as session:
            DocumentStore(session).add_all({tagged.document.id: kept})
        service.sync.drain()
        accept(service, Wish(Kind.WORD, "过单", "常用"))


def accept(service: Service, wish: Wish) -> None:
    made = propose(service, AUTHOR, load_taxonomy(), wish)
    decide(service, OTHER, made.id, State.ACCEPTED, expected=1, reason="")


def words_of(service: Service) -> list[str]:
    """What a search for the word looks for."""
    return [term for one in service.word_query("过单").words for term in one.terms]


def indexed(service: Service) -> bool:
    """Whether the word itself is in the index."""
    asked = SparseVector(*service.reader.sparse.encode_query(["过单"]))
    return bool(service.index.nearest(asked, limit=5))


def test_it_waits_for_the_index_and_comes_with_it(settings: Settings) -> None:
    fill(settings)
    with opened(settings) as service:
        assert service.own_words == () and "过单" not in words_of(service)
        assert not indexed(service)
        before = service.analyse(RawFile("剖析.txt", PAPER.encode()))
        with pytest.raises(IndexUnavailable) as refused:
            rebuild_index(settings)
        assert refused.value.code == "INDEX_LOCKED"
    with opened(settings) as service:
        assert service.own_words == ()  # what was refused changed nothing
    assert dict(rebuild_index(settings).words) == {"过单": True}
    with opened(settings) as service:
        assert service.own_words == ("过单",) and words_of(service) == ["过单"]
        assert indexed(service) and service.sync.compare().clean
        # models read by the dictionary that they were trained with
        assert service.analyse(RawFile("剖析.txt", PAPER.encode())) == before
        accept(service, Wish(Kind.DROP_WORD, "过单", "切错了别的词"))
        assert words_of(service) == ["过单"]
    assert dict(rebuild_index(settings).words) == {"过单": False}
    with opened(settings) as service:
        assert service.own_words == () and not indexed(service)


def test_a_rebuilding_that_broke_off_leaves_nothing_half_cut(settings: Settings) -> None:
    fill(settings)
    with open_store(settings) as transactions, transactions.writing() as session:
        put_in_force(session)  # and then the machine stops
    with pytest.raises(IndexMismatch) as refused, opened(settings):
        pass
    assert refused.value.code == "INDEX_MISMATCH"
    assert dict(rebuild_index(settings).words) == {}
    with opened(settings) as service:
        assert indexed(service) and words_of(service) == ["过单"]


def keep_unindexed(service: Service) -> None:
    """Another paper, that the index does not hold yet."""
    raw = RawFile("另一份.txt", PAPER.replace("某县", "某市").encode())
    tagged = service.analyse(raw)
    kept = (acquire(tagged, content=raw.content), case_id_of(tagged.document.id))
    with service.transactions.writing() as session:
        DocumentStore(session).add_all({tagged.document.id: kept})


def test_what_the_index_lacked_is_not_lost_with_a_rebuilding_that_broke_off(
    settings: Settings,
) -> None:
    fill(settings)
    rebuild_index(settings)
    with opened(settings) as service:
        keep_unindexed(service)

    def stop(_done: int, _whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild_index(settings, progress=stop)
    with opened(settings) as service:
        service.sync.drain()
        assert service.sync.compare().clean
    assert len(list(settings.index_dir.iterdir())) == 1


def test_nobody_opens_the_index_while_it_is_built_anew(settings: Settings) -> None:
    fill(settings)
    rebuild_index(settings)
    refused = []

    def intrude(_done: int, _whole: int) -> None:
        for intruder in (lambda: opened(settings).__enter__(), lambda: rebuild_index(settings)):
            with pytest.raises(IndexUnavailable) as error:
                intruder()
            refused.append(error.value.code)

    rebuild_index(settings, progress=intrude)
    assert refused == ["INDEX_LOCKED"] * 2
    with opened(settings) as service:
        assert service.sync.compare().clean


def test_a_service_of_the_old_dictionary_takes_nothing_from_the_new_index(
    settings: Settings,
) -> None:
    fill(settings)
    with opened(settings) as service:
        with service.transactions.writing() as session:
            put_in_force(session)  # by another process, as on a server
        keep_unindexed(service)
        with pytest.raises(IndexMismatch) as refused:
            service.sync.drain()
        assert refused.value.code == "DICTIONARY_CHANGED"
        with service.transactions.reading() as session:
            assert Outbox(session).size() == 1
