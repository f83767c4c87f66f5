"""部门: who belongs together, one under another."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.responses import Response

from api.deps import ServiceDep
from api.pages.bodies import body_of
from api.pages.page import FormDep, Page, PageDep
from api.pages.step_slips import slip_of
from api.routes import people
from api.schemas.people import DepartmentIn, DepartmentOut
from api.security import allow
from api.wiring import Service
from kb.errors import InvalidQuery, KbError, NotFound, WorkflowError
from kb.governance.access import Permission, Principal
from kb.governance.accounts import list_accounts

router = APIRouter(include_in_schema=False)
Keeper = Annotated[Principal, allow(Permission.DEPARTMENTS)]
Looker = Annotated[Principal, allow(Permission.DEPARTMENTS, Permission.ACCOUNTS)]
_Word = Annotated[str, Form(max_length=200)]
_NAMES = {"name": "名称", "parent": "上级部门"}


@router.get("/admin/departments")
def departments_page(
    who: Looker,
    page: PageDep,
    service: ServiceDep,
    under: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """All departments, each under the one above it."""
    return _shown(page, service, who, {"parent": under}, None)


@router.post("/admin/departments")
def add_department(
    who: Keeper, form: FormDep, service: ServiceDep, name: _Word = "", parent: _Word = ""
) -> Response:
    """Its name is unique."""
    entered = {"name": name, "parent": parent}
    try:
        made = people.add_department(body_of(DepartmentIn, entered, _NAMES), who, service)
    except (InvalidQuery, WorkflowError, NotFound) as error:
        return _shown(form, service, who, entered, error)
    return form.go("/admin/departments", f"已建部门“{made.name}”。")


def _shown(
    page: Page,
    service: Service,
    who: Principal,
    entered: Mapping[str, str],
    error: KbError | None,
) -> Response:
    found = people.departments(who, service)
    with service.transactions.reading() as session:
        of = [one.department for one in list_accounts(session) if not one.disabled]
    content = {
        "departments": _in_order(found),
        "people": {one.id: of.count(one.id) for one in found},
        "choices": [("", "（无，顶层）"), *((one.id, one.name) for one in found)],
        "entered": {"name": "", "parent": "", **entered},
        "slip": slip_of(error) if error else None,
    }
    status = slip_of(error).status if error else 200
    return page.show("admin/departments.html", content, title="部门", status=status)


def _in_order(found: Sequence[DepartmentOut]) -> Sequence[tuple[int, DepartmentOut]]:
    """Depth and department, each followed by those below it."""
    below: dict[str, list[DepartmentOut]] = {}
    for one in found:
        below.setdefault(one.parent, []).append(one)
    ordered: list[tuple[int, DepartmentOut]] = []
    waiting = [(0, one) for one in reversed(below.get("", []))]
    while waiting:
        depth, one = waiting.pop()
        ordered.append((depth, one))
        waiting += [(depth + 1, child) for child in reversed(below.get(one.id, []))]
    return ordered
