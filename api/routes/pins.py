"""Past cases pinned to a registered or a kept new case, over HTTP."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.deps import LibraryReader, ServiceDep, TaxonomyDep
from api.pins import pin, pins_of, unpin
from api.problems import StrictJsonRoute
from api.schemas.pins import PinIn, PinOut
from api.security import allow
from kb.governance.access import Permission, Principal
from kb.retrieval.pins import Subject

router = APIRouter(tags=["检索"], route_class=StrictJsonRoute)
CaseReader = Annotated[Principal, allow(Permission.REGISTERS_READ)]
CaseKeeper = Annotated[Principal, allow(Permission.CASES)]
CaseName = Annotated[str, Path(max_length=64)]


@router.get("/cases/{case_id}/pins", summary="案件：钉住的旧案")
def case_pins(
    case_id: CaseName,
    who: CaseReader,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    at: Annotated[datetime | None, Query(alias="as_of", description="某一时刻的样子")] = None,
) -> list[PinOut]:
    """In the order they were pinned; only those that rest on papers one may read."""
    found = pins_of(service, who, Subject("case", case_id), at=at)
    return [PinOut.of(one, taxonomy) for one in found]


@router.put("/cases/{case_id}/pins/{past_case}", status_code=204, summary="案件：钉住一件旧案")
def pin_to_case(
    case_id: CaseName, past_case: CaseName, body: PinIn, who: CaseKeeper, service: ServiceDep
) -> Response:
    """With how like it is now; a second time the note and the score are those of then."""
    given = Subject("case", case_id)
    pin(service, who, given, past_case, note=body.note, weights=body.weights)
    return Response(status_code=204)


@router.delete("/cases/{case_id}/pins/{past_case}", status_code=204, summary="案件：取消钉住")
def unpin_from_case(
    case_id: CaseName, past_case: CaseName, who: CaseKeeper, service: ServiceDep
) -> Response:
    """What was pinned at an earlier moment can still be told."""
    unpin(service, who, Subject("case", case_id), past_case)
    return Response(status_code=204)


@router.get("/new-cases/{new_case}/pins", summary="新案：钉住的旧案")
def new_case_pins(
    new_case: CaseName, who: LibraryReader, service: ServiceDep, taxonomy: TaxonomyDep
) -> list[PinOut]:
    """Of one's own new case; they go when it goes."""
    found = pins_of(service, who, Subject("new_case", new_case))
    return [PinOut.of(one, taxonomy) for one in found]


@router.put("/new-cases/{new_case}/pins/{past_case}", status_code=204, summary="新案：钉住一件旧案")
def pin_to_new_case(
    new_case: CaseName, past_case: CaseName, body: PinIn, who: LibraryReader, service: ServiceDep
) -> Response:
    """With how like it is now."""
    given = Subject("new_case", new_case)
    pin(service, who, given, past_case, note=body.note, weights=body.weights)
    return Response(status_code=204)


@router.delete("/new-cases/{new_case}/pins/{past_case}", status_code=204, summary="新案：取消钉住")
def unpin_from_new_case(
    new_case: CaseName, past_case: CaseName, who: LibraryReader, service: ServiceDep
) -> Response:
    """It is no longer pinned."""
    unpin(service, who, Subject("new_case", new_case), past_case)
    return Response(status_code=204)
