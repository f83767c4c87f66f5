"""Facet counts on both databases: exact, once a document, by the labels that stand."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kb.index.filters import Match, Not, Range
from kb.model import (
    CaseTag,
    DocumentKind,
    Header,
    Label,
    Mention,
    Passage,
    SectionKind,
    Span,
    TaggedDocument,
)
from kb.review.decisions import Answer, Choice, Status
from kb.store.acquisition import acquire
from kb.store.cases import case_id_of
from kb.store.documents import DocumentStore
from kb.store.facets import FACETS, FacetStore
from kb.store.session import Transactions

Reading = Callable[..., TaggedDocument]


@pytest.fixture
def kept(transactions: Transactions, reading: Reading) -> list[str]:
    """Two judgments of one court, one with a label twice, and a regulation of no date."""
    court = Mention("某县人民法院", Span(0, 1))
    one, two = (
        reading("甲收受回扣。"),
        reading("乙收受礼金。", name="乙", label="causes:gift_grooming"),
    )
    again = Label("causes", "gift_grooming", Span(0, 2), 1, 0.8)
    two = replace(
        two,
        labels=(*two.labels, again),
        tags=(
            *two.tags,
            CaseTag("domain", "healthcare", 0.7),
            CaseTag("circumstance", "voluntary_surrender", 0.9),  # no facet of its own
        ),
        header=replace(two.header, court=court),
    )
    one = replace(one, header=replace(one.header, court=court))
    law = replace(
        reading("第一条。", name="丙"), kind=DocumentKind.REGULATION, header=Header(), tags=()
    )
    documents = (one, two, law)
    with transactions.writing() as session:
        DocumentStore(session).add_all(
            {
                d.document.id: (acquire(d, content=b"x"), case_id_of(d.document.id))
                for d in documents
            }
        )
    return [d.document.id for d in documents]


@pytest.mark.usefixtures("kept")
def test_the_whole_store_is_counted(transactions: Transactions) -> None:
    with transactions.reading() as session:
        counted = FacetStore(session).counted()
    assert counted.documents == 3
    assert tuple(counted.values) == FACETS
    assert counted.values["kind"] == (("judgment_first_instance", 2), ("regulation", 1))
    assert counted.values["offence"] == (("bribery_taking", 2),)
    assert counted.values["domain"] == (("healthcare", 1),)
    assert counted.values["causes"] == (("gift_grooming", 1),)
    assert counted.values["court"] == (("某县人民法院", 2),)
    assert counted.values["year"] == (("2021", 2),)


@pytest.mark.usefixtures("kept")
def test_a_filter_narrows_what_is_counted(transactions: Transactions) -> None:
    with transactions.reading() as session:
        store = FacetStore(session)
        labelled = store.counted(Match("labels", "causes:gift_grooming"))
        undated = store.counted(Not(Range("year", gte=1900)))
        none = store.counted(Match("kind", values=()))
    assert (labelled.documents, labelled.values["domain"]) == (1, (("healthcare", 1),))
    assert (undated.documents, undated.values["offence"]) == (1, ())
    assert (none.documents, none.values["kind"]) == (0, ())


def test_only_some_documents_are_counted(transactions: Transactions, kept: list[str]) -> None:
    with transactions.reading() as session:
        counted = FacetStore(session).counted(Match("offences", "bribery_taking"), among=kept[1:])
    assert (counted.documents, counted.values["causes"]) == (1, (("gift_grooming", 1),))


def test_a_refused_label_is_counted_no_more(
    transactions: Transactions, decide: Callable[..., Status]
) -> None:
    refused = Answer(choice=Choice.REJECT, reviewer="甲")
    assert decide(0, "loopholes:no_rule", refused) is Status.REJECTED
    with transactions.reading() as session:
        counted = FacetStore(session).counted()
    assert counted.values["loopholes"] == (("audit_weak", 1),)


def test_a_printed_confession_counts_beside_the_kind_of_its_paper(
    transactions: Transactions, reading: Reading
) -> None:
    whole = reading("通报：给予开除处分。我心存侥幸。")
    part = Passage(0, Span(10, 16), SectionKind.REFLECTION)
    paper = replace(whole, kind=DocumentKind.DISCIPLINE_BULLETIN, passages=(part,))
    with transactions.writing() as session:
        one = (acquire(paper, content=b"x"), case_id_of(paper.document.id))
        DocumentStore(session).add_all({paper.document.id: one})
    with transactions.reading() as session:
        counted = FacetStore(session).counted()
    assert counted.documents == 1
    assert counted.values["kind"] == (("confession", 1), ("discipline_bulletin", 1))
