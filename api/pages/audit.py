"""审计: who did what, and whether the trail is whole; for the audit administrator."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import ServiceDep
from api.pages.board_frame import day_in
from api.pages.page import FormDep, Page, PageDep
from api.routes import audit
from api.routes.audit import AuditAdmin
from api.schemas.audit import VerdictOut
from api.wiring import Service
from kb.governance.access import LEVEL_NAMES, ROLE_NAMES, Level, Principal, Role
from kb.governance.audit import moment
from kb.governance.names import department_names, people_names
from kb.registers.catalogue import REGISTERS
from kb.registers.days import midnight

router = APIRouter(include_in_schema=False)
_PAGE = 50
_OUTCOMES = {"done": "完成", "refused": "拒绝", "failed": "失败", "broken": "不完整"}
_SUBJECTS = {
    "access": "访问",
    "account": "账号",
    "audit": "审计",
    "backup": "备份",
    "calendar": "工作日",
    "chain": "两张皮检测",
    "department": "部门",
    "desk": "工作台",
    "document": "文书",
    "grant": "授权",
    "index": "索引",
    "job": "导入任务",
    "key": "接口密钥",
    "ledger": "整改台账",
    "label": "标签",
    "measure": "措施",
    "new_case": "新案",
    "pack": "警示教育包",
    "records": "登记",
    "saved": "保存的检索",
    "recurrence": "复发雷达",
    "search": "检索",
    "session": "登录",
    "similar": "类案",
    "warning": "预警",
}
_Word = Annotated[str, Query(max_length=120)]


@router.get("/admin/audit")
def audit_page(
    who: AuditAdmin,
    page: PageDep,
    service: ServiceDep,
    actor: _Word = "",
    action: Annotated[str, Query(max_length=60)] = "",
    subject: _Word = "",
    since: Annotated[str, Query(max_length=10)] = "",
    until: Annotated[str, Query(max_length=10)] = "",
    before: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
) -> Response:
    """The newest first; looking is itself recorded."""
    asked = {
        "actor": actor,
        "action": action,
        "subject": subject,
        "since": since,
        "until": until,
    }
    return _shown(page, service, who, asked, before=before)


@router.post("/admin/audit/verify")
def verify_page(who: AuditAdmin, form: FormDep, service: ServiceDep) -> Response:
    """Read through from the first entry, against the anchors; the outcome stands on the page."""
    return _shown(form, service, who, {}, verdict=audit.verify(who, service))


def _shown(
    page: Page,
    service: Service,
    who: Principal,
    asked: Mapping[str, str],
    *,
    before: int = 0,
    verdict: VerdictOut | None = None,
) -> Response:
    found = audit.entries(
        who,
        service,
        before=before,
        actor=_account(service, asked.get("actor", "")),
        action=asked.get("action", ""),
        subject=asked.get("subject", ""),
        since=_moment("起始日", asked.get("since", ""), 0),
        until=_moment("截止日", asked.get("until", ""), 1),
        limit=_PAGE,
    )
    with service.transactions.reading() as session:
        people, departments = people_names(session), department_names(session)
    kept = {name: value for name, value in asked.items() if value}
    content = {
        "entries": found.entries,
        "people": people,
        "departments": departments,
        "asked": {"actor": "", "action": "", "subject": "", "since": "", "until": "", **asked},
        "next": f"/admin/audit?{urlencode({**kept, 'before': found.next})}" if found.next else "",
        "newest": f"/admin/audit?{urlencode(kept)}" if before else "",
        "verdict": verdict,
        "outcomes": _OUTCOMES,
        "levels": {int(level): words for level, words in LEVEL_NAMES.items()},
        "acted": acted,
        "roles_of": roles_of,
        "subjects": [(f"{one}.", words) for one, words in _known().items()],
        "public": int(Level.PUBLIC),
    }
    return page.show("admin/audit.html", content, title="审计")


def acted(action: str) -> str:
    """``clue.create`` → 线索: what an action is done to, in Chinese."""
    return _known().get(action.partition(".")[0], "")


def roles_of(codes: str) -> str:
    """``reviewer,trainer`` → 审理复核、宣教"""
    known = [Role(one) for one in codes.split(",") if one in list(Role)]
    return "、".join(ROLE_NAMES[one] for one in known)


def _known() -> Mapping[str, str]:
    registers = {register.kind: register.zh for register in REGISTERS.values()}
    return dict(sorted({**_SUBJECTS, **registers}.items(), key=lambda one: one[1]))


def _account(service: Service, name: str) -> str:
    """The account that is meant by a name of a person; what is no name is an account itself."""
    if not name:
        return ""
    with service.transactions.reading() as session:
        named = [account for account, shown in people_names(session).items() if shown == name]
    return named[0] if len(named) == 1 else name


def _moment(field: str, words: str, days: int) -> str:
    """The moment a day of China begins (or ends), as entries bear it."""
    day = day_in(field, words)
    return "" if day is None else moment(midnight(day.fromordinal(day.toordinal() + days)))
