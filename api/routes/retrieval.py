"""Search, facets and tagging over HTTP."""

from typing import Annotated

from fastapi import APIRouter, File, Query, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from api.deps import LibraryReader, Reader, ServiceDep, TaxonomyDep
from api.problems import StrictJsonRoute
from api.retrieval import count_facets, search
from api.routes.documents import safe_name
from api.schemas.documents import ReadingOut
from api.schemas.facets import FacetedHitsOut, FacetsOut
from api.schemas.retrieval import SearchHitOut
from kb.model import RawFile
from kb.retrieval.limits import MAX_LIMIT
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


class SearchIn(BaseModel):
    """检索词与筛选。"""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(description="关键词、“短语”、-排除词、案号或法条")
    limit: int = Field(20, ge=1, le=MAX_LIMIT)
    where: Where
    facets: bool = Field(False, description="附分面计数")


@router.post("/search", summary="检索：关键词、“短语”、-排除词、案号、法条")
def search_passages(
    body: SearchIn, _who: LibraryReader, service: ServiceDep, taxonomy: TaxonomyDep
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
    _who: LibraryReader,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    where: WhereParameters = [],  # noqa: B006
    most: Annotated[int, Query(description="每个分面最多列几个值", ge=1, le=1000)] = 50,
) -> FacetsOut:
    """Exact counts over the whole store."""
    return count_facets(service.transactions, where, taxonomy, most=most)


@router.post("/tag", summary="读一份文书：文种、字段、标签（不入库）")
def tag(
    _who: LibraryReader,
    reader: Reader,
    taxonomy: TaxonomyDep,
    file: Annotated[UploadFile, File(description="文书文件")],
) -> ReadingOut:
    """What is understood of a file; nothing is kept."""
    tagged = reader.read(RawFile(safe_name(file.filename or ""), file.file.read()))
    return ReadingOut.of(tagged, taxonomy)
