"""One query over all registers."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import ServiceDep
from api.problems import StrictJsonRoute
from api.registers import registry_for_reading
from api.schemas.chain import RegisterHitOut, RegisterHitsOut
from api.security import allow
from kb.governance.access import Permission, Principal
from kb.store.register_search import Crossing, RegisterSearch

router = APIRouter(tags=["登记"], route_class=StrictJsonRoute)
Id = Annotated[str, Query(max_length=64)]
Term = Annotated[str, Query(max_length=60)]
Names = Annotated[list[str], Query(max_length=30)]


@router.get("/registers/search", summary="一个条件查遍各类登记")
def search_registers(
    service: ServiceDep,
    who: Annotated[Principal, allow(Permission.REGISTERS_READ, Permission.LEDGER_READ)],
    text: Annotated[str, Query(description="标题、编号等里的字", max_length=100)] = "",
    unit: Id = "",
    domain: Term = "",
    position: Term = "",
    loophole: Term = "",
    case_id: Id = "",
    state: Names = [],  # noqa: B006 - the framework copies it
    kind: Names = [],  # noqa: B006
    mine: Annotated[bool, Query(description="只要自己登记的")] = False,
    since: Annotated[date | None, Query(description="自某日")] = None,
    until: Annotated[date | None, Query(description="至某日")] = None,
    after: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> RegisterHitsOut:
    """The newest first; a record without such a field itself is found by its case's."""
    asked = Crossing(
        text=text,
        unit=unit,
        domain=domain,
        position=position,
        loophole=loophole,
        case_id=case_id,
        states=tuple(state),
        kinds=tuple(kind),
        created_by=who.account if mine else "",
        since=since,
        until=until,
    )
    with registry_for_reading(service, who) as registry:
        found = RegisterSearch(registry).find(asked, after=after, limit=limit)
    return RegisterHitsOut(
        items=[RegisterHitOut.of(one) for one in found],
        next=found[-1].cursor if len(found) == limit else "",
    )
