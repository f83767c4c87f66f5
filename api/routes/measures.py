"""Measures over HTTP: recommended for a problem, as papers state them, and what is proven."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import LibraryReader, ServiceDep, TaxonomyDep
from api.measures import accounts, recommend, stated
from api.problems import StrictJsonRoute
from api.schemas.measure_parts import AccountOut, AccountsOut
from api.schemas.measures import PlanOut, RecommendIn, StatedOut
from api.security import allow
from kb.governance.access import Permission, Principal
from nlp.measure_details import read_details

router = APIRouter(tags=["措施"], route_class=StrictJsonRoute)
RegisterReader = Annotated[Principal, allow(Permission.REGISTERS_READ)]


@router.post("/measures:recommend", summary="措施推荐：为一个问题、案件、岗位或领域找措施")
def recommend_measures(
    body: RecommendIn, who: LibraryReader, service: ServiceDep, taxonomy: TaxonomyDep
) -> PlanOut:
    """Measures with exact sentences, cases, what is proven, and why each is here."""
    answer = recommend(service, who, body.question(), limit=body.limit)
    return PlanOut.of(answer, taxonomy, read_details)


@router.get("/measure-base", summary="措施库：文书里写的措施，逐句，带出处")
def list_stated(
    who: LibraryReader,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    term: Annotated[str, Query(max_length=60, description="措施的代码或中文名")] = "",
    case_id: Annotated[str, Query(max_length=64)] = "",
    after: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> StatedOut:
    """Paper by paper; a page ends with a paper, so it may hold a few more than ``limit``."""
    page = stated(service, who, term=term, case_id=case_id, after=after, limit=limit)
    return StatedOut.of(page, taxonomy, read_details)


@router.get("/measure-outcomes", summary="措施成效账：各类措施的等级、项数与区间")
def list_outcomes(who: RegisterReader, service: ServiceDep, taxonomy: TaxonomyDep) -> AccountsOut:
    """Every measure of the vocabulary; each number opens the items behind it."""
    found = accounts(service, who)
    return AccountsOut(measures=[AccountOut.of(one, taxonomy) for one in found])
