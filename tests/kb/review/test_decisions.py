"""What decisions come to: one vote a reviewer, the most given answer stands."""

from datetime import UTC, datetime

import pytest

from kb.errors import InvalidQuery
from kb.model import Label, Span
from kb.review.decisions import (
    Choice,
    Decision,
    Outcome,
    ProposalId,
    Status,
    gathered,
    label_key,
    reviewer_name,
    standing,
    verdict,
)
from kb.terms import load_taxonomy

LABEL = Label("loopholes", "no_rule", Span(10, 20), 3, 0.55, model="patterns-1.1")
OTHER = "loopholes:no_trace"


def decided(reviewer: str, answer: str, *, span: Span = LABEL.span) -> Decision:
    """``accept``, ``reject``, ``words`` (an edit of the words alone) or another label's key."""
    if answer == "reject":
        choice, outcome = Choice.REJECT, None
    elif answer == "accept":
        choice, outcome = Choice.ACCEPT, Outcome(LABEL.key, LABEL.span)
    else:
        key = LABEL.key if answer == "words" else answer
        choice, outcome = Choice.EDIT, Outcome(key, span)
    return Decision(LABEL, choice, outcome, reviewer, "", datetime(2026, 5, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("answers", "status", "stands"),
    [
        pytest.param([], Status.PROPOSED, LABEL.key, id="nobody_answered"),
        pytest.param([("甲", "accept")], Status.ACCEPTED, LABEL.key, id="one_accepts"),
        pytest.param([("甲", "reject")], Status.REJECTED, None, id="one_rejects"),
        pytest.param([("甲", OTHER)], Status.EDITED, OTHER, id="one_edits"),
        pytest.param(
            [("甲", "accept"), ("乙", "reject")], Status.DISPUTED, LABEL.key, id="one_against_one"
        ),
        pytest.param(
            [("甲", "accept"), ("乙", "reject"), ("丙", "reject")],
            Status.REJECTED,
            None,
            id="a_third_settles",
        ),
        pytest.param(
            [("甲", "accept"), ("乙", "reject"), ("丙", OTHER)],
            Status.DISPUTED,
            LABEL.key,
            id="a_third_answer_does_not",
        ),
        pytest.param(
            [("甲", "accept"), ("乙", "reject"), ("甲", "reject")],
            Status.REJECTED,
            None,
            id="a_later_decision_of_one_supersedes",
        ),
        pytest.param(
            [("甲", OTHER), ("乙", "accept"), ("丙", OTHER), ("丁", "accept")],
            Status.DISPUTED,
            LABEL.key,
            id="two_against_two",
        ),
    ],
)
def test_verdict(answers: list[tuple[str, str]], status: Status, stands: str | None) -> None:
    found = verdict(LABEL, [decided(*one) for one in answers])
    assert found.status is status
    assert (found.standing.key if found.standing else None) == stands
    assert found.reviewers == len({reviewer for reviewer, _ in answers})


def test_moving_the_words_agrees_with_accepting_and_the_moved_words_stand() -> None:
    moved = decided("甲", "words", span=Span(12, 18))
    found = verdict(LABEL, [moved, decided("乙", "accept")])
    assert (moved.answer, found.status) == ("accept", Status.EDITED)
    assert found.standing is not None
    assert found.standing.span == Span(12, 18)
    assert (found.standing.method, found.standing.confidence) == ("reviewer", 1.0)


def test_a_label_stands_once_in_a_sentence_however_it_came_there() -> None:
    second = Label("loopholes", "no_trace", Span(14, 20), 3, 0.7)
    edit = decided("甲", OTHER, span=Span(11, 15))
    reviewed = gathered("d", [LABEL, second], [(ProposalId("d", 3, LABEL.key), edit)])
    assert [(one.key, one.span) for one in standing(reviewed)] == [(OTHER, Span(11, 15))]


def test_an_answered_label_outlives_the_model_that_proposed_it() -> None:
    proposal = ProposalId("d", 3, LABEL.key)
    reviewed = gathered("d", [], [(proposal, decided("甲", "accept"))])
    assert [one.key for one in standing(reviewed)] == [LABEL.key]
    assert reviewed[0].label.model == "patterns-1.1"


@pytest.mark.parametrize("name", ["", "  \t", "甲" * 61])
def test_a_reviewer_has_a_name(name: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        reviewer_name(name)
    assert refused.value.code == "REVIEWER_MISSING"


def test_a_label_is_named_by_key_or_in_chinese() -> None:
    taxonomy = load_taxonomy()
    assert label_key(OTHER, taxonomy) == OTHER
    assert label_key(taxonomy.label(OTHER), taxonomy) == OTHER
    with pytest.raises(InvalidQuery) as refused:
        label_key("offence:bribery_taking", taxonomy)
    assert refused.value.code == "LABEL_UNKNOWN"
