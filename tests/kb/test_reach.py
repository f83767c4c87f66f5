"""What is not among the readable documents has no part in what the store tells."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import insert, update

from kb.errors import NotFound
from kb.governance.access import Level, Principal, Protection, Role, desktop_principal
from kb.index.access import index_filter
from kb.model import CaseTag, DocumentKind, RawFile, Span, StatuteRef, TaggedDocument
from kb.prevention.chain_facts import LOOPHOLES, LoopholeFacts
from kb.retrieval.case_labels import case_labels
from kb.review.decisions import Answer, Choice, ProposalId
from kb.review.queue import Mode, QueueFilter
from kb.store.access_filter import document_levels, document_protections, readable_documents
from kb.store.acquisition import acquire
from kb.store.cases import CaseStore, case_id_of
from kb.store.catalogue import DocumentCatalogue
from kb.store.document_words import DocumentWords
from kb.store.documents import DocumentStore
from kb.store.duplicates import DuplicateStore
from kb.store.lookup import Lookup
from kb.store.papers import CasePapers
from kb.store.registry import Registry
from kb.store.review_queue import ReviewQueue
from kb.store.reviews import ReviewStore
from kb.store.session import Transactions
from kb.store.tables import DocumentRow, DuplicateRow
from kb.store.uploads import kept_already, key_of_case
from kb.terms import load_taxonomy
from kb.word_weights import WordWeights

CASE = case_id_of("案卷")
READER = Principal("u1", "甲", "d1", roles=frozenset({Role.INVESTIGATOR}), clearance=Level.INTERNAL)
OTHER = Principal("u2", "乙", "d2", roles=frozenset({Role.INVESTIGATOR}), clearance=Level.SENSITIVE)
AMONG = readable_documents(READER)
REACH = index_filter(READER)
NUMBER = "（2021）某01刑初1号"

Kept = tuple[TaggedDocument, TaggedDocument]


@pytest.fixture
def kept(transactions: Transactions, reading: Callable[..., TaggedDocument]) -> Kept:
    """Two papers of an open case: a judgment, and a bulletin above the reader's level."""
    shown = reading("采购没有制定管理办法。", case_no=NUMBER, label="loopholes:no_rule")
    hidden = reading("某人的线索，收受回扣一百万元。", case_no=NUMBER, label="causes:gift_grooming")
    hidden = replace(
        hidden,
        kind=DocumentKind.DISCIPLINE_BULLETIN,
        tags=(CaseTag("domain", "healthcare", 0.9, (Span(0, 2),)),),
    )
    words = WordWeights(np.array([7], np.uint32), np.array([200], np.uint8))
    with transactions.writing() as session:
        DocumentStore(session).add_all(
            {one.document.id: (acquire(one, content=b"x"), CASE) for one in (shown, hidden)}
        )
        DocumentWords(session).put({one.document.id: words for one in (shown, hidden)})
        secret = {"level": int(Level.SENSITIVE), "year": 2025, "amount": 1e6}
        session.execute(
            update(DocumentRow).where(DocumentRow.id == hidden.document.id).values(**secret)
        )
    return shown, hidden


def test_a_case_is_told_by_its_readable_papers(transactions: Transactions, kept: Kept) -> None:
    shown, hidden = kept
    with transactions.reading() as session:
        store = CaseStore(session)
        case = store.summaries([CASE], among=AMONG)[CASE]
        assert (case.documents, case.year, case.amount) == (1, 2021, None)
        assert (case.title, case.domains) == (shown.document.title, ())
        assert case.labels == ("loopholes:no_rule",)
        assert store.with_labels(["causes:gift_grooming"], among=AMONG) == set()
        assert store.titles([CASE], among=AMONG) == {CASE: shown.document.title}
        # the whole case, for the one person of the desktop
        everything = store.summaries([CASE])[CASE]
        assert (everything.documents, everything.amount) == (2, 1e6)
        assert everything.title == store.titles([CASE])[CASE] == hidden.document.title
        papers = CasePapers(session).of_cases([CASE], among=AMONG)[CASE]
        assert [one.id for one in papers] == [shown.document.id]
        assert len(DocumentWords(session).of_cases([CASE], among=AMONG)) == 1
        assert [one.key for one in case_labels(session, CASE, among=AMONG)] == ["loopholes:no_rule"]


def test_names_lead_to_readable_papers_alone(transactions: Transactions, kept: Kept) -> None:
    shown, hidden = kept
    ref = StatuteRef("刑法", 385)
    with transactions.reading() as session:
        catalogue, lookup = DocumentCatalogue(session), Lookup(session)
        with pytest.raises(NotFound) as ambiguous:
            catalogue.resolve(NUMBER)
        assert ambiguous.value.code == "AMBIGUOUS_ID"
        assert catalogue.resolve(NUMBER, among=AMONG) == shown.document.id
        with pytest.raises(NotFound) as missing:
            catalogue.resolve(hidden.document.id, among=AMONG)
        assert missing.value.code == "NOT_FOUND"
        found = [one.document_id for one in lookup.by_number(NUMBER, REACH, limit=1)]
        assert found == [shown.document.id]
        assert [one.document_id for one in lookup.citing(ref, REACH)] == [shown.document.id]
        extent = catalogue.extent(among=AMONG)
        assert (extent.documents, extent.last_year) == (1, 2021)


