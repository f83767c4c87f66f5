"""Working days: the weekends, and the days that are decreed otherwise.

No public holidays are built in: each year's are decreed anew and entered by an administrator
(``lianjian calendar``). A year without entries counts Monday to Friday.
"""

import csv
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from kb.errors import InvalidQuery

_WORKING = {"班": True, "上班": True, "休": False, "放假": False}
_MOST_DAYS = 10_000
_MOST_NAME = 60


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that is not as its weekday would be: 国庆节 on a Thursday, or a Sunday worked."""

    day: date
    working: bool
    name: str = ""


class WorkingDays:
    """Counts working days; a pure value made of the decreed days."""

    def __init__(self, decreed: Iterable[CalendarDay] = ()) -> None:
        self._decreed = {one.day: one.working for one in decreed}
        other = sorted(day for day, working in self._decreed.items() if working != _weekday(day))
        self._ordinals = [day.toordinal() for day in other]
        self._shifts = [0, *accumulate(1 if self._decreed[day] else -1 for day in other)]

    def is_working(self, day: date) -> bool:
        """Whether the day is worked."""
        return self._decreed.get(day, _weekday(day))

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and with ``end``; negative where ``end`` is earlier.

        >>> WorkingDays().between(date(2026, 3, 6), date(2026, 3, 9))  # Friday to Monday
        1
        """
        return self._until(end) - self._until(start)

    def add(self, start: date, count: int) -> date:
        """The ``count``-th working day after ``start``; ``start`` itself for 0.

        No later than the last day that there is: what bears a date so far off is still shown.

        >>> WorkingDays().add(date(2026, 3, 6), 1)
        datetime.date(2026, 3, 9)
        """
        if not 0 <= count <= _MOST_DAYS:
            raise InvalidQuery("PARAM_OUT_OF_RANGE", field="working_days", value=count)
        day = start
        while count and day < date.max:
            day += timedelta(days=1)
            count -= self.is_working(day)
        return day

    def _until(self, day: date) -> int:
        """Working days since the first Monday of the calendar, by arithmetic: lists ask often."""
        weeks, rest = divmod(day.toordinal(), 7)
        shift = self._shifts[bisect_right(self._ordinals, day.toordinal())]
        return weeks * 5 + min(rest, 5) + shift


def read_calendar(words: str) -> tuple[CalendarDay, ...]:
    """Days from CSV lines ``2026-10-01,休,国庆节`` or ``2026-10-10,班``; ROW_INVALID names a line.

    Blank lines and lines that begin with ``#`` are passed over.
    """
    found: list[CalendarDay] = []
    for number, line in enumerate(words.removeprefix("\ufeff").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [one.strip() for one in next(csv.reader([line]))]
        try:
            day = date.fromisoformat(parts[0])
            working = _WORKING[parts[1]]
        except (ValueError, KeyError, IndexError) as error:
            raise InvalidQuery("ROW_INVALID", line=number, reason=line[:60]) from error
        found.append(CalendarDay(day, working, ",".join(parts[2:])[:_MOST_NAME]))
    return tuple(found)


def _weekday(day: date) -> bool:
    return day.weekday() < 5
