"""Coverage, heat map and lead times over the small world, counted by hand."""

from datetime import UTC, date, datetime
from typing import Any

from kb.prevention.chain_facts import UnitKind
from kb.prevention.coverage import Stage, coverage, heat_map
from kb.prevention.indicator_window import Period, Scope, Window
from kb.prevention.lead_times import Leg, lead_times
from kb.registers.days import day_of

YEAR_2025 = Period(date(2025, 1, 1), date(2025, 12, 31))
HALF_2026 = Period(date(2026, 1, 1), date(2026, 6, 30))
BOTH = Period(date(2025, 1, 1), date(2026, 6, 30))
ROADS, HEALTH = "engineering_construction", "healthcare"


def test_coverage_shows_every_kind_at_every_stage(world: Any) -> None:
    with world.registry() as registry:
        found = coverage(Window(registry, YEAR_2025))
    assert len(found.cells) == len(UnitKind) * len(Stage)
    filled = {(one.kind, one.stage): one.records for one in found.cells if one.records}
    road, hospital = UnitKind.PUBLIC_INSTITUTION, UnitKind.HOSPITAL
    assert filled == {
        (road, Stage.CLUES): 1,
        (road, Stage.CASES): 2,  # k3, k5
        (hospital, Stage.CASES): 1,  # k4
        (road, Stage.LETTERS): 2,  # l1, l3
        (hospital, Stage.LETTERS): 2,  # l2, l4
        (road, Stage.RECTIFICATION): 4,  # i1, i2, i3, i6
        (hospital, Stage.RECTIFICATION): 3,  # i4, i5, i7
        (road, Stage.EVALUATION): 1,  # e1
    }
    assert {one.units for one in found.cells if one.records} == {1}
    assert {kind for kind, n in found.units.items() if n} == {
        road,
        hospital,
        UnitKind.PARTY_GOVERNMENT,
    }


def test_the_heat_map_is_as_of_its_day(world: Any) -> None:
    with world.registry() as registry:
        maps = [heat_map(Window(registry, each)) for each in (YEAR_2025, HALF_2026)]
        narrowed = heat_map(Window(registry, HALF_2026, Scope(domain=ROADS)))
    counted = [[(one.domain, one.loophole, one.count) for one in cells] for cells in maps]
    year = [(ROADS, "no_trace", 2), (HEALTH, "no_trace", 2)]
    assert counted == [year, [*year, ("", "no_trace", 1)]]
    assert [world.names(one.ids) for one in narrowed] == ["h1 h2"]


def test_lead_times_are_medians_of_three_or_more(world: Any) -> None:
    with world.registry() as registry:
        both = {one.leg: one for one in lead_times(Window(registry, BOTH))}
        year = {one.leg: one for one in lead_times(Window(registry, YEAR_2025))}
    # the clue came on 1 February 2025: w3 after 365 days, w4 (by its case) 393, w5 504
    clue = both[Leg.CLUE_TO_WARNING]
    assert (clue.n, clue.median_days, clue.longest_days) == (3, 393, 504)
    # w1 after 31 days, w2 123, w3 9
    checked = both[Leg.WARNING_TO_CHECK]
    assert (checked.n, checked.median_days, checked.longest_days) == (3, 31, 123)
    assert (year[Leg.WARNING_TO_CHECK].n, year[Leg.WARNING_TO_CHECK].median_days) == (2, None)
    assert both[Leg.WARNING_TO_ACTION].n == 0


def test_a_day_runs_from_midnight_to_midnight_in_china() -> None:
    assert YEAR_2025.closes == datetime(2025, 12, 31, 16, tzinfo=UTC)
    assert day_of(datetime(2025, 12, 31, 16, tzinfo=UTC)) == date(2026, 1, 1)
    assert day_of(datetime(2025, 12, 31, 15, 59, tzinfo=UTC)) == date(2025, 12, 31)
