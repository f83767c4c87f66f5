"""Entering and editing records of a register by the form that its declaration makes."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.deps import ServiceDep
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.posting import EnteredDep, Posting, Slip, take
from api.pages.record_forms import Entered, entered_of_facts, form_fields, read_facts
from api.pages.record_paths import record_path
from api.registers import registry_for_reading, registry_for_writing
from api.routes.registers import ENTERED
from api.security import allow
from api.wiring import Service
from kb.errors import InvalidQuery
from kb.governance.access import LEVEL_NAMES, Level, Permission, Principal
from kb.registers.catalogue import REGISTERS, register_of
from kb.registers.records import Placing, Register

router = APIRouter(include_in_schema=False)
WRITERS: Mapping[str, tuple[Permission, ...]] = {
    register.kind: permissions for register, _, permissions in ENTERED
}
Editor = Annotated[Principal, allow(*sorted({p for needed in WRITERS.values() for p in needed}))]
HOME = Crumb("登记", "/registers")


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
    who.require(*writers_of(kind))
    entered: Entered = {
        name: request.query_params.getlist(name) for name in request.query_params if name
    }
    return _form_page(page, service, who, register_of(f"{kind}-"), entered, case_id=case_id)


@router.post("/registers/{kind}/new")
def add_record(
    kind: str, who: Editor, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """What POST of the register does."""
    who.require(*writers_of(kind))
    register = register_of(f"{kind}-")
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


@router.get("/records/{record_id}/edit")
def edit_record_page(record_id: str, who: Editor, page: PageDep, service: ServiceDep) -> Response:
    """The form with what is kept."""
    register = register_of(record_id)
    who.require(*writers_of(register.kind))
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
    who.require(*writers_of(register.kind))
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
    crumbs = (HOME, Crumb(register.zh, f"/registers/{register.kind}"), Crumb(title))
    status = slip.status if slip else 200
    return page.show("registers/form.html", content, title=title, crumbs=crumbs, status=status)


def writers_of(kind: str) -> tuple[Permission, ...]:
    """Whoever may enter records of the register; steps alone make those of some."""
    register_of(f"{kind}-")
    if kind not in WRITERS:
        raise InvalidQuery("ENTERED_BY_STEPS", register=REGISTERS[kind].zh)
    return WRITERS[kind]
