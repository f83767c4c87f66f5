"""Jobs: their state at once, or as server-sent events while they run."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from api.deps import Jobs, LibraryReader
from api.schemas.system import JobOut
from kb.governance.access import Principal
from kb.store.jobs import RUNNING

router = APIRouter(tags=["任务"])
_PERIOD = 0.3
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
    await run_in_threadpool(jobs.get, job_id, who)
    return StreamingResponse(
        _events(job_id, who, jobs),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _events(job_id: str, who: Principal, jobs: Jobs) -> AsyncIterator[str]:
    told = -1
    while True:
        job = await run_in_threadpool(jobs.get, job_id, who)
        if job.state != RUNNING:
            yield f"event: end\ndata: {JobOut.of(job).model_dump_json()}\n\n"
            return
        if job.done != told:
            told = job.done
            latest = replace(job, results=job.results[-_LATEST:])
            yield f"event: progress\ndata: {JobOut.of(latest).model_dump_json()}\n\n"
        await asyncio.sleep(_PERIOD)
