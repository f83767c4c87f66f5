"""The one access rule: who may read what, and who may do what.

Reading is need-to-know: level 0 is for everybody who is signed in; above it the reader's clearance
must reach the level **and** the reader must belong to the owning department, to a department that
was granted access, or to the team. The same rule exists in three forms that a test holds together:
``may_read`` here (the reference), a condition on SQL rows (``kb.store.access_filter``) and tokens
that every point of the vector index bears (``tokens_of`` / ``tokens_for``).

What may not be read does not exist: callers answer ``NotFound``, never "not allowed".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from types import MappingProxyType

from kb.errors import NotAllowed

PUBLIC_TOKEN = "0"  # noqa: S105 - a level, not a secret


class Level(IntEnum):
    """Access levels; never called 秘密 or 机密: papers with a state classification stay outside."""

    PUBLIC = 0  # 公开：法规、已公开的判决与通报
    INTERNAL = 1  # 内部：审结案件、剖析、建议书、台账
    SENSITIVE = 2  # 内部-敏感：在办案件、实名材料
    RESTRICTED = 3  # 限定知悉：线索、举报人、化名对照


LEVEL_NAMES: Mapping[Level, str] = MappingProxyType(
    {
        Level.PUBLIC: "公开",
        Level.INTERNAL: "内部",
        Level.SENSITIVE: "内部-敏感",
        Level.RESTRICTED: "限定知悉",
    }
)


class Role(StrEnum):
    """What a person does here; administrators see no case material by their role alone."""

    INVESTIGATOR = "investigator"  # 办案
    REVIEWER = "reviewer"  # 审理/复核
    PREVENTION = "prevention"  # 预防
    TRAINER = "trainer"  # 宣教
    RECTIFIER = "rectifier"  # 整改责任人：只见本单位的整改事项
    SYSTEM_ADMIN = "system_admin"  # 系统管理员：部门、备份、索引
    SECURITY_ADMIN = "security_admin"  # 安全管理员：账号、角色、授权
    AUDIT_ADMIN = "audit_admin"  # 审计管理员：审计记录


ROLE_NAMES: Mapping[Role, str] = MappingProxyType(
    {
        Role.INVESTIGATOR: "办案",
        Role.REVIEWER: "审理复核",
        Role.PREVENTION: "预防",
        Role.TRAINER: "宣教",
        Role.RECTIFIER: "整改责任人",
        Role.SYSTEM_ADMIN: "系统管理员",
        Role.SECURITY_ADMIN: "安全管理员",
        Role.AUDIT_ADMIN: "审计管理员",
    }
)


class Permission(StrEnum):
    """A right to act; whether the thing acted on may be read is asked besides."""

    LIBRARY_READ = "library:read"  # 文书、检索、类案、分面
    LIBRARY_WRITE = "library:write"  # 导入、删除、归案、重复定夺
    LABELS_REVIEW = "labels:review"
    CLUES = "clues:write"
    CASES = "cases:write"  # 办案链条、风险排查、漏洞登记
    LETTERS_DRAFT = "letters:draft"
    LETTERS_APPROVE = "letters:approve"
    LEDGER_READ = "ledger:read"
    LEDGER_WRITE = "ledger:write"  # 下达、延期、督查、督办
    LEDGER_SUBMIT = "ledger:submit"  # 责任单位：填进展、交佐证、申请销号
    LEDGER_VERIFY = "ledger:verify"  # 复核、销号、退回、重启
    EVALUATE = "evaluations:write"
    REGISTERS_READ = "registers:read"  # 线索、案件、风险点、漏洞、措施、预警、指标
    WARNINGS = "warnings:handle"
    TEACH = "packs:write"
    TEACH_APPROVE = "packs:approve"
    EXPORT = "export"
    ACCOUNTS = "accounts:manage"
    GRANTS = "grants:manage"
    DEPARTMENTS = "departments:manage"
    AUDIT = "audit:read"
    SYSTEM = "system:manage"
    VOCABULARY = "vocabulary:decide"  # 定夺对词典与词表的提议；提的人凭 labels:review
    SIGNED_IN = "signed-in"  # 人人都有：查看自己、改口令、退出


_READERS = {Permission.LIBRARY_READ, Permission.REGISTERS_READ, Permission.LEDGER_READ}
PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.INVESTIGATOR: frozenset(
            _READERS
            | {
                Permission.LIBRARY_WRITE,
                Permission.LABELS_REVIEW,
                Permission.CLUES,
                Permission.CASES,
                Permission.LETTERS_DRAFT,
                Permission.GRANTS,
                Permission.WARNINGS,
                Permission.EXPORT,
            }
        ),
        Role.REVIEWER: frozenset(
            _READERS
            | {
                Permission.LABELS_REVIEW,
                Permission.LETTERS_APPROVE,
                Permission.LEDGER_VERIFY,
                Permission.EVALUATE,
                Permission.TEACH_APPROVE,
                Permission.WARNINGS,
                Permission.VOCABULARY,
                Permission.EXPORT,
            }
        ),
        Role.PREVENTION: frozenset(
            _READERS
            | {
                Permission.LIBRARY_WRITE,
                Permission.LABELS_REVIEW,
                Permission.CASES,
                Permission.LETTERS_DRAFT,
                Permission.LEDGER_WRITE,
                Permission.LEDGER_VERIFY,
                Permission.EVALUATE,
                Permission.GRANTS,
                Permission.WARNINGS,
                Permission.VOCABULARY,
                Permission.EXPORT,
            }
        ),
        Role.TRAINER: frozenset(
            {
                Permission.LIBRARY_READ,
                Permission.REGISTERS_READ,
                Permission.TEACH,
                Permission.EXPORT,
            }
        ),
        Role.RECTIFIER: frozenset({Permission.LEDGER_READ, Permission.LEDGER_SUBMIT}),
        Role.SYSTEM_ADMIN: frozenset({Permission.DEPARTMENTS, Permission.SYSTEM}),
        Role.SECURITY_ADMIN: frozenset({Permission.ACCOUNTS}),
        Role.AUDIT_ADMIN: frozenset({Permission.AUDIT}),
    }
)
# one person must not hold both: who manages accounts may not read or write the record of it
SEPARATE_ROLES = (
    frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}),
    frozenset({Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN}),
    frozenset({Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}),
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an action comes from: the hash of the session (or a key), the address, the request."""

    session: str = ""
    ip: str = ""
    request: str = ""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: an account with its department (and unit, of a rectifier), roles and clearance.

    ``scopes`` narrow what the roles allow, where the account comes by an API key.
    """

    account: str
    name: str
    department: str = ""
    unit: str = ""
    roles: frozenset[Role] = frozenset()
    clearance: Level = Level.PUBLIC
    desktop: bool = False
    scopes: frozenset[Permission] | None = None
    origin: Origin = field(default=Origin(), compare=False)

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the roles allow (by a key: within its scopes), and what everybody may."""
        allowed = frozenset[Permission]().union(*(PERMISSIONS[role] for role in self.roles))
        within = allowed if self.scopes is None else allowed & self.scopes
        return within | {Permission.SIGNED_IN}

    def require(self, *permissions: Permission) -> None:
        """``NotAllowed`` where the roles give none of the permissions."""
        if not self.permissions.intersection(permissions):
            raise NotAllowed(permission=permissions[0].value)


