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
from api.schemas.suggestions import SuggestionOut
from api.suggestions import suggestions
from kb.model import RawFile
from kb.retrieval.limits import MAX_LIMIT, MAX_OFFSET, MAX_PASSAGES, MAX_QUERY, PASSAGES
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
    limit: int = Field(20, ge=1, le=MAX_LIMIT, description="几份文书")
    offset: int = Field(0, ge=0, le=MAX_OFFSET, description="略过前几份，供翻页")
    per_document: int = Field(PASSAGES, ge=1, le=MAX_PASSAGES, description="每份文书至多列几段")
    where: Where
    facets: bool = Field(False, description="附分面计数")


@router.post("/search", summary="检索：关键词、“短语”、-排除词、案号、法条")
def search_passages(
    body: SearchIn, who: LibraryReader, service: ServiceDep, taxonomy: TaxonomyDep
) -> list[SearchHitOut] | FacetedHitsOut:
    """Documents with their passages, exact matches first; with facets if asked."""
    found = search(
        service,
        who,
        body.query,
        criteria=parse_where(body.where, taxonomy),
        taxonomy=taxonomy,
        limit=body.limit,
        offset=body.offset,
        passages=body.per_document,
        facets=body.facets,
    )
    return found if body.facets else found.hits


@router.get("/facets", summary="分面计数：全库（按筛选），以文书计")
def facets(
    who: LibraryReader,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    where: WhereParameters = [],  # noqa: B006
    most: Annotated[int, Query(description="每个分面最多列几个值", ge=1, le=1000)] = 50,
) -> FacetsOut:
    """Exact counts over all that may be read."""
    reach = service.reach(who)
    return count_facets(service.transactions, where, taxonomy, reach=reach, most=most)


@router.get("/suggestions", summary="输入时的提示：法条、案号、题目、词条；只及于本人看得见的")
def suggest(
    who: LibraryReader,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    q: Annotated[str, Query(max_length=MAX_QUERY, description="已输入的字")] = "",
) -> list[SuggestionOut]:
    """What may be meant."""
    return [SuggestionOut.of(one) for one in suggestions(service, who, q, taxonomy)]


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
