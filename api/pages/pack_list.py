"""警示教育: the packs with what needs an update, and what feedback did to the match."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import ServiceDep
from api.packs import learnt_weights, packs
from api.pages.pack_view import packs_listed
from api.pages.page import Crumb, PageDep
from api.registers import record_shown, registry_for_reading
from api.routes.packs import Either, Trainer
from api.schemas.packs import WeightOut
from kb.education.pack_facts import PACKS
from kb.governance.names import people_names
from kb.store.registry import Wanted

router = APIRouter(include_in_schema=False)
HOME = Crumb("警示教育", "/packs")
_PAGE = 20


@router.get("/packs")
def packs_page(
    who: Either,
    page: PageDep,
    service: ServiceDep,
    state: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """The packs, and which of them need an update."""
    wanted = Wanted(equal=(("state", (state,)),)) if state else Wanted()
    with registry_for_reading(service, who) as registry:
        found = registry.page(PACKS, wanted, after=after, limit=_PAGE)
        total = registry.count(PACKS, wanted)
        lines = packs_listed(packs(service, registry), found, people_names(registry.session))
    record_shown(service, who, PACKS, found)
    query = f"state={quote(state)}&" if state else ""
    content = {
        "lines": lines,
        "total": total,
        "state": state,
        "states": PACKS.states,
        "next": f"/packs?{query}after={found[-1].id}" if len(found) == _PAGE else "",
    }
    return page.show("packs/list.html", content, title="警示教育包")


@router.get("/packs/weights")
def weights_page(who: Trainer, page: PageDep, service: ServiceDep) -> Response:
    """How feedback has moved the weights of the match."""
    with registry_for_reading(service, who) as registry:
        found = [WeightOut.of(one) for one in learnt_weights(service, registry)]
    crumbs = (HOME, Crumb("匹配的权重"))
    return page.show("packs/weights.html", {"weights": found}, title="匹配的权重", crumbs=crumbs)
