"""Steps of inspections over HTTP; planning one is entering it in its register."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from api.problems import StrictJsonRoute
from api.schemas.ledger import CompletionIn, ReasonIn
from api.schemas.registers import RecordOut
from api.security import allow
from api.stepping import SteppingDep
from kb.governance.access import Permission, Principal
from kb.prevention.inspections import Inspections
from kb.prevention.ledger_facts import INSPECTIONS, InspectionFacts

router = APIRouter(tags=["督查"], route_class=StrictJsonRoute)
Inspector = Annotated[Principal, allow(Permission.LEDGER_WRITE)]
_SHOWN = RecordOut[InspectionFacts]


@router.post("/inspections/{inspection_id}:complete", summary="督查：完成", response_model=_SHOWN)
def complete(
    inspection_id: str, body: CompletionIn, who: Inspector, stepping: SteppingDep
) -> Response:
    """Every finding drafts an item or touches a standing one; all of it or nothing."""
    findings = [one.finding() for one in body.findings]
    return stepping.take(
        who,
        INSPECTIONS,
        body,
        lambda registry, expected: Inspections(registry).complete(
            inspection_id, findings, conclusion=body.conclusion, expected=expected
        ),
    )


@router.post("/inspections/{inspection_id}:cancel", summary="督查：取消", response_model=_SHOWN)
def cancel(inspection_id: str, body: ReasonIn, who: Inspector, stepping: SteppingDep) -> Response:
    """Before it was carried out, for a reason."""
    return stepping.take(
        who,
        INSPECTIONS,
        body,
        lambda registry, expected: Inspections(registry).cancel(
            inspection_id, reason=body.reason, expected=expected
        ),
    )
