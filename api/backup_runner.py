"""Backups that a page or a program asked for: one at a time, in a thread, with their progress."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock

from api.backups import make_backup, shelf_of, verify_backup
from api.errors import explain, sentence
from api.governing import Governing
from api.one_thread import OneThread
from kb.backup.taking import Step, Told
from kb.errors import KbError, WorkflowError
from kb.governance.access import Principal
from kb.store.jobs import FAILED, FINISHED, RUNNING

logger = logging.getLogger(__name__)
CREATE, VERIFY = "create", "verify"
STEPS: Mapping[str, str] = {
    "snapshot": "取出数据库",
    "seal": "压缩加密",
    "verify": "核验",
    "write": "写出",
    "index": "重建索引",
}


@dataclass(frozen=True, slots=True)
class Task:
    """What is being done, or was done last; ``done`` of ``whole`` within the step.

    ``backup`` is the one acted on, "" while a new one has no name.
    """

    action: str
    backup: str = ""
    state: str = RUNNING
    step: Step = "verify"
    done: int = 0
    whole: int = 0
    code: str = ""
    message: str = ""


class BackupRunner:
    """Runs one task at a time; the last is known until the service stops."""

    def __init__(self, governing: Governing, thread: OneThread) -> None:
        self._governing = governing
        self._thread = thread
        self._lock = Lock()
        self._task: Task | None = None

    @property
    def task(self) -> Task | None:
        """The task as it stands; None where there was none yet."""
        return self._task

    def create(self, who: Principal) -> Task:
        """Begin a backup; ``WorkflowError`` BACKUP_RUNNING while something is being done."""
        return self._begin(
            Task(CREATE, step="snapshot"),
            lambda told: make_backup(self._governing, who, told=told).id,
        )

    def verify(self, who: Principal, id: str) -> Task:
        """Begin to read a backup through; ``NotFound``, ``WorkflowError`` BACKUP_RUNNING."""
        path = shelf_of(self._governing.settings).get(id).path

        def work(told: Told) -> str:
            verify_backup(
                self._governing, who, path, told=lambda done, whole: told("verify", done, whole)
            )
            return id

        return self._begin(Task(VERIFY, id), work)

    def _begin(self, task: Task, work: Callable[[Told], str]) -> Task:
        with self._lock:
            if self._task and self._task.state == RUNNING:
                raise WorkflowError("BACKUP_RUNNING")
            self._task = task
        self._thread.do(partial(self._run, task, work))
        return task

    def _run(self, task: Task, work: Callable[[Told], str]) -> None:
        def told(step: Step, done: int, whole: int) -> None:
            self._task = replace(task, step=step, done=done, whole=whole)

        try:
            ended = replace(task, state=FINISHED, backup=work(told))
        except KbError as error:
            ended = replace(task, state=FAILED, code=error.code, message=explain(error))
        except Exception:
            logger.exception("backup task %s failed", task.action)
            words = sentence("INTERNAL_ERROR", {})
            ended = replace(task, state=FAILED, code="INTERNAL_ERROR", message=words)
        self._task = ended
