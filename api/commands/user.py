"""``lianjian user``, ``department`` and ``key``: whoever can open the database is the operator."""

import getpass
import sys
from typing import Annotated

import typer
from rich.table import Table

from api.commands.retrieval import Json
from api.schemas.people import AccountOut, DepartmentOut, KeyOut
from api.settings import load_settings
from api.terminal import console, notices, print_json
from api.wiring import open_governing
from kb.governance.access import LEVEL_NAMES, ROLE_NAMES, Level, Permission, Role, desktop_principal
from kb.governance.accounts import list_accounts, read_account
from kb.governance.api_keys import LONGEST_DAYS, ApiKeys
from kb.governance.departments import Departments
from kb.governance.people import Account, Standing
from kb.store.audit_log import Work

users = typer.Typer(help="账号：新建、列出、停用、重设口令、解锁", no_args_is_help=True)
departments = typer.Typer(help="部门：新建、列出", no_args_is_help=True)
keys = typer.Typer(help="接口密钥：新建、列出、收回", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="账号")]
Stdin = Annotated[bool, typer.Option("--password-stdin", help="从标准输入读口令，供脚本用")]


@users.command("add", help="新建账号；口令两次输入，首次登录须改")
def add_user(
    name: Name,
    role: Annotated[list[Role], typer.Option("--role", help="角色，可多次")] = [],  # noqa: B006
    display_name: Annotated[str, typer.Option("--display-name", help="姓名；空则同账号")] = "",
    department: Annotated[str, typer.Option(help="部门：名称或编号")] = "",
    unit: Annotated[str, typer.Option(help="整改责任人所在单位")] = "",
    clearance: Annotated[int, typer.Option(min=0, max=3, help="可见级别 0–3")] = 0,
    password_stdin: Stdin = False,
    json: Json = False,
) -> None:
    """The first account is made here; from then on people sign in."""
    password = _password(password_stdin)
    with (
        open_governing(load_settings(), upgrade=True) as governing,
        governing.audit.writing() as work,
    ):
        given = Account(
            id="",
            name=name,
            display_name=display_name,
            department=_department(work, department),
            unit=unit,
            roles=frozenset(role),
            clearance=Level(clearance),
        )
        made = governing.accounts(work).add(desktop_principal(), given, password)
    _show(made, json=json)


@users.command("list", help="列出账号")
def list_users(json: Json = False) -> None:
    """All accounts by name."""
    with (
        open_governing(load_settings()) as governing,
        governing.transactions.reading() as session,
    ):
        found = [AccountOut.of(one) for one in list_accounts(session)]
        names = {one.id: one.name for one in Departments(session).listed()}
    if json:
        print_json(found)
        return
    table = Table("账号", "姓名", "部门", "角色", "级别", "状态")
    for one in found:
        table.add_row(
            one.name,
            one.display_name,
            names.get(one.department, ""),
            "、".join(one.role_names),
            LEVEL_NAMES[one.clearance],
            _state(one),
        )
    console.print(table)


@users.command("disable", help="停用账号；--enable 重新启用")
def disable_user(
    name: Name,
    enable: Annotated[bool, typer.Option("--enable", help="重新启用")] = False,
    json: Json = False,
) -> None:
    """Its sign-ins end at once; its past stays."""
    with open_governing(load_settings()) as governing, governing.audit.writing() as work:
        known = read_account(work.session, name)
        changed = governing.accounts(work).change(
            desktop_principal(), known.id, Standing(disabled=not enable)
        )
    _show(changed, json=json)


@users.command("password", help="重设口令，下次登录须改")
def reset_password(name: Name, password_stdin: Stdin = False) -> None:
    """The account's sign-ins end."""
    password = _password(password_stdin)
    with open_governing(load_settings()) as governing, governing.audit.writing() as work:
        known = read_account(work.session, name)
        governing.accounts(work).reset_password(desktop_principal(), known.id, password)
    console.print("口令已重设，下次登录须改。")


@users.command("unlock", help="解除因多次失败而来的锁定")
def unlock_user(name: Name) -> None:
    """It may sign in again at once."""
    with open_governing(load_settings()) as governing, governing.audit.writing() as work:
        known = read_account(work.session, name)
        governing.accounts(work).unlock(desktop_principal(), known.id)
    console.print("已解锁。")


