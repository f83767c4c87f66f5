"""Ranking measures: visible parts that add up, factors, groups in turn."""

import pytest

from kb.prevention.measure_statements import SourceLevel
from kb.prevention.proven import Component, Outcome, Proven, Trial, proven
from kb.retrieval.measure_fit import (
    FitPart,
    Practice,
    Problem,
    Ranked,
    fit_parts,
    ranked,
    standing_of,
)
from kb.terms import Term, load_taxonomy

TAXONOMY = load_taxonomy()
NOTHING: Proven = proven([])
NO_PRACTICE = Practice()


def term(name: str) -> Term:
    return TAXONOMY.terms[f"measures:{name}"]


def parts(name: str, problem: Problem, practice: Practice = NO_PRACTICE) -> dict[str, FitPart]:
    return {one.name: one for one in fit_parts(term(name), problem, practice, TAXONOMY)}


def good(count: int) -> Proven:
    trials = tuple(Trial(component, 1.0) for component in Component)
    return proven(Outcome(f"item-{number}", trials) for number in range(count))


def test_only_what_is_asked_weighs_and_the_weights_add_up() -> None:
    found = parts("segregate_duties", Problem(loopholes={"incompatible_posts": 1.0}))
    assert set(found) == {"loopholes"}
    assert found["loopholes"].weight == pytest.approx(1.0)
    both = Problem(loopholes={"incompatible_posts": 1.0}, positions=("finance_officer",))
    assert sum(one.weight for one in parts("segregate_duties", both).values()) == pytest.approx(1)


def test_loopholes_count_by_how_sure_they_are() -> None:
    problem = Problem(loopholes={"incompatible_posts": 1.0, "audit_weak": 0.5})
    found = parts("segregate_duties", problem)["loopholes"]
    assert found.value == pytest.approx(1.0 / 1.5)
    assert found.shared == ("loopholes:incompatible_posts",)


def test_a_post_asks_for_its_own_measures() -> None:
    finance = Problem(loopholes={"incompatible_posts": 1.0}, positions=("finance_officer",))
    computers = Problem(loopholes={"incompatible_posts": 1.0}, positions=("it_data_officer",))
    assert parts("segregate_duties", finance)["position"].value == 1.0
    assert parts("segregate_duties", computers)["position"].value == 0.0
    assert parts("permission_control", computers)["position"].value == 1.0


def test_told_in_words_a_loophole_alone_is_not_all() -> None:
    spoken = Problem(loopholes={"no_trace": 1.0}, meaning={"online_trace": 1.0})
    assert parts("online_trace", spoken)["loopholes"].value == pytest.approx(1.0)
    assert parts("asset_register_disposal", spoken)["loopholes"].value == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("level", "standing"),
    [
        pytest.param(SourceLevel.VOCABULARY, 0.90, id="vocabulary"),
        pytest.param(SourceLevel.SUGGESTED, 1.00, id="letter"),
        pytest.param(SourceLevel.DONE_WITH_NUMBER, 1.10, id="done_with_number"),
    ],
)
def test_without_outcomes_the_source_decides(level: SourceLevel, standing: float) -> None:
    assert standing_of(NOTHING, level) == pytest.approx(standing)


def test_with_outcomes_the_proven_grade_decides_and_not_the_source() -> None:
    few = good(6)
    assert standing_of(few, SourceLevel.VOCABULARY) == pytest.approx(0.5 + few.mean)
    assert standing_of(few, SourceLevel.DONE) == standing_of(few, SourceLevel.VOCABULARY)


def placed(fits: dict[str, float], **known: Proven) -> tuple[Ranked, ...]:
    return ranked(
        {name: (FitPart("loopholes", value, 1.0),) for name, value in fits.items()},
        proven={name: known.get(name, NOTHING) for name in fits},
        levels=dict.fromkeys(fits, SourceLevel.SUGGESTED),
        group_of=lambda name: term(name).group,
        set_aside={"education"},
        limit=3,
    )


def test_a_further_measure_of_a_group_gives_way() -> None:
    found = placed({"segregate_duties": 1.0, "procurement_control": 0.9, "special_audit": 0.8})
    assert [one.term for one in found] == [
        "segregate_duties",
        "special_audit",
        "procurement_control",
    ]
    assert found[2].score == pytest.approx(0.9 * 0.85)


def test_what_is_proven_goes_before_what_is_not() -> None:
    found = placed({"special_audit": 1.0, "spot_check": 0.9}, spot_check=good(20))
    assert [one.term for one in found] == ["spot_check", "special_audit"]


def test_a_group_that_is_set_aside_counts_half() -> None:
    found = placed({"integrity_talk": 1.0, "spot_check": 0.6})
    assert [(one.term, round(one.score, 2)) for one in found] == [
        ("spot_check", 0.6),
        ("integrity_talk", 0.5),
    ]


def test_what_fits_not_at_all_is_not_recommended() -> None:
    assert [one.term for one in placed({"spot_check": 0.4, "special_audit": 0.0})] == ["spot_check"]
