"""登记: one search over all registers, and a list, a form and a page for each of them."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.deps import ServiceDep
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.record_forms import (
    Entered,
    entered_of_facts,
    form_fields,
    read_facts,
)
from api.pages.record_page import decide, place_record, record_page
from api.pages.record_paths import record_path
from api.pages.register_lists import filters, listing
from api.pages.slips import EnteredDep, Posting, Slip, take
from api.registers import registry_for_reading, registry_for_writing
from api.routes.registers import ENTERED
from api.security import allow
from api.wiring import Service
from kb.errors import InvalidQuery
from kb.governance.access import LEVEL_NAMES, Level, Permission, Principal
from kb.prevention.chain_facts import CLUES
from kb.prevention.ledger_facts import LETTERS
from kb.registers.catalogue import REGISTERS, register_of
from kb.registers.records import Placing, Register, declared
from kb.store.registry import Wanted

router = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, allow(Permission.REGISTERS_READ, Permission.LEDGER_READ)]
Decider = Annotated[Principal, allow(Permission.CLUES, Permission.CASES)]
WRITERS: Mapping[str, tuple[Permission, ...]] = {
    register.kind: permissions for register, _, permissions in ENTERED
}
Editor = Annotated[Principal, allow(*sorted({p for needed in WRITERS.values() for p in needed}))]
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
_ELSEWHERE = {CLUES.kind: "/clues/new", LETTERS.kind: "/letters/new"}
_HOME = Crumb("登记", "/registers")


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
    register = _register(kind)
    found = listing(service, who, request, (kind,))
    with registry_for_reading(service, who) as registry:
        total = registry.count(register)
        by_state = {
            state: registry.count(register, Wanted(equal=(("state", (state,)),)))
            for state in register.states
        }
        chosen = filters(registry, request, "unit", "domain", "position", "loophole")
    content = {
        "register": register,
        "found": found,
        "total": total,
        "by_state": by_state,
        "filters": chosen,
        "text": request.query_params.get("text", "")[:100],
        "state": request.query_params.get("state", ""),
        "columns": [(name, _label(register, name)) for name in _COLUMNS[kind]],
        "may_add": bool(who.permissions & set(WRITERS.get(kind, ()))),
        "add_path": _ELSEWHERE.get(kind, f"/registers/{kind}/new"),
    }
    return page.show(
        "registers/list.html", content, title=register.zh, crumbs=(_HOME, Crumb(register.zh))
    )


@router.get("/registers/{kind}/new")
def new_record_page(
    kind: str,
    who: Editor,
    page: PageDep,
    service: ServiceDep,
    request: Request,
    case_id: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """An empty form; what the address names is filled in."""
    who.require(*_writers(kind))
    entered: Entered = {
        name: request.query_params.getlist(name) for name in request.query_params if name
    }
    return _form_page(page, service, who, _register(kind), entered, case_id=case_id)


@router.post("/registers/{kind}/new")
def add_record(
    kind: str, who: Editor, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """What POST of the register does."""
    who.require(*_writers(kind))
    register = _register(kind)
    posting = Posting(service, who, form, entered)
    case_id = posting.first("case_id")

    def done() -> tuple[str, str]:
        facts = read_facts(register, entered)
        placing = Placing(level_of(posting.first("level")), case_id=case_id)
        with registry_for_writing(service, who) as registry:
            kept = registry.enter(register, facts, placing)
        return record_path(case_id or kept.id), f"已登记{register.zh}。"

    return take(
        posting,
        done,
        lambda slip: _form_page(form, service, who, register, entered, case_id=case_id, slip=slip),
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


@router.get("/records/{record_id}/edit")
def edit_record_page(record_id: str, who: Editor, page: PageDep, service: ServiceDep) -> Response:
    """The form with what is kept."""
    register = register_of(record_id)
    who.require(*_writers(register.kind))
    with registry_for_reading(service, who) as registry:
        kept = registry.get(register, record_id)
    return _form_page(
        page, service, who, register, entered_of_facts(kept.facts), record_id=record_id
    )


@router.post("/records/{record_id}/edit")
def edit_record(
    record_id: str, who: Editor, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """What PUT of the register does, from the version that the form was shown with."""
    register = register_of(record_id)
    who.require(*_writers(register.kind))
    posting = Posting(service, who, form, entered)

    def done() -> tuple[str, str]:
        with registry_for_writing(service, who) as registry:
            kept = registry.get(register, record_id, lock=True)
            facts = read_facts(register, entered, kept.facts)
            registry.edit(register, kept, facts, expected=posting.version)
        return record_path(record_id), "已保存。"

    def again(slip: Slip) -> Response:
        return _form_page(form, service, who, register, entered, record_id=record_id, slip=slip)

    return take(posting, done, again, record_id=record_id)


@router.post("/records/{record_id}/placing")
def place(
    record_id: str, who: Editor, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """Another level, department or case."""
    who.require(*_writers(register_of(record_id).kind))
    return place_record(Posting(service, who, form, entered), record_id)


@router.post("/records/{record_id}/decision")
def decision(
    record_id: str, who: Decider, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """Confirm, dismiss, adopt, drop, or think again; dismissing needs a reason."""
    return decide(Posting(service, who, form, entered), record_id)


def level_of(given: str) -> Level:
    """The level of a form; INTERNAL where it asks for none."""
    if not given:
        return Level.INTERNAL
    if given not in {str(int(one)) for one in Level}:
        raise InvalidQuery("FIELD_INVALID", field="级别", value=given[:20])
    return Level(int(given))


def _form_page(
    page: Page,
    service: Service,
    who: Principal,
    register: Register[Any],
    entered: Entered,
    *,
    record_id: str = "",
    case_id: str = "",
    slip: Slip | None = None,
) -> Response:
    with registry_for_reading(service, who) as registry:
        kept = registry.get(register, record_id) if record_id else None
        within = kept.head.case_id if kept else case_id
        fields = form_fields(registry, register, entered, case_id=within)
    title = f"修改{register.zh}" if kept else f"登记{register.zh}"
    content = {
        "register": register,
        "fields": fields,
        "kept": kept,
        "record_id": record_id,
        "case_id": case_id,
        "levels": [(str(int(one)), LEVEL_NAMES[one]) for one in Level if one <= who.clearance],
        "level": (entered.get("level") or ["1"])[0],
        "slip": slip,
        "action": f"/records/{record_id}/edit" if kept else f"/registers/{register.kind}/new",
        "back": record_path(record_id or case_id)
        if record_id or case_id
        else f"/registers/{register.kind}",
    }
    crumbs = (_HOME, Crumb(register.zh, f"/registers/{register.kind}"), Crumb(title))
    status = slip.status if slip else 200
    return page.show("registers/form.html", content, title=title, crumbs=crumbs, status=status)


def _register(kind: str) -> Register[Any]:
    return register_of(f"{kind}-")


def _writers(kind: str) -> tuple[Permission, ...]:
    """Whoever may enter records of the register; steps alone make those of some."""
    _register(kind)
    if kind not in WRITERS:
        raise InvalidQuery("ENTERED_BY_STEPS", register=REGISTERS[kind].zh)
    return WRITERS[kind]


def _label(register: Register[Any], name: str) -> str:
    return declared(register.facts)[name].zh
