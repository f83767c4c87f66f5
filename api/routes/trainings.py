"""Trainings over HTTP: planned, held with what came of it, cancelled."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from api.packs import trainings
from api.problems import StrictJsonRoute
from api.register_requests import with_etag
from api.schemas.chain import StepIn
from api.schemas.packs import TrainingIn, TrainingResultIn
from api.schemas.registers import RecordOut
from api.security import allow
from api.stepping import SteppingDep
from kb.education.pack_facts import TRAININGS, TrainingFacts
from kb.governance.access import Permission, Principal
from kb.store.registry import Registry

router = APIRouter(tags=["警示教育活动"], route_class=StrictJsonRoute)
Trainer = Annotated[Principal, allow(Permission.TEACH)]
_SHOWN = RecordOut[TrainingFacts]


@router.post("/trainings", status_code=201, summary="警示教育活动：安排", response_model=_SHOWN)
def plan(body: TrainingIn, who: Trainer, stepping: SteppingDep) -> Response:
    """With a released pack; 409 for any other."""

    def run(registry: Registry) -> Response:
        kept = trainings(stepping.service, registry).plan(body.facts())
        return with_etag(kept, RecordOut.of(TRAININGS, kept), status=201)

    return stepping.make(who, body, run)


@router.post("/trainings/{training_id}:record", summary="活动：记录结果", response_model=_SHOWN)
def record(
    training_id: str, body: TrainingResultIn, who: Trainer, stepping: SteppingDep
) -> Response:
    """Attendance, answers and feedback; may be corrected."""
    return stepping.take(
        who,
        TRAININGS,
        body,
        lambda registry, at: trainings(stepping.service, registry).record(
            training_id, body.result(), expected=at
        ),
    )


@router.post("/trainings/{training_id}:cancel", summary="活动：取消", response_model=_SHOWN)
def cancel(training_id: str, body: StepIn, who: Trainer, stepping: SteppingDep) -> Response:
    """It will not be held."""
    return stepping.take(
        who,
        TRAININGS,
        body,
        lambda registry, at: trainings(stepping.service, registry).cancel(
            training_id, reason=body.reason, expected=at
        ),
    )
