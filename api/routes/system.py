"""The state of the service and the agreement of SQL and index."""

from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import ServiceDep, SystemAdmin, TaxonomyDep
from api.model_cards import shipped_models
from api.reach import readable_by
from api.schemas.system import (
    AgreementOut,
    EntryOut,
    HealthOut,
    ModelOut,
    SystemOut,
    VocabularyOut,
)
from api.security import PUBLIC, allow
from api.system_state import system_state
from api.vocabulary import entries
from kb.governance.access import Permission, Principal, desktop_principal
from kb.governance.audit import AuditEntry
from kb.store.catalogue import DocumentCatalogue

router = APIRouter(tags=["系统"])
Anybody = Annotated[Principal, allow(Permission.SIGNED_IN)]
_NOBODY = Principal(account="", name="")


@router.get("/health", summary="服务状态", dependencies=[PUBLIC])
def health(service: ServiceDep) -> HealthOut:
    """Answers while the service can read its database; counts what anybody may read."""
    anybody = desktop_principal() if not service.governing.signs_in() else _NOBODY
    with service.transactions.reading() as session:
        documents = DocumentCatalogue(session).extent(among=readable_by(service, anybody)).documents
    return HealthOut(status="ok", documents=documents, version=version("lianjian"))


@router.get("/system", summary="系统状况：版本、数量、索引、任务")
def state(_who: SystemAdmin, service: ServiceDep) -> SystemOut:
    """How much is kept, never what."""
    return SystemOut.of(system_state(service))


@router.get("/vocabulary", summary="词表：标签、罪名、领域、岗位")
def vocabulary(
    _who: Anybody,
    taxonomy: TaxonomyDep,
    section: Annotated[str, Query(description="只要一类", max_length=40)] = "",
    q: Annotated[str, Query(description="词条里的字", max_length=60)] = "",
) -> VocabularyOut:
    """It comes with the program and is read only."""
    found = entries(taxonomy, section=section, words=q)
    return VocabularyOut(version=taxonomy.version, entries=[EntryOut.of(one) for one in found])


@router.get("/models", summary="随程序发布的模型与模型卡")
def models(_who: Anybody) -> list[ModelOut]:
    """Each with its card: material, training, figures, what to beware of."""
    return [
        ModelOut(id=one.id, title=one.title, size=one.size, card=one.card)
        for one in shipped_models()
    ]


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
