"""What the registers say of the lines of an evaluation sheet: proposals with the records behind.

A person takes a proposal over or enters other data; nothing is filled in by itself. Lines that no
register can answer are proposed from counts that were entered for them (``RATINGS``), if any.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from kb.errors import InvalidQuery
from kb.evaluation_terms import load_evaluation_terms
from kb.prevention.chain_facts import CLUES, OFFICERS, ClueSource, RiskGrade
from kb.prevention.evaluation_rules import EvaluationRules
from kb.prevention.indicator_counts import Counted, Row, of_records
from kb.prevention.indicator_ratings import reported
from kb.prevention.indicator_records import (
    CaseSeen,
    ClueSeen,
    InspectionSeen,
    ItemLoopholes,
    OfficerSeen,
)
from kb.prevention.indicator_window import LONG_AGO, Period, Scope, Window
from kb.prevention.ledger_facts import INSPECTIONS, ITEMS, WARNINGS, EvaluationFacts, Side
from kb.registers.days import day_of
from kb.registers.records import declared
from kb.store.register_past import reached
from kb.store.registry import Registry


@dataclass(frozen=True, slots=True)
class Proposal:
    """Data for one line: ``3/4``, and the records behind either number."""

    indicator: str
    numerator: float
    denominator: float
    rows: Counted


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a line is counted over: the period and its base, the letter, the rules."""

    window: Window
    base: Period
    letter: str
    rules: EvaluationRules


def proposals(
    registry: Registry, facts: EvaluationFacts, rules: EvaluationRules
) -> tuple[Proposal, ...]:
    """Proposals for the unit of a sheet (and the units below it) over its period, line by line.

    FIELD_NEEDED where the sheet has no period yet. Without a base it is the year before.
    """
    if not (facts.period_start and facts.period_end):
        raise InvalidQuery("FIELD_NEEDED", field=declared(EvaluationFacts)["period_end"].zh)
    period = Period(facts.period_start, facts.period_end)
    base = period.a_year_before()
    if facts.base_start and facts.base_end:
        base = Period(facts.base_start, facts.base_end)
    window = Window(registry, period, Scope(unit=facts.unit))
    asked = _Asked(window, base, facts.letter, rules)
    found = []
    for name in load_evaluation_terms().indicators:
        rows = _LINES[name](asked) if name in _LINES else _entered(window, name)
        above, below = (sum(row.count for row in part or ()) for part in _parts(rows))
        if above or below:
            found.append(Proposal(name, above, below, rows))
    return tuple(found)


def _parts(rows: Counted) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    return rows.numerator, rows.denominator or ()


def _entered(window: Window, name: str) -> Counted:
    said = reported(window, name, Side.CHECK)
    return Counted(said.numerator, said.denominator) if said and said.denominator else Counted()


def _inspection_done(asked: _Asked) -> Counted:
    """Of the inspections planned for the period, those done."""
    planned = [
        one
        for one in asked.window.read(INSPECTIONS, InspectionSeen)
        if asked.window.period.holds(one.planned) and one.state != "cancelled"
    ]
    return Counted(of_records(one for one in planned if one.state == "done"), of_records(planned))


def _issue_closed(asked: _Asked) -> Counted:
    """Of the items that findings made, those written off; open ones count once due."""
    made = {item for one in asked.window.read(INSPECTIONS, InspectionSeen) for item in one.items}
    found = [one for one in asked.window.items if one.id in made]
    closed = [one for one in found if one.state == "written_off"]
    due = [one for one in found if one not in closed and one.deadline <= asked.window.period.end]
    return Counted(of_records(closed), of_records([*closed, *due]))


