"""Working days counted by hand: October 2026 with a holiday week and two worked weekend days."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import InvalidQuery, NotAllowed, NotFound
from kb.governance.access import Principal, Role
from kb.governance.audit import AuditEntry
from kb.prevention.working_days import CalendarDay, WorkingDays, read_calendar
from kb.store.calendar_days import CalendarDays, decreed_days, working_days
from kb.store.registry import Registry

# October 2026 begins on a Thursday. Off: Thu 1 to Wed 7. Worked: Sat 10, and Sun 27 September.
OCTOBER = WorkingDays(
    [
        *(CalendarDay(date(2026, 10, day), working=False, name="国庆节") for day in range(1, 8)),
        CalendarDay(date(2026, 9, 27), working=True, name="调休"),
        CalendarDay(date(2026, 10, 10), working=True, name="调休"),
    ]
)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        pytest.param(date(2026, 9, 30), date(2026, 10, 8), 1, id="the_week_off"),
        pytest.param(date(2026, 9, 30), date(2026, 10, 10), 3, id="thu_fri_and_a_worked_sat"),
        pytest.param(date(2026, 9, 30), date(2026, 10, 11), 3, id="sunday_adds_nothing"),
        pytest.param(date(2026, 9, 25), date(2026, 9, 28), 2, id="a_worked_sunday"),
        pytest.param(date(2026, 10, 8), date(2026, 10, 8), 0, id="the_same_day"),
        pytest.param(date(2026, 10, 12), date(2026, 10, 8), -3, id="backwards"),
        pytest.param(date(2026, 11, 2), date(2026, 11, 30), 20, id="four_plain_weeks"),
        pytest.param(date(2026, 9, 1), date(2026, 10, 31), 40, id="two_months"),
    ],
)
def test_days_between(start: date, end: date, days: int) -> None:
    # two_months: 21 weekdays from 2 to 30 September and the worked Sunday make 22; October has 22
    # weekdays, of which five (1, 2, 5, 6, 7) are off, and the worked Saturday: 18. Together 40
    assert OCTOBER.between(start, end) == days


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        pytest.param(date(2026, 9, 30), 0, date(2026, 9, 30), id="none"),
        pytest.param(date(2026, 9, 30), 1, date(2026, 10, 8), id="over_the_week_off"),
        pytest.param(date(2026, 9, 30), 3, date(2026, 10, 10), id="to_a_worked_saturday"),
        pytest.param(date(2026, 9, 30), 4, date(2026, 10, 12), id="past_it"),
        pytest.param(date(2026, 9, 26), 1, date(2026, 9, 27), id="saturday_to_a_worked_sunday"),
        pytest.param(date(9999, 12, 30), 5, date(9999, 12, 31), id="no_day_after_the_last"),
    ],
)
def test_adding_days(start: date, count: int, end: date) -> None:
    assert OCTOBER.add(start, count) == end


@given(start=st.dates(date(2025, 1, 1), date(2027, 1, 1)), count=st.integers(0, 300))
def test_adding_and_counting_agree(start: date, count: int) -> None:
    end = OCTOBER.add(start, count)
    assert OCTOBER.between(start, end) == count
    walked = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    assert sum(map(OCTOBER.is_working, walked)) == count


def test_a_count_beyond_reason_is_refused() -> None:
    with pytest.raises(InvalidQuery):
        OCTOBER.add(date(2026, 1, 1), 10_001)


def test_a_calendar_is_read_from_lines() -> None:
    words = "\ufeff# 2026 年\n2026-10-01,休,国庆节\n\n2026-10-10,上班\n"
    assert read_calendar(words) == (
        CalendarDay(date(2026, 10, 1), working=False, name="国庆节"),
        CalendarDay(date(2026, 10, 10), working=True),
    )


@pytest.mark.parametrize("line", ["2026-02-30,休", "2026-10-01,半天", "2026-10-01", "国庆节"])
def test_a_bad_line_is_named(line: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        read_calendar(f"2026-01-01,休,元旦\n{line}")
    assert (refused.value.code, refused.value.context["line"]) == ("ROW_INVALID", 2)


OpenRegistry = Callable[..., AbstractContextManager[Registry]]


def test_decreed_days_are_kept_changed_and_removed(registry: OpenRegistry) -> None:
    entries: list[AuditEntry] = []
    day = date(2026, 10, 8)
    with registry(entries=entries) as one:
        days = CalendarDays(one)
        assert days.put([CalendarDay(day, working=False, name="补休")]) == 1
        assert working_days(one.session).is_working(day) is False
        days.put([CalendarDay(day, working=True)])
        days.put([CalendarDay(date(2027, 1, 1), working=False, name="元旦")])
        assert decreed_days(one.session, year=2026) == (CalendarDay(day, working=True),)
        days.remove(day)
        with pytest.raises(NotFound):
            days.remove(day)
        assert decreed_days(one.session, year=2026) == ()
    assert [entry.action for entry in entries] == [
        "calendar.put",
        "calendar.put",
        "calendar.put",
        "calendar.remove",
    ]


def test_only_an_administrator_changes_the_calendar(
    registry: OpenRegistry, person: Callable[..., Principal]
) -> None:
    with registry(person("u1", Role.PREVENTION)) as one:
        days = CalendarDays(one)
        with pytest.raises(NotAllowed):
            days.put([CalendarDay(date(2026, 10, 8), working=False)])
        with pytest.raises(NotAllowed):
            days.remove(date(2026, 10, 8))
