"""The state of the service and the agreement of SQL and index."""

from importlib.metadata import version

from fastapi import APIRouter

from api.deps import ServiceDep, SystemAdmin
from api.reach import readable_by
from api.schemas.system import AgreementOut, HealthOut
from api.security import PUBLIC
from kb.governance.access import Principal, desktop_principal
from kb.governance.audit import AuditEntry
from kb.store.catalogue import DocumentCatalogue

router = APIRouter(tags=["系统"])
_NOBODY = Principal(account="", name="")


@router.get("/health", summary="服务状态", dependencies=[PUBLIC])
def health(service: ServiceDep) -> HealthOut:
    """Answers while the service can read its database; counts what anybody may read."""
    anybody = desktop_principal() if not service.governing.signs_in() else _NOBODY
    with service.transactions.reading() as session:
        documents = DocumentCatalogue(session).extent(among=readable_by(service, anybody)).documents
    return HealthOut(status="ok", documents=documents, version=version("lianjian"))


@router.post("/index:check", summary="核对数据库与索引")
def check(_who: SystemAdmin, service: ServiceDep) -> AgreementOut:
    """Compare document by document."""
    return AgreementOut.of(service.sync.compare())


@router.post("/index:heal", summary="修复数据库与索引的不一致")
def heal(who: SystemAdmin, service: ServiceDep) -> AgreementOut:
    """Carry over what the index lacks, take out what it should not hold."""
    service.governing.audit.record(AuditEntry(who, "index.heal", ""))
    service.sync.heal(service.sync.compare())
    return AgreementOut.of(service.sync.compare())
