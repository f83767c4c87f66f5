"""Near, partly alike, or nothing found: by likeness, duty, and a shared domain or post."""

import pytest

from kb.retrieval.nearness import Nearness, nearest, nearness_of, standard_score
from kb.retrieval.ranking import WEIGHTS, CaseFeatures, score_parts, total

SCHOOL = CaseFeatures(domains=("education_research",))
HOSPITAL = CaseFeatures(domains=("healthcare",))
PLAIN = CaseFeatures()


@pytest.mark.parametrize(
    ("new", "past", "meaning", "of_duty", "expected"),
    [
        pytest.param(PLAIN, PLAIN, 0.8, True, Nearness.NEAR, id="alike"),
        pytest.param(PLAIN, PLAIN, 0.62, True, Nearness.PARTIAL, id="somewhat_alike"),
        pytest.param(PLAIN, PLAIN, 0.4, True, Nearness.NONE, id="unlike"),
        pytest.param(SCHOOL, SCHOOL, 0.7, True, Nearness.NEAR, id="domain_shared"),
        pytest.param(SCHOOL, HOSPITAL, 0.7, True, Nearness.PARTIAL, id="another_domain"),
        pytest.param(SCHOOL, HOSPITAL, 0.95, True, Nearness.NEAR, id="very_alike"),
        pytest.param(PLAIN, PLAIN, 0.8, False, Nearness.PARTIAL, id="ordinary_crime"),
        pytest.param(PLAIN, PLAIN, 0.62, False, Nearness.NONE, id="no_crime_of_duty"),
    ],
)
def test_a_case(
    new: CaseFeatures, past: CaseFeatures, meaning: float, of_duty: bool, expected: Nearness
) -> None:
    parts = score_parts(new, past, meaning=meaning, wording=0.5)
    assert nearness_of(parts, of_duty=of_duty) is expected


def test_weights_that_were_asked_for_do_not_change_it() -> None:
    weights = {**dict.fromkeys(WEIGHTS, 0.0), "wording": 1.0}
    asked = score_parts(SCHOOL, SCHOOL, meaning=0.8, wording=0.1, weights=weights)
    shipped = score_parts(SCHOOL, SCHOOL, meaning=0.8, wording=0.1)
    assert standard_score(asked) == pytest.approx(total(shipped))


def test_an_answer_is_as_near_as_its_best_case() -> None:
    assert nearest([Nearness.NONE, Nearness.NEAR, Nearness.PARTIAL]) is Nearness.NEAR
    assert nearest([]) is Nearness.NONE
