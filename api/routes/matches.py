"""New matches over HTTP: what saved searches told of themselves, seen, watched and not."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.deps import LibraryReader, ServiceDep, TaxonomyDep
from api.matches import mark_seen, matches_of, set_watching
from api.problems import StrictJsonRoute
from api.routes.saved import Name
from api.schemas.facets import SavedSearchOut
from api.schemas.matches import ToldOut

router = APIRouter(tags=["检索"], route_class=StrictJsonRoute)


class WatchIn(BaseModel):
    """要不要自动再看。"""

    model_config = ConfigDict(extra="forbid")

    watching: bool = Field(description="文书入库后自动再看，有新匹配就告知")


class SeenOut(BaseModel):
    """标为看过的份数。"""

    seen: int


@router.get("/matches", summary="新的匹配：保存的检索在文书入库后自动看到的")
def list_matches(
    who: LibraryReader,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    seen: Annotated[bool, Query(description="连同已标为看过的")] = False,
    limit: Annotated[int, Query(ge=1, le=200, description="每个检索最多列几份")] = 50,
) -> list[ToldOut]:
    """Of one's own searches, those that told something; only what one may read now, counted so."""
    told = matches_of(service, who, most=limit, seen=seen)
    return [ToldOut.of(one, taxonomy) for one in told]


@router.post("/saved-searches/{name}:seen", summary="把一个检索的新匹配标为已看")
def see(name: Name, who: LibraryReader, service: ServiceDep) -> SeenOut:
    """All that it told up to now."""
    return SeenOut(seen=mark_seen(service, who, name))


@router.patch("/saved-searches/{name}", summary="保存的检索：盯着或不再盯着")
def watch(name: Name, body: WatchIn, who: LibraryReader, service: ServiceDep) -> SavedSearchOut:
    """Documents that came in while it was not watched are not told."""
    return SavedSearchOut.of(set_watching(service, who, name, on=body.watching))
