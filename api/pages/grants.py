"""案件授权: how a case is kept, and to whom it is opened besides its own department."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query
from starlette.responses import Response

from api.deps import GrantId, ServiceDep
from api.pages.bodies import body_of, levels_for, whole_number
from api.pages.named import named, record_named
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.step_slips import slip_of
from api.registers import registry_for_reading
from api.routes import grants
from api.routes.grants import Granter
from api.schemas.people import GrantIn, ProtectionIn
from api.wiring import Service
from kb.errors import InvalidQuery, KbError, WorkflowError
from kb.governance.access import LEVEL_NAMES, Principal
from kb.governance.names import department_names, people_names
from kb.prevention.chain_facts import CASES
from kb.store.access_filter import require_readable_case

router = APIRouter(include_in_schema=False)
_NAMES = {"level": "级别", "department": "部门", "reason": "理由", "grantee": "授权给"}
_SHOWN = 200
_Word = Annotated[str, Form(max_length=200)]


@router.get("/admin/grants")
def grants_page(
    who: Granter,
    page: PageDep,
    service: ServiceDep,
    case: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """The cases to choose from, or one."""
    if case:
        return page.go(f"/admin/grants/{quote(case.strip(), safe='')}")
    with registry_for_reading(service, who) as registry:
        ids = [one.id for one in registry.page(CASES, limit=_SHOWN)]
        cases = list(named(registry, ids).values())
    record_named(service, who, cases)
    return page.show("admin/grants.html", {"cases": cases}, title="案件授权")


@router.get("/admin/grants/{case_id}")
def case_page(case_id: str, who: Granter, page: PageDep, service: ServiceDep) -> Response:
    """The level, the owner and the grants of a case."""
    return _shown(page, service, who, case_id, {}, None)


@router.post("/admin/grants/{case_id}")
def give(
    case_id: str,
    who: Granter,
    form: FormDep,
    service: ServiceDep,
    grantee: _Word = "",
) -> Response:
    """Open the case to a department or a member of the team; ``grantee`` bears its kind."""
    kind, _, of = grantee.partition(":")

    def run() -> str:
        body = body_of(GrantIn, {"kind": kind, "grantee": of}, {**_NAMES, "kind": "授权给"})
        grants.grant(case_id, body, who, service)
        return "已授权，检索与登记立即随之可见。"

    return _done(form, service, who, case_id, {"grantee": grantee}, run)


@router.post("/admin/grants/{case_id}/protection")
def protect(
    case_id: str,
    who: Granter,
    form: FormDep,
    service: ServiceDep,
    level: _Word = "",
    department: _Word = "",
    reason: _Word = "",
) -> Response:
    """Its documents and records follow; lowering the level needs a reason."""
    entered = {"level": level, "department": department, "reason": reason}

    def run() -> str:
        body = body_of(ProtectionIn, {**entered, "level": whole_number(level)}, _NAMES)
        grants.protect_case(case_id, body, who, service)
        return "级别与归属已改，文书与登记随之。"

    return _done(form, service, who, case_id, entered, run)


@router.post("/admin/grants/{case_id}/{grant_id}/revoke")
def take_back(
    case_id: str, grant_id: GrantId, who: Granter, form: FormDep, service: ServiceDep
) -> Response:
    """The index follows at once."""

    def run() -> str:
        grants.revoke(case_id, grant_id, who, service)
        return "授权已收回。"

    return _done(form, service, who, case_id, {}, run)


def _done(
    form: Page,
    service: Service,
    who: Principal,
    case_id: str,
    entered: Mapping[str, str],
    run: Callable[[], str],
) -> Response:
    try:
        words = run()
    except (InvalidQuery, WorkflowError) as error:
        return _shown(form, service, who, case_id, entered, error)
    return form.go(f"/admin/grants/{case_id}", words)


def _shown(
    page: Page,
    service: Service,
    who: Principal,
    case_id: str,
    entered: Mapping[str, str],
    error: KbError | None,
) -> Response:
    given = grants.case_grants(case_id, who, service)
    with registry_for_reading(service, who) as registry:
        kept = require_readable_case(registry.session, who, case_id)
        case = named(registry, [case_id]).get(case_id)
        people = people_names(registry.session)
        departments = department_names(registry.session)
    record_named(service, who, [case] if case else ())
    title = case.title if case else case_id
    content = {
        "case": case,
        "case_id": case_id,
        "kept": kept,
        "grants": given,
        "people": people,
        "departments": departments,
        "grantees": _grantees(people, departments),
        "owners": [("", "（无）"), *departments.items()],
        "levels": levels_for(who),
        "level_names": LEVEL_NAMES,
        "entered": {
            "grantee": "",
            "level": int(kept.level),
            "department": kept.department,
            "reason": "",
            **entered,
        },
        "slip": slip_of(error) if error else None,
    }
    crumbs = (Crumb("案件授权", "/admin/grants"), Crumb(title))
    status = slip_of(error).status if error else 200
    return page.show("admin/grant.html", content, title=title, crumbs=crumbs, status=status)


def _grantees(
    people: Mapping[str, str], departments: Mapping[str, str]
) -> Sequence[tuple[str, str]]:
    """Departments and accounts, each bearing its kind."""
    return [
        ("", "（请选）"),
        *((f"department:{one}", f"部门：{name}") for one, name in departments.items()),
        *((f"account:{one}", f"个人：{name}") for one, name in people.items() if "-" in one),
    ]
