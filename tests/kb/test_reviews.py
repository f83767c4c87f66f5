"""Reviews on SQLite and PostgreSQL: decisions are kept, and what stands is what filters see."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from kb.errors import InvalidQuery, KbError, NotFound, WorkflowError
from kb.index.filters import Match
from kb.model import Span, TaggedDocument
from kb.review.decisions import Answer, Choice, ProposalId, ReviewedSentence, Status
from kb.store.acquisition import acquire
from kb.store.cases import CaseStore, case_id_of
from kb.store.documents import DocumentStore
from kb.store.lookup import Lookup
from kb.store.outbox import Outbox
from kb.store.reviews import ReviewStore
from kb.store.schema import upgrade_schema
from kb.store.session import Transactions, open_engine
from kb.store.standing import StandingLabels

Decide = Callable[..., Status]
NO_RULE, NO_TRACE, CHECKS = "loopholes:no_rule", "loopholes:no_trace", "loopholes:audit_weak"
ACCEPT = Answer(Choice.ACCEPT, "甲")
REJECT = Answer(Choice.REJECT, "甲")


def bears(transactions: Transactions, paper: TaggedDocument, key: str) -> bool:
    """Whether every filter by label finds the document; all of them must say the same."""
    document_id, case_id = paper.document.id, case_id_of(paper.document.id)
    with transactions.reading() as session:
        said = {
            key in {one.key for one in StandingLabels(session).reading(document_id).labels},
            case_id in CaseStore(session).with_labels([key]),
            key in CaseStore(session).summaries([case_id])[case_id].labels,
            document_id in Lookup(session).meeting([document_id], Match("labels", key)),
        }
    assert len(said) == 1
    return said.pop()


def test_a_rejected_label_is_found_no_more_and_the_reading_stays(
    transactions: Transactions, paper: TaggedDocument, decide: Decide
) -> None:
    assert bears(transactions, paper, NO_RULE)
    assert decide(0, NO_RULE, REJECT) is Status.REJECTED
    assert not bears(transactions, paper, NO_RULE)
    assert bears(transactions, paper, CHECKS)
    with transactions.reading() as session:
        assert DocumentStore(session).get(paper.document.id) == paper
        [owed] = Outbox(session).pending()
        assert (owed.document_id, owed.action) == (paper.document.id, "upsert")


def test_an_edit_puts_another_label_in_the_place(
    transactions: Transactions, paper: TaggedDocument, decide: Decide
) -> None:
    answer = Answer(Choice.EDIT, "甲", key=NO_TRACE, span=Span(2, 8), note="近义", model=None)
    assert decide(0, NO_RULE, answer) is Status.EDITED
    assert not bears(transactions, paper, NO_RULE)
    assert bears(transactions, paper, NO_TRACE)
    with transactions.reading() as session:
        [first, _] = StandingLabels(session).reading(paper.document.id).labels
        assert (first.key, first.span, first.sentence) == (NO_TRACE, Span(2, 8), 0)
        assert first.model == "patterns-1.1"


def test_a_dispute_stands_as_proposed_until_a_third_settles_it(
    transactions: Transactions, paper: TaggedDocument, decide: Decide
) -> None:
    decide(0, NO_RULE, REJECT)
    accepts = replace(ACCEPT, reviewer="乙")
    assert decide(0, NO_RULE, accepts) is Status.DISPUTED
    assert bears(transactions, paper, NO_RULE)
    third = replace(REJECT, reviewer="丙")
    assert decide(0, NO_RULE, third) is Status.REJECTED
    assert not bears(transactions, paper, NO_RULE)


def test_history_stays_when_a_reviewer_thinks_again(
    transactions: Transactions, paper: TaggedDocument, decide: Decide
) -> None:
    decide(0, NO_RULE, replace(REJECT, note="不是制度问题"))
    assert decide(0, NO_RULE, ACCEPT) is Status.ACCEPTED
    with transactions.reading() as session:
        first, second = ReviewStore(session).labels(paper.document.id)
        assert [(one.choice, one.note) for one in first.decisions] == [
            (Choice.REJECT, "不是制度问题"),
            (Choice.ACCEPT, ""),
        ]
        assert all(one.at.tzinfo for one in first.decisions)
        assert second.decisions == ()
        assert list(ReviewStore(session).answers()) == [(NO_RULE, ("accept",))]


def test_an_added_label_stands_and_can_be_contested(
    transactions: Transactions, paper: TaggedDocument, decide: Decide
) -> None:
    at = paper.document.text.index("收受")
    answer = Answer(Choice.ADD, "甲", span=Span(at, at + 7))
    with transactions.writing() as session:
        added = ReviewStore(session).add(paper.document.id, "causes:collusion", answer)
    assert (added.id.sentence, added.verdict.status) == (2, Status.ACCEPTED)
    assert added.label.method == "reviewer"
    assert bears(transactions, paper, "causes:collusion")
    rejects = replace(REJECT, reviewer="乙")
    assert decide(2, "causes:collusion", rejects) is Status.DISPUTED
    assert decide(2, "causes:collusion", REJECT) is Status.REJECTED
    assert not bears(transactions, paper, "causes:collusion")


@pytest.mark.parametrize(
    ("sentence", "key", "answer", "code"),
    [
        pytest.param(2, NO_RULE, ACCEPT, "PROPOSAL_UNKNOWN", id="no_such_proposal"),
        pytest.param(0, NO_RULE, replace(ACCEPT, model="v2"), "PROPOSAL_STALE", id="stale_model"),
        pytest.param(0, NO_RULE, replace(ACCEPT, reviewer=" "), "REVIEWER_MISSING", id="nobody"),
        pytest.param(0, NO_RULE, Answer(Choice.EDIT, "甲"), "EDIT_UNCHANGED", id="no_change"),
        pytest.param(
            0,
            NO_RULE,
            Answer(Choice.EDIT, "甲", span=Span(8, 14)),
            "SPAN_OUTSIDE",
            id="words_of_two_sentences",
        ),
        pytest.param(
            0,
            NO_RULE,
            Answer(Choice.ADD, "甲", span=Span(0, 4)),
            "LABEL_PROPOSED",
            id="added_though_proposed",
        ),
        pytest.param(2, NO_RULE, Answer(Choice.ADD, "甲"), "SPAN_OUTSIDE", id="added_nowhere"),
    ],
)
def test_refusals_keep_nothing(
    transactions: Transactions,
    decide: Decide,
    sentence: int,
    key: str,
    answer: Answer,
    code: str,
) -> None:
    with pytest.raises(KbError) as refused:
        decide(sentence, key, answer)
    assert refused.value.code == code
    assert isinstance(refused.value, WorkflowError | InvalidQuery)
    with transactions.reading() as session:
        assert list(ReviewStore(session).decisions()) == []
        assert Outbox(session).size() == 0


def test_an_unknown_document_is_not_found(transactions: Transactions) -> None:
    with pytest.raises(NotFound), transactions.writing() as session:
        ReviewStore(session).decide(ProposalId("none", 0, NO_RULE), ACCEPT)


def test_decisions_outlive_a_newer_model(
    transactions: Transactions, paper: TaggedDocument, decide: Decide
) -> None:
    decide(0, NO_RULE, replace(ACCEPT, model="patterns-1.1"))
    decide(1, CHECKS, REJECT)
    with transactions.engine.begin() as connection:
        connection.execute(text("DELETE FROM labels WHERE term = 'no_rule'"))
        connection.execute(text("UPDATE labels SET model = 'labels-2026.11'"))
    assert bears(transactions, paper, NO_RULE)
    assert not bears(transactions, paper, CHECKS)


def test_reviewed_sentences_tell_what_was_affirmed_and_refused(
    transactions: Transactions, paper: TaggedDocument, decide: Decide
) -> None:
    decide(0, NO_RULE, Answer(Choice.EDIT, "甲", key=NO_TRACE))
    decide(1, CHECKS, REJECT)
    decide(1, CHECKS, replace(REJECT, reviewer="乙"))
    with transactions.reading() as session:
        found = list(ReviewStore(session).reviewed_sentences())
    source = paper.document.id
    assert found == [
        ReviewedSentence(
            "采购没有制定管理办法。",
            frozenset({NO_TRACE}),
            frozenset({NO_RULE}),
            source,
            ("甲",),
        ),
        ReviewedSentence(
            "验收由一人完成，没有人复核。",
            frozenset(),
            frozenset({CHECKS}),
            source,
            ("乙", "甲"),
        ),
    ]
    decide(1, CHECKS, ACCEPT)
    with transactions.reading() as session:
        assert len(list(ReviewStore(session).reviewed_sentences())) == 1  # disputed says nothing


def test_deleting_a_document_takes_its_reviews_along(
    transactions: Transactions, paper: TaggedDocument, decide: Decide
) -> None:
    decide(0, NO_RULE, REJECT)
    with transactions.writing() as session:
        DocumentStore(session).delete(paper.document.id)
    with transactions.writing() as session:
        one = (acquire(paper, content=b"x"), case_id_of(paper.document.id))
        DocumentStore(session).add_all({paper.document.id: one})
    assert bears(transactions, paper, NO_RULE)


def test_labels_kept_before_models_had_versions_bear_none(tmp_path: Path) -> None:
    store = Transactions(open_engine(f"sqlite:///{tmp_path / 'old.db'}"))
    upgrade_schema(store.engine, revision="0001")
    with store.engine.begin() as connection:
        for statement in (
            "INSERT INTO cases VALUES ('c', '', '2026-01-01')",
            "INSERT INTO documents (id, case_id, name, media_type, kind, title, text, pages,"
            " reading, sketch, case_no, court, created_at)"
            " VALUES ('d', 'c', '', '', 'unknown', '', '', '[]', '', '', '', '', '2026-01-01')",
            "INSERT INTO labels VALUES (1, 'd', 'loopholes', 'no_rule', 0, 4, 0, 0.5, 'pattern',"
            " '', 'past', 0)",
        ):
            connection.exec_driver_sql(statement)
    upgrade_schema(store.engine)
    with store.reading() as session:
        [kept] = ReviewStore(session).labels("d")
    assert (kept.label.key, kept.label.model) == (NO_RULE, "")
    store.close()
