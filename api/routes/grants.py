"""How a case is kept, and to whom else it is opened."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import GrantId, ServiceDep
from api.granting import keep_case, open_case_to, take_back
from api.problems import StrictJsonRoute
from api.schemas.people import GrantIn, GrantOut, ProtectionIn
from api.security import allow
from kb.governance.access import Permission, Principal
from kb.governance.grants import list_grants
from kb.model import CaseId
from kb.store.access_filter import require_readable_case

router = APIRouter(tags=["授权"], route_class=StrictJsonRoute)
Granter = Annotated[Principal, allow(Permission.GRANTS)]


@router.put("/cases/{case_id}/protection", status_code=204, summary="定案件的级别与所属部门")
def protect_case(
    case_id: CaseId, body: ProtectionIn, who: Granter, service: ServiceDep
) -> Response:
    """Its documents and records follow, in SQL and in the index at once."""
    keep_case(service, who, case_id, body.level, department=body.department, reason=body.reason)
    return Response(status_code=204)


@router.get("/cases/{case_id}/grants", summary="案件的授权，含已收回的")
def case_grants(case_id: CaseId, who: Granter, service: ServiceDep) -> list[GrantOut]:
    """In the order they were given."""
    with service.transactions.reading() as session:
        require_readable_case(session, who, case_id)
        return [GrantOut.of(one) for one in list_grants(session, case_id)]


@router.post("/cases/{case_id}/grants", status_code=201, summary="授权给部门或专案组成员")
def grant(case_id: CaseId, body: GrantIn, who: Granter, service: ServiceDep) -> GrantOut:
    """By the owning department alone; the index follows at once."""
    return GrantOut.of(open_case_to(service, who, case_id, body.kind, body.grantee))


@router.delete("/cases/{case_id}/grants/{grant_id}", status_code=204, summary="收回授权")
def revoke(case_id: CaseId, grant_id: GrantId, who: Granter, service: ServiceDep) -> Response:
    """The index follows at once."""
    take_back(service, who, case_id, grant_id)
    return Response(status_code=204)
