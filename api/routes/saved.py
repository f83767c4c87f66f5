"""Saved searches over HTTP: keep, list, run, forget."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.deps import LibraryReader, ServiceDep, TaxonomyDep
from api.problems import StrictJsonRoute
from api.retrieval import remove_search, run_saved, save_search
from api.routes.retrieval import Where
from api.schemas.facets import SavedRunOut, SavedSearchOut
from kb.retrieval.limits import MAX_CASE_CHARS, MAX_LIMIT
from kb.store.saved_searches import SavedSearch, SavedSearches

router = APIRouter(tags=["检索"], route_class=StrictJsonRoute)
Name = Annotated[str, Path(description="名称", max_length=120)]


class SavedSearchIn(BaseModel):
    """要保存的检索。"""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(description="名称，唯一", max_length=120)
    kind: Literal["search", "similar", "case", "new_case"] = Field(
        "search", description="search 检索词、similar 案情、case 登记案件、new_case 问过的新案"
    )
    query: str = Field(
        description="检索词或案情；case、new_case 的为其编号，每次以它现在的文书或文字去比",
        max_length=MAX_CASE_CHARS,
    )
    where: Where


@router.post("/saved-searches", status_code=201, summary="保存一个检索")
def save(
    body: SavedSearchIn, who: LibraryReader, service: ServiceDep, taxonomy: TaxonomyDep
) -> SavedSearchOut:
    """409 where the name is taken; a slip in the query or the filter is refused now."""
    given = SavedSearch(body.name, body.kind, body.query, tuple(body.where))
    return save_search(service.governing, given, taxonomy, who)


@router.get("/saved-searches", summary="保存的检索")
def list_saved(who: LibraryReader, service: ServiceDep) -> list[SavedSearchOut]:
    """All of one's own, by name."""
    with service.transactions.reading() as session:
        return [SavedSearchOut.of(one) for one in SavedSearches(session, who).listed()]


@router.post("/saved-searches/{name}:run", summary="运行保存的检索，指出新出现的文书")
def run(
    name: Name,
    who: LibraryReader,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> SavedRunOut:
    """The results now, and which documents no run before has shown."""
    return run_saved(service, who, name, limit=limit, taxonomy=taxonomy)


@router.delete("/saved-searches/{name}", status_code=204, summary="删除保存的检索")
def remove(name: Name, who: LibraryReader, service: ServiceDep) -> Response:
    """Forget it and what it has shown."""
    remove_search(service.governing.audit, name, who)
    return Response(status_code=204)
