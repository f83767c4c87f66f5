"""Every indicator over the small world at three days, each value worked out by hand."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kb.errors import InvalidQuery, NotFound
from kb.evaluation_terms import load_evaluation_terms
from kb.governance.access import Principal, Role
from kb.prevention.indicator_counts import Gap, wilson
from kb.prevention.indicator_window import Period, Scope, Window
from kb.prevention.indicators import indicator, indicators
from kb.prevention.ledger_facts import ITEMS, LETTERS

MID_2025 = Period(date(2025, 1, 1), date(2025, 6, 30))
YEAR_2025 = Period(date(2025, 1, 1), date(2025, 12, 31))
HALF_2026 = Period(date(2026, 1, 1), date(2026, 6, 30))
LAST_DAY = Period(date(2025, 1, 1), date(2025, 8, 31))
BOTH = Period(date(2025, 1, 1), date(2026, 6, 30))

# by indicator and period: numerator, denominator, and the records behind both
GOLDEN = [
    # served in 2025: l1–l4 (l4 was withdrawn only in 2026); l5 is a draft
    ("suggestions_issued", YEAR_2025, 4, None, "l1 l2 l3 l4", ""),
    ("suggestions_issued", MID_2025, 1, None, "l1", ""),
    # l4 is withdrawn by the end: three letters of 2025, and one number of 2026 sent to two units
    ("suggestions_issued", BOTH, 4, None, None, ""),
    # due in 2025: l1 (3 of 3 adopted), l2 (1 of 2): 4 of 5
    ("suggestion_adoption_rate", YEAR_2025, 4, 5, "l1 l2", "l1 l2"),
    # due in 2026: l3 (0 of 2), l6 (1 of 1), l7 (0 of 1)
    ("suggestion_adoption_rate", HALF_2026, 1, 4, "l6", "l3 l6 l7"),
    # l1 ten days early, l2 ten days late
    ("reply_on_time_rate", YEAR_2025, 1, 2, "l1", "l1 l2"),
    ("reply_on_time_rate", HALF_2026, 1, 3, "l6", "l3 l6 l7"),
    # i1, i2 in time, i4 early; i3 due and open; i5, i6 not due yet; i8 was never issued
    ("rectification_completion_rate", YEAR_2025, 3, 4, "i1 i2 i4", "i1 i2 i3 i4"),
    # on its last day i3 is due and not overdue
    ("rectification_completion_rate", LAST_DAY, 1, 2, "i1", "i1 i3"),
    ("overdue_rate", LAST_DAY, 0, 2, "", "i1 i3"),
    # i3 and i6 completed; i1 reopened; i5 paused; i7 withdrawn; i2 and i4 are of the year before
    ("rectification_completion_rate", HALF_2026, 2, 3, "i3 i6", "i1 i3 i6"),
    ("rectification_completion_rate", BOTH, 4, 5, "i2 i3 i4 i6", "i1 i2 i3 i4 i6"),
    ("overdue_rate", YEAR_2025, 1, 4, "i3", "i1 i2 i3 i4"),
    ("overdue_rate", HALF_2026, 1, 3, "i1", "i1 i3 i6"),
    ("write_off_rate", YEAR_2025, 3, 3, "i1 i2 i4", "i1 i2 i4"),
    ("write_off_rate", HALF_2026, 1, 1, "i3", "i3"),
    ("write_off_rate", BOTH, 3, 4, "i2 i3 i4", "i1 i2 i3 i4"),
    ("case_analysis_rate", YEAR_2025, 1, 1, "k3", "k3"),
    ("case_analysis_rate", HALF_2026, 0, 1, "", "k4"),
    # k3: 9 days; k4: 26 days; k5: never, and withdrawn only in 2026
    ("sync_start_rate", YEAR_2025, 1, 3, "k3", "k3 k4 k5"),
    ("sync_start_rate", BOTH, 1, 2, "k3", "k3 k4"),
    # by mid 2025 h2 of k3 has no measure; by the end h4 of k4 has none
    ("measure_match_rate", MID_2025, 0, 1, "", "k3"),
    ("measure_match_rate", YEAR_2025, 1, 2, "k3", "k3 k4"),
    ("alert_precision", MID_2025, 1, 1, "w1", "w1"),
    ("alert_precision", YEAR_2025, 1, 2, "w1", "w1 w2"),
    # e3 is a self-assessment
    ("evaluation_pass_rate", YEAR_2025, 1, 1, "e1", "e1"),
    ("evaluation_pass_rate", HALF_2026, 0, 1, "", "e2"),
    ("education_reach", MID_2025, 80, 100, "r4", "r4"),
    # the last counts of each unit: (95 + 40) of (100 + 50)
    ("education_reach", YEAR_2025, 135, 150, "r5 r6", "r5 r6"),
]


def test_every_value_is_what_a_hand_finds(world: Any) -> None:
    with world.registry() as registry:
        windows = {p: Window(registry, p) for p in (MID_2025, LAST_DAY, YEAR_2025, HALF_2026, BOTH)}
        found = [indicator(windows[period], name) for name, period, *_ in GOLDEN]
    for one, (name, period, above, below, above_rows, below_rows) in zip(
        found, GOLDEN, strict=True
    ):
        said = (name, period)
        assert (one.numerator, one.denominator) == (above, below), said
        assert one.value == (above if below is None else above / below), said
        if above_rows is not None:
            assert world.names(row.id for row in one.part("numerator")) == above_rows, said
        assert world.names(row.id for row in one.part("denominator")) == below_rows, said


def test_all_indicators_of_the_vocabulary_are_answered(world: Any) -> None:
    with world.registry() as registry:
        found = indicators(Window(registry, YEAR_2025))
    assert [one.kpi.id for one in found] == list(load_evaluation_terms().kpis)
    assert all((one.value is None) == (one.gap is not None) for one in found)
    assert all(one.kpi.formula and one.kpi.source for one in found)


def test_what_happens_later_changes_no_past_value(world: Any) -> None:
    with world.registry() as one:
        before = indicators(Window(one, YEAR_2025))
        for item in one.all(ITEMS):
            one.change(ITEMS, item, state="reopened", action="reopen")
        for letter in one.all(LETTERS):
            one.change(LETTERS, letter, state="withdrawn", action="withdraw")
        assert indicators(Window(one, YEAR_2025)) == before


def test_letters_are_never_counted_without_their_quality(world: Any) -> None:
    with world.registry() as registry:
        early, year, half = (
            indicator(Window(registry, period), "suggestions_issued").quality
            for period in (MID_2025, YEAR_2025, HALF_2026)
        )
    assert early and year and half
    # l1 was scored on 1 July: on 30 June nobody had scored it
    assert (early.mean, early.n, early.unrated) == (None, 0, 1)
    assert (year.mean, year.n, year.unrated) == (3.5, 2, 2)
    assert (half.mean, half.n, half.unrated) == (5, 1, 0)


def test_the_crime_rate_drops_from_its_base(world: Any) -> None:
    with world.registry() as registry:
        everywhere = indicator(Window(registry, YEAR_2025), "crime_rate_drop")
        bureau = Window(registry, YEAR_2025, Scope(unit=world.ids["bureau"]))
        below = indicator(bureau, "crime_rate_drop")
        half = indicator(Window(registry, HALF_2026), "crime_rate_drop")
    # 2025: k3 1 + k4 3 + k5 1 = 5 of 1,000; 2024: k1 2 + k2 1 = 3 of 1,000
    assert [one.per_10000 for one in everywhere.rates] == [50, 30]
    assert everywhere.value == pytest.approx((30 - 50) / 30)
    # the bureau and the road station below it: 2 of 500 against 3 of 500
    assert [(one.people, one.staff) for one in below.rates] == [(2, 500), (3, 500)]
    assert below.value == pytest.approx((60 - 40) / 60)
    # nobody in the first half of 2026; k3 in the first half of 2025
    assert (half.value, half.numerator, half.denominator) == (1, 0, 1)
    # Wilson at 95 % of 5 in 1,000: (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n)
    assert everywhere.rates[0].low == pytest.approx(21.4, abs=0.1)
    assert everywhere.rates[0].high == pytest.approx(116.5, abs=0.1)


def test_what_cannot_be_computed_says_why(world: Any) -> None:
    with world.registry() as registry:
        early, half = Window(registry, MID_2025), Window(registry, HALF_2026)
        hospital = Window(registry, YEAR_2025, Scope(unit=world.ids["hospital"]))
        # the hospital's staff was entered on 1 July
        assert _gap(early, "crime_rate_drop") is Gap.STAFF_UNKNOWN
        assert _gap(hospital, "crime_rate_drop") is Gap.BASE_ZERO
        assert _gap(early, "rectification_completion_rate") is Gap.NO_DENOMINATOR
        assert _gap(half, "education_reach") is Gap.NO_DENOMINATOR
        assert _gap(half, "department_coordination") is Gap.NOT_RATED


def test_ratings_bear_their_mean_and_number_beside_what_the_unit_says(world: Any) -> None:
    with world.registry() as registry:
        window = Window(registry, YEAR_2025)
        coordination = indicator(window, "department_coordination")
        satisfaction = indicator(window, "public_satisfaction")
        reach = indicator(window, "education_reach")
    assert (coordination.value, coordination.n) == (3.5, 2)
    assert coordination.reported
    assert (coordination.reported.value, coordination.difference) == (5, -1.5)
    assert (satisfaction.value, satisfaction.to_review) == (0.58, True)
    assert reach.reported
    assert (reach.reported.value, reach.difference) == (1, pytest.approx(-0.1))


@pytest.mark.parametrize(
    ("scope", "letters"),
    [
        pytest.param(Scope(domain="healthcare"), "l2 l4", id="domain_by_case_or_item"),
        pytest.param(Scope(domain="engineering_construction"), "l1 l3", id="other_domain"),
        pytest.param(Scope(department="d1"), "l1 l2 l3 l4", id="department"),
        pytest.param(Scope(department="d2"), "", id="other_department"),
    ],
)
def test_a_scope_narrows_what_is_counted(world: Any, scope: Scope, letters: str) -> None:
    with world.registry() as registry:
        found = indicator(Window(registry, YEAR_2025, scope), "suggestions_issued")
    assert world.names(row.id for row in found.part("numerator")) == letters


def test_only_what_a_person_may_read_is_counted(
    world: Any, person: Callable[..., Principal]
) -> None:
    with world.registry(person("u2", Role.PREVENTION, department="d2")) as registry:
        found = indicators(Window(registry, YEAR_2025))
    assert sum(one.numerator or 0 for one in found) == 0
    assert not any(one.part("denominator") for one in found)


def test_an_unknown_indicator_and_a_backward_period_are_refused(world: Any) -> None:
    with world.registry() as registry, pytest.raises(NotFound):
        indicator(Window(registry, YEAR_2025), "nonesuch")
    with pytest.raises(InvalidQuery):
        Period(date(2026, 1, 1), date(2025, 1, 1))


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        # p = 0.5, z = 1.96: middle 0.5, spread 1.96 √(0.0025 + 0.0000960…) ÷ 1.0384…
        pytest.param(50, 100, 0.4038, 0.5962, id="half"),
        pytest.param(0, 10, 0.0, 0.2775, id="none"),
        pytest.param(10, 10, 0.7225, 1.0, id="all"),
        pytest.param(12, 10, 0.7225, 1.0, id="beyond_all"),
    ],
)
def test_wilsons_interval(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def _gap(window: Window, name: str) -> Gap | None:
    found = indicator(window, name)
    assert found.value is None
    return found.gap
