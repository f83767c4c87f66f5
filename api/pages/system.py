"""系统 and 模型: how the deployment stands, what its models are worth."""

from fastapi import APIRouter
from starlette.responses import Response

from api.backup_runner import STEPS, BackupRunner
from api.deps import Backups, ServiceDep, SystemAdmin
from api.model_cards import shipped_models
from api.pages.cards import blocks
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.routes import backups, system
from api.routes.system import Anybody
from api.schemas.system import AgreementOut
from api.wiring import Service
from kb.errors import NotFound
from kb.governance.access import Principal

router = APIRouter(include_in_schema=False)
_BACKUPS = "/admin/system#backups"
_JOBS = {"running": "进行中", "finished": "完成", "failed": "失败", "interrupted": "中断"}


@router.get("/admin/system")
def system_page(who: SystemAdmin, page: PageDep, service: ServiceDep, running: Backups) -> Response:
    """Versions, counts, the index, jobs, the backups."""
    return _shown(page, service, who, running, None)


@router.post("/admin/system/check")
def check_page(who: SystemAdmin, form: FormDep, service: ServiceDep, running: Backups) -> Response:
    """Compare SQL and the index document by document; the outcome stands on the page."""
    return _shown(form, service, who, running, system.check(who, service))


@router.post("/admin/system/heal")
def heal_page(who: SystemAdmin, form: FormDep, service: ServiceDep, running: Backups) -> Response:
    """Carry over what the index lacks, take out what it should not hold."""
    return _shown(form, service, who, running, system.heal(who, service))


@router.post("/admin/system/backups")
def back_up(who: SystemAdmin, form: FormDep, running: Backups) -> Response:
    """Begin a backup; the page follows it."""
    backups.create(who, running)
    return form.go(_BACKUPS)


@router.post("/admin/system/backups/{backup}/verify")
def verify_backup(backup: str, who: SystemAdmin, form: FormDep, running: Backups) -> Response:
    """Begin to read a backup through; the page follows it."""
    backups.verify(backup, who, running)
    return form.go(_BACKUPS)


@router.get("/admin/models")
def models_page(_who: Anybody, page: PageDep) -> Response:
    """The models that ship."""
    return page.show("admin/models.html", {"models": shipped_models()}, title="模型")


@router.get("/admin/models/{model}")
def model_page(model: str, _who: Anybody, page: PageDep) -> Response:
    """One with its card."""
    found = next((one for one in shipped_models() if one.id == model), None)
    if found is None or not found.card:
        raise NotFound(id=model[:60])
    content = {"model": found, "blocks": blocks(found.card)}
    crumbs = (Crumb("模型", "/admin/models"), Crumb(found.title))
    return page.show("admin/model.html", content, title=found.title, crumbs=crumbs)


def _shown(
    page: Page,
    service: Service,
    who: Principal,
    running: BackupRunner,
    agreement: AgreementOut | None,
) -> Response:
    content = {
        "state": system.state(who, service),
        "backups": backups.state(who, service, running),
        "agreement": agreement,
        "job_names": _JOBS,
        "step_names": STEPS,
    }
    return page.show("admin/system.html", content, title="系统")
