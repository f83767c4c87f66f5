"""Similar cases, search and tagging over HTTP."""

from typing import Annotated
from urllib.parse import quote

import orjson
from fastapi import APIRouter, Body, File, Form, UploadFile
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.deps import Reader, ServiceDep, TaxonomyDep
from api.problems import StrictJsonRoute
from api.routes.documents import safe_name
from api.schemas.documents import ReadingOut
from api.schemas.receipts import SimilarAnswerOut, VerificationOut
from api.schemas.retrieval import SearchHitOut
from api.similar_cases import SimilarAnswer, find_similar, verify
from api.wiring import Service
from kb.errors import InvalidQuery
from kb.model import RawFile
from kb.retrieval.limits import MAX_CASE_CHARS, MAX_LIMIT, MAX_QUERY
from kb.retrieval.receipt import read_receipt
from kb.retrieval.report import similar_report
from kb.retrieval.where import parse_where

router = APIRouter(tags=["检索"], route_class=StrictJsonRoute)
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

Where = Annotated[
    list[str],
    Field(
        default_factory=list,
        max_length=20,
        description="筛选条件，同时满足；如 领域=工程建设、年份=2015..2020",
    ),
]


class SimilarIn(BaseModel):
    """新案的文字与筛选。"""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(description="新案的全文或案情", max_length=MAX_CASE_CHARS)
    limit: int = Field(10, ge=1, le=MAX_LIMIT)
    where: Where


class SearchIn(BaseModel):
    """检索词与筛选。"""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(description="关键词、案号或法条")
    limit: int = Field(20, ge=1, le=MAX_LIMIT)
    where: Where


@router.post("/similar-cases", summary="类案检索：以新案找旧案，附理由与出处")
def similar_cases(body: SimilarIn, service: ServiceDep, taxonomy: TaxonomyDep) -> SimilarAnswerOut:
    """Past cases like the new one, each score a visible sum of parts, and the receipt."""
    return SimilarAnswerOut.of(_answer(body, service), taxonomy)


@router.post(
    "/similar-cases/report",
    summary="类案检索报告：DOCX",
    response_class=Response,
    responses={200: {"content": {_DOCX: {}}, "description": "《类案检索报告》"}},
)
def similar_cases_report(body: SimilarIn, service: ServiceDep, taxonomy: TaxonomyDep) -> Response:
    """The same search as a paper for people to read, fill in and sign."""
    answer = _answer(body, service)
    content = similar_report(answer.new, answer.cases, answer.receipt, taxonomy)
    disposition = f"attachment; filename*=UTF-8''{quote('类案检索报告.docx')}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(content, media_type=_DOCX, headers=headers)


@router.post("/similar-cases/file", summary="类案检索：上传新案文件")
def similar_cases_to_file(
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    reader: Reader,
    file: Annotated[UploadFile, File(description="新案文件，不入库")],
    where: Annotated[list[str], Form(description="筛选条件", max_length=20)] = [],  # noqa: B006
    limit: Annotated[int, Form(ge=1, le=MAX_LIMIT)] = 10,
) -> SimilarAnswerOut:
    """The same for an uploaded file, which is not kept."""
    parse_where(where, taxonomy)  # refused before the file is read
    tagged = reader.read(RawFile(safe_name(file.filename or ""), file.file.read()))
    return SimilarAnswerOut.of(find_similar(service, tagged, where=where, limit=limit), taxonomy)


@router.post("/receipts/verify", summary="检索存证核验：按存证重跑，看结果是否一致")
def verify_receipt(
    receipt: Annotated[dict[str, object], Body(description="存证的全部内容，原样提交")],
    service: ServiceDep,
) -> VerificationOut:
    """A changed receipt is refused; a true one is run again."""
    held = read_receipt(orjson.dumps(receipt))
    if len(held.query.text) > MAX_CASE_CHARS:
        raise InvalidQuery("CASE_TOO_LONG", limit=MAX_CASE_CHARS)
    return VerificationOut.of(verify(service, held))


@router.post("/search", summary="检索：关键词、案号、法条")
def search(body: SearchIn, service: ServiceDep, taxonomy: TaxonomyDep) -> list[SearchHitOut]:
    """Passages, exact matches first, with exact highlights."""
    if len(body.query) > MAX_QUERY:
        raise InvalidQuery("QUERY_TOO_LONG", limit=MAX_QUERY)
    criteria = parse_where(body.where, taxonomy)
    query = service.word_query(body.query)
    found = service.search.find(query, criteria=criteria, limit=body.limit)
    return [SearchHitOut.of(one, taxonomy) for one in found]


@router.post("/tag", summary="读一份文书：文种、字段、标签（不入库）")
def tag(
    reader: Reader,
    taxonomy: TaxonomyDep,
    file: Annotated[UploadFile, File(description="文书文件")],
) -> ReadingOut:
    """What is understood of a file; nothing is kept."""
    tagged = reader.read(RawFile(safe_name(file.filename or ""), file.file.read()))
    return ReadingOut.of(tagged, taxonomy)


def _answer(body: SimilarIn, service: Service) -> SimilarAnswer:
    if not body.text.strip():
        raise InvalidQuery("QUERY_EMPTY")
    tagged = service.analyse(RawFile("新案.txt", body.text.encode("utf-8")))
    return find_similar(service, tagged, where=body.where, limit=body.limit)
