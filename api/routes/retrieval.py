"""Similar cases, search, facets and tagging over HTTP."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Query, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from api.deps import Reader, ServiceDep, TaxonomyDep
from api.problems import StrictJsonRoute
from api.retrieval import count_facets, search, similar, similar_to_kept
from api.routes.documents import safe_name
from api.schemas.documents import ReadingOut
from api.schemas.facets import FacetedCasesOut, FacetedHitsOut, FacetsOut
from api.schemas.retrieval import SearchHitOut, SimilarCaseOut
from kb.errors import InvalidQuery
from kb.model import DocumentId, RawFile
from kb.retrieval.limits import MAX_CASE_CHARS, MAX_LIMIT
from kb.retrieval.where import parse_where

router = APIRouter(tags=["检索"], route_class=StrictJsonRoute)

_WHERE = (
    "筛选表达式，同时满足；如 领域=工程建设 AND (罪名=受贿罪 OR 罪名=贪污罪) AND NOT 岗位=村干部、"
    "年份=2015..2020"
)
Where = Annotated[
    list[str],
    Field(
        default_factory=list,
        max_length=20,
        description=_WHERE,
    ),
]
WhereParameters = Annotated[list[str], Query(description=_WHERE, max_length=20)]


class SimilarIn(BaseModel):
    """新案的文字与筛选。"""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(description="新案的全文或案情", max_length=MAX_CASE_CHARS)
    limit: int = Field(10, ge=1, le=MAX_LIMIT)
    where: Where
    facets: bool = Field(False, description="附分面计数")


class SearchIn(BaseModel):
    """检索词与筛选。"""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(description="关键词、“短语”、-排除词、案号或法条")
    limit: int = Field(20, ge=1, le=MAX_LIMIT)
    where: Where
    facets: bool = Field(False, description="附分面计数")


@router.post("/similar-cases", summary="类案检索：以新案找旧案，附理由与出处")
def similar_cases(
    body: SimilarIn, service: ServiceDep, taxonomy: TaxonomyDep
) -> list[SimilarCaseOut] | FacetedCasesOut:
    """Past cases like the new one, each score a visible sum of parts; with facets if asked."""
    if not body.text.strip():
        raise InvalidQuery("QUERY_EMPTY")
    criteria = parse_where(body.where, taxonomy)
    tagged = service.analyse(RawFile("新案.txt", body.text.encode("utf-8")))
    found = similar(
        service,
        tagged,
        criteria=criteria,
        taxonomy=taxonomy,
        limit=body.limit,
        facets=body.facets,
    )
    return found if body.facets else found.cases


@router.post("/similar-cases/file", summary="类案检索：上传新案文件")
def similar_cases_to_file(
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    reader: Reader,
    file: Annotated[UploadFile, File(description="新案文件，不入库")],
    where: Annotated[list[str], Form(description="筛选条件", max_length=20)] = [],  # noqa: B006
    limit: Annotated[int, Form(ge=1, le=MAX_LIMIT)] = 10,
    facets: Annotated[bool, Form(description="附分面计数")] = False,
) -> list[SimilarCaseOut] | FacetedCasesOut:
    """The same for an uploaded file, which is not kept."""
    criteria = parse_where(where, taxonomy)
    tagged = reader.read(RawFile(safe_name(file.filename or ""), file.file.read()))
    found = similar(
        service, tagged, criteria=criteria, taxonomy=taxonomy, limit=limit, facets=facets
    )
    return found if facets else found.cases


@router.get("/documents/{document_id}/similar", summary="与库中一份文书相似的案件（本案除外）")
def similar_to_document(
    document_id: DocumentId,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    where: WhereParameters = [],  # noqa: B006
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 10,
    facets: Annotated[bool, Query(description="附分面计数")] = False,
) -> list[SimilarCaseOut] | FacetedCasesOut:
    """More like this: the document's own case is left out."""
    found = similar_to_kept(
        service, document_id, where=where, taxonomy=taxonomy, limit=limit, facets=facets
    )
    return found if facets else found.cases


@router.post("/search", summary="检索：关键词、“短语”、-排除词、案号、法条")
def search_passages(
    body: SearchIn, service: ServiceDep, taxonomy: TaxonomyDep
) -> list[SearchHitOut] | FacetedHitsOut:
    """Passages, exact matches first, with exact highlights; with facets if asked."""
    found = search(
        service,
        body.query,
        criteria=parse_where(body.where, taxonomy),
        taxonomy=taxonomy,
        limit=body.limit,
        facets=body.facets,
    )
    return found if body.facets else found.hits


@router.get("/facets", summary="分面计数：全库（按筛选），以文书计")
def facets(
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    where: WhereParameters = [],  # noqa: B006
    most: Annotated[int, Query(description="每个分面最多列几个值", ge=1, le=1000)] = 50,
) -> FacetsOut:
    """Exact counts over the whole store."""
    return count_facets(service.transactions, where, taxonomy, most=most)


@router.post("/tag", summary="读一份文书：文种、字段、标签（不入库）")
def tag(
    reader: Reader,
    taxonomy: TaxonomyDep,
    file: Annotated[UploadFile, File(description="文书文件")],
) -> ReadingOut:
    """What is understood of a file; nothing is kept."""
    tagged = reader.read(RawFile(safe_name(file.filename or ""), file.file.read()))
    return ReadingOut.of(tagged, taxonomy)
