"""Jobs: their state at once, or as server-sent events while they run."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import StreamingResponse

from api.deps import Jobs, LibraryReader
from api.following import Followed, follow
from api.schemas.system import JobOut
from kb.store.jobs import RUNNING, Job

router = APIRouter(tags=["任务"])
_LATEST = 20


@router.get("/jobs", summary="我的导入任务：后提交的在前")
def list_jobs(who: LibraryReader, jobs: Jobs) -> list[JobOut]:
    """As they stand, for whoever gave them."""
    return [JobOut.of(one) for one in jobs.listed(who)]


@router.get("/jobs/{job_id}", summary="任务的进度与结果")
def read_job(job_id: str, who: LibraryReader, jobs: Jobs) -> JobOut:
    """The job as it stands, for whoever gave it."""
    return JobOut.of(jobs.get(job_id, who))


@router.get("/jobs/{job_id}/events", summary="任务进度（SSE）")
async def follow_job(job_id: str, who: LibraryReader, jobs: Jobs) -> StreamingResponse:
    """``progress`` events whenever something changed; one ``end`` event closes the stream."""

    def look() -> Job:
        return jobs.get(job_id, who)

    def latest(job: Job) -> JobOut:
        return JobOut.of(replace(job, results=job.results[-_LATEST:]))

    return await follow(
        Followed(look, lambda job: job.state == RUNNING, progress=latest, end=JobOut.of)
    )
