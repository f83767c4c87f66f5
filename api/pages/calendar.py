"""工作日: the days of a year that are not as their weekday would be; deadlines count by them."""

from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.responses import Response

from api.deps import ServiceDep, SystemAdmin
from api.pages.board_frame import day_in
from api.pages.page import FormDep, Page, PageDep
from api.pages.step_slips import slip_of
from api.routes import calendar
from api.routes.system import Anybody
from api.schemas.ledger import CalendarDayIn, CalendarDayOut
from api.wiring import Service
from kb.errors import InvalidQuery, KbError, NotFound
from kb.prevention.working_days import CalendarDay, WorkingDays
from kb.registers.days import day_of

router = APIRouter(include_in_schema=False)
_WEEKS = Calendar()
_LAST = 9998  # weeks of the year after cannot be reckoned
_Word = Annotated[str, Form(max_length=60)]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the year; ``decreed`` says what it was decreed to be called."""

    day: date
    working: bool
    decreed: str | None


@router.get("/admin/calendar")
def calendar_page(
    _who: Anybody,
    page: PageDep,
    service: ServiceDep,
    year: Annotated[int, Query(ge=0, le=_LAST)] = 0,
) -> Response:
    """A year, month by month."""
    return _shown(page, service, year or day_of(datetime.now(UTC)).year, {}, None)


@router.post("/admin/calendar")
def put_day(
    who: SystemAdmin,
    form: FormDep,
    service: ServiceDep,
    day: _Word = "",
    working: _Word = "",
    name: _Word = "",
) -> Response:
    """Decree a day: worked, or off."""
    entered = {"day": day, "working": working, "name": name}
    this_year = day_of(datetime.now(UTC)).year
    try:
        given = day_in("日期", day)
        if given is None or working not in ("yes", "no"):
            raise InvalidQuery("FIELD_NEEDED", field="日期" if given is None else "上不上班")
        calendar.put(given, CalendarDayIn(working=working == "yes", name=name), who, service)
    except InvalidQuery as error:
        return _shown(form, service, this_year, entered, error)
    words = f"{given.isoformat()} 定为{'上班' if working == 'yes' else '休息'}，时限从此按它计算。"
    return form.go(f"/admin/calendar?year={given.year}", words)


@router.post("/admin/calendar/{day}/remove")
def remove_day(day: date, who: SystemAdmin, form: FormDep, service: ServiceDep) -> Response:
    """The day is as its weekday again."""
    words = f"{day.isoformat()} 照常例。"
    try:
        calendar.remove(day, who, service)
    except NotFound:
        words = f"{day.isoformat()} 本来就照常例。"
    return form.go(f"/admin/calendar?year={min(day.year, _LAST)}", words)


def _shown(
    page: Page, service: Service, year: int, entered: Mapping[str, str], error: KbError | None
) -> Response:
    decreed = calendar.list_days(service, year)
    content = {
        "year": year,
        "months": _months(year, decreed),
        "decreed": decreed,
        "working": sum(day.working for month in _months(year, decreed) for day in month if day),
        "entered": {"day": "", "working": "", "name": "", **entered},
        "slip": slip_of(error) if error else None,
    }
    status = slip_of(error).status if error else 200
    return page.show("admin/calendar.html", content, title="工作日", status=status)


def _months(year: int, decreed: Sequence[CalendarDayOut]) -> Sequence[Sequence[Day | None]]:
    """The days of each month from Monday on, with None for those of other months."""
    names = {one.day: one.name for one in decreed}
    days = WorkingDays(CalendarDay(one.day, one.working, one.name) for one in decreed)
    return [
        [
            Day(one, days.is_working(one), names.get(one)) if one.month == month else None
            for one in _WEEKS.itermonthdates(year, month)
        ]
        for month in range(1, 13)
    ]
