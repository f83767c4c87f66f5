"""Accounts, sign-ins, departments, keys and grants over HTTP."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.identity import Identity
from kb.governance.access import ROLE_NAMES, Level, Permission, Principal, Role
from kb.governance.api_keys import LONGEST_DAYS, ApiKey
from kb.governance.departments import Department
from kb.governance.grants import Grant
from kb.governance.people import Account
from kb.governance.sessions import SignIn

Password = Annotated[str, Field(min_length=1, max_length=256, description="口令")]


class Given(BaseModel):
    """What is sent; a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class SignInIn(Given):
    """登录。"""

    name: str = Field(description="账号", min_length=1, max_length=60)
    password: Password


class PasswordIn(Given):
    """改自己的口令。"""

    old: Password
    new: Password


class PasswordResetIn(Given):
    """管理员重设口令：下次登录须改。"""

    password: Password


class WhoOut(BaseModel):
    """我是谁、能做什么；``desktop`` 为单机使用，没有登录。"""

    account: str
    name: str
    department: str
    unit: str
    roles: list[Role]
    clearance: Level
    permissions: list[Permission]
    must_change: bool
    desktop: bool

    @classmethod
    def of(cls, identity: Identity) -> "WhoOut":
        """From who asks."""
        return cls.who(identity.principal, must_change=identity.must_change)

    @classmethod
    def who(cls, principal: Principal, *, must_change: bool) -> "WhoOut":
        """From a principal."""
        return cls(
            account=principal.account,
            name=principal.name,
            department=principal.department,
            unit=principal.unit,
            roles=sorted(principal.roles),
            clearance=principal.clearance,
            permissions=sorted(principal.permissions),
            must_change=must_change,
            desktop=principal.desktop,
        )


class SignInOut(BaseModel):
    """一处登录；``id`` 供注销。"""

    id: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    agent: str
    ip: str
    current: bool

    @classmethod
    def of(cls, one: SignIn, current: str) -> "SignInOut":
        """From a sign-in; ``current`` is the hash of the present one."""
        return cls(
            id=one.id,
            created_at=one.created_at,
            seen_at=one.seen_at,
            expires_at=one.expires_at,
            agent=one.agent,
            ip=one.ip,
            current=current.startswith(one.id),
        )


class AccountIn(Given):
    """新账号。"""

    name: str = Field(description="登录用的账号，唯一", min_length=1, max_length=60)
    display_name: str = Field("", description="显示的姓名；空则同账号", max_length=60)
    department: str = Field("", description="部门编号", max_length=64)
    unit: str = Field("", description="整改责任人所在单位", max_length=120)
    roles: list[Role] = Field(default_factory=list, max_length=len(Role))
    clearance: Level = Level.PUBLIC
    password: Password


class AccountChangeIn(Given):
    """改账号：没写的照旧；改后该账号须重新登录。"""

    display_name: str | None = Field(None, min_length=1, max_length=60)
    department: str | None = Field(None, max_length=64)
    unit: str | None = Field(None, max_length=120)
    roles: list[Role] | None = Field(None, max_length=len(Role))
    clearance: Level | None = None
    disabled: bool | None = None


class AccountOut(BaseModel):
    """账号。"""

    id: str
    name: str
    display_name: str
    department: str
    unit: str
    roles: list[Role]
    role_names: list[str]
    clearance: Level
    must_change: bool
    disabled: bool
    locked_until: datetime | None

    @classmethod
    def of(cls, one: Account) -> "AccountOut":
        """From an account."""
        roles = sorted(one.roles)
        return cls(
            id=one.id,
            name=one.name,
            display_name=one.display_name,
            department=one.department,
            unit=one.unit,
            roles=roles,
            role_names=[ROLE_NAMES[role] for role in roles],
            clearance=one.clearance,
            must_change=one.must_change,
            disabled=one.disabled,
            locked_until=one.locked_until,
        )


class DepartmentIn(Given):
    """新部门。"""

    name: str = Field(description="名称，唯一", min_length=1, max_length=120)
    parent: str = Field("", description="上级部门编号", max_length=64)


class DepartmentOut(BaseModel):
    """部门。"""

    id: str
    name: str
    parent: str

    @classmethod
    def of(cls, one: Department) -> "DepartmentOut":
        """From a department."""
        return cls(id=one.id, name=one.name, parent=one.parent)


class ProtectionIn(Given):
    """案件的级别与所属部门；降级须写明理由。"""

    level: Level
    department: str = Field("", description="所属部门编号", max_length=64)
    reason: str = Field("", max_length=200)


class GrantIn(Given):
    """授权给一个部门或一个账号（专案组成员）。"""

    kind: Literal["department", "account"]
    grantee: str = Field(description="部门或账号的编号", min_length=1, max_length=64)


class GrantOut(BaseModel):
    """一项授权；``revoked_at`` 有值即已收回。"""

    id: int
    subject: str
    kind: Literal["department", "account"]
    grantee: str
    granted_by: str
    granted_at: datetime
    revoked_by: str
    revoked_at: datetime | None

    @classmethod
    def of(cls, one: Grant) -> "GrantOut":
        """From a grant."""
        return cls(
            id=one.id,
            subject=one.subject,
            kind=one.kind,
            grantee=one.grantee,
            granted_by=one.granted_by,
            granted_at=one.granted_at,
            revoked_by=one.revoked_by,
            revoked_at=one.revoked_at,
        )


class KeyIn(Given):
    """新的接口密钥：权限与级别不得超过本人。"""

    name: str = Field(description="用途", min_length=1, max_length=60)
    scopes: list[Permission] = Field(min_length=1, max_length=len(Permission))
    level: Level = Level.PUBLIC
    days: int = Field(30, description="有效天数", ge=1, le=LONGEST_DAYS)


class KeyOut(BaseModel):
    """接口密钥，不含密钥本身。"""

    prefix: str
    name: str
    scopes: list[Permission]
    level: Level
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, one: ApiKey) -> "KeyOut":
        """From a key."""
        return cls(
            prefix=one.prefix,
            name=one.name,
            scopes=sorted(one.scopes),
            level=one.level,
            created_at=one.created_at,
            expires_at=one.expires_at,
            used_at=one.used_at,
            revoked_at=one.revoked_at,
        )


class KeyIssuedOut(KeyOut):
    """新密钥：``key`` 只显示这一次。"""

    key: str
