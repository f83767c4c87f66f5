"""The queue on both databases: what comes first, and to whom."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kb.model import Span, TaggedDocument
from kb.review.decisions import Answer, Choice, Status
from kb.review.queue import Mode, QueueFilter
from kb.store.review_queue import ReviewQueue
from kb.store.reviews import ReviewStore
from kb.store.session import Transactions

Decide = Callable[..., Status]
NO_RULE, CHECKS = "loopholes:no_rule", "loopholes:audit_weak"
ACCEPT = Answer(Choice.ACCEPT, "甲")
REJECT = Answer(Choice.REJECT, "甲")


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
    transactions: Transactions, paper: TaggedDocument, decide: Decide
) -> None:
    decide(0, NO_RULE, ACCEPT)
    assert queue(transactions) == [(1, CHECKS)]
    assert queue(transactions, mode=Mode.SECOND, reviewer="乙") == [(0, NO_RULE)]
    assert queue(transactions, mode=Mode.SECOND, reviewer="甲") == []
    decide(0, NO_RULE, replace(REJECT, reviewer="乙"))
    assert queue(transactions, mode=Mode.SECOND) == []
    assert queue(transactions, mode=Mode.DISPUTED, reviewer="丙") == [(0, NO_RULE)]
    assert queue(transactions, mode=Mode.DISPUTED, reviewer="乙") == []


def test_an_added_label_waits_for_a_second_reviewer_too(
    transactions: Transactions, paper: TaggedDocument
) -> None:
    at = paper.document.text.index("收受")
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
