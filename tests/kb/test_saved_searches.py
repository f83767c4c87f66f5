"""Saved searches on both databases: kept by name, and only what is new is new."""

from pathlib import Path

import pytest
from sqlalchemy import text

from kb.errors import InvalidQuery, NotFound, WorkflowError
from kb.governance.access import Principal, desktop_principal
from kb.store.saved_searches import SavedSearch, SavedSearches
from kb.store.schema import upgrade_schema
from kb.store.session import Transactions, open_engine

ME, ANOTHER = Principal("u1", "甲"), Principal("u2", "乙")

BIDDING = SavedSearch("围标", "search", '"围标" -医院', ("领域=工程建设", "年份=2015.."))


@pytest.fixture
def saved(transactions: Transactions) -> Transactions:
    with transactions.writing() as session:
        SavedSearches(session, ME).add(BIDDING)
    return transactions


def run(transactions: Transactions, *documents: str, name: str = "围标") -> tuple[str, ...]:
    with transactions.writing() as session:
        return SavedSearches(session, ME).shown(name, documents)


def test_a_search_is_kept_as_it_was_given(saved: Transactions) -> None:
    with saved.reading() as session:
        [kept] = SavedSearches(session, ME).listed()
        assert kept == SavedSearches(session, ME).get("围标")
    assert (kept.kind, kept.query, kept.where) == ("search", BIDDING.query, BIDDING.where)
    assert kept.created_at is not None and kept.created_at.tzinfo is not None
    assert kept.last_run_at is None


def test_a_run_tells_what_no_run_before_has_shown(saved: Transactions) -> None:
    assert run(saved, "b", "a", "b") == ("b", "a")
    assert run(saved, "a", "b") == ()
    assert run(saved, "c", "a") == ("c",)
    assert run(saved) == ()
    with saved.reading() as session:
        assert SavedSearches(session, ME).get("围标").last_run_at is not None


def test_two_searches_know_nothing_of_each_other(saved: Transactions) -> None:
    with saved.writing() as session:
        SavedSearches(session, ME).add(SavedSearch("新案", "similar", "某局副局长收受回扣。"))
    assert run(saved, "a") == ("a",)
    assert run(saved, "a", name="新案") == ("a",)


def test_a_name_is_taken_once_and_free_again_after_removal(saved: Transactions) -> None:
    with pytest.raises(WorkflowError) as refused, saved.writing() as session:
        SavedSearches(session, ME).add(BIDDING)
    assert refused.value.code == "SAVED_NAME_TAKEN"
    run(saved, "a")
    with saved.writing() as session:
        SavedSearches(session, ME).remove("围标")
        SavedSearches(session, ME).add(BIDDING)
    assert run(saved, "a") == ("a",)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(" ", id="blank"),
        pytest.param("围" * 121, id="long"),
        pytest.param("甲\n乙", id="two_lines"),
        pytest.param("甲/乙", id="slash"),
        pytest.param("甲\x00", id="nul"),
    ],
)
def test_a_name_must_be_one_short_line(transactions: Transactions, name: str) -> None:
    with pytest.raises(InvalidQuery) as refused, transactions.writing() as session:
        SavedSearches(session, ME).add(SavedSearch(name, "search", "围标"))
    assert refused.value.code == "SAVED_NAME_INVALID"


def test_an_unknown_name_is_not_found(transactions: Transactions) -> None:
    with pytest.raises(NotFound), transactions.reading() as session:
        SavedSearches(session, ME).get("没有")
    with pytest.raises(NotFound), transactions.writing() as session:
        SavedSearches(session, ME).remove("没有")


def test_saved_searches_are_each_person_s_own(saved: Transactions) -> None:
    with saved.writing() as session:
        others = SavedSearches(session, ANOTHER)
        assert others.listed() == ()
        with pytest.raises(NotFound):
            others.get("围标")
        others.add(SavedSearch("围标", "search", "串标"))
    with saved.reading() as session:
        assert SavedSearches(session, ANOTHER).get("围标").query == "串标"
        assert SavedSearches(session, ME).get("围标").query == BIDDING.query
        every = SavedSearches(session, desktop_principal()).listed()
    assert [(one.name, one.owner) for one in every] == [("围标", "u1"), ("围标", "u2")]


def test_the_desktop_finds_its_own_before_those_of_others(saved: Transactions) -> None:
    desktop = desktop_principal()
    with saved.writing() as session:
        assert SavedSearches(session, desktop).get("围标").owner == "u1"
        SavedSearches(session, desktop).add(SavedSearch("围标", "search", "陪标"))
        assert SavedSearches(session, desktop).get("围标").query == "陪标"


def test_what_was_saved_before_there_were_owners_is_the_desktop_s(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'before.db'}")
    upgrade_schema(engine, revision="0006")
    with engine.begin() as connection:
        connection.execute(
            text(
                'INSERT INTO saved_searches (id, name, kind, query, "where", created_at)'
                " VALUES (1, '围标', 'search', '围标', '[]', '2026-01-02 03:04:05')"
            )
        )
        connection.execute(text("INSERT INTO saved_search_seen VALUES (1, 'a')"))
    upgrade_schema(engine)
    with Transactions(engine).writing() as session:
        store = SavedSearches(session, desktop_principal())
        assert store.get("围标").owner == "local"
        assert store.shown("围标", ["a", "b"]) == ("b",)
    engine.dispose()
