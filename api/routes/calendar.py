"""The working-day calendar over HTTP: read by everybody, written by an administrator."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import ServiceDep, SystemAdmin
from api.problems import StrictJsonRoute
from api.registers import registry_for_writing
from api.schemas.ledger import CalendarDayIn, CalendarDayOut
from api.security import allow
from kb.governance.access import Permission
from kb.prevention.working_days import CalendarDay
from kb.store.calendar_days import CalendarDays, decreed_days

router = APIRouter(tags=["工作日"], route_class=StrictJsonRoute)


@router.get("/calendar", summary="与周末常例不同的日子", dependencies=[allow(Permission.SIGNED_IN)])
def list_days(
    service: ServiceDep, year: Annotated[int | None, Query(ge=1, le=9998)] = None
) -> list[CalendarDayOut]:
    """In order; a year without any counts Monday to Friday."""
    with service.transactions.reading() as session:
        return [CalendarDayOut.of(one) for one in decreed_days(session, year=year)]


@router.put("/calendar/{day}", summary="定这一天上不上班")
def put(day: date, body: CalendarDayIn, who: SystemAdmin, service: ServiceDep) -> CalendarDayOut:
    """New or changed; deadlines are counted by it from now on."""
    kept = CalendarDay(day, body.working, body.name)
    with registry_for_writing(service, who) as registry:
        CalendarDays(registry).put([kept])
    return CalendarDayOut.of(kept)


@router.delete("/calendar/{day}", status_code=204, summary="这一天照常例")
def remove(day: date, who: SystemAdmin, service: ServiceDep) -> Response:
    """404 where nothing was decreed."""
    with registry_for_writing(service, who) as registry:
        CalendarDays(registry).remove(day)
    return Response(status_code=204)
