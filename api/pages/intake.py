"""入库: files in, and what became of each."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import Response

from api.deps import Jobs, LibraryReader, LibraryWriter, ServiceDep
from api.errors import explain
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.routes.documents import upload
from api.routes.jobs import list_jobs, read_job
from api.wiring import Service
from kb.errors import NotAllowed, TooLarge
from kb.governance.access import Level, Principal
from kb.store.jobs import FAILED, FINISHED, INTERRUPTED, RUNNING

router = APIRouter(include_in_schema=False)
LEVEL_NAMES = {
    Level.PUBLIC: "公开：人人可看",
    Level.INTERNAL: "内部：本部门",
    Level.SENSITIVE: "敏感：本部门，阅读留痕",
    Level.RESTRICTED: "限定知悉",
}
STATES = {RUNNING: "进行中", FINISHED: "完成", FAILED: "失败", INTERRUPTED: "中断"}
OUTCOMES = {"accepted": "已入库", "duplicate": "库中已有", "rejected": "未能读取"}


@router.get("/intake")
def intake_page(who: LibraryWriter, page: PageDep, service: ServiceDep, jobs: Jobs) -> Response:
    """A place to put files, and what was put there before."""
    return _start(page, who, service, jobs)


@router.post("/intake")
def intake(
    who: LibraryWriter,
    form: FormDep,
    service: ServiceDep,
    jobs: Jobs,
    files: Annotated[list[UploadFile], File()],
    case: Annotated[str, Form(max_length=200)] = "",
    level: Annotated[Level, Form()] = Level.PUBLIC,
) -> Response:
    """The same as the upload of the API; where there is a script, that one is used."""
    try:
        given = [one for one in files if one.filename]
        job = upload(who, service, jobs, given, case.strip(), level)
    except (NotAllowed, TooLarge) as error:
        return _start(form, who, service, jobs, slip=explain(error))
    return form.go(f"/intake/{job.id}")


@router.get("/intake/{job_id}")
def job_page(job_id: str, who: LibraryReader, page: PageDep, jobs: Jobs) -> Response:
    """What became of each file."""
    job = read_job(job_id, who, jobs)
    content = {
        "job": job,
        "counts": Counter(one.outcome for one in job.results),
        "running": job.state == RUNNING,
        "states": STATES,
        "outcomes": OUTCOMES,
    }
    crumbs = (Crumb("入库", "/intake"), Crumb("一次导入"))
    return page.show("intake/job.html", content, title="一次导入", crumbs=crumbs)


def _start(page: Page, who: Principal, service: Service, jobs: Jobs, *, slip: str = "") -> Response:
    may_keep = [
        (int(one), name)
        for one, name in LEVEL_NAMES.items()
        if who.desktop or (one <= who.clearance and (who.department or one is Level.PUBLIC))
    ]
    content = {
        "levels": may_keep,
        "jobs": list_jobs(who, jobs),
        "states": STATES,
        "slip": slip,
        "most": service.settings.max_request_files,
        "most_bytes": service.settings.max_request_bytes,
    }
    status = 422 if slip else 200
    return page.show(
        "intake/start.html", content, title="入库", crumbs=(Crumb("入库"),), status=status
    )
