"""Who may read a case: its level and owner, access given and taken back."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import GrantId, ServiceDep
from api.granting import keep_case, open_case_to, take_back
from api.pages.case_page import case_view
from api.pages.page import FormDep
from api.pages.posting import EnteredDep, Posting, Slip, take
from api.pages.record_entry import level_of
from api.pages.record_paths import record_path
from api.security import allow
from kb.errors import InvalidQuery
from kb.governance.access import Permission, Principal
from kb.governance.people import account_id_of

router = APIRouter(include_in_schema=False)
Granter = Annotated[Principal, allow(Permission.GRANTS)]


@router.post("/cases/{case_id}/protection")
def protect(
    case_id: str, who: Granter, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """Another level or owner; papers and records follow."""
    posting = Posting(service, who, form, entered)

    def done() -> tuple[str, str]:
        keep_case(
            service,
            who,
            case_id,
            level_of(posting.first("level")),
            department=posting.first("department"),
            reason=posting.first("reason"),
        )
        return f"{record_path(case_id)}#access", "已定级，文书与登记随之改变。"

    return _access_form(posting, case_id, done)


@router.post("/cases/{case_id}/grants")
def grant(
    case_id: str, who: Granter, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """Open the case to a department or a member of the team."""
    posting = Posting(service, who, form, entered)

    def done() -> tuple[str, str]:
        name, department = posting.first("account"), posting.first("department")
        if bool(name) == bool(department):
            raise InvalidQuery("FIELD_NEEDED", field="部门或账号（填一个）")
        if name:
            open_case_to(service, who, case_id, "account", account_id_of(name))
        else:
            open_case_to(service, who, case_id, "department", department)
        return f"{record_path(case_id)}#access", "已授权。"

    return _access_form(posting, case_id, done)


@router.post("/cases/{case_id}/grants/{grant_id}/revoke")
def revoke(
    case_id: str,
    grant_id: GrantId,
    who: Granter,
    form: FormDep,
    service: ServiceDep,
    entered: EnteredDep,
) -> Response:
    """The access ends at once."""

    def done() -> tuple[str, str]:
        take_back(service, who, case_id, grant_id)
        return f"{record_path(case_id)}#access", "已收回授权。"

    return _access_form(Posting(service, who, form, entered), case_id, done)


def _access_form(posting: Posting, case_id: str, done: Callable[[], tuple[str, str]]) -> Response:
    def again(slip: Slip) -> Response:
        return case_view(
            posting.page,
            posting.service,
            posting.who,
            case_id,
            slip=slip,
            entered=posting.entered,
        )

    return take(posting, done, again, form="access", record_id=case_id)