def _alert_handled(asked: _Asked) -> Counted:
    """Of the warnings of the period whose day has come, those checked by it; false ones count."""
    window, period = asked.window, asked.window.period
    dismissed = reached(
        window.registry, WARNINGS, "dismissed", since=LONG_AGO, before=period.closes
    )
    due, timely = [], []
    for one in window.warnings:
        checked = one.verified or (day_of(dismissed[one.id]) if one.id in dismissed else None)
        if not period.holds(one.raised) or one.ack_due is None:
            continue
        if checked or one.ack_due <= period.end:
            due.append(one)
        if checked and checked <= one.ack_due:
            timely.append(one)
    return Counted(of_records(timely), of_records(due))


def _risk_covered(asked: _Asked) -> Counted:
    """Of the confirmed high risk points, those with a control and no gap."""
    high = [
        one
        for one in asked.window.within(asked.window.points)
        if one.grade is RiskGrade.HIGH and one.state == "confirmed"
    ]
    covered = [one for one in high if one.control.strip() and not one.gap.strip()]
    return Counted(of_records(covered), of_records(high))


def _rotated(asked: _Asked) -> Counted:
    """Of the key posts whose time was up in the period, those that changed hands by its end."""
    period, years = asked.window.period, asked.rules.thresholds.tenure_years
    due = [
        one
        for one in asked.window.read(OFFICERS, OfficerSeen)
        if one.key_post
        and one.since
        and _years_after(one.since, years) <= period.end
        and (one.until is None or one.until >= period.start)
    ]
    rotated = [one for one in due if one.until and one.until <= period.end]
    return Counted(of_records(rotated), of_records(due))


def _recurred(asked: _Asked) -> Counted:
    """Of the items written off by the end, those that came again in the period.

    An item came again that was reopened, or whose loophole was found once more in the same unit
    after it was written off.
    """
    window, period = asked.window, asked.window.period
    closed = reached(window.registry, ITEMS, "written_off", since=LONG_AGO, before=period.closes)
    reopened = reached(window.registry, ITEMS, "reopened", since=period.opens, before=period.closes)
    written_off = [one for one in window.read(ITEMS, ItemLoopholes) if one.id in closed]
    again = [
        one
        for one in written_off
        if one.id in reopened or _found_again(window, one, day_of(closed[one.id]))
    ]
    return Counted(of_records(again), of_records(written_off))


def _case_drop(asked: _Asked) -> Counted:
    """Cases filed in the period over those of the base, of the domains of the letter if any."""
    items = [one for one in asked.window.items if asked.letter and one.letter == asked.letter]
    domains = {one.domain for one in items} - {""}

    def filed(period: Period) -> list[CaseSeen]:
        return [
            one
            for one in asked.window.cases
            if period.holds(one.filed) and (not domains or one.domain in domains)
        ]

    return Counted(of_records(filed(asked.window.period)), of_records(filed(asked.base)))


def _complaint_drop(asked: _Asked) -> Counted:
    """Complaints of the period over those of the base."""
    complaints = [
        one for one in asked.window.read(CLUES, ClueSeen) if one.source is ClueSource.COMPLAINT
    ]
    now, before = (
        of_records(one for one in complaints if period.holds(one.received))
        for period in (asked.window.period, asked.base)
    )
    return Counted(now, before)


_LINES: Mapping[str, Callable[[_Asked], Counted]] = MappingProxyType(
    {
        "inspection_done_rate": _inspection_done,
        "issue_closed_rate": _issue_closed,
        "alert_handled_rate": _alert_handled,
        "risk_point_covered": _risk_covered,
        "key_post_rotated_rate": _rotated,
        "recurrence_rate": _recurred,
        "case_drop_rate": _case_drop,
        "complaint_drop_rate": _complaint_drop,
    }
)


def _found_again(window: Window, item: ItemLoopholes, closed: date) -> bool:
    return any(
        one.unit == item.unit
        and one.term in item.loopholes
        and one.found is not None
        and one.found > closed
        and window.period.holds(one.found)
        for one in window.loopholes
    )


def _years_after(day: date, years: int) -> date:
    leap_day = day.month == 2 and day.day == 29
    return day.replace(year=day.year + years, day=28 if leap_day else day.day)
