"""The audit trail for the audit administrator: what was done, and whether the trail is whole."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import ServiceDep
from api.problems import StrictJsonRoute
from api.schemas.audit import AuditPageOut, AuditRecordOut, VerdictOut
from api.security import allow
from kb.governance.access import Permission, Principal
from kb.governance.audit import AuditEntry
from kb.store.audit import AuditEntries, AuditFilter

router = APIRouter(tags=["审计"], route_class=StrictJsonRoute)
AuditAdmin = Annotated[Principal, allow(Permission.AUDIT)]
_Text = Annotated[str, Query(max_length=120)]


@router.get("/audit", summary="审计记录：新的在前")
def entries(
    who: AuditAdmin,
    service: ServiceDep,
    before: Annotated[int, Query(description="只要这一条之前的", ge=0, le=2**63 - 1)] = 0,
    actor: _Text = "",
    action: Annotated[str, Query(description="动作或其开头，如 clue.", max_length=60)] = "",
    subject: _Text = "",
    since: Annotated[str, Query(description="起，UTC，如 2026-03-04T00", max_length=27)] = "",
    until: Annotated[str, Query(description="止（不含），UTC", max_length=27)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> AuditPageOut:
    """Looking at the trail is itself recorded."""
    wanted = AuditFilter(actor, action, subject, since, until)
    service.governing.audit.record(AuditEntry(who, "audit.read", ""))
    with service.transactions.reading() as session:
        found = AuditEntries(session).page(wanted, before=before, limit=limit)
    shown = [AuditRecordOut.of(one) for one in found]
    return AuditPageOut(entries=shown, next=found[-1].seq if len(found) == limit else None)


@router.post("/audit:verify", summary="核验审计记录是否完整")
def verify(who: AuditAdmin, service: ServiceDep) -> VerdictOut:
    """Read through from the first entry, against the anchors."""
    found = service.governing.audit.verify()
    outcome = "done" if found.fault is None else "broken"
    service.governing.audit.record(AuditEntry(who, "audit.verify", "", outcome=outcome))
    return VerdictOut.of(found)
