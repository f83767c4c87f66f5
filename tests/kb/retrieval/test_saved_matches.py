"""What saved searches tell of themselves, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from kb.governance.access import Principal, desktop_principal
from kb.index.access import index_filter
from kb.retrieval.kept_reason import KeptReason, packed, unpacked
from kb.retrieval.ranking import ScorePart
from kb.retrieval.saved_matches import SavedMatches, Told, unlooked
from kb.store.cases import case_id_of
from kb.store.document_filter import meets
from kb.store.documents import DocumentStore
from kb.store.saved_searches import SavedSearch, SavedSearches
from kb.store.session import Transactions
from kb.store.tables import CaseRow, DocumentRow

ME = Principal("u1", "甲")
AT = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)


@pytest.fixture
def papers(papers: list[str], transactions: Transactions) -> list[str]:
    """Besides them, a saved search that tells of them."""
    with transactions.writing() as session:
        SavedSearches(session, ME).add(SavedSearch("回扣", "search", "回扣"))
    return papers


def look(transactions: Transactions, *found: tuple[str, KeptReason], at: datetime = AT) -> int:
    with transactions.writing() as session:
        [search] = SavedMatches(session).watching()
        return SavedMatches(session).keep(search, dict(found), at=at)


def told(
    transactions: Transactions, who: Principal = ME, *, most: int = 10, seen: bool = False
) -> tuple[Told, ...]:
    with transactions.reading() as session:
        searches = SavedSearches(session, ME).listed()
        among = meets(index_filter(who))
        return SavedMatches(session).told(searches, among=among, most=most, seen=seen)


def why(score: float, *documents: str) -> KeptReason:
    return KeptReason(score, documents)


def test_a_reason_is_kept_as_it_was() -> None:
    part = ScorePart("domain", 0.5, 0.03, ("healthcare",))
    reason = KeptReason(0.71, ("a", "b"), (part,), "text", (3, 9), ("罪名=0.3",), {"index": "x"})
    assert unpacked(packed(reason)) == reason
    assert unpacked(packed(KeptReason(0.5, ("a",)))) == KeptReason(0.5, ("a",))


def test_a_match_is_told_once_and_the_best_first(
    transactions: Transactions, papers: list[str]
) -> None:
    one, two, _ = papers
    assert look(transactions, (one, why(0.5, one)), (two, why(0.7, two))) == 2
    assert look(transactions, (one, why(0.9, one))) == 0
    [found] = told(transactions)
    assert [match.document.id for match in found.matches] == [two, one]
    assert (found.fresh, found.total, found.search.checked_at) == (2, 2, AT)
    [cut] = told(transactions, most=1)
    assert len(cut.matches) == 1 and cut.total == 2


def test_what_a_run_has_shown_is_no_news(transactions: Transactions, papers: list[str]) -> None:
    with transactions.writing() as session:
        SavedSearches(session, ME).shown("回扣", papers[:1])
    assert look(transactions, *((one, why(0.5, one)) for one in papers)) == 2


def test_what_was_seen_is_told_where_it_is_asked_for(
    transactions: Transactions, papers: list[str]
) -> None:
    look(transactions, (papers[0], why(0.5, papers[0])))
    with transactions.writing() as session:
        [search] = SavedMatches(session).watching()
        everything = meets(None)
        assert SavedMatches(session).see(search, among=everything, at=AT) == 1
        assert SavedMatches(session).see(search, among=everything, at=AT) == 0
    assert told(transactions) == ()
    [found] = told(transactions, seen=True)
    assert (found.fresh, found.total, found.matches[0].seen) == (0, 1, True)


def test_a_match_shows_to_whoever_may_read_all_that_it_rests_on(
    transactions: Transactions, papers: list[str]
) -> None:
    one, two, three = papers
    look(transactions, (one, why(0.7, one, three)), (two, why(0.5, two)))
    with transactions.writing() as session:
        session.execute(update(CaseRow).where(CaseRow.id == case_id_of(three)).values(level=2))
    [found] = told(transactions)
    assert [match.document.id for match in found.matches] == [two]
    assert (found.fresh, found.total) == (1, 1)
    [every] = told(transactions, desktop_principal())
    assert every.total == 2
    with transactions.writing() as session:
        # nor is what may not be read seen, or counted as such
        mine = meets(index_filter(ME))
        assert SavedMatches(session).see(found.search, among=mine, at=AT) == 1
    [left] = told(transactions, desktop_principal())
    assert [match.document.id for match in left.matches] == [one]


def test_what_was_deleted_is_not_told_and_hides_nothing(
    transactions: Transactions, papers: list[str]
) -> None:
    one, two, three = papers
    look(transactions, (one, why(0.7, one, three)), (three, why(0.5, three)), (two, why(0.4, two)))
    with transactions.writing() as session:
        DocumentStore(session).delete(three)
    [found] = told(transactions)
    assert [match.document.id for match in found.matches] == [one, two]


def test_a_word_hit_is_told_with_its_words(transactions: Transactions, papers: list[str]) -> None:
    look(transactions, (papers[0], KeptReason(0.8, (papers[0],), (), "text", (3, 7))))
    [found] = told(transactions)
    quote = found.matches[0].quote
    assert quote is not None and quote.text == "文书写明"


def test_only_what_came_in_since_is_looked_at(
    transactions: Transactions, papers: list[str]
) -> None:
    with transactions.writing() as session:
        [search] = SavedMatches(session).watching()
        begun = search.created_at
        assert begun is not None and search.checked_at is not None
        late = begun + timedelta(days=1)
        for document, at in zip(papers, (-1, 23 * 60 + 55, 25 * 60), strict=True):
            moment = begun + timedelta(minutes=at)
            row = update(DocumentRow).where(DocumentRow.id == document)
            session.execute(row.values(created_at=moment))
    look(transactions, at=late)
    with transactions.reading() as session:
        matches = SavedMatches(session)
        [search] = matches.watching()
        newcomers = matches.came_in(late)
    # the second was committed late, perhaps: it is looked at again; the first was there before
    assert unlooked(newcomers, search) == set(papers[1:])


def test_one_that_is_not_watched_is_not_looked_at(
    transactions: Transactions, papers: list[str]
) -> None:
    with transactions.writing() as session:
        store = SavedSearches(session, ME)
        assert store.watched() == 1
        assert not store.watch("回扣", on=False).watching
        assert store.watched() == 0 and SavedMatches(session).watching() == ()
        again = store.watch("回扣", on=True)
        assert again.checked_at is not None and again.created_at is not None
        assert again.checked_at >= again.created_at


def test_a_removed_search_takes_what_it_told_with_it(
    transactions: Transactions, papers: list[str]
) -> None:
    look(transactions, (papers[0], why(0.5, papers[0])))
    with transactions.writing() as session:
        [search] = SavedMatches(session).watching()
        SavedSearches(session, ME).remove("回扣")
        assert SavedMatches(session).keep(search, {papers[1]: why(0.5)}, at=AT) == 0
    assert told(transactions) == ()