def test_reviewers_see_and_count_readable_papers(transactions: Transactions, kept: Kept) -> None:
    shown, hidden = kept
    with transactions.writing() as session:
        store = ReviewStore(session)
        for tagged, key in ((shown, "loopholes:no_rule"), (hidden, "causes:gift_grooming")):
            proposal = ProposalId(tagged.document.id, 0, key)
            store.decide(proposal, Answer(Choice.ACCEPT, "甲"))
        assert [key for key, _ in store.answers(among=AMONG)] == ["loopholes:no_rule"]
        assert DocumentCatalogue(session).extent(among=AMONG).reviews == 1
        queue = ReviewQueue(session, among=AMONG).tasks(QueueFilter(Mode.SECOND, reviewer="乙"))
        assert [one.document.id for one in queue] == [shown.document.id]


def test_a_page_of_likenesses_is_not_short_for_hidden_ones(
    transactions: Transactions, kept: Kept, reading: Callable[..., TaggedDocument]
) -> None:
    shown, hidden = kept
    third = reading("采购没有制定管理办法，验收也没有。")
    with transactions.writing() as session:
        DocumentStore(session).add_all({third.document.id: (acquire(third, content=b"y"), CASE)})
        for other, likeness in ((hidden, 0.99), (third, 0.8)):
            one, two = shown.document.id, other.document.id
            pair = {"document_id": max(one, two), "other_id": min(one, two)}
            session.execute(
                insert(DuplicateRow).values(**pair, similarity=likeness, status="proposed")
            )
        store = DuplicateStore(session)
        assert [one.similarity for one in store.listed(limit=1)] == [0.99]
        assert [one.similarity for one in store.listed(limit=1, among=AMONG)] == [0.8]


def test_a_paper_is_kept_by_the_higher_level(transactions: Transactions, kept: Kept) -> None:
    shown, hidden = (one.document.id for one in kept)
    with transactions.reading() as session:
        levels = document_levels(session, [shown, hidden, "f" * 64])
        protections = document_protections(session, [shown, hidden])
    assert levels == {shown: Level.PUBLIC, hidden: Level.SENSITIVE}
    assert {i: one.level for i, one in protections.items()} == levels


def test_a_record_cannot_point_at_a_hidden_paper(transactions: Transactions, kept: Kept) -> None:
    shown, hidden = kept
    with transactions.writing() as session:
        registry = Registry(session, READER, [].append, load_taxonomy())  # type: ignore[arg-type]
        for tagged, stands in ((shown, True), (hidden, False)):
            facts = LoopholeFacts(
                term="no_rule", description="没有制度", document=tagged.document.id
            )
            if stands:
                assert registry.add(LOOPHOLES, facts).facts.document == tagged.document.id
            else:
                with pytest.raises(NotFound):
                    registry.add(LOOPHOLES, facts)


def test_hidden_bytes_are_no_duplicate(
    transactions: Transactions, reading: Callable[..., TaggedDocument]
) -> None:
    content = "收受供应商回扣。".encode()
    mine, yours = (RawFile("甲.txt", content, who.account) for who in (READER, OTHER))
    assert len({mine.id, yours.id, RawFile("甲.txt", content).id}) == 3
    tagged = reading(content.decode())
    taken = replace(tagged, document=replace(tagged.document, id=mine.id))
    secret = Protection(Level.INTERNAL, "d1")
    with transactions.writing() as session:
        one = (acquire(taken, content=content), CASE)
        DocumentStore(session).add_all({mine.id: one}, kept=secret)
        assert kept_already(session, READER, [mine]) == {mine.id: (mine.id, CASE)}
        assert kept_already(session, OTHER, [yours]) == {}
        at_the_desktop = RawFile("甲.txt", content)
        found = kept_already(session, desktop_principal(), [at_the_desktop])
        assert found == {at_the_desktop.id: (mine.id, CASE)}
        # what one brought in oneself is known, though it may not be read any more
        moved = Principal("u1", "甲", "d2", clearance=Level.INTERNAL)
        assert kept_already(session, moved, [mine]) == {mine.id: (mine.id, "")}
        DocumentStore(session).delete(mine.id)
        assert kept_already(session, READER, [mine]) == {}


def test_a_named_case_is_joined_where_it_may_be_read(
    transactions: Transactions, reading: Callable[..., TaggedDocument]
) -> None:
    tagged = reading("收受供应商回扣。")
    with transactions.writing() as session:
        assert key_of_case(session, desktop_principal(), "某案") == "named:某案"
        mine = key_of_case(session, READER, "某案")
        one = (acquire(tagged, content=b"x"), case_id_of(mine))
        DocumentStore(session).add_all(
            {tagged.document.id: one}, kept=Protection(Level.INTERNAL, "d1")
        )
        colleague = replace(READER, account="u3")
        assert key_of_case(session, colleague, "某案") == mine
        assert key_of_case(session, OTHER, "某案") not in (mine, "named:某案")
        # one of the department who may not read it makes another, not an error
        below = replace(READER, account="u4", clearance=Level.PUBLIC)
        assert key_of_case(session, below, "某案") not in (mine, "")
