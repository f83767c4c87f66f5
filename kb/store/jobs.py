"""Import jobs: what a client may ask about while (and after) a batch is taken in."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from kb.errors import NotFound
from kb.governance.access import Principal
from kb.store.tables import JobRow, in_utc, now

RUNNING, FINISHED, FAILED, INTERRUPTED = "running", "finished", "failed", "interrupted"


@dataclass(frozen=True, slots=True)
class JobResult:
    """What became of one file: ``accepted``, ``duplicate`` or ``rejected`` (with a code)."""

    name: str
    outcome: str
    document_id: str = ""
    case_id: str = ""
    code: str = ""
    message: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """A batch: ``total`` files (0 while unknown), ``done`` so far, and each result.

    ``owner`` is the account that gave it: nobody else (but the desktop) may ask about it.
    ``created_at`` is told where jobs are listed.
    """

    id: str
    state: str
    total: int
    done: int
    results: tuple[JobResult, ...]
    owner: str = ""
    created_at: datetime | None = None

    def require_owner(self, who: Principal) -> None:
        """``NotFound`` for whoever did not give it."""
        if not who.desktop and who.account != self.owner:
            raise NotFound(id=self.id)


class JobStore:
    """Jobs by id; the caller owns the transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def create(self, *, total: int, owner: str) -> str:
        """A new running job; its id is random, so that nobody can guess another's."""
        job_id = uuid.uuid4().hex
        self._session.add(JobRow(id=job_id, state=RUNNING, total=total, owner=owner))
        self._session.flush()
        return job_id

    def save(self, job: Job) -> None:
        """Keep the job as it now stands."""
        results = orjson.dumps(job.results).decode()
        self._session.execute(
            update(JobRow)
            .where(JobRow.id == job.id)
            .values(
                state=job.state,
                total=job.total,
                done=job.done,
                results=results,
                updated_at=now(),
            )
        )

    def get(self, job_id: str) -> Job:
        """The job as last saved."""
        row = self._session.get(JobRow, job_id, populate_existing=True)
        if row is None:
            raise NotFound(id=job_id)
        return _job(row)

    def listed(self, who: Principal, *, limit: int = 20) -> tuple[Job, ...]:
        """The person's jobs (the desktop's: everybody's), the latest first."""
        query = select(JobRow).order_by(JobRow.created_at.desc(), JobRow.id).limit(limit)
        if not who.desktop:
            query = query.where(JobRow.owner == who.account)
        return tuple(map(_job, self._session.scalars(query)))

    def tally(self) -> Mapping[str, int]:
        """How many jobs there are in each state."""
        found = self._session.execute(select(JobRow.state, func.count()).group_by(JobRow.state))
        return {row[0]: row[1] for row in found}

    def interrupt_running(self, *, except_for: Collection[str] = ()) -> int:
        """At start-up: jobs that a crash left running and that will not go on; say so."""
        running = self._session.scalars(select(JobRow.id).where(JobRow.state == RUNNING))
        ids = [one for one in running if one not in except_for]
        if ids:
            self._session.execute(
                update(JobRow).where(JobRow.id.in_(ids)).values(state=INTERRUPTED)
            )
        return len(ids)


def _job(row: JobRow) -> Job:
    results = tuple(
        JobResult(**{**one, "warnings": tuple(one["warnings"])})
        for one in orjson.loads(row.results)
    )
    return Job(row.id, row.state, row.total, row.done, results, row.owner, in_utc(row.created_at))
