"""Packs beside their originals, passages left out, and what the approver reads, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import ServiceDep
from api.file_answers import attachment
from api.packs import handed_out, packs, redaction_shown
from api.problems import StrictJsonRoute
from api.routes.packs import Either, Releaser, Trainer
from api.schemas.pack_redaction import LeftOutIn, RedactionOut
from api.schemas.packs import FileFormat
from api.schemas.registers import RecordOut
from api.stepping import SteppingDep
from kb.education.pack_facts import PACKS, PackFacts
from kb.education.redaction_preview import Family
from kb.education.variant import Variant
from kb.education.writers import MEDIA_TYPES

router = APIRouter(tags=["警示教育包"], route_class=StrictJsonRoute)
_SHOWN = RecordOut[PackFacts]
CaseNumber = Annotated[int | None, Query(description="第几件案例；0 是全包的措施", ge=0, le=99)]


@router.get("/packs/{pack_id}/redaction", summary="教育包：脱敏对照，原文与脱敏后逐处对应")
def redaction(
    pack_id: str,
    who: Either,
    service: ServiceDep,
    response: Response,
    case: CaseNumber = None,
    family: Annotated[Family | None, Query(description="只看换了这一类的")] = None,
) -> RedactionOut:
    """Originals of papers that the person may read, and of no others; every reading is recorded."""
    response.headers["Cache-Control"] = "no-store"
    return RedactionOut.of(redaction_shown(service, who, pack_id), case=case, family=family)


@router.post("/packs/{pack_id}:leave-out", summary="教育包：不用一段", response_model=_SHOWN)
def leave_out(pack_id: str, body: LeftOutIn, who: Trainer, stepping: SteppingDep) -> Response:
    """Wherever its case has these words; the files are made and scanned anew on submission."""
    return stepping.take(
        who,
        PACKS,
        body,
        lambda registry, at: packs(stepping.service, registry).leave_out(
            pack_id, body.number, expected=at
        ),
    )


@router.post("/packs/{pack_id}:take-back", summary="教育包：恢复一段", response_model=_SHOWN)
def take_back(pack_id: str, body: LeftOutIn, who: Trainer, stepping: SteppingDep) -> Response:
    """What was left out stands there again."""
    return stepping.take(
        who,
        PACKS,
        body,
        lambda registry, at: packs(stepping.service, registry).take_back(
            pack_id, body.number, expected=at
        ),
    )


@router.get(
    "/packs/{pack_id}/review-files/{form}", summary="教育包：审阅稿", response_class=Response
)
def review_file(
    pack_id: str,
    form: FileFormat,
    who: Releaser,
    service: ServiceDep,
    variant: Annotated[Variant, Query(description="learner 学员版，facilitator 主持人版")] = (
        Variant.LEARNER
    ),
) -> Response:
    """The very file that waits for release, to the byte; for nobody who made it."""
    done = handed_out(service, who, pack_id, form, variant, review=True)
    return attachment(done.content, f"审阅稿（{variant.shown}）.{form}", MEDIA_TYPES[form])