def desktop_principal(origin: Origin = Origin()) -> Principal:
    """The one person of a machine without accounts: may do and see all (but is one person)."""
    return Principal(
        account="local",
        name="本机",
        roles=frozenset(Role),
        clearance=Level.RESTRICTED,
        desktop=True,
        origin=origin,
    )


@dataclass(frozen=True, slots=True)
class Protection:
    """How a thing is kept: its level, its owner, and to whom access was given besides."""

    level: Level = Level.PUBLIC
    department: str = ""
    departments: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()


def may_read(principal: Principal, protection: Protection) -> bool:
    """The rule itself."""
    if principal.desktop or protection.level is Level.PUBLIC:
        return True
    if principal.clearance < protection.level:
        return False
    known = protection.departments | {protection.department}
    by_department = bool(principal.department) and principal.department in known
    return by_department or principal.account in protection.accounts


def tokens_of(protection: Protection) -> tuple[str, ...]:
    """What a protected point bears: level 2 of department d1 with u7 in the team → 2:d:d1, 2:u:u7.

    Nobody but the desktop reads a point that bears no token.
    """
    if protection.level is Level.PUBLIC:
        return (PUBLIC_TOKEN,)
    departments = sorted((protection.departments | {protection.department}) - {""})
    return tuple(
        f"{protection.level.value}:{one}"
        for one in (
            *(f"d:{department}" for department in departments),
            *(f"u:{account}" for account in sorted(protection.accounts)),
        )
    )


def tokens_for(principal: Principal) -> tuple[str, ...] | None:
    """The tokens that open a point to the reader, any one of them; None: every point is open."""
    if principal.desktop:
        return None
    grantees = [f"u:{principal.account}"]
    if principal.department:
        grantees.append(f"d:{principal.department}")
    levels = range(Level.INTERNAL, principal.clearance + 1)
    return (PUBLIC_TOKEN, *(f"{level}:{one}" for level in levels for one in grantees))


def principal_of(tokens: Iterable[str]) -> Principal:
    """Who reads by these tokens: the inverse of ``tokens_for``, as far as reading goes.

    The account, department and clearance are in them; a reader of public things alone has none.
    ``ValueError`` for what is no token.
    """
    reader = Principal(account="", name="")
    for token in tokens:
        if token == PUBLIC_TOKEN:
            continue
        level, kind, grantee = token.split(":", 2)
        reader = replace(reader, clearance=max(reader.clearance, Level(int(level))))
        if kind == "u":
            reader = replace(reader, account=grantee)
        elif kind == "d":
            reader = replace(reader, department=grantee)
        else:
            raise ValueError(f"no token of the access rule: {token!r}")
    return reader
