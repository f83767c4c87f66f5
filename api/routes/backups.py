"""Backups for the system administrator; putting one back is done at the machine alone."""

from fastapi import APIRouter
from starlette.responses import StreamingResponse

from api.backup_runner import Task
from api.backups import backup_state
from api.deps import Backups, ServiceDep, SystemAdmin
from api.following import Followed, follow
from api.schemas.backups import BackupsOut, BackupTaskOut
from kb.store.jobs import RUNNING

router = APIRouter(tags=["备份"])


@router.get("/backups", summary="备份的状况：新的在前，附正在做的")
def state(_who: SystemAdmin, service: ServiceDep, backups: Backups) -> BackupsOut:
    """Those of this service, what was tried with them, and whether they are late."""
    return BackupsOut.of(backup_state(service.settings), backups.task)


@router.post("/backups", status_code=202, summary="现在备份")
def create(who: SystemAdmin, backups: Backups) -> BackupTaskOut:
    """It goes on after the answer: follow it by its events, or ask for the state."""
    return BackupTaskOut.of(backups.create(who))


@router.post("/backups/{backup}:verify", status_code=202, summary="核验一份备份")
def verify(backup: str, who: SystemAdmin, backups: Backups) -> BackupTaskOut:
    """It is read through; what came of it stands in the state afterwards."""
    return BackupTaskOut.of(backups.verify(who, backup))


@router.get("/backups/task/events", summary="正在做的备份的进度（SSE）")
async def follow_task(_who: SystemAdmin, backups: Backups) -> StreamingResponse:
    """``progress`` events whenever something changed; one ``end`` event closes the stream."""
    return await follow(Followed(lambda: backups.task or Task("none", state=""), _runs, _out, _out))


def _runs(task: Task) -> bool:
    return task.state == RUNNING


def _out(task: Task) -> BackupTaskOut:
    return BackupTaskOut.of(task)
