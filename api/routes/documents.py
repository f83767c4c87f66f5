"""Documents: upload, list, read, original bytes, near-duplicates."""

from pathlib import PurePosixPath
from typing import Annotated, Literal

from fastapi import APIRouter, Body, File, Form, Path, Query, UploadFile
from starlette.responses import Response

from api.deps import Jobs, LibraryReader, LibraryWriter, Pictures, ServiceDep, TaxonomyDep
from api.documents import admit, original_of
from api.file_answers import attachment, inline
from api.problems import StrictJsonRoute
from api.reach import readable_by, record_shown
from api.schemas.cases import CaseLabelOut
from api.schemas.documents import DocumentOut, ReadingOut
from api.schemas.system import DuplicateOut, JobOut
from kb.errors import NotAllowed, TooLarge
from kb.governance.access import Level, Principal
from kb.governance.audit import AuditEntry, digest_of
from kb.model import DocumentId, RawFile
from kb.retrieval.case_labels import case_labels
from kb.retrieval.limits import MAX_OFFSET
from kb.store.access_filter import require_readable, require_readable_case
from kb.store.cases import CaseStore
from kb.store.catalogue import DocumentCatalogue
from kb.store.documents import DocumentStore
from kb.store.duplicates import DuplicateStore
from kb.store.standing import StandingLabels

router = APIRouter(tags=["文书"], route_class=StrictJsonRoute)
_MAX_NAME = 120


@router.post("/documents", status_code=202, summary="上传文书（一份或多份），返回任务")
def upload(
    who: LibraryWriter,
    service: ServiceDep,
    jobs: Jobs,
    files: Annotated[list[UploadFile], File(description="文件；zip/tar 包与 JSONL 会展开")],
    case: Annotated[str, Form(description="归入同一案件的名称", max_length=200)] = "",
    level: Annotated[
        Level, Form(description="级别 0–3；1 级起归上传者的部门，他人看不到")
    ] = Level.PUBLIC,
) -> JobOut:
    """202 once the bytes are safe on disk; follow the job to learn what became of each file."""
    _require_own_level(who, level)
    limit = service.settings.max_request_files
    if len(files) > limit:
        raise TooLarge("TOO_MANY_FILES", limit=limit)
    raw = [RawFile(safe_name(one.filename or ""), one.file.read()) for one in files]
    return JobOut.of(jobs.submit(raw, who, level=level, case=case))


@router.get("/documents", summary="文书列表")
def list_documents(
    who: LibraryReader,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    after: Annotated[str, Query(description="上一页最后一份的编号", max_length=64)] = "",
    kind: Annotated[str, Query(description="文种代码", max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    order: Annotated[
        Literal["id", "newest"], Query(description="id 按编号，newest 后入库的在前")
    ] = "id",
    offset: Annotated[int, Query(ge=0, le=MAX_OFFSET, description="newest 时略过前几份")] = 0,
) -> list[DocumentOut]:
    """Documents in the order of their ids, or the newest first."""
    among = readable_by(service, who)
    with service.transactions.reading() as session:
        catalogue = DocumentCatalogue(session)
        if order == "newest":
            found = catalogue.newest(offset=offset, kind=kind, limit=limit, among=among)
        else:
            found = catalogue.page(after=after, kind=kind, limit=limit, among=among)
    record_shown(service, who, (one.id for one in found), "document.list")
    return [DocumentOut.of(one, taxonomy) for one in found]


@router.get("/documents/{document_id}", summary="文书：字段、分段与标签")
def read_document(
    document_id: DocumentId, who: LibraryReader, service: ServiceDep, taxonomy: TaxonomyDep
) -> ReadingOut:
    """All that was read of a document, with its labels as people left them."""
    admit(service, who, document_id, "document.read")
    with service.transactions.reading() as session:
        return ReadingOut.of(StandingLabels(session).reading(document_id), taxonomy)


@router.get("/documents/{document_id}/text", summary="文书全文（跨度以此计）")
def read_text(document_id: DocumentId, who: LibraryReader, service: ServiceDep) -> Response:
    """The cleaned text that all spans count in."""
    admit(service, who, document_id, "document.read")
    with service.transactions.reading() as session:
        text = DocumentStore(session).text(document_id)
    return inline(text, "text/plain; charset=utf-8")


@router.get("/documents/{document_id}/original", summary="原件")
def read_original(document_id: DocumentId, who: LibraryReader, service: ServiceDep) -> Response:
    """The bytes as they came, always as an attachment; an export, and recorded as one."""
    admit(service, who, document_id, "document.export", export=True)
    with service.transactions.reading() as session:
        name = DocumentCatalogue(session).summary(document_id).name
        content = DocumentStore(session).original(document_id)
    return attachment(content, PurePosixPath(name).name)


@router.get(
    "/documents/{document_id}/pages/{number}",
    summary="PDF 原件的一页，PNG",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}, "description": "页面图像"}},
)
def read_page(
    document_id: DocumentId,
    number: Annotated[int, Path(ge=1, le=100_000)],
    who: LibraryReader,
    service: ServiceDep,
    pictures: Pictures,
) -> Response:
    """A picture of the page, to be looked at beside the text."""
    content = original_of(service, who, document_id)
    picture = pictures.read(RawFile(str(number), content))
    return inline(picture, "image/png")


