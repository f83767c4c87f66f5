"""线索与案件: the two lists that the chain begins with."""

from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.deps import ServiceDep
from api.pages.page import Page, PageDep
from api.pages.register_lists import filters, listing
from api.registers import registry_for_reading
from api.security import allow
from api.wiring import Service
from kb.governance.access import LEVEL_NAMES, Permission, Principal
from kb.prevention.chain_facts import CASES, CLUES
from kb.registers.catalogue import REGISTERS

router = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, allow(Permission.REGISTERS_READ)]


@router.get("/cases")
def cases_page(who: Reader, request: Request, page: PageDep, service: ServiceDep) -> Response:
    """Cases, the newest first."""
    return _show(page, service, who, request, CASES.kind)


@router.get("/clues")
def clues_page(who: Reader, request: Request, page: PageDep, service: ServiceDep) -> Response:
    """Clues, the newest first."""
    return _show(page, service, who, request, CLUES.kind)


def _show(page: Page, service: Service, who: Principal, request: Request, kind: str) -> Response:
    register = REGISTERS[kind]
    found = listing(service, who, request, (kind,))
    with registry_for_reading(service, who) as registry:
        totals = {one.kind: registry.count(one) for one in (CASES, CLUES)}
        by_state = registry.counts(register, "state")
        chosen = filters(registry, request, "domain", "unit")
    content = {
        "kind": kind,
        "register": register,
        "found": found,
        "totals": totals,
        "by_state": by_state,
        "filters": chosen,
        "text": request.query_params.get("text", "")[:100],
        "mine": bool(request.query_params.get("mine")),
        "state": request.query_params.get("state", ""),
        "level_names": LEVEL_NAMES,
        "may_add": Permission.CLUES in who.permissions,
    }
    return page.show("cases/list.html", content, title="线索与案件")
