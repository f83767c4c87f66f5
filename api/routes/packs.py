"""Packs over HTTP: matched, built, previewed, submitted, released, exported, withdrawn."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import Exporter, ServiceDep
from api.file_answers import attachment
from api.packs import (
    built,
    draft_for,
    handed_out,
    learnt_weights,
    made_of,
    matched,
    packs,
    record_content_shown,
)
from api.problems import StrictJsonRoute
from api.register_requests import with_etag
from api.registers import registry_for_reading
from api.schemas.chain import StepIn
from api.schemas.packs import (
    BuiltOut,
    ChoiceOut,
    ContentOut,
    FileFormat,
    PackIn,
    ReleaseIn,
    ScanOut,
    WeightOut,
    changes_out,
)
from api.schemas.registers import RecordOut
from api.security import allow
from api.stepping import SteppingDep
from kb.education.pack_facts import PACKS, PackFacts
from kb.education.variant import Variant
from kb.education.writers import MEDIA_TYPES
from kb.governance.access import Permission, Principal
from kb.store.registry import Registry

router = APIRouter(tags=["警示教育包"], route_class=StrictJsonRoute)
Trainer = Annotated[Principal, allow(Permission.TEACH)]
Releaser = Annotated[Principal, allow(Permission.TEACH_APPROVE)]
Either = Annotated[Principal, allow(Permission.TEACH, Permission.TEACH_APPROVE)]
_SHOWN = RecordOut[PackFacts]


@router.post("/packs:match", summary="教育包：按对象匹配案例，看得分与拒绝的原因")
def match_cases(body: PackIn, who: Trainer, service: ServiceDep) -> ChoiceOut:
    """Nothing is kept; the cases are those that the person may read."""
    with registry_for_reading(service, who) as registry:
        choice = matched(service, registry, body.asked())
    shown = [*choice.chosen, *choice.further, *choice.refused]
    highest = max((one.case.level for one in shown), default=None)
    if highest is not None:
        service.governing.record_read(who, f"case×{len(shown)}", highest, "pack.match")
    return ChoiceOut.of(choice)


@router.get("/packs:weights", summary="教育包：匹配的权重，与反馈怎样改了它")
def weights(who: Trainer, service: ServiceDep) -> list[WeightOut]:
    """The formula is in the documentation; few answers move little."""
    with registry_for_reading(service, who) as registry:
        return [WeightOut.of(one) for one in learnt_weights(service, registry)]


@router.post("/packs", status_code=201, summary="教育包：生成草稿", response_model=BuiltOut)
def build(body: PackIn, who: Trainer, stepping: SteppingDep) -> Response:
    """409 where no case fits; the answer says of each refused case why."""

    draft = draft_for(stepping.service, who, body.asked())

    def run(registry: Registry) -> Response:
        made = built(stepping.service, registry, draft)
        return with_etag(made.pack, BuiltOut.of(made), status=201)

    return stepping.make(who, body, run)


@router.get("/packs/{pack_id}/content", summary="教育包：脱敏后的内容，是否需要更新")
def content(pack_id: str, who: Either, service: ServiceDep) -> ContentOut:
    """Redacted text alone: of the papers behind it nothing can be reached from here.

    409 PACK_LEVEL_RAISED where one of them is kept above the pack by now.
    """
    with registry_for_reading(service, who) as registry:
        pack = registry.get(PACKS, pack_id)
        steps = packs(service, registry)
        told, changes = steps.content(pack_id), steps.changes(pack_id)
    record_content_shown(service, who, pack_id, pack.head.level)
    return ContentOut(
        id=pack.id,
        state=pack.state,
        version=pack.head.version,
        content=told,
        needs_update=bool(changes),
        changes=changes_out(changes),
    )


@router.get("/packs/{pack_id}/scan", summary="教育包：成品的放行检查")
def scan(pack_id: str, who: Either, service: ServiceDep) -> list[ScanOut]:
    """Kinds and places of what must not go out, never the values."""
    found = made_of(service, who, pack_id).scans
    return [ScanOut.of(name, one) for name, one in found.items()]


@router.post("/packs/{pack_id}:submit", summary="教育包：送审", response_model=_SHOWN)
def submit(pack_id: str, body: StepIn, who: Trainer, stepping: SteppingDep) -> Response:
    """The files are made and scanned; 409 where one of them identifies anybody."""
    made = made_of(stepping.service, who, pack_id)
    return stepping.take(
        who,
        PACKS,
        body,
        lambda registry, at: packs(stepping.service, registry).submit(pack_id, made, expected=at),
    )


@router.post("/packs/{pack_id}:send-back", summary="教育包：退回", response_model=_SHOWN)
def send_back(pack_id: str, body: StepIn, who: Releaser, stepping: SteppingDep) -> Response:
    """With what is wrong."""
    return stepping.take(
        who,
        PACKS,
        body,
        lambda registry, at: packs(stepping.service, registry).send_back(
            pack_id, reason=body.reason, expected=at
        ),
    )


@router.post("/packs/{pack_id}:approve", summary="教育包：放行", response_model=_SHOWN)
def approve(pack_id: str, body: ReleaseIn, who: Releaser, stepping: SteppingDep) -> Response:
    """403 for whoever made it; 409 where a digest differs or a doubt is not answered."""
    return stepping.take(
        who,
        PACKS,
        body,
        lambda registry, at: packs(stepping.service, registry).approve(
            pack_id,
            body.digests,
            cleared=body.cleared,
            level=body.level,
            reason=body.reason,
            expected=at,
        ),
    )


@router.post("/packs/{pack_id}:withdraw", summary="教育包：撤回", response_model=_SHOWN)
def withdraw(pack_id: str, body: StepIn, who: Either, stepping: SteppingDep) -> Response:
    """It may no longer be exported or taught."""
    return stepping.take(
        who,
        PACKS,
        body,
        lambda registry, at: packs(stepping.service, registry).withdraw(
            pack_id, reason=body.reason, expected=at
        ),
    )


@router.get("/packs/{pack_id}/files/{form}", summary="教育包：成品", response_class=Response)
def export(
    pack_id: str,
    form: FileFormat,
    who: Exporter,
    service: ServiceDep,
    variant: Annotated[Variant, Query(description="learner 学员版，facilitator 主持人版")] = (
        Variant.LEARNER
    ),
) -> Response:
    """Of a released pack alone; recorded before a byte leaves."""
    done = handed_out(service, who, pack_id, form, variant)
    return attachment(done.content, f"警示教育包（{variant.shown}）.{form}", MEDIA_TYPES[form])
