"""The proven grade: worked by hand, shrunk for few items, lowered by every relapse."""

import pytest

from kb.prevention.proven import Component, Outcome, ProvenGrade, Trial, proven

GRADES = (1.0, 1.0, 1.0, 1.0, 0.7, 0.7)


def items(count: int, *, good: float = 1.0) -> list[Outcome]:
    """Items in which every component went the same way."""
    trials = tuple(Trial(component, good) for component in Component)
    return [Outcome(f"item-{number}", trials) for number in range(count)]


def worked(*, relapses: int) -> list[Outcome]:
    """The six items of the worked example, with so many relapses."""
    return [
        Outcome(
            f"item-{number}",
            (
                Trial(Component.ON_TIME, 1.0),
                Trial(Component.ON_SITE, float(number < 3)),
                Trial(Component.EVALUATION, GRADES[number]),
                Trial(Component.HELD, float(number > 0)),
                Trial(Component.NO_RELAPSE, float(number >= relapses)),
            ),
        )
        for number in range(6)
    ]


def test_the_worked_example_of_the_documentation() -> None:
    found = proven(worked(relapses=1))
    assert [round(one.mean, 2) for one in found.components] == [0.80, 0.50, 0.74, 0.70, 0.70]
    assert found.n == 6
    assert found.mean == pytest.approx(0.695)
    assert (found.low, found.high) == (
        pytest.approx(0.615, abs=5e-4),
        pytest.approx(0.775, abs=5e-4),
    )
    assert found.grade is ProvenGrade.B


def test_one_more_relapse_lowers_the_grade() -> None:
    before, after = proven(worked(relapses=1)), proven(worked(relapses=2))
    assert after.mean < before.mean
    assert (before.grade, after.grade) == (ProvenGrade.B, ProvenGrade.C)
    assert after.low == pytest.approx(0.588, abs=5e-4)


def test_nothing_known_is_no_grade() -> None:
    assert proven([]).grade is ProvenGrade.NONE
    found = proven([Outcome("item-1", ())])  # an item of which nothing has come yet
    assert (found.grade, found.n) == (ProvenGrade.NONE, 0)


@pytest.mark.parametrize(
    ("count", "good", "grade"),
    [
        pytest.param(1, 1.0, ProvenGrade.C, id="one_success_proves_nothing"),
        pytest.param(5, 1.0, ProvenGrade.B, id="five_are_fair"),
        pytest.param(20, 1.0, ProvenGrade.A, id="twenty_are_good"),
        pytest.param(1, 0.0, ProvenGrade.C, id="one_failure_proves_nothing"),
        pytest.param(5, 0.0, ProvenGrade.D, id="five_failures_do"),
        pytest.param(40, 0.5, ProvenGrade.C, id="half_and_half_is_mixed"),
    ],
)
def test_few_items_move_the_grade_little(count: int, good: float, grade: ProvenGrade) -> None:
    found = proven(items(count, good=good))
    assert (found.grade, found.n) == (grade, count)


def test_the_interval_narrows_with_the_number_of_items() -> None:
    widths = [found.high - found.low for found in map(proven, (items(2), items(8), items(50)))]
    assert widths == sorted(widths, reverse=True)


def test_a_part_of_the_time_counts_in_part() -> None:
    whole = [Outcome("item-1", (Trial(Component.NO_RELAPSE, 1.0),))]
    half = [Outcome("item-1", (Trial(Component.NO_RELAPSE, 1.0, 0.5),))]
    means = [
        next(one.mean for one in proven(of).components if one.component is Component.NO_RELAPSE)
        for of in (half, whole)
    ]
    assert means == [pytest.approx(2.5 / 4.5), pytest.approx(3 / 5)]
