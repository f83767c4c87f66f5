"""Ratings and counts are entered as their indicator asks, and struck, never edited."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kb.errors import IllegalTransition, InvalidQuery, KbError
from kb.prevention.indicator_window import Period, Window
from kb.prevention.indicators import indicator
from kb.prevention.ledger_facts import RATINGS, RatingFacts
from kb.prevention.ratings import Ratings

DAY = date(2024, 6, 1)
PERIOD = Period(date(2024, 1, 1), date.today() + timedelta(days=1))
SCORE = RatingFacts(indicator="analysis_depth", on=DAY, score=4)
SURVEY = RatingFacts(
    indicator="public_satisfaction",
    on=DAY,
    numerator=180,
    denominator=200,
    n=200,
    note="入户问卷，2024年5月",
)
COUNT = RatingFacts(indicator="education_reach", on=DAY, numerator=90, denominator=100)
LINE = RatingFacts(indicator="rule_issued_rate", on=DAY, numerator=9, denominator=10)


@pytest.mark.parametrize("facts", [SCORE, SURVEY, COUNT, LINE], ids=lambda one: one.indicator)
def test_what_answers_its_indicator_is_kept(world: Any, facts: RatingFacts) -> None:
    with world.registry() as registry:
        assert Ratings(registry).rate(facts).state == "kept"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        pytest.param(replace(SCORE, indicator="nonesuch"), "LABEL_UNKNOWN", id="no_indicator"),
        pytest.param(replace(SCORE, score=None), "FIELD_NEEDED", id="no_score"),
        pytest.param(replace(SCORE, score=0.9), "PARAM_OUT_OF_RANGE", id="below_one"),
        pytest.param(replace(SCORE, score=5.1), "PARAM_OUT_OF_RANGE", id="above_five"),
        pytest.param(replace(COUNT, score=3), "PARAM_OUT_OF_RANGE", id="a_ratio_is_not_scored"),
        pytest.param(replace(COUNT, denominator=None), "FIELD_NEEDED", id="no_denominator"),
        pytest.param(replace(COUNT, denominator=0), "PARAM_OUT_OF_RANGE", id="nothing_below"),
        pytest.param(replace(COUNT, numerator=101), "PARAM_OUT_OF_RANGE", id="over_all"),
        pytest.param(replace(COUNT, numerator=-1), "PARAM_OUT_OF_RANGE", id="negative"),
        pytest.param(replace(SURVEY, n=None), "FIELD_NEEDED", id="survey_without_sample"),
        pytest.param(replace(SURVEY, note=""), "FIELD_NEEDED", id="survey_without_method"),
        pytest.param(replace(SCORE, on=date(2999, 1, 1)), "PARAM_OUT_OF_RANGE", id="not_yet"),
    ],
)
def test_what_does_not_is_refused(world: Any, facts: RatingFacts, code: str) -> None:
    with world.registry() as registry, pytest.raises(KbError, match=code):
        Ratings(registry).rate(facts)


def test_a_struck_rating_counts_no_more(world: Any) -> None:
    with world.registry() as registry:
        ratings = Ratings(registry)
        kept, _ = ratings.rate(SCORE), ratings.rate(replace(SCORE, score=2))
        assert indicator(Window(registry, PERIOD), "analysis_depth").value == 3
        with pytest.raises(InvalidQuery, match="FIELD_NEEDED"):
            ratings.strike(kept.id, " ", expected=1)
        struck = ratings.strike(kept.id, "录入有误", expected=1)
        assert indicator(Window(registry, PERIOD), "analysis_depth").value == 2
        with pytest.raises(IllegalTransition):
            ratings.strike(kept.id, "再次", expected=2)
        with pytest.raises(IllegalTransition, match="EDIT_CLOSED"):
            registry.edit(RATINGS, struck, SCORE, expected=2)
