"""Accounts for the security administrator, departments for the system administrator."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import ServiceDep
from api.problems import StrictJsonRoute
from api.schemas.people import (
    AccountChangeIn,
    AccountIn,
    AccountOut,
    DepartmentIn,
    DepartmentOut,
    PasswordResetIn,
)
from api.security import allow
from kb.governance.access import Permission, Principal
from kb.governance.accounts import list_accounts, read_account
from kb.governance.departments import Departments
from kb.governance.people import Account, Standing

router = APIRouter(tags=["账号与部门"], route_class=StrictJsonRoute)
SecurityAdmin = Annotated[Principal, allow(Permission.ACCOUNTS)]


@router.get("/accounts", summary="账号列表")
def accounts(_who: SecurityAdmin, service: ServiceDep) -> list[AccountOut]:
    """All accounts by name."""
    with service.transactions.reading() as session:
        return [AccountOut.of(one) for one in list_accounts(session)]


@router.post("/accounts", status_code=201, summary="新账号")
def add_account(body: AccountIn, who: SecurityAdmin, service: ServiceDep) -> AccountOut:
    """Its first sign-in asks for another password."""
    governing = service.governing
    given = Account(
        id="",
        name=body.name,
        display_name=body.display_name,
        department=body.department,
        unit=body.unit,
        roles=frozenset(body.roles),
        clearance=body.clearance,
    )
    with governing.audit.writing() as work:
        return AccountOut.of(governing.accounts(work).add(who, given, body.password))


@router.get("/accounts/{account}", summary="查看账号")
def account(account: str, _who: SecurityAdmin, service: ServiceDep) -> AccountOut:
    """By id or sign-in name."""
    with service.transactions.reading() as session:
        return AccountOut.of(read_account(session, account))


@router.patch("/accounts/{account}", summary="改账号：姓名、部门、角色、级别、停用")
def change_account(
    account: str, body: AccountChangeIn, who: SecurityAdmin, service: ServiceDep
) -> AccountOut:
    """What is left out stays; the account's sign-ins end."""
    governing = service.governing
    given = Standing(
        display_name=body.display_name,
        department=body.department,
        unit=body.unit,
        roles=None if body.roles is None else frozenset(body.roles),
        clearance=body.clearance,
        disabled=body.disabled,
    )
    with governing.audit.writing() as work:
        known = read_account(work.session, account)
        return AccountOut.of(governing.accounts(work).change(who, known.id, given))


@router.put("/accounts/{account}/password", status_code=204, summary="重设口令")
def reset_password(
    account: str, body: PasswordResetIn, who: SecurityAdmin, service: ServiceDep
) -> Response:
    """To be changed at the next sign-in."""
    governing = service.governing
    with governing.audit.writing() as work:
        known = read_account(work.session, account)
        governing.accounts(work).reset_password(who, known.id, body.password)
    return Response(status_code=204)


@router.post("/accounts/{account}:unlock", status_code=204, summary="解除锁定")
def unlock(account: str, who: SecurityAdmin, service: ServiceDep) -> Response:
    """It may sign in again at once."""
    governing = service.governing
    with governing.audit.writing() as work:
        governing.accounts(work).unlock(who, read_account(work.session, account).id)
    return Response(status_code=204)


@router.get("/departments", summary="部门列表")
def departments(
    _who: Annotated[Principal, allow(Permission.SIGNED_IN)], service: ServiceDep
) -> list[DepartmentOut]:
    """All departments by name."""
    with service.transactions.reading() as session:
        return [DepartmentOut.of(one) for one in Departments(session).listed()]


@router.post("/departments", status_code=201, summary="新部门")
def add_department(
    body: DepartmentIn,
    who: Annotated[Principal, allow(Permission.DEPARTMENTS)],
    service: ServiceDep,
) -> DepartmentOut:
    """Its name is unique."""
    with service.governing.audit.writing() as work:
        made = Departments(work.session).add(who, work.record, body.name, parent=body.parent)
    return DepartmentOut.of(made)
