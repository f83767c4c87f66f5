"""Past cases pinned to a case, on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import update

from kb.errors import NotFound, WorkflowError
from kb.governance.access import Principal, desktop_principal
from kb.index.access import index_filter
from kb.retrieval.kept_reason import KeptReason
from kb.retrieval.pins import MOST_PINS, CasePins, Pin, Subject
from kb.store.acquisition import acquire
from kb.store.cases import case_id_of
from kb.store.document_filter import meets
from kb.store.documents import DocumentStore
from kb.store.new_cases import NewCases
from kb.store.session import Transactions
from kb.store.tables import CaseRow
from tests.kb.conftest import make_reading

ME = Principal("u1", "甲")
AT = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
LATER = AT + timedelta(days=2)
OURS = Subject("case", "case-1")


def put(
    transactions: Transactions,
    *papers: str,
    note: str = "",
    to: Subject = OURS,
    at: datetime = AT,
    who: Principal = ME,
) -> None:
    """Pin the case of the first paper; the pin rests on all of them."""
    with transactions.writing() as session:
        CasePins(session, to).put(
            case_id_of(papers[0]),
            KeptReason(0.6, papers),
            note=note,
            by=who.account,
            at=at,
            among=meets(index_filter(who)),
        )


def pins(
    transactions: Transactions,
    who: Principal = ME,
    *,
    at: datetime | None = None,
    to: Subject = OURS,
) -> tuple[Pin, ...]:
    with transactions.reading() as session:
        return CasePins(session, to).listed(among=meets(index_filter(who)), at=at)


def test_a_pin_is_kept_with_who_when_why_and_how_like(
    transactions: Transactions, papers: list[str]
) -> None:
    put(transactions, papers[0], note="手法相同")
    put(transactions, papers[1])
    first, second = pins(transactions)
    assert (first.past_case, first.note, first.by, first.at) == (
        case_id_of(papers[0]),
        "手法相同",
        "u1",
        AT,
    )
    assert first.reason.score == 0.6 and first.title == "第一份文书写明收受回"
    assert [one.id for one in first.documents] == [papers[0]]
    assert second.past_case == case_id_of(papers[1])
    assert pins(transactions, to=Subject("case", "case-2")) == ()


def test_what_was_pinned_at_a_moment_can_be_told(
    transactions: Transactions, papers: list[str]
) -> None:
    put(transactions, papers[0], note="先")
    put(transactions, papers[0], note="后", at=LATER)
    with transactions.writing() as session:
        ours = CasePins(session, OURS)
        gone = LATER + timedelta(days=1)
        ours.remove(case_id_of(papers[0]), by="u2", at=gone, among=meets(None))
        with pytest.raises(NotFound):
            ours.remove(case_id_of(papers[0]), by="u2", at=gone, among=meets(None))
    assert pins(transactions) == ()
    told = {at: [one.note for one in pins(transactions, at=at)] for at in (AT, LATER, gone)}
    assert told == {AT: ["先"], LATER: ["后"], gone: []}
    assert pins(transactions, at=AT - timedelta(seconds=1)) == ()
    east = timezone(timedelta(hours=8))
    assert [one.note for one in pins(transactions, at=AT.astimezone(east))] == ["先"]


def test_a_pin_is_not_there_for_whoever_may_not_read_what_it_rests_on(
    transactions: Transactions, papers: list[str]
) -> None:
    put(transactions, papers[0], papers[2])
    put(transactions, papers[1])
    with transactions.writing() as session:
        hidden = update(CaseRow).where(CaseRow.id == case_id_of(papers[2]))
        session.execute(hidden.values(level=2))
    assert [one.past_case for one in pins(transactions)] == [case_id_of(papers[1])]
    assert len(pins(transactions, desktop_principal())) == 2
    with pytest.raises(NotFound), transactions.writing() as session:
        CasePins(session, OURS).remove(
            case_id_of(papers[0]), by="u1", at=LATER, among=meets(index_filter(ME))
        )


OTHER = desktop_principal()


@pytest.fixture
def unknown(transactions: Transactions, papers: list[str]) -> datetime:
    """Another pinned the first case for a reason that rests on what I may not read; then I did."""
    put(transactions, papers[0], papers[2], note="另一人", who=OTHER)
    hide(transactions, papers[2])
    put(transactions, papers[0], note="我", at=LATER)
    return LATER


def hide(transactions: Transactions, paper: str, level: int = 2) -> None:
    with transactions.writing() as session:
        hidden = update(CaseRow).where(CaseRow.id == case_id_of(paper))
        session.execute(hidden.values(level=level))


def notes(transactions: Transactions, who: Principal, at: datetime | None = None) -> list[str]:
    return [one.note for one in pins(transactions, who, at=at)]


def test_pinning_ends_no_pin_that_one_may_not_know_of(
    transactions: Transactions, papers: list[str], unknown: datetime
) -> None:
    assert notes(transactions, ME) == ["我"]
    # whoever may read both sees the case once, as it was pinned last
    assert notes(transactions, OTHER) == ["我"]
    assert notes(transactions, OTHER, at=AT) == ["另一人"]
    with transactions.writing() as session:
        CasePins(session, OURS).remove(
            case_id_of(papers[0]), by="u1", at=unknown, among=meets(index_filter(ME))
        )
    assert notes(transactions, ME) == [] and notes(transactions, OTHER) == ["另一人"]
    put(transactions, papers[0], note="又", at=LATER)
    put(transactions, papers[0], note="再", at=LATER)
    assert notes(transactions, ME) == ["再"]


def test_whoever_may_know_of_both_replaces_and_takes_off_both(
    transactions: Transactions, papers: list[str], unknown: datetime
) -> None:
    put(transactions, papers[1], note="第二件", who=OTHER)
    put(transactions, papers[0], note="合并", at=unknown, who=OTHER)
    assert notes(transactions, ME) == notes(transactions, OTHER) == ["第二件", "合并"]
    with transactions.writing() as session:
        CasePins(session, OURS).remove(
            case_id_of(papers[0]), by=OTHER.account, at=unknown, among=meets(None)
        )
    assert notes(transactions, ME) == notes(transactions, OTHER) == ["第二件"]


def test_ones_own_pin_is_replaced_even_where_it_is_closed_to_one_by_now(
    transactions: Transactions, papers: list[str]
) -> None:
    put(transactions, papers[0], papers[2], note="先")
    hide(transactions, papers[2])
    assert notes(transactions, ME) == []
    put(transactions, papers[0], note="后", at=LATER)
    hide(transactions, papers[2], 0)
    assert notes(transactions, ME) == ["后"]
    with transactions.writing() as session:
        CasePins(session, OURS).remove(
            case_id_of(papers[0]), by="u1", at=LATER, among=meets(index_filter(ME))
        )
    assert notes(transactions, OTHER) == []


def test_a_deleted_paper_hides_no_pin_but_its_own(
    transactions: Transactions, papers: list[str]
) -> None:
    put(transactions, papers[0], papers[2])
    put(transactions, papers[2])
    with transactions.writing() as session:
        DocumentStore(session).delete(papers[2])
    assert [one.past_case for one in pins(transactions)] == [case_id_of(papers[0])]


def test_a_case_has_room_for_so_many_pins(transactions: Transactions, papers: list[str]) -> None:
    many = [make_reading(f"另有第{number}份文书。") for number in range(MOST_PINS)]
    ids = [one.document.id for one in many]
    with transactions.writing() as session:
        DocumentStore(session).add_all(
            {one.document.id: (acquire(one, content=b"x"), case_id_of(one.document.id))
             for one in many}
        )  # fmt: skip
    for one in ids:
        put(transactions, one)
    put(transactions, ids[0], note="again")
    with pytest.raises(WorkflowError) as refused:
        put(transactions, papers[0])
    assert refused.value.code == "PINS_TOO_MANY"
    with transactions.writing() as session:
        # what one may not know of, or what is gone, takes no room: that it does would tell of it
        hidden = update(CaseRow).where(CaseRow.id == case_id_of(ids[1]))
        session.execute(hidden.values(level=2))
        DocumentStore(session).delete(ids[2])
    put(transactions, papers[0])
    put(transactions, papers[1])
    with pytest.raises(WorkflowError):
        put(transactions, papers[2])


def test_the_pins_of_a_new_case_go_with_it(transactions: Transactions, papers: list[str]) -> None:
    with transactions.writing() as session:
        new = NewCases(session, ME).add(name="新案.txt", title="", text="收受回扣。")
    subject = Subject("new_case", new.id)
    put(transactions, papers[0], to=subject)
    put(transactions, papers[0])
    assert len(pins(transactions, to=subject)) == 1
    with transactions.writing() as session:
        NewCases(session, ME).remove(new.id)
    assert pins(transactions, to=subject, at=AT) == () and len(pins(transactions)) == 1