@departments.command("add", help="新建部门")
def add_department(
    name: Annotated[str, typer.Argument(help="名称")],
    parent: Annotated[str, typer.Option(help="上级部门：名称或编号")] = "",
    json: Json = False,
) -> None:
    """Its name is unique."""
    with (
        open_governing(load_settings(), upgrade=True) as governing,
        governing.audit.writing() as work,
    ):
        made = Departments(work.session).add(
            desktop_principal(), work.record, name, parent=_department(work, parent)
        )
    if json:
        print_json(DepartmentOut.of(made))
    else:
        console.print(f"{made.name} [dim]{made.id}[/dim]")


@departments.command("list", help="列出部门")
def list_departments(json: Json = False) -> None:
    """All departments by name."""
    with (
        open_governing(load_settings()) as governing,
        governing.transactions.reading() as session,
    ):
        found = [DepartmentOut.of(one) for one in Departments(session).listed()]
    if json:
        print_json(found)
        return
    for one in found:
        console.print(f"{one.name} [dim]{one.id}[/dim]")


@keys.command("add", help="为一个账号新建接口密钥，只显示这一次")
def add_key(
    name: Name,
    use: Annotated[str, typer.Option("--for", help="用途")],
    scope: Annotated[list[Permission], typer.Option("--scope", help="权限，可多次")],
    level: Annotated[int, typer.Option(min=0, max=3, help="可见级别 0–3")] = 0,
    days: Annotated[int, typer.Option(min=1, max=LONGEST_DAYS, help="有效天数")] = 30,
) -> None:
    """Within the rights of the account."""
    with open_governing(load_settings()) as governing, governing.audit.writing() as work:
        owner = read_account(work.session, name).principal()
        made, text = governing.keys(work).issue(
            owner,
            work.record,
            name=use,
            scopes=frozenset(scope),
            level=Level(level),
            days=days,
        )
    notices.print(f"密钥 {made.prefix}，{made.expires_at:%Y-%m-%d} 到期；下面这一行只显示这一次：")
    console.print(text, soft_wrap=True, markup=False)


@keys.command("list", help="列出接口密钥")
def list_keys(
    name: Annotated[str, typer.Argument(help="账号；空则全部")] = "", json: Json = False
) -> None:
    """Without their secrets."""
    with (
        open_governing(load_settings()) as governing,
        governing.transactions.reading() as session,
    ):
        owner = read_account(session, name).id if name else ""
        found = [KeyOut.of(one) for one in ApiKeys(session, governing.pepper()).listed(owner)]
    if json:
        print_json(found)
        return
    table = Table("密钥", "用途", "权限", "到期", "状态")
    for one in found:
        state = "已收回" if one.revoked_at else "有效"
        table.add_row(one.prefix, one.name, "、".join(one.scopes), f"{one.expires_at:%F}", state)
    console.print(table)


@keys.command("revoke", help="收回接口密钥")
def revoke_key(prefix: Annotated[str, typer.Argument(help="密钥的编号")]) -> None:
    """It opens nothing any more."""
    with open_governing(load_settings()) as governing, governing.audit.writing() as work:
        governing.keys(work).revoke(desktop_principal(), work.record, prefix)
    console.print("已收回。")


def _password(stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("口令：")
    if first != getpass.getpass("再输一次："):
        raise typer.BadParameter("两次输入不一致")
    return first


def _department(work: Work, name: str) -> str:
    return Departments(work.session).named(name).id if name else ""


def _state(one: AccountOut) -> str:
    words = [("停用", one.disabled), ("锁定", one.locked_until), ("须改口令", one.must_change)]
    return "、".join(word for word, holds in words if holds) or "正常"


def _show(account: Account, *, json: bool) -> None:
    out = AccountOut.of(account)
    if json:
        print_json(out)
    else:
        roles = "、".join(ROLE_NAMES[one] for one in out.roles) or "无角色"
        console.print(f"{out.name}（{out.display_name}）：{roles}，{_state(out)}")
