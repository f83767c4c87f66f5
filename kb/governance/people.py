"""What an account is: who a person is here, what they may do and how far they see."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from kb.errors import InvalidQuery, WorkflowError
from kb.governance.access import SEPARATE_ROLES, Level, Origin, Principal, Role
from kb.governance.audit import digest_of

# a sign-in name is typed and read in logs: letters, digits and Chinese, no spaces
_NAME = re.compile(r"\w[\w.@-]{0,59}")


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account; ``name`` is what is signed in by."""

    id: str
    name: str
    display_name: str
    department: str = ""
    unit: str = ""
    roles: frozenset[Role] = frozenset()
    clearance: Level = Level.PUBLIC
    must_change: bool = True
    disabled: bool = False
    locked_until: datetime | None = None

    def principal(self, origin: Origin = Origin()) -> Principal:  # noqa: B008 - it is frozen
        """Who acts, when this account does."""
        return Principal(
            account=self.id,
            name=self.display_name,
            department=self.department,
            unit=self.unit,
            roles=self.roles,
            clearance=self.clearance,
            origin=origin,
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """What an administrator decides about an account; None leaves it as it is."""

    display_name: str | None = None
    department: str | None = None
    unit: str | None = None
    roles: frozenset[Role] | None = None
    clearance: Level | None = None
    disabled: bool | None = None


def account_id_of(name: str) -> str:
    """The id that a sign-in name stands for: derived, and the same whatever its case."""
    return "user-" + hashlib.sha256(name.casefold().encode("utf-8", "replace")).hexdigest()[:16]


def require_name(name: str) -> None:
    """``InvalidQuery`` NAME_INVALID for what nobody could sign in by."""
    if not _NAME.fullmatch(name):
        raise InvalidQuery("NAME_INVALID", name=name[:60])


def require_separate(roles: frozenset[Role]) -> None:
    """``WorkflowError`` ROLES_CONFLICT for two roles that one person must not hold."""
    for apart in SEPARATE_ROLES:
        if apart <= roles:
            raise WorkflowError("ROLES_CONFLICT", roles=sorted(role.value for role in apart))


def standing_digest(account: Account) -> str:
    """What the audit trail keeps of what an administrator decided."""
    return digest_of(
        {
            "display_name": account.display_name,
            "department": account.department,
            "unit": account.unit,
            "roles": sorted(account.roles),
            "clearance": int(account.clearance),
            "disabled": account.disabled,
        }
    )
