"""New cases that people asked about, on both databases: each person's own, for a while."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from kb.errors import InvalidQuery, NotFound
from kb.governance.access import Principal, desktop_principal
from kb.store.new_case_tables import NewCaseRow
from kb.store.new_cases import KEPT, NewCases
from kb.store.session import Transactions
from kb.store.tables import now

ME, ANOTHER = Principal("u1", "甲"), Principal("u2", "乙")
TEXT = "某局科长在采购中收受供应商回扣。\n数额二十万元。"


def kept(transactions: Transactions, who: Principal = ME) -> str:
    with transactions.writing() as session:
        return NewCases(session, who).add(name="新案.txt", title="", text=TEXT).id


def age(transactions: Transactions, case_id: str, by: timedelta) -> None:
    with transactions.writing() as session:
        session.execute(
            update(NewCaseRow).where(NewCaseRow.id == case_id).values(created_at=now() - by)
        )


def test_it_comes_back_as_it_was_given(transactions: Transactions) -> None:
    case_id = kept(transactions)
    with transactions.reading() as session:
        found = NewCases(session, ME).get(case_id)
        assert NewCases(session, ME).listed() == (found,)
    assert (found.text, found.name) == (TEXT, "新案.txt")
    assert found.created_at.tzinfo is not None


@pytest.mark.parametrize("case_id", ["", "x" * 99, "' or 1=1 --"])
def test_another_has_none_of_it(transactions: Transactions, case_id: str) -> None:
    mine = kept(transactions)
    with transactions.reading() as session:
        assert NewCases(session, ANOTHER).listed() == ()
        assert NewCases(session, desktop_principal()).get(mine).text == TEXT
        for asked in (mine, case_id):
            with pytest.raises(NotFound):
                NewCases(session, ANOTHER).get(asked)
    with pytest.raises(NotFound), transactions.writing() as session:
        NewCases(session, ANOTHER).remove(mine)


def test_its_time_is_over_at_last(transactions: Transactions) -> None:
    old, young = kept(transactions), kept(transactions)
    age(transactions, old, KEPT + timedelta(minutes=1))
    age(transactions, young, KEPT - timedelta(minutes=1))
    with transactions.reading() as session:
        assert [one.id for one in NewCases(session, ME).listed()] == [young]
        with pytest.raises(NotFound):
            NewCases(session, ME).get(old)
    newest = kept(transactions, ANOTHER)
    with transactions.reading() as session:
        rows = session.query(NewCaseRow.id).all()
    assert {row.id for row in rows} == {young, newest}


def test_nothing_is_no_case(transactions: Transactions) -> None:
    with pytest.raises(InvalidQuery) as refused, transactions.writing() as session:
        NewCases(session, ME).add(name="", title="", text=" \n")
    assert refused.value.code == "QUERY_EMPTY"


def test_it_can_be_forgotten_now(transactions: Transactions) -> None:
    case_id = kept(transactions)
    with transactions.writing() as session:
        NewCases(session, ME).remove(case_id)
    with transactions.reading() as session:
        assert NewCases(session, ME).listed() == ()
