"""The decreed days as they are kept: read by everybody, written by an administrator."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kb.errors import InvalidQuery, NotFound
from kb.governance.access import Level, Permission
from kb.prevention.working_days import CalendarDay, WorkingDays
from kb.registers.days import YEARS
from kb.store.register_tables import CalendarDayRow
from kb.store.registry import Registry

_MOST_NAME = 60


def decreed_days(session: Session, *, year: int | None = None) -> tuple[CalendarDay, ...]:
    """The decreed days (of one year) in order."""
    query = select(CalendarDayRow).order_by(CalendarDayRow.day)
    if year is not None:
        if not 1 <= year <= 9998:
            raise InvalidQuery("PARAM_OUT_OF_RANGE", field="year", value=year)
        query = query.where(
            CalendarDayRow.day >= date(year, 1, 1), CalendarDayRow.day < date(year + 1, 1, 1)
        )
    return tuple(CalendarDay(row.day, row.working, row.name) for row in session.scalars(query))


def working_days(session: Session) -> WorkingDays:
    """The calendar that clocks run by."""
    return WorkingDays(decreed_days(session))


class CalendarDays:
    """Writes decreed days; each change is audited."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def put(self, days: Iterable[CalendarDay]) -> int:
        """Keep days, new or changed; how many. PARAM_OUT_OF_RANGE for a year nobody can mean."""
        self._registry.principal.require(Permission.SYSTEM)
        count = 0
        for one in days:
            if one.day.year not in YEARS:
                raise InvalidQuery("PARAM_OUT_OF_RANGE", field="日期", value=one.day.isoformat())
            if len(one.name) > _MOST_NAME or "\x00" in one.name:
                raise InvalidQuery("INVALID_TEXT", field="name")
            self._registry.session.merge(
                CalendarDayRow(day=one.day, working=one.working, name=one.name)
            )
            said = f"{'班' if one.working else '休'} {one.name}".strip()
            self._registry.audit("calendar.put", one.day.isoformat(), Level.PUBLIC, reason=said)
            count += 1
        self._registry.session.flush()
        return count

    def remove(self, day: date) -> None:
        """Let a day be as its weekday again; ``NotFound`` where nothing was decreed."""
        self._registry.principal.require(Permission.SYSTEM)
        removed = self._registry.session.execute(
            delete(CalendarDayRow).where(CalendarDayRow.day == day)
        )
        if not removed.rowcount:  # type: ignore[attr-defined]
            raise NotFound(id=day.isoformat())
        self._registry.audit("calendar.remove", day.isoformat(), Level.PUBLIC)
