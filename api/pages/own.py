"""登录与密钥: where a person is signed in, and the keys of the programs that act in their name."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.deps import ServiceDep
from api.pages.bodies import body_of, levels_for, whole_number
from api.pages.page import FormDep, Page, PageDep
from api.pages.step_slips import slip_of
from api.routes import session
from api.routes.session import Person
from api.schemas.people import KeyIn, KeyIssuedOut
from api.security import identity_of
from api.wiring import Service
from kb.errors import InvalidQuery, KbError, NotSignedIn, WorkflowError
from kb.governance.access import LEVEL_NAMES, Permission, Principal
from kb.governance.api_keys import LONGEST_DAYS

router = APIRouter(include_in_schema=False)
_Word = Annotated[str, Form(max_length=120)]
_Words = Annotated[list[str], Form(max_length=60)]
_NAMES = {"name": "用途", "scopes": "权限", "level": "级别", "days": "有效天数"}
SCOPES: Mapping[Permission, str] = {
    Permission.LIBRARY_READ: "查阅文书、检索",
    Permission.LIBRARY_WRITE: "导入与整理文书",
    Permission.LABELS_REVIEW: "复核标签",
    Permission.CLUES: "登记线索",
    Permission.CASES: "办案链条与排查",
    Permission.LETTERS_DRAFT: "起草建议书",
    Permission.LETTERS_APPROVE: "审签建议书",
    Permission.LEDGER_READ: "查阅整改台账",
    Permission.LEDGER_WRITE: "管理整改台账",
    Permission.LEDGER_SUBMIT: "填报整改",
    Permission.LEDGER_VERIFY: "复核销号",
    Permission.EVALUATE: "效果评估",
    Permission.REGISTERS_READ: "查阅登记与指标",
    Permission.WARNINGS: "办理预警",
    Permission.TEACH: "编写警示教育",
    Permission.TEACH_APPROVE: "审签警示教育",
    Permission.EXPORT: "导出",
    Permission.ACCOUNTS: "管理账号",
    Permission.GRANTS: "案件授权",
    Permission.DEPARTMENTS: "管理部门",
    Permission.AUDIT: "查阅审计",
    Permission.SYSTEM: "管理系统",
    Permission.VOCABULARY: "定夺词表提议",
    Permission.SIGNED_IN: "查看自己",
}


@router.get("/me")
def own_page(request: Request, who: Person, page: PageDep, service: ServiceDep) -> Response:
    """The own sign-ins and keys."""
    return _shown(page, request, service, who)


@router.post("/me/keys")
def issue_key(
    request: Request,
    who: Person,
    form: FormDep,
    service: ServiceDep,
    name: _Word = "",
    scopes: _Words = [],  # noqa: B006 - the framework copies it
    level: _Word = "0",
    days: _Word = "30",
) -> Response:
    """A key within the own rights; its text is shown on the answer to this, and never again."""
    entered = {"name": name, "scopes": scopes, "level": level, "days": days}
    numbers = {"level": level, "days": days}
    values = {key: whole_number(one) for key, one in numbers.items()}
    try:
        body = body_of(KeyIn, {**values, "name": name, "scopes": scopes}, _NAMES)
        made = session.issue_key(body, request, who, service)
    except (InvalidQuery, WorkflowError, NotSignedIn) as error:
        return _shown(form, request, service, who, entered=entered, error=error)
    return _shown(form, request, service, who, made=made)


@router.post("/me/keys/{prefix}/revoke")
def revoke_key(prefix: str, who: Person, form: FormDep, service: ServiceDep) -> Response:
    """The key opens nothing any more."""
    session.revoke_key(prefix, who, service)
    return form.go("/me", "密钥已收回。")


@router.post("/me/sign-ins/{sign_in_id}/revoke")
def revoke_sign_in(sign_in_id: str, who: Person, form: FormDep, service: ServiceDep) -> Response:
    """Sign out elsewhere."""
    session.revoke_sign_in(sign_in_id, who, service)
    return form.go("/me", "那一处登录已退出。")


def _shown(
    page: Page,
    request: Request,
    service: Service,
    who: Principal,
    *,
    made: KeyIssuedOut | None = None,
    entered: Mapping[str, object] | None = None,
    error: KbError | None = None,
) -> Response:
    named = identity_of(request).account is not None
    own = [one for one in SCOPES if one in who.permissions and one is not Permission.SIGNED_IN]
    content = {
        "named": named,
        "sign_ins": session.list_sign_ins(who, service) if named else [],
        "keys": session.list_keys(who, service) if named else [],
        "scopes": [(one.value, SCOPES[one]) for one in own],
        "scope_names": SCOPES,
        "levels": levels_for(who),
        "level_names": LEVEL_NAMES,
        "longest": LONGEST_DAYS,
        "made": made,
        "entered": {"name": "", "scopes": [], "level": 0, "days": "30", **(entered or {})},
        "slip": slip_of(error) if error else None,
    }
    status = slip_of(error).status if error else 200
    return page.show("admin/own.html", content, title="登录与密钥", status=status)
