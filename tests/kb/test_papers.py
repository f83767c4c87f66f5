"""What the papers of a case state, and the extent of the store, on both databases."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kb.model import CaseTag, Header, Mention, OffenceMention, Party, Penalty, Span, TaggedDocument
from kb.store.acquisition import acquire
from kb.store.cases import case_id_of
from kb.store.catalogue import DocumentCatalogue, StoreExtent
from kb.store.codec import pack_reading, unpack_issue
from kb.store.documents import DocumentStore
from kb.store.papers import CasePapers, Paper
from kb.store.session import Transactions

Reading = Callable[..., TaggedDocument]
CASE = case_id_of("某案")


def keep(transactions: Transactions, *documents: TaggedDocument) -> None:
    with transactions.writing() as session:
        DocumentStore(session).add_all(
            {one.document.id: (acquire(one, content=b"x"), CASE) for one in documents}
        )


@pytest.fixture
def judged(transactions: Transactions, reading: Reading) -> TaggedDocument:
    """A kept judgment of a court, with a punishment and a circumstance."""
    plain = reading("被告人系自首。判处有期徒刑三年。")
    found = replace(
        plain,
        header=Header(
            case_no=Mention("（2021）某01刑初1号", Span(0, 1)),
            court=Mention("某区人民法院", Span(0, 1)),
            date=Mention("2021-03-04", Span(0, 1)),
        ),
        penalties=(Penalty(Span(7, 15), "被告人", imprisonment_months=36),),
        tags=(*plain.tags, CaseTag("circumstance", "voluntary_surrender", 0.9, (Span(0, 6),))),
    )
    keep(transactions, found)
    return found


def test_a_case_has_all_its_papers_with_what_they_state(
    transactions: Transactions, reading: Reading, judged: TaggedDocument
) -> None:
    keep(transactions, reading("某局整改报告。", name="乙.txt"))
    with transactions.reading() as session:
        found = CasePapers(session).of_cases([CASE, "case-none"])
    assert set(found) == {CASE}
    [stating] = [paper for paper in found[CASE] if paper.penalties]
    assert stating == Paper(
        judged.document.id,
        judged.kind,
        "（2021）某01刑初1号",
        "某区人民法院",
        judged.penalties,
        judged.tags[1:],
    )
    [silent] = [paper for paper in found[CASE] if not paper.penalties]
    assert (silent.issuer, silent.circumstances) == ("", ())


def test_the_extent_of_a_store(
    transactions: Transactions, reading: Reading, judged: TaggedDocument
) -> None:
    with transactions.reading() as session:
        before = DocumentCatalogue(session).extent()
    assert (before.documents, before.cases) == (1, 1)
    assert (before.first_year, before.last_year, before.reviews) == (2021, 2021, 0)
    keep(transactions, reading("某局整改报告。", name="乙.txt"))
    with transactions.reading() as session:
        after = DocumentCatalogue(session).extent()
    assert (after.documents, after.cases) == (2, 1)
    assert after.newest > before.newest and after.newest.endswith("+00:00")


def test_an_empty_store_has_no_extent(transactions: Transactions) -> None:
    with transactions.reading() as session:
        assert DocumentCatalogue(session).extent() == StoreExtent(0, 0, None, None, "", 0)


def test_a_part_of_a_reading_is_what_the_whole_holds(reading: Reading) -> None:
    """Whatever a judgment prints: names of the fields of a reading are words like any other."""
    words = '某",\\"sections\\":[],"offences":[],"penalties":'
    told = replace(
        reading(words),
        header=Header(parties=(Party("被告人", words, Span(0, 1)),)),
        offences=(OffenceMention(words, "bribery_taking", "found", Span(0, 1)),),
        penalties=(Penalty(Span(0, 1), words, imprisonment_months=36),),
    )
    issue = unpack_issue(pack_reading(told))
    assert issue.parties == told.header.parties
    assert (issue.offences, issue.penalties) == (told.offences, told.penalties)
