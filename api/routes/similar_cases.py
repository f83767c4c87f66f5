"""Similar cases over HTTP: of words, of a file, of a kept document; receipts and reports."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Body, File, Form, Query, UploadFile
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.asked_cases import AskedCase, asked_case
from api.deps import Exporter, LibraryReader, Reader, ServiceDep, TaxonomyDep
from api.file_answers import DOCX, attachment
from api.pins import pins_of, with_cases
from api.problems import StrictJsonRoute
from api.redaction import redaction_for
from api.routes.documents import safe_name
from api.routes.retrieval import Where, WhereParameters
from api.schemas.receipts import SimilarAnswerOut, VerificationOut
from api.similar_cases import (
    SimilarAnswer,
    chosen,
    find_similar,
    record_answer,
    similar_to,
    similar_to_kept,
    verify,
)
from api.wiring import Service
from kb.errors import InvalidQuery
from kb.governance.access import Principal
from kb.model import DocumentId, RawFile
from kb.retrieval.limits import MAX_CASE_CHARS, MAX_LIMIT
from kb.retrieval.pins import Subject
from kb.retrieval.receipt import read_receipt
from kb.retrieval.report import similar_report
from kb.retrieval.where import parse_where
from kb.store.access_filter import require_readable
from kb.terms import Taxonomy

router = APIRouter(tags=["检索"], route_class=StrictJsonRoute)


class CaseIn(BaseModel):
    """新案与筛选：案情的文字，或库中一份文书。"""

    model_config = ConfigDict(extra="forbid")

    text: str = Field("", description="新案的全文或案情", max_length=MAX_CASE_CHARS)
    document: str = Field(
        "",
        description="库中文书的编号、前几位或案号，代替 text；本案除外",
        max_length=100,
    )
    new_case: str = Field(
        "", description="先前由 POST /new-cases 留下的新案的编号，代替 text", max_length=64
    )
    matter: str = Field(
        "",
        description="登记案件的编号，代替 text：以本案文书去比；本案除外",
        max_length=64,
    )
    limit: int = Field(10, ge=1, le=MAX_LIMIT)
    where: Where
    weights: list[str] = Field(
        default_factory=list,
        description="得分各项的权重，如 罪名=0.3、meaning=0；未写的照常，合计化为 1",
        max_length=20,
    )

    @property
    def subject(self) -> Subject | None:
        """What pins are kept with."""
        if self.matter:
            return Subject("case", self.matter)
        return Subject("new_case", self.new_case) if self.new_case else None


class SimilarIn(CaseIn):
    """新案、筛选，要不要分面。"""

    facets: bool = Field(False, description="附分面计数")


class ReportIn(CaseIn):
    """新案、筛选，姓名要不要换成化名。"""

    redact: bool = Field(
        False, description="报告里自然人的姓名换成张某一类的化名；会有遗漏，不能代替人工审查"
    )
    only: list[str] | None = Field(
        None,
        description="只写其中这几件（案件编号），空则全写；不给则写登记案件或新案上钉住的，没有钉住的也全写",
        max_length=MAX_LIMIT,
    )


@router.post("/similar-cases", summary="类案检索：以新案找旧案，附理由、出处与存证")
def similar_cases(
    body: SimilarIn, who: LibraryReader, service: ServiceDep, taxonomy: TaxonomyDep
) -> SimilarAnswerOut:
    """Past cases like the new one, each score a visible sum of parts, and the receipt."""
    answer = _answer(body, _asked(body, service, who), service, who, facets=body.facets)
    record_answer(service, who, answer)
    return SimilarAnswerOut.of(answer, taxonomy)


@router.post(
    "/similar-cases/report",
    summary="类案检索报告：DOCX",
    response_class=Response,
    responses={200: {"content": {DOCX: {}}, "description": "《类案检索报告》"}},
)
def similar_cases_report(
    body: ReportIn, who: Exporter, service: ServiceDep, taxonomy: TaxonomyDep
) -> Response:
    """The same search as a paper for people to read, fill in and sign; an export."""
    asked = _asked(body, service, who)
    answer = _answer(body, asked, service, who)
    pins = pins_of(service, who, subject) if (subject := body.subject) else ()
    kept = [one.past_case for one in pins]
    if body.only is not None:
        strangers = [one for one in body.only if one not in kept]
        chosen(answer, strangers)  # refuses what is neither found nor pinned
    wanted = kept if body.only is None else body.only
    if wanted:
        answer = with_cases(service, who, asked, answer, wanted, weights=body.weights)
    return report_of(answer, service, who, taxonomy, redact=body.redact)


@router.post("/similar-cases/file", summary="类案检索：上传新案文件")
def similar_cases_to_file(
    who: LibraryReader,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    reader: Reader,
    file: Annotated[UploadFile, File(description="新案文件，不入库")],
    where: Annotated[list[str], Form(description="筛选条件", max_length=20)] = [],  # noqa: B006
    limit: Annotated[int, Form(ge=1, le=MAX_LIMIT)] = 10,
    facets: Annotated[bool, Form(description="附分面计数")] = False,
) -> SimilarAnswerOut:
    """The same for an uploaded file, which is not kept."""
    parse_where(where, taxonomy)  # refused before the file is read
    tagged = reader.read(RawFile(safe_name(file.filename or ""), file.file.read()))
    answer = find_similar(service, who, tagged, where=where, limit=limit, facets=facets)
    record_answer(service, who, answer)
    return SimilarAnswerOut.of(answer, taxonomy)


@router.get("/documents/{document_id}/similar", summary="与库中一份文书相似的案件（本案除外）")
def similar_to_document(
    document_id: DocumentId,
    who: LibraryReader,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    where: WhereParameters = [],  # noqa: B006
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 10,
    facets: Annotated[bool, Query(description="附分面计数")] = False,
) -> SimilarAnswerOut:
    """More like this: the document's own case is left out."""
    with service.transactions.reading() as session:
        require_readable(session, who, document_id)
    answer = similar_to_kept(service, who, document_id, where=where, limit=limit, facets=facets)
    record_answer(service, who, answer)
    return SimilarAnswerOut.of(answer, taxonomy)


