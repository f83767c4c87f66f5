"""账号: the list, a new one, one with its changes; for the security administrator."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.deps import ServiceDep
from api.pages.bodies import body_of, whole_number
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.step_slips import slip_of
from api.routes import people
from api.routes.people import SecurityAdmin
from api.schemas.people import AccountChangeIn, AccountIn, AccountOut, PasswordResetIn
from api.wiring import Service
from kb.errors import InvalidQuery, KbError, NotFound, WorkflowError
from kb.governance.access import LEVEL_NAMES, ROLE_NAMES, SEPARATE_ROLES
from kb.governance.names import department_names

router = APIRouter(include_in_schema=False)
_NAMES = {
    "name": "账号",
    "display_name": "姓名",
    "department": "部门",
    "unit": "所在单位",
    "roles": "角色",
    "clearance": "级别",
    "password": "口令",
}
_EMPTY = {
    "name": "",
    "display_name": "",
    "department": "",
    "unit": "",
    "roles": [],
    "clearance": 1,
}
_HOME = Crumb("账号", "/admin/accounts")
_Word = Annotated[str, Form(max_length=120)]
_Words = Annotated[list[str], Form(max_length=60)]
_Password = Annotated[str, Form(max_length=256)]


@router.get("/admin/accounts")
def accounts_page(who: SecurityAdmin, page: PageDep, service: ServiceDep) -> Response:
    """All accounts by name."""
    found = people.accounts(who, service)
    content = {
        "accounts": found,
        "departments": _departments(service),
        "levels": LEVEL_NAMES,
        "working": sum(1 for one in found if not one.disabled),
    }
    return page.show("admin/accounts.html", content, title="账号")


@router.get("/admin/accounts/new")
def new_account_page(_who: SecurityAdmin, page: PageDep, service: ServiceDep) -> Response:
    """The form of a new one."""
    return _form_of_new(page, service, {}, None)


@router.post("/admin/accounts/new")
def add_account(
    who: SecurityAdmin,
    form: FormDep,
    service: ServiceDep,
    name: _Word = "",
    display_name: _Word = "",
    department: _Word = "",
    unit: _Word = "",
    clearance: _Word = "0",
    roles: _Words = [],  # noqa: B006 - the framework copies it
    password: _Password = "",
) -> Response:
    """Its first sign-in asks for another password."""
    entered: Mapping[str, object] = {
        "name": name,
        "display_name": display_name,
        "department": department,
        "unit": unit,
        "clearance": whole_number(clearance),
        "roles": roles,
    }
    try:
        body = body_of(AccountIn, {**entered, "password": password}, _NAMES)
        made = people.add_account(body, who, service)
    except (InvalidQuery, WorkflowError, NotFound) as error:
        return _form_of_new(form, service, entered, error)
    words = f"已建账号“{made.name}”。请把口令当面交给本人，首次登录须改。"
    return form.go(f"/admin/accounts/{made.id}", words)


@router.get("/admin/accounts/{account}")
def account_page(account: str, who: SecurityAdmin, page: PageDep, service: ServiceDep) -> Response:
    """One account."""
    return _shown(page, service, people.account(account, who, service))


@router.post("/admin/accounts/{account}")
def change_account(
    account: str,
    who: SecurityAdmin,
    form: FormDep,
    service: ServiceDep,
    display_name: _Word = "",
    department: _Word = "",
    unit: _Word = "",
    clearance: _Word = "0",
    roles: _Words = [],  # noqa: B006
    disabled: _Word = "",
) -> Response:
    """Its sign-ins end."""
    entered: Mapping[str, object] = {
        "display_name": display_name,
        "department": department,
        "unit": unit,
        "clearance": whole_number(clearance),
        "roles": roles,
        "disabled": bool(disabled),
    }

    def change() -> str:
        body = body_of(AccountChangeIn, entered, _NAMES)
        people.change_account(account, body, who, service)
        return "已改。此账号在各处的登录都已退出。"

    return _done(form, service, people.account(account, who, service), change, entered)


@router.post("/admin/accounts/{account}/password")
def reset_password(
    account: str,
    who: SecurityAdmin,
    form: FormDep,
    service: ServiceDep,
    password: _Password = "",
) -> Response:
    """To be changed at the next sign-in."""

    def reset() -> str:
        body = body_of(PasswordResetIn, {"password": password}, _NAMES)
        people.reset_password(account, body, who, service)
        return "口令已重设，下次登录须改。"

    return _done(form, service, people.account(account, who, service), reset, {})


@router.post("/admin/accounts/{account}/unlock")
def unlock(account: str, who: SecurityAdmin, form: FormDep, service: ServiceDep) -> Response:
    """It may sign in again at once."""

    def free() -> str:
        people.unlock(account, who, service)
        return "已解除锁定。"

    return _done(form, service, people.account(account, who, service), free, {})


def _done(
    form: Page,
    service: Service,
    account: AccountOut,
    run: Callable[[], str],
    entered: Mapping[str, object],
) -> Response:
    try:
        words = run()
    except (InvalidQuery, WorkflowError, NotFound) as error:
        return _shown(form, service, account, entered, error)
    return form.go(f"/admin/accounts/{account.id}", words)


def _shown(
    page: Page,
    service: Service,
    account: AccountOut,
    entered: Mapping[str, object] | None = None,
    error: KbError | None = None,
) -> Response:
    kept = account.model_dump()
    content = {
        **_choices(service),
        "account": account,
        "entered": {**kept, **(entered or {})},
        "slip": slip_of(error) if error else None,
    }
    title = f"{account.display_name}（{account.name}）"
    crumbs = (_HOME, Crumb(account.name))
    status = slip_of(error).status if error else 200
    return page.show("admin/account.html", content, title=title, crumbs=crumbs, status=status)


def _form_of_new(
    page: Page, service: Service, entered: Mapping[str, object], error: KbError | None
) -> Response:
    content = {
        **_choices(service),
        "entered": {**_EMPTY, **entered},
        "slip": slip_of(error) if error else None,
    }
    crumbs = (_HOME, Crumb("新账号"))
    status = slip_of(error).status if error else 200
    return page.show(
        "admin/new_account.html", content, title="新账号", crumbs=crumbs, status=status
    )


def _choices(service: Service) -> dict[str, Sequence[tuple[object, str]] | str]:
    pairs = [sorted(one, key=list(ROLE_NAMES).index) for one in SEPARATE_ROLES]
    apart = sorted("与".join(ROLE_NAMES[role] for role in pair) for pair in pairs)
    return {
        "roles": [(role.value, words) for role, words in ROLE_NAMES.items()],
        "levels": [(int(level), f"{int(level)} {words}") for level, words in LEVEL_NAMES.items()],
        "departments": [("", "（无）"), *_departments(service).items()],
        "apart": "、".join(apart),
    }


def _departments(service: Service) -> Mapping[str, str]:
    with service.transactions.reading() as session:
        return department_names(session)
