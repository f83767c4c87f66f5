"""How what audiences said moves the weights of the match."""

import pytest

from kb.education.feedback import Heard, learnt, weights_of
from kb.education.matching import MATCH_WEIGHTS
from kb.education.pack_content import MatchPart


def heard(score: float, recognised: float, name: str = "岗位") -> Heard:
    return Heard((MatchPart(name, score, 0.34, ""),), recognised)


def test_nothing_heard_leaves_the_weights_as_they_are() -> None:
    assert weights_of(learnt([])) == pytest.approx(MATCH_WEIGHTS)


def test_the_worked_example_holds() -> None:
    told = [heard(0.34, 0.9), heard(0.30, 0.8), heard(0.20, 1.0), heard(0.05, 0.1)]
    position = next(one for one in learnt(told) if one.name == "position")
    assert (position.high, position.low) == (3, 1)
    assert position.lift == pytest.approx((2 + 2.7) / 7 - (2 + 0.1) / 5)
    whole = sum(MATCH_WEIGHTS.values()) + 0.34 * position.lift / 2
    assert position.after == pytest.approx(0.34 * (1 + position.lift / 2) / whole)
    assert sum(weights_of(learnt(told)).values()) == pytest.approx(sum(MATCH_WEIGHTS.values()))


def test_few_answers_move_little_and_many_no_further_than_half() -> None:
    one = next(each for each in learnt([heard(0.34, 1.0)]) if each.name == "position")
    assert 0 < one.lift <= 0.1
    many = [*(heard(0.34, 1.0) for _ in range(500)), *(heard(0.0, 0.0) for _ in range(500))]
    position = next(each for each in learnt(many) if each.name == "position")
    assert 0.9 < position.lift < 1


def test_a_part_that_was_not_asked_for_is_not_learnt_from() -> None:
    told = [Heard((MatchPart("领域", 0.0, 0.0, ""),), 1.0)]
    assert weights_of(learnt(told)) == pytest.approx(MATCH_WEIGHTS)