@router.post("/receipts/verify", summary="检索存证核验：按存证重跑，看结果是否一致")
def verify_receipt(
    receipt: Annotated[dict[str, object], Body(description="存证的全部内容，原样提交")],
    who: LibraryReader,
    service: ServiceDep,
) -> VerificationOut:
    """A changed receipt is refused; a true one is run again, over what the asking person reads."""
    held = read_receipt(orjson.dumps(receipt))
    if not held.query.document and len(held.query.text) > MAX_CASE_CHARS:
        raise InvalidQuery("CASE_TOO_LONG", limit=MAX_CASE_CHARS)
    return VerificationOut.of(verify(service, who, held))


def _answer(
    body: CaseIn, asked: AskedCase, service: Service, who: Principal, *, facets: bool = False
) -> SimilarAnswer:
    return similar_to(
        service,
        who,
        asked,
        where=body.where,
        limit=body.limit,
        weights=body.weights,
        facets=facets,
    )


def _asked(body: CaseIn, service: Service, who: Principal) -> AskedCase:
    named = body.document or body.new_case or body.matter
    if named and body.text:
        raise InvalidQuery("CASE_GIVEN_TWICE")
    if named:
        return asked_case(
            service, who, new_case=body.new_case, document=body.document, matter=body.matter
        )
    if not body.text.strip():
        raise InvalidQuery("QUERY_EMPTY")
    return AskedCase(service.analyse(RawFile("新案.txt", body.text.encode("utf-8"))))


def report_of(
    answer: SimilarAnswer, service: Service, who: Principal, taxonomy: Taxonomy, *, redact: bool
) -> Response:
    """The report of an answer, recorded as an export before a byte leaves."""
    redaction = redaction_for(answer, service.transactions) if redact else None
    record_answer(service, who, answer, export=True)
    content = similar_report(
        answer.new, answer.cases, answer.receipt, taxonomy, redaction=redaction
    )
    return attachment(content, "类案检索报告.docx", DOCX)
