"""Upload jobs: spooled to disk before they are acknowledged, taken in one after another.

What a client was told is accepted for processing (202) survives a crash: the spool is read again
at the next start.
"""

import logging
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from threading import Lock

import orjson

from api.errors import sentence
from api.one_thread import OneThread
from api.wiring import Service, read_limits
from ingest.pipeline import Accepted, Known, Outcome, Prepared
from ingest.sources import unpack
from ingest.workers import WorkerPool
from kb.errors import KbError
from kb.governance.access import Level, Origin, Principal, Protection, Role, desktop_principal
from kb.governance.audit import AuditEntry
from kb.model import Failure, RawFile
from kb.store.jobs import FAILED, FINISHED, RUNNING, Job, JobResult, JobStore
from kb.store.uploads import key_of_case

logger = logging.getLogger(__name__)


class JobRunner:
    """Runs jobs in one thread over one pool of reading processes; any number may wait.

    ``after`` is called at the end of each, and must return at once.
    """

    def __init__(
        self,
        service: Service,
        pool: WorkerPool[Prepared],
        thread: OneThread,
        *,
        after: Callable[[], None],
    ) -> None:
        self._service = service
        self._after = after
        self._spool = service.settings.data_dir / "incoming"
        self._pool = pool
        self._thread = thread
        self._live: dict[str, Job] = {}
        self._lock = Lock()

    def submit(
        self, files: list[RawFile], actor: Principal, *, level: Level, case: str = ""
    ) -> Job:
        """Spool the files and queue the job; once this returns, a crash loses nothing.

        What is taken in is kept at the level, as the department's of the actor.
        """
        with self._service.governing.audit.writing() as work:
            job_id = JobStore(work.session).create(total=len(files), owner=actor.account)
            work.record(AuditEntry(actor, "document.upload", job_id, level))
        _spool(self._spool / job_id, files, actor, level=level, case=case)
        job = self._remember(Job(job_id, RUNNING, len(files), 0, (), actor.account))
        self._thread.do(partial(self._run, job_id))
        return job

    def get(self, job_id: str, who: Principal) -> Job:
        """The job as it stands; ``NotFound`` for an unknown id, and for another's job."""
        job = self._found(job_id)
        job.require_owner(who)
        return job

    def listed(self, who: Principal) -> tuple[Job, ...]:
        """The person's jobs, the latest first, as they stand."""
        with self._service.transactions.reading() as session:
            kept = JobStore(session).listed(who)
        with self._lock:
            live = dict(self._live)
        return tuple(
            replace(live[one.id], created_at=one.created_at) if one.id in live else one
            for one in kept
        )

    def _found(self, job_id: str) -> Job:
        with self._lock:
            live = self._live.get(job_id)
        if live is not None:
            return live
        with self._service.transactions.reading() as session:
            return JobStore(session).get(job_id)

    def resume(self) -> None:
        """Queue what an earlier process had spooled and not finished."""
        waiting = sorted(self._spool.iterdir()) if self._spool.is_dir() else []
        for folder in waiting:
            if (folder / "job.json").is_file():
                self._thread.do(partial(self._run, folder.name))
            else:
                shutil.rmtree(folder, ignore_errors=True)
        with self._service.transactions.writing() as session:
            JobStore(session).interrupt_running(except_for=[one.name for one in waiting])

    def _run(self, job_id: str) -> None:
        folder = self._spool / job_id
        try:
            job = self._taken_in(job_id, folder)
        except KbError as error:
            job = self._failed(job_id, error.code, sentence(error.code, error.context))
        except Exception:
            logger.exception("job %s failed", job_id)
            job = self._failed(job_id, "INTERNAL_ERROR", sentence("INTERNAL_ERROR", {}))
        else:
            shutil.rmtree(folder, ignore_errors=True)
        with self._service.transactions.writing() as session:
            JobStore(session).save(job)
        with self._lock:
            self._live.pop(job_id, None)
        self._after()

    def _taken_in(self, job_id: str, folder: Path) -> Job:
        files, case, actor, level = _unspool(folder)
        limits = read_limits(self._service.settings)
        every = (one for file in files for one in unpack(file, limits=limits))
        key = self._key_of_case(actor, case) if case else ""
        job = self._remember(Job(job_id, RUNNING, len(files), 0, (), actor.account))
        intake = self._service.intake(self._pool, actor, Protection(level, actor.department))
        for outcome in intake.run(every, case_key=lambda _name: key):
            results = (*job.results, _result(outcome))
            total = max(job.total, len(results))
            job = replace(job, total=total, done=len(results), results=results)
            self._remember(job)
        return replace(job, state=FINISHED, total=job.done)

    def _failed(self, job_id: str, code: str, message: str) -> Job:
        before = self._found(job_id)
        reason = JobResult("", "rejected", code=code, message=message)
        return replace(before, state=FAILED, results=(*before.results, reason))

    def _key_of_case(self, actor: Principal, name: str) -> str:
        with self._service.transactions.reading() as session:
            return key_of_case(session, actor, name)

    def _remember(self, job: Job) -> Job:
        with self._lock:
            self._live[job.id] = job
        return job


def _result(outcome: Outcome) -> JobResult:
    if isinstance(outcome, Failure):
        message = sentence(outcome.code, outcome.context)
        return JobResult(outcome.name, "rejected", code=outcome.code, message=message)
    if isinstance(outcome, Known):
        return JobResult(outcome.name, "duplicate", outcome.document_id, outcome.case_id)
    assert isinstance(outcome, Accepted)
    return JobResult(
        outcome.name,
        "accepted",
        outcome.document_id,
        outcome.case_id,
        warnings=outcome.warnings,
    )


def _spool(
    folder: Path, files: list[RawFile], actor: Principal, *, level: Level, case: str
) -> None:
    folder.mkdir(parents=True, mode=0o700)
    for number, file in enumerate(files):
        _write_durably(folder / f"{number}.bin", file.content)
    listing = {
        "case": case,
        "names": [file.name for file in files],
        "level": int(level),
        "actor": {
            "account": actor.account,
            "department": actor.department,
            "clearance": int(actor.clearance),
            "desktop": actor.desktop,
            "roles": sorted(actor.roles),
            "origin": asdict(actor.origin),
        },
    }
    _write_durably(folder / "job.json.part", orjson.dumps(listing))
    (folder / "job.json.part").rename(folder / "job.json")
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _unspool(folder: Path) -> tuple[list[RawFile], str, Principal, Level]:
    listing = orjson.loads((folder / "job.json").read_bytes())
    files = [
        RawFile(name, (folder / f"{number}.bin").read_bytes())
        for number, name in enumerate(listing["names"])
    ]
    if "actor" not in listing:  # spooled before people signed in
        return files, str(listing["case"]), desktop_principal(), Level.PUBLIC
    given = listing["actor"]
    origin = Origin(**given["origin"])
    if given.get("desktop", given["account"] == desktop_principal().account):
        return files, str(listing["case"]), desktop_principal(origin), Level(listing["level"])
    actor = Principal(
        account=given["account"],
        name="",
        department=given["department"],
        roles=frozenset(Role(one) for one in given["roles"]),
        clearance=Level(given.get("clearance", Level.PUBLIC)),
        origin=origin,
    )
    return files, str(listing["case"]), actor, Level(listing["level"])


def _write_durably(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
