"""Indicators of the ledger, the warnings and the evaluations."""

from datetime import date

from kb.prevention.indicator_counts import Counted, of_records
from kb.prevention.indicator_records import EvaluationSeen, ItemSeen
from kb.prevention.indicator_window import LONG_AGO, Window
from kb.prevention.ledger_facts import ITEMS, Side
from kb.registers.days import day_of
from kb.store.register_past import reached

_WRITTEN_OFF, _BY_ACCOUNTABILITY = "written_off", "closed_by_accountability"


def rectification_completion_rate(window: Window) -> Counted:
    """Items completed, of those due by the end of the period or completed in it.

    What was completed before the period is not of it; what was due before and is still open is.
    Items that are paused or under objection are not due. An item reopened is not complete.
    """
    completed, open_and_due = _completed(window), _due(window)
    return Counted(of_records(completed), of_records([*completed, *open_and_due]))


def overdue_rate(window: Window) -> Counted:
    """Items open past their day, of the items that the completion rate counts."""
    completed, open_and_due = _completed(window), _due(window)
    late = [one for one in open_and_due if one.deadline < window.period.end]
    return Counted(of_records(late), of_records([*completed, *open_and_due]))


def write_off_rate(window: Window) -> Counted:
    """Items written off at the end of the period, of those submitted for it in the period."""
    period = window.period
    events = reached(window.registry, ITEMS, "submitted", since=period.opens, before=period.closes)
    submitted = [one for one in window.items if one.id in events]
    done = [one for one in submitted if one.state == _WRITTEN_OFF]
    return Counted(of_records(done), of_records(submitted))


def alert_precision(window: Window) -> Counted:
    """Warnings found true, of those verified in the period."""
    verified = [
        one
        for one in window.warnings
        if window.period.holds(one.verified) and one.founded is not None
    ]
    return Counted(of_records(one for one in verified if one.founded), of_records(verified))


def evaluation_pass_rate(window: Window) -> Counted:
    """Units graded 优秀 or 合格, of the units graded in the period; the last grade of each counts.

    Self-assessments, sheets without a grade and those under appeal are not counted.
    """
    latest: dict[str, EvaluationSeen] = {}
    for one in sorted(window.evaluations, key=lambda one: (one.confirmed or date.min, one.id)):
        counted = one.state == "confirmed" and one.side is Side.CHECK and one.grade
        if counted and window.period.holds(one.confirmed):
            latest[one.unit] = one
    passed = [one for one in latest.values() if one.grade != "unqualified"]
    return Counted(of_records(passed), of_records(latest.values()))


def _completed(window: Window) -> tuple[ItemSeen, ...]:
    period = window.period
    closed = {
        record_id: day_of(at)
        for record_id, at in reached(
            window.registry, ITEMS, _BY_ACCOUNTABILITY, since=LONG_AGO, before=period.closes
        ).items()
    }
    return tuple(
        one
        for one in window.items
        if (one.state == _WRITTEN_OFF and period.holds(one.written_off))
        or (one.state == _BY_ACCOUNTABILITY and period.holds(closed.get(one.id)))
    )


def _due(window: Window) -> tuple[ItemSeen, ...]:
    return tuple(
        one
        for one in window.items
        if one.state not in (_WRITTEN_OFF, _BY_ACCOUNTABILITY, "objection")
        and one.paused_from is None
        and one.deadline <= window.period.end
    )
