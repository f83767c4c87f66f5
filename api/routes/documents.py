"""Documents: upload, list, read, original bytes, near-duplicates."""

from pathlib import PurePosixPath
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Body, File, Form, Query, UploadFile
from starlette.responses import Response

from api.deps import Jobs, ServiceDep, TaxonomyDep
from api.problems import StrictJsonRoute
from api.schemas.cases import CaseLabelOut
from api.schemas.documents import DocumentOut, ReadingOut
from api.schemas.system import DuplicateOut, JobOut
from kb.errors import TooLarge
from kb.model import DocumentId, RawFile
from kb.retrieval.case_labels import case_labels
from kb.store.cases import CaseStore
from kb.store.catalogue import DocumentCatalogue
from kb.store.documents import DocumentStore
from kb.store.duplicates import DuplicateStore
from kb.store.standing import StandingLabels

router = APIRouter(tags=["文书"], route_class=StrictJsonRoute)
_MAX_NAME = 120


@router.post("/documents", status_code=202, summary="上传文书（一份或多份），返回任务")
def upload(
    service: ServiceDep,
    jobs: Jobs,
    files: Annotated[list[UploadFile], File(description="文件；zip/tar 包与 JSONL 会展开")],
    case: Annotated[str, Form(description="归入同一案件的名称", max_length=200)] = "",
) -> JobOut:
    """202 once the bytes are safe on disk; follow the job to learn what became of each file."""
    limit = service.settings.max_request_files
    if len(files) > limit:
        raise TooLarge("TOO_MANY_FILES", limit=limit)
    raw = [RawFile(safe_name(one.filename or ""), one.file.read()) for one in files]
    return JobOut.of(jobs.submit(raw, case=case))


@router.get("/documents", summary="文书列表")
def list_documents(
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    after: Annotated[str, Query(description="上一页最后一份的编号", max_length=64)] = "",
    kind: Annotated[str, Query(description="文种代码", max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> list[DocumentOut]:
    """Documents in the order of their ids."""
    with service.transactions.reading() as session:
        found = DocumentCatalogue(session).page(after=after, kind=kind, limit=limit)
    return [DocumentOut.of(one, taxonomy) for one in found]


@router.get("/documents/{document_id}", summary="文书：字段、分段与标签")
def read_document(
    document_id: DocumentId, service: ServiceDep, taxonomy: TaxonomyDep
) -> ReadingOut:
    """All that was read of a document, with its labels as people left them."""
    with service.transactions.reading() as session:
        return ReadingOut.of(StandingLabels(session).reading(document_id), taxonomy)


@router.get("/documents/{document_id}/text", summary="文书全文（跨度以此计）")
def read_text(document_id: DocumentId, service: ServiceDep) -> Response:
    """The cleaned text that all spans count in."""
    with service.transactions.reading() as session:
        text = DocumentStore(session).text(document_id)
    return Response(text, media_type="text/plain; charset=utf-8", headers=_PRIVATE)


@router.get("/documents/{document_id}/original", summary="原件")
def read_original(document_id: DocumentId, service: ServiceDep) -> Response:
    """The bytes as they came, always as an attachment."""
    with service.transactions.reading() as session:
        name = DocumentCatalogue(session).summary(document_id).name
        content = DocumentStore(session).original(document_id)
    disposition = f"attachment; filename*=UTF-8''{quote(PurePosixPath(name).name)}"
    headers = {**_PRIVATE, "Content-Disposition": disposition}
    return Response(content, media_type="application/octet-stream", headers=headers)


@router.delete("/documents/{document_id}", status_code=204, summary="删除文书")
def delete_document(document_id: DocumentId, service: ServiceDep) -> Response:
    """Take a document out of SQL and, at once, out of the index."""
    with service.transactions.writing() as session:
        DocumentStore(session).delete(document_id)
    service.sync.drain()
    return Response(status_code=204)


@router.put("/documents/{document_id}/case", status_code=204, summary="把文书归入另一案件")
def move_document(
    document_id: DocumentId,
    service: ServiceDep,
    case_id: Annotated[str, Body(embed=True, max_length=64)],
) -> Response:
    """A person decides which case a document belongs to."""
    with service.transactions.writing() as session:
        CaseStore(session).move(document_id, case_id)
    service.sync.drain()
    return Response(status_code=204)


@router.get("/cases/{case_id}/documents", summary="一案的全部文书")
def case_documents(case_id: str, service: ServiceDep, taxonomy: TaxonomyDep) -> list[DocumentOut]:
    """The documents of a case, oldest first."""
    with service.transactions.reading() as session:
        found = DocumentCatalogue(session).of_case(case_id)
    return [DocumentOut.of(one, taxonomy) for one in found]


@router.get("/cases/{case_id}/labels", summary="一案的标签：各见于几句、几份文书，附最有把握的原文")
def labels_of_case(case_id: str, service: ServiceDep, taxonomy: TaxonomyDep) -> list[CaseLabelOut]:
    """The labels that stand over all documents of a case."""
    with service.transactions.reading() as session:
        found = case_labels(session, case_id)
    return [CaseLabelOut.of(one, taxonomy) for one in found]


@router.get("/duplicates", summary="近似重复的提议")
def list_duplicates(
    service: ServiceDep,
    document_id: Annotated[str, Query(max_length=64)] = "",
    status: Annotated[Literal["", "proposed", "same", "different"], Query()] = "proposed",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> list[DuplicateOut]:
    """Pairs alike, for a person to decide."""
    with service.transactions.reading() as session:
        found = DuplicateStore(session).listed(document_id=document_id, status=status, limit=limit)
    return [DuplicateOut.of(one) for one in found]


@router.put("/duplicates/{one}/{two}", status_code=204, summary="定夺一对近似重复")
def decide_duplicate(
    one: DocumentId,
    two: DocumentId,
    service: ServiceDep,
    decision: Annotated[Literal["same", "different"], Body(embed=True)],
) -> Response:
    """Record the decision; nothing is merged or deleted by it."""
    with service.transactions.writing() as session:
        DuplicateStore(session).decide(one, two, decision=decision)
    return Response(status_code=204)


def safe_name(name: str) -> str:
    """The last part of an upload's name without control characters, at most 120 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(character for character in last if character.isprintable()).strip()
    return kept[-_MAX_NAME:] or "未命名"


_PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
