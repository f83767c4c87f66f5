"""Reviews on SQLite and PostgreSQL: decisions are kept, and what stands is what filters see."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from kb.errors import InvalidQuery, KbError, NotFound, WorkflowError
from kb.model import Label, Sentence, Span, TaggedDocument
from kb.review.decisions import Answer, Choice, ProposalId, ReviewedSentence, Status
from kb.review.queue import Mode, QueueFilter
from kb.store.acquisition import acquire
from kb.store.cases import CaseStore, case_id_of
from kb.store.documents import DocumentStore
from kb.store.lookup import Lookup
from kb.store.outbox import Outbox
from kb.store.review_queue import ReviewQueue
from kb.store.reviews import ReviewStore
from kb.store.schema import upgrade_schema
from kb.store.session import Transactions, open_engine
from kb.store.standing import StandingLabels

Reading = Callable[..., TaggedDocument]
WORDS = "采购没有制定管理办法。验收由一人完成，没有人复核。收受供应商回扣四十五万元。"
NO_RULE, NO_TRACE, CHECKS = "loopholes:no_rule", "loopholes:no_trace", "loopholes:audit_weak"
ACCEPT = Answer(Choice.ACCEPT, "甲")
REJECT = Answer(Choice.REJECT, "甲")


@pytest.fixture
def paper(transactions: Transactions, reading: Reading) -> TaggedDocument:
    """A kept document of three sentences with a label in each of the first two."""
    return keep(transactions, with_labels(reading(WORDS)))


def with_labels(tagged: TaggedDocument, *, model: str = "patterns-1.1") -> TaggedDocument:
    sentences, start = [], 0
    for index, words in enumerate(tagged.document.text.split("。")[:-1]):
        sentences.append(Sentence(index, Span(start, start + len(words) + 1), 0))
        start += len(words) + 1
    labels = tuple(
        Label("loopholes", term, sentences[at].span, at, confidence, rule="测试", model=model)
        for at, term, confidence in ((0, "no_rule", 0.55), (1, "audit_weak", 0.85))
    )
    return replace(tagged, sentences=tuple(sentences), labels=labels)


def keep(transactions: Transactions, tagged: TaggedDocument) -> TaggedDocument:
    with transactions.writing() as session:
        one = (acquire(tagged, content=b"x"), case_id_of(tagged.document.id))
        DocumentStore(session).add_all({tagged.document.id: one})
        Outbox(session).settle([p.id for p in Outbox(session).pending()])
    return tagged


def decide(
    transactions: Transactions, paper: TaggedDocument, sentence: int, key: str, answer: Answer
) -> Status:
    with transactions.writing() as session:
        proposal = ProposalId(paper.document.id, sentence, key)
        return ReviewStore(session).decide(proposal, answer).verdict.status


def bears(transactions: Transactions, paper: TaggedDocument, key: str) -> bool:
    """Whether every filter by label finds the document; all of them must say the same."""
    document_id, case_id = paper.document.id, case_id_of(paper.document.id)
    with transactions.reading() as session:
        said = {
            key in {one.key for one in StandingLabels(session).reading(document_id).labels},
            case_id in CaseStore(session).with_labels([key]),
            key in CaseStore(session).summaries([case_id])[case_id].labels,
            document_id in Lookup(session).labelled([document_id], keys=[key]),
        }
    assert len(said) == 1
    return said.pop()


def test_a_rejected_label_is_found_no_more_and_the_reading_stays(
    transactions: Transactions, paper: TaggedDocument
) -> None:
    assert bears(transactions, paper, NO_RULE)
    assert decide(transactions, paper, 0, NO_RULE, REJECT) is Status.REJECTED
    assert not bears(transactions, paper, NO_RULE)
    assert bears(transactions, paper, CHECKS)
    with transactions.reading() as session:
        assert DocumentStore(session).get(paper.document.id) == paper
        [owed] = Outbox(session).pending()
        assert (owed.document_id, owed.action) == (paper.document.id, "upsert")


def test_an_edit_puts_another_label_in_the_place(
    transactions: Transactions, paper: TaggedDocument
) -> None:
    answer = Answer(Choice.EDIT, "甲", key=NO_TRACE, span=Span(2, 8), note="近义", model=None)
    assert decide(transactions, paper, 0, NO_RULE, answer) is Status.EDITED
    assert not bears(transactions, paper, NO_RULE)
    assert bears(transactions, paper, NO_TRACE)
    with transactions.reading() as session:
        [first, _] = StandingLabels(session).reading(paper.document.id).labels
        assert (first.key, first.span, first.sentence) == (NO_TRACE, Span(2, 8), 0)
        assert first.model == "patterns-1.1"


def test_a_dispute_stands_as_proposed_until_a_third_settles_it(
    transactions: Transactions, paper: TaggedDocument
) -> None:
    decide(transactions, paper, 0, NO_RULE, REJECT)
    accepts = replace(ACCEPT, reviewer="乙")
    assert decide(transactions, paper, 0, NO_RULE, accepts) is Status.DISPUTED
    assert bears(transactions, paper, NO_RULE)
    third = replace(REJECT, reviewer="丙")
    assert decide(transactions, paper, 0, NO_RULE, third) is Status.REJECTED
    assert not bears(transactions, paper, NO_RULE)


def test_history_stays_when_a_reviewer_thinks_again(
    transactions: Transactions, paper: TaggedDocument
) -> None:
    decide(transactions, paper, 0, NO_RULE, replace(REJECT, note="不是制度问题"))
    assert decide(transactions, paper, 0, NO_RULE, ACCEPT) is Status.ACCEPTED
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
    transactions: Transactions, paper: TaggedDocument
) -> None:
    at = WORDS.index("收受")
    answer = Answer(Choice.ADD, "甲", span=Span(at, at + 7))
    with transactions.writing() as session:
        added = ReviewStore(session).add(paper.document.id, "causes:collusion", answer)
    assert (added.id.sentence, added.verdict.status) == (2, Status.ACCEPTED)
    assert added.label.method == "reviewer"
    assert bears(transactions, paper, "causes:collusion")
    rejects = replace(REJECT, reviewer="乙")
    assert decide(transactions, paper, 2, "causes:collusion", rejects) is Status.DISPUTED
    assert decide(transactions, paper, 2, "causes:collusion", REJECT) is Status.REJECTED
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
    paper: TaggedDocument,
    sentence: int,
    key: str,
    answer: Answer,
    code: str,
) -> None:
    with pytest.raises(KbError) as refused:
        decide(transactions, paper, sentence, key, answer)
    assert refused.value.code == code
    assert isinstance(refused.value, WorkflowError | InvalidQuery)
    with transactions.reading() as session:
        assert list(ReviewStore(session).decisions()) == []
        assert Outbox(session).size() == 0


def test_an_unknown_document_is_not_found(transactions: Transactions) -> None:
    with pytest.raises(NotFound), transactions.writing() as session:
        ReviewStore(session).decide(ProposalId("none", 0, NO_RULE), ACCEPT)


def test_decisions_outlive_a_newer_model(transactions: Transactions, paper: TaggedDocument) -> None:
    decide(transactions, paper, 0, NO_RULE, replace(ACCEPT, model="patterns-1.1"))
    decide(transactions, paper, 1, CHECKS, REJECT)
    with transactions.engine.begin() as connection:
        connection.execute(text("DELETE FROM labels WHERE term = 'no_rule'"))
        connection.execute(text("UPDATE labels SET model = 'labels-2026.11'"))
    assert bears(transactions, paper, NO_RULE)
    assert not bears(transactions, paper, CHECKS)


def test_reviewed_sentences_tell_what_was_affirmed_and_refused(
    transactions: Transactions, paper: TaggedDocument
) -> None:
    decide(transactions, paper, 0, NO_RULE, Answer(Choice.EDIT, "甲", key=NO_TRACE))
    decide(transactions, paper, 1, CHECKS, REJECT)
    decide(transactions, paper, 1, CHECKS, replace(REJECT, reviewer="乙"))
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
    decide(transactions, paper, 1, CHECKS, ACCEPT)
    with transactions.reading() as session:
        assert len(list(ReviewStore(session).reviewed_sentences())) == 1  # disputed says nothing


def test_deleting_a_document_takes_its_reviews_along(
    transactions: Transactions, paper: TaggedDocument
) -> None:
    decide(transactions, paper, 0, NO_RULE, REJECT)
    with transactions.writing() as session:
        DocumentStore(session).delete(paper.document.id)
    keep(transactions, paper)
    assert bears(transactions, paper, NO_RULE)


def queue(transactions: Transactions, **wanted: str) -> list[tuple[int, str]]:
    with transactions.reading() as session:
        tasks = ReviewQueue(session).tasks(QueueFilter(**wanted))  # type: ignore[arg-type]
        return [(task.id.sentence, task.id.key) for task in tasks]


def test_the_queue_gives_the_uncertain_first_with_its_sentence(
    transactions: Transactions, paper: TaggedDocument
) -> None:
    assert queue(transactions) == [(0, NO_RULE), (1, CHECKS)]
    with transactions.reading() as session:
        [first, _] = ReviewQueue(session).tasks(QueueFilter())
    assert first.text == "采购没有制定管理办法。"
    assert first.priority == pytest.approx(0.40 * 0.9 + 0.20 + 0.20 + 0.10 + 0.10)
    assert first.document.id == paper.document.id


def test_the_queue_moves_on_and_asks_for_a_second_reviewer(
    transactions: Transactions, paper: TaggedDocument
) -> None:
    decide(transactions, paper, 0, NO_RULE, ACCEPT)
    assert queue(transactions) == [(1, CHECKS)]
    assert queue(transactions, mode=Mode.SECOND, reviewer="乙") == [(0, NO_RULE)]
    assert queue(transactions, mode=Mode.SECOND, reviewer="甲") == []
    decide(transactions, paper, 0, NO_RULE, replace(REJECT, reviewer="乙"))
    assert queue(transactions, mode=Mode.SECOND) == []
    assert queue(transactions, mode=Mode.DISPUTED, reviewer="丙") == [(0, NO_RULE)]
    assert queue(transactions, mode=Mode.DISPUTED, reviewer="乙") == []


def test_an_added_label_waits_for_a_second_reviewer_too(
    transactions: Transactions, paper: TaggedDocument
) -> None:
    at = WORDS.index("收受")
    with transactions.writing() as session:
        answer = Answer(Choice.ADD, "甲", span=Span(at, at + 2))
        ReviewStore(session).add(paper.document.id, "causes:collusion", answer)
    assert queue(transactions, mode=Mode.SECOND, reviewer="乙") == [(2, "causes:collusion")]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        pytest.param({"layer": "loopholes"}, 2, id="layer"),
        pytest.param({"layer": "causes"}, 0, id="another_layer"),
        pytest.param({"key": NO_RULE}, 1, id="label"),
        pytest.param({"kind": "judgment_first_instance"}, 2, id="kind"),
        pytest.param({"kind": "confession"}, 0, id="another_kind"),
        pytest.param({"document_id": "none"}, 0, id="another_document"),
    ],
)
@pytest.mark.usefixtures("paper")
def test_the_queue_is_narrowed(
    transactions: Transactions, wanted: dict[str, str], count: int
) -> None:
    assert len(queue(transactions, **wanted)) == count


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
