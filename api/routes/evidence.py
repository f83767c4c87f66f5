"""Evidence of rectification over HTTP: in, out, struck, and the signs on it."""

import hashlib
from datetime import date
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import Response

from api.deps import Reader, ServiceDep
from api.evidence import evidence_signs
from api.file_answers import attachment
from api.ledger import LedgerDesk
from api.problems import StrictJsonRoute
from api.register_requests import with_etag
from api.registers import registry_for_reading
from api.schemas.ledger import EvidenceIn, ReasonIn, SuspicionOut, SuspicionsOut
from api.schemas.registers import RecordOut
from api.security import allow
from api.stepping import SteppingDep
from kb.governance.access import Permission, Principal
from kb.prevention.item_steps import PERMISSIONS, By
from kb.prevention.ledger_facts import EVIDENCE, EvidenceFacts
from kb.registers.records import LONG
from kb.store.registry import Registry

router = APIRouter(tags=["整改台账"], route_class=StrictJsonRoute)
LedgerReader = Annotated[Principal, allow(Permission.LEDGER_READ)]
Submitter = Annotated[Principal, allow(*PERMISSIONS[By.UNIT])]
Striker = Annotated[Principal, allow(*PERMISSIONS[By.UNIT], *PERMISSIONS[By.VERIFIER])]
Verifier = Annotated[Principal, allow(*PERMISSIONS[By.VERIFIER])]
_SHOWN = RecordOut[EvidenceFacts]


@router.post(
    "/rectifications/{item_id}/evidence",
    status_code=201,
    summary="整改事项：提交佐证",
    response_model=_SHOWN,
)
def add(
    item_id: str,
    who: Submitter,
    stepping: SteppingDep,
    file: Annotated[UploadFile, File(description="佐证文件")],
    effective: Annotated[date, Form(description="材料本身的日期，不晚于今天")],
    note: Annotated[str, Form(max_length=LONG)] = "",
) -> Response:
    """The bytes are kept by their sha256; the owner must then confirm anew."""
    content, name = file.file.read(), file.filename or ""
    digest = hashlib.sha256(content).hexdigest()
    described = EvidenceIn(name=name, sha256=digest, effective=effective, note=note)

    def run(registry: Registry) -> Response:
        kept = LedgerDesk(registry, stepping.service.settings).evidence.add(
            item_id, name=name, content=content, effective=effective, note=note
        )
        return with_etag(kept, RecordOut.of(EVIDENCE, kept), status=201)

    return stepping.make(who, described, run)


@router.post("/evidence/{evidence_id}:strike", summary="佐证：剔除", response_model=_SHOWN)
def strike(evidence_id: str, body: ReasonIn, who: Striker, stepping: SteppingDep) -> Response:
    """It stays in the record and counts no more."""
    return stepping.take(
        who,
        EVIDENCE,
        body,
        lambda registry, expected: LedgerDesk(registry, stepping.service.settings).evidence.strike(
            evidence_id, reason=body.reason, expected=expected
        ),
    )


@router.get("/evidence/{evidence_id}/content", summary="佐证：原文件", response_class=Response)
def content(evidence_id: str, who: LedgerReader, service: ServiceDep) -> Response:
    """The bytes as they came, once their hash has been checked; recorded before they leave."""
    with registry_for_reading(service, who) as registry:
        kept, found = LedgerDesk(registry, service.settings).evidence.content(evidence_id)
    service.governing.record_read(who, kept.id, kept.head.level, "evidence.export", export=True)
    return attachment(found, kept.facts.name)


@router.get(
    "/rectifications/{item_id}/evidence-signs", summary="整改事项：佐证的疑点（整改纸面化）"
)
def signs(item_id: str, who: Verifier, service: ServiceDep, reader: Reader) -> SuspicionsOut:
    """Proposals for whoever verifies; files that cannot be read are named and not compared."""
    told = evidence_signs(service, who, reader, item_id)
    return SuspicionsOut(
        signs=[SuspicionOut.of(one) for one in told.found], unread=list(told.unread)
    )
