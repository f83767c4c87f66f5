"""Saved searches on both databases: kept by name, and only what is new is new."""

import pytest

from kb.errors import InvalidQuery, NotFound, WorkflowError
from kb.store.saved_searches import SavedSearch, SavedSearches
from kb.store.session import Transactions

BIDDING = SavedSearch("围标", "search", '"围标" -医院', ("领域=工程建设", "年份=2015.."))


@pytest.fixture
def saved(transactions: Transactions) -> Transactions:
    with transactions.writing() as session:
        SavedSearches(session).add(BIDDING)
    return transactions


def run(transactions: Transactions, *documents: str, name: str = "围标") -> tuple[str, ...]:
    with transactions.writing() as session:
        return SavedSearches(session).shown(name, documents)


def test_a_search_is_kept_as_it_was_given(saved: Transactions) -> None:
    with saved.reading() as session:
        [kept] = SavedSearches(session).listed()
        assert kept == SavedSearches(session).get("围标")
    assert (kept.kind, kept.query, kept.where) == ("search", BIDDING.query, BIDDING.where)
    assert kept.created_at is not None and kept.created_at.tzinfo is not None
    assert kept.last_run_at is None


def test_a_run_tells_what_no_run_before_has_shown(saved: Transactions) -> None:
    assert run(saved, "b", "a", "b") == ("b", "a")
    assert run(saved, "a", "b") == ()
    assert run(saved, "c", "a") == ("c",)
    assert run(saved) == ()
    with saved.reading() as session:
        assert SavedSearches(session).get("围标").last_run_at is not None


def test_two_searches_know_nothing_of_each_other(saved: Transactions) -> None:
    with saved.writing() as session:
        SavedSearches(session).add(SavedSearch("新案", "similar", "某局副局长收受回扣。"))
    assert run(saved, "a") == ("a",)
    assert run(saved, "a", name="新案") == ("a",)


def test_a_name_is_taken_once_and_free_again_after_removal(saved: Transactions) -> None:
    with pytest.raises(WorkflowError) as refused, saved.writing() as session:
        SavedSearches(session).add(BIDDING)
    assert refused.value.code == "SAVED_NAME_TAKEN"
    run(saved, "a")
    with saved.writing() as session:
        SavedSearches(session).remove("围标")
        SavedSearches(session).add(BIDDING)
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
        SavedSearches(session).add(SavedSearch(name, "search", "围标"))
    assert refused.value.code == "SAVED_NAME_INVALID"


def test_an_unknown_name_is_not_found(transactions: Transactions) -> None:
    with pytest.raises(NotFound), transactions.reading() as session:
        SavedSearches(session).get("没有")
    with pytest.raises(NotFound), transactions.writing() as session:
        SavedSearches(session).remove("没有")
