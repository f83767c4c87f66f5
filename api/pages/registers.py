"""登记: one search over all registers, and a list, a form and a page for each of them."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.deps import ServiceDep
from api.pages.page import Crumb, FormDep, PageDep
from api.pages.posting import EnteredDep, Posting
from api.pages.record_entry import HOME, WRITERS, Editor, writers_of
from api.pages.record_page import decide, place_record, record_page
from api.pages.record_paths import record_path
from api.pages.register_lists import filters, listing
from api.registers import registry_for_reading
from api.security import allow
from kb.governance.access import Permission, Principal
from kb.prevention.chain_facts import CLUES
from kb.prevention.ledger_facts import EVALUATIONS, INSPECTIONS, LETTERS
from kb.registers.catalogue import REGISTERS, register_of
from kb.registers.records import Register, declared

router = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, allow(Permission.REGISTERS_READ, Permission.LEDGER_READ)]
Decider = Annotated[Principal, allow(Permission.CLUES, Permission.CASES)]
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "unit": ("kind", "system", "region", "staff"),
    "officer": ("unit", "position", "title", "since", "key_post"),
    "clue": ("received", "source", "unit", "domain"),
    "case": ("filed", "unit", "domain", "amount"),
    "check": ("answer",),
    "risk_point": ("grade", "unit", "domain", "power_link"),
    "loophole": ("description", "unit", "domain", "found"),
    "measure": ("term", "unit", "due"),
    "letter": ("number", "unit", "served", "reply_due"),
    "item": ("unit", "due", "progress"),
    "evidence": ("item", "effective"),
    "inspection": ("unit", "method", "planned", "done"),
    "evaluation": ("unit", "period_end", "total", "grade"),
    "rating": ("unit", "on", "score", "numerator", "denominator"),
    "warning": ("unit", "grade", "raised", "ack_due"),
    "report": ("unit", "domain", "submitted", "approved"),
}
_ELSEWHERE = {
    CLUES.kind: "/clues/new",
    LETTERS.kind: "/letters/new",
    INSPECTIONS.kind: "/inspections/new",
    EVALUATIONS.kind: "/evaluations/new",
}


@router.get("/registers")
def registers_page(who: Reader, request: Request, page: PageDep, service: ServiceDep) -> Response:
    """Everything that is kept, and one query over it."""
    asked = any(value for value in request.query_params.values())
    found = listing(service, who, request, ()) if asked else None
    with registry_for_reading(service, who) as registry:
        counts = {kind: registry.count(one) for kind, one in REGISTERS.items()}
        chosen = filters(registry, request, "unit", "domain", "position", "loophole")
    content = {
        "found": found,
        "registers": REGISTERS,
        "counts": counts,
        "filters": chosen,
        "text": request.query_params.get("text", "")[:100],
    }
    return page.show("registers/index.html", content, title="登记")


@router.get("/registers/{kind}")
def register_page(
    kind: str, who: Reader, request: Request, page: PageDep, service: ServiceDep
) -> Response:
    """The records of one register, the newest first, by state."""
    register = register_of(f"{kind}-")
    found = listing(service, who, request, (kind,))
    with registry_for_reading(service, who) as registry:
        by_state = registry.counts(register, "state")
        chosen = filters(registry, request, "unit", "domain", "position", "loophole")
    content = {
        "register": register,
        "found": found,
        "total": sum(by_state.values()),
        "by_state": by_state,
        "filters": chosen,
        "text": request.query_params.get("text", "")[:100],
        "state": request.query_params.get("state", ""),
        "columns": [(name, _label(register, name)) for name in _COLUMNS.get(kind, ())],
        "may_add": bool(who.permissions & set(WRITERS.get(kind, ()))),
        "add_path": _ELSEWHERE.get(kind, f"/registers/{kind}/new"),
    }
    return page.show(
        "registers/list.html", content, title=register.zh, crumbs=(HOME, Crumb(register.zh))
    )


@router.get("/records/{record_id}")
def record(
    record_id: str,
    who: Reader,
    page: PageDep,
    service: ServiceDep,
    moment: Annotated[str, Query(alias="as_of", max_length=40)] = "",
) -> Response:
    """A record with its links and its life, now or as it stood; some have rooms of their own."""
    own = record_path(record_id)
    if not own.startswith("/records/"):
        return page.go(own)
    return record_page(page, service, who, record_id, moment=moment)


@router.post("/records/{record_id}/placing")
def place(
    record_id: str, who: Editor, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """Another level, department or case."""
    who.require(*writers_of(register_of(record_id).kind))
    return place_record(Posting(service, who, form, entered), record_id)


@router.post("/records/{record_id}/decision")
def decision(
    record_id: str, who: Decider, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """Confirm, dismiss, adopt, drop, or think again; dismissing needs a reason."""
    return decide(Posting(service, who, form, entered), record_id)


def _label(register: Register[Any], name: str) -> str:
    return declared(register.facts)[name].zh
