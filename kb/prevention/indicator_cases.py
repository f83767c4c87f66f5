"""Indicators of the cases: analysed, started in step with prevention, matched, and fewer."""

from datetime import datetime, timedelta

from kb.model import DocumentKind
from kb.prevention.chain_facts import CHECKS, MEASURES
from kb.prevention.indicator_counts import Counted, CrimeRate, Row, crime_rate, of_records
from kb.prevention.indicator_records import CaseSeen
from kb.prevention.indicator_window import LONG_AGO, Period, Window
from kb.registers.days import day_of
from kb.store.register_past import cases_with, reached

SYNC_DAYS = 15  # 建议值


def case_analysis_rate(window: Window) -> Counted:
    """Cases with an analysis report in the library, of those concluded in the period."""
    concluded = [one for one in window.cases if window.period.holds(one.concluded)]
    analysed = cases_with(
        window.registry, DocumentKind.RISK_ANALYSIS_REPORT, before=window.period.closes
    )
    return Counted(
        of_records(one for one in concluded if one.id in analysed), of_records(concluded)
    )


def sync_start_rate(window: Window) -> Counted:
    """Cases with a risk point or an answered check within 15 days, of those filed in the period."""
    filed = [one for one in window.cases if window.period.holds(one.filed)]
    started = _first_risks(window)
    timely = []
    for one in filed:
        moments = [started[key] for key in (one.id, one.clue) if key and key in started]
        if moments and day_of(min(moments)) <= one.filed + timedelta(days=SYNC_DAYS):
            timely.append(one)
    return Counted(of_records(timely), of_records(filed))


def measure_match_rate(window: Window) -> Counted:
    """Cases whose every confirmed loophole has a measure, of those whose measures were adopted in
    the period."""
    period = window.period
    adopted = reached(
        window.registry, MEASURES, "adopted", since=period.opens, before=period.closes
    )
    recent = {one.case_id for one in window.measures if one.id in adopted}
    answered = {target for one in window.measures for target in one.loopholes}
    bare = {one.case_id for one in window.loopholes if one.id not in answered}
    with_measures = [one for one in window.cases if one.id in recent]
    matched = [one for one in with_measures if one.id not in bare]
    return Counted(of_records(matched), of_records(with_measures))


def people_filed(window: Window, period: Period) -> tuple[Row, ...]:
    """The cases filed in a period, each with its people."""
    return tuple(Row(one.id, _people(one)) for one in window.cases if period.holds(one.filed))


def crime_rates(window: Window, base: Period) -> tuple[CrimeRate, CrimeRate] | None:
    """The rates of the period and of its base over the staff of the scope at the period's end.

    None where the scope has no unit, or one of them does not say its staff.
    """
    staffs = [one.staff for one in window.units]
    known = [one for one in staffs if one is not None]
    if len(known) < len(staffs) or not sum(known):
        return None
    now, before = (
        crime_rate(one, int(sum(row.count for row in people_filed(window, one))), sum(known))
        for one in (window.period, base)
    )
    return now, before


def _people(case: CaseSeen) -> int:
    return max(case.people, 1)


def _first_risks(window: Window) -> dict[str, datetime]:
    """When risks were first recorded, by case and by clue."""
    found: dict[str, datetime] = {}
    for one in window.points:
        for key in (one.case_id, one.clue):
            found[key] = min(one.created_at, found.get(key, one.created_at))
    answered = reached(
        window.registry, CHECKS, "answered", since=LONG_AGO, before=window.period.closes
    )
    for check in window.checks:
        at = answered.get(check.id)
        if at:
            found[check.case_id] = min(at, found.get(check.case_id, at))
    return found