@router.delete("/documents/{document_id}", status_code=204, summary="删除文书")
def delete_document(document_id: DocumentId, who: LibraryWriter, service: ServiceDep) -> Response:
    """Take a document out of SQL and, at once, out of the index."""
    with service.governing.audit.writing() as work:
        kept = require_readable(work.session, who, document_id)
        DocumentStore(work.session).delete(document_id)
        work.record(AuditEntry(who, "document.delete", document_id, kept.level))
    service.sync.drain()
    return Response(status_code=204)


@router.put("/documents/{document_id}/case", status_code=204, summary="把文书归入另一案件")
def move_document(
    document_id: DocumentId,
    who: LibraryWriter,
    service: ServiceDep,
    case_id: Annotated[str, Body(embed=True, max_length=64)],
) -> Response:
    """A person decides which case a document belongs to."""
    with service.governing.audit.writing() as work:
        kept = require_readable(work.session, who, document_id)
        require_readable_case(work.session, who, case_id)
        CaseStore(work.session).move(document_id, case_id)
        after = digest_of({"case": case_id})
        work.record(AuditEntry(who, "document.move", document_id, kept.level, after=after))
    service.sync.drain()
    return Response(status_code=204)


@router.get("/cases/{case_id}/documents", summary="一案的全部文书")
def case_documents(
    case_id: str, who: LibraryReader, service: ServiceDep, taxonomy: TaxonomyDep
) -> list[DocumentOut]:
    """The documents of a case that may be read, oldest first."""
    with service.transactions.reading() as session:
        require_readable_case(session, who, case_id)
        found = DocumentCatalogue(session).of_case(case_id, among=readable_by(service, who))
    record_shown(service, who, (one.id for one in found), "document.list")
    return [DocumentOut.of(one, taxonomy) for one in found]


@router.get("/cases/{case_id}/labels", summary="一案的标签：各见于几句、几份文书，附最有把握的原文")
def labels_of_case(
    case_id: str, who: LibraryReader, service: ServiceDep, taxonomy: TaxonomyDep
) -> list[CaseLabelOut]:
    """The labels that stand over the documents of a case that may be read."""
    with service.transactions.reading() as session:
        require_readable_case(session, who, case_id)
        found = case_labels(session, case_id, among=readable_by(service, who))
    quoted = (quote.document_id for one in found for quote in one.best)
    record_shown(service, who, quoted, "label.read")
    return [CaseLabelOut.of(one, taxonomy) for one in found]


@router.get("/duplicates", summary="近似重复的提议")
def list_duplicates(
    who: LibraryReader,
    service: ServiceDep,
    document_id: Annotated[str, Query(max_length=64)] = "",
    status: Annotated[Literal["", "proposed", "same", "different"], Query()] = "proposed",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> list[DuplicateOut]:
    """Pairs alike, for a person to decide who may read both."""
    with service.transactions.reading() as session:
        found = DuplicateStore(session).listed(
            document_id=document_id, status=status, limit=limit, among=readable_by(service, who)
        )
    return [DuplicateOut.of(one) for one in found]


@router.put("/duplicates/{one}/{two}", status_code=204, summary="定夺一对近似重复")
def decide_duplicate(
    one: DocumentId,
    two: DocumentId,
    who: LibraryWriter,
    service: ServiceDep,
    decision: Annotated[Literal["same", "different"], Body(embed=True)],
) -> Response:
    """Record the decision; nothing is merged or deleted by it."""
    with service.governing.audit.writing() as work:
        for document_id in (one, two):
            require_readable(work.session, who, document_id)
        DuplicateStore(work.session).decide(one, two, decision=decision)
        work.record(AuditEntry(who, "duplicate.decide", f"{one} {two}", reason=decision))
    return Response(status_code=204)


def _require_own_level(who: Principal, level: Level) -> None:
    """Nobody keeps what they could not read afterwards."""
    beyond = level > who.clearance or (level > Level.PUBLIC and not who.department)
    if beyond and not who.desktop:
        raise NotAllowed("LEVEL_BEYOND", level=int(level))


def safe_name(name: str) -> str:
    """The last part of an upload's name without control characters, at most 120 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(character for character in last if character.isprintable()).strip()
    return kept[-_MAX_NAME:] or "未命名"
