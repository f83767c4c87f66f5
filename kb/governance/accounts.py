"""Accounts: who people are, what they may do and how far they see; never deleted, only disabled."""

from collections.abc import Iterable
from dataclasses import replace

import orjson
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from kb.errors import InvalidQuery, NotFound, WorkflowError
from kb.governance.access import Level, Principal, Role
from kb.governance.audit import AuditEntry, Recorder
from kb.governance.passwords import Passwords
from kb.governance.people import (
    Account,
    Standing,
    account_id_of,
    require_name,
    require_separate,
    standing_digest,
)
from kb.governance.sessions import SignedIn
from kb.store.governance_tables import AccountRoleRow, AccountRow, DepartmentRow
from kb.store.tables import in_utc, now

_HISTORY = 5


class AccountStore:
    """Accounts by id; the caller owns the transaction, and every change is recorded in it."""

    def __init__(self, session: Session, record: Recorder, passwords: Passwords) -> None:
        self._session = session
        self._record = record
        self._passwords = passwords

    def add(self, actor: Principal, account: Account, password: str) -> Account:
        """A new account, whose first sign-in asks for another password; its id comes of its name.

        ``InvalidQuery``: NAME_INVALID, PASSWORD_WEAK; ``WorkflowError``: ACCOUNT_EXISTS,
        ROLES_CONFLICT; ``NotFound`` for an unknown department.
        """
        require_name(account.name)
        made = replace(
            account,
            id=account_id_of(account.name),
            display_name=(account.display_name or account.name)[:60],
        )
        if self._session.get(AccountRow, made.id) is not None:
            raise WorkflowError("ACCOUNT_EXISTS", name=made.name)
        self._require_own_name(made)
        require_separate(made.roles)
        self._require_department(made.department)
        self._passwords.require_new(password, name=made.name, former=())
        self._session.add(
            AccountRow(
                id=made.id,
                name=made.name,
                display_name=made.display_name,
                department=made.department or None,
                unit=made.unit,
                clearance=int(made.clearance),
                password_hash=self._passwords.hash(password),
                must_change=made.must_change,
            )
        )
        self._session.flush()
        self._set_roles(made.id, made.roles)
        self._record(AuditEntry(actor, "account.add", made.id, after=standing_digest(made)))
        return made

    def change(self, actor: Principal, account_id: str, given: Standing) -> Account:
        """Another name, department, roles, clearance or state; sign-ins of the account end.

        ``WorkflowError``: ROLES_CONFLICT, LAST_SECURITY_ADMIN where nobody would be left to
        manage accounts.
        """
        before = self.get(account_id)
        changes = {
            name: value
            for name in Standing.__slots__
            if (value := getattr(given, name)) is not None
        }
        after = replace(before, **changes)
        self._require_own_name(after)
        require_separate(after.roles)
        if after.department != before.department:
            self._require_department(after.department)
        self._keep_a_security_admin(before, after)
        row = self._row(account_id)
        row.display_name, row.unit = after.display_name[:60], after.unit
        row.department = after.department or None
        row.clearance, row.disabled = int(after.clearance), after.disabled
        row.changed_at = now()
        self._set_roles(account_id, after.roles)
        SignedIn(self._session).revoke_all(account_id)
        self._record(
            AuditEntry(
                actor,
                "account.change",
                account_id,
                before=standing_digest(before),
                after=standing_digest(after),
                reason=",".join(sorted(changes)),
            )
        )
        return after

    def reset_password(self, actor: Principal, account_id: str, password: str) -> None:
        """An administrator gives a password, to be changed at the next sign-in."""
        self._keep_password(account_id, password, must_change=True)
        self._record(AuditEntry(actor, "account.password.reset", account_id))

    def change_password(self, actor: Principal, old: str, new: str) -> None:
        """A person changes the own password; ``InvalidQuery`` PASSWORD_WRONG for a wrong old one.

        All sign-ins of the account end, the present one too.
        """
        row = self._row(actor.account)
        if not self._passwords.matches(row.password_hash, old):
            raise InvalidQuery("PASSWORD_WRONG")
        self._keep_password(actor.account, new, must_change=False)
        self._record(AuditEntry(actor, "account.password.change", actor.account))

    def unlock(self, actor: Principal, account_id: str) -> None:
        """Let an account that failed too often sign in again at once."""
        row = self._row(account_id)
        row.failures, row.locked_until = 0, None
        self._record(AuditEntry(actor, "account.unlock", account_id))

    def get(self, account_id: str) -> Account:
        """The account; ``NotFound`` for an unknown id."""
        return read_account(self._session, account_id)

    def _keep_password(self, account_id: str, password: str, *, must_change: bool) -> None:
        row = self._row(account_id)
        former = [row.password_hash, *orjson.loads(row.password_history)][:_HISTORY]
        self._passwords.require_new(password, name=row.name, former=former)
        row.password_hash = self._passwords.hash(password)
        row.password_history = orjson.dumps(former[: _HISTORY - 1]).decode()
        row.must_change, row.changed_at = must_change, now()
        row.failures, row.locked_until = 0, None
        self._session.flush()
        SignedIn(self._session).revoke_all(account_id)

    def _keep_a_security_admin(self, before: Account, after: Account) -> None:
        admin = Role.SECURITY_ADMIN
        stays = admin in after.roles and not after.disabled
        if admin not in before.roles or before.disabled or stays:
            return
        others = self._session.scalar(
            select(func.count())
            .select_from(AccountRow)
            .join(AccountRoleRow, AccountRoleRow.account_id == AccountRow.id)
            .where(
                AccountRoleRow.role == admin,
                AccountRow.disabled.is_(False),
                AccountRow.id != before.id,
            )
        )
        if not others:
            raise WorkflowError("LAST_SECURITY_ADMIN", name=before.name)

    def _require_own_name(self, account: Account) -> None:
        # decisions on labels bear the name that is shown: two people must not share it
        taken = select(AccountRow.id).where(
            AccountRow.display_name == account.display_name, AccountRow.id != account.id
        )
        if self._session.scalar(taken) is not None:
            raise WorkflowError("ACCOUNT_EXISTS", name=account.display_name)

    def _require_department(self, department: str) -> None:
        if department and self._session.get(DepartmentRow, department) is None:
            raise NotFound(id=department)

    def _row(self, account_id: str) -> AccountRow:
        row = self._session.get(AccountRow, account_id)
        if row is None:
            raise NotFound(id=account_id)
        return row

    def _set_roles(self, account_id: str, roles: Iterable[Role]) -> None:
        self._session.execute(delete(AccountRoleRow).where(AccountRoleRow.account_id == account_id))
        values = [{"account_id": account_id, "role": role.value} for role in sorted(roles)]
        if values:
            self._session.execute(insert(AccountRoleRow), values)


def read_account(session: Session, name: str) -> Account:
    """The account by its sign-in name or id; ``NotFound`` for neither."""
    row = session.get(AccountRow, account_id_of(name)) or session.get(AccountRow, name)
    if row is None:
        raise NotFound(id=name)
    return _account(row, _roles(session, [row.id]))


def list_accounts(session: Session) -> tuple[Account, ...]:
    """All accounts by name."""
    rows = list(session.scalars(select(AccountRow).order_by(AccountRow.name)))
    roles = _roles(session, [row.id for row in rows])
    return tuple(_account(row, roles) for row in rows)


def account_names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """How people are called, by their accounts; accounts that are not known are left out."""
    query = select(AccountRow.id, AccountRow.display_name, AccountRow.name)
    found = session.execute(query.where(AccountRow.id.in_(list(dict.fromkeys(ids)))))
    return {row.id: row.display_name or row.name for row in found}


def any_account(session: Session) -> bool:
    """Whether people sign in here."""
    return session.scalar(select(AccountRow.id).limit(1)) is not None


def _roles(session: Session, ids: list[str]) -> dict[str, frozenset[Role]]:
    found: dict[str, frozenset[Role]] = {}
    for account_id, role in session.execute(
        select(AccountRoleRow.account_id, AccountRoleRow.role).where(
            AccountRoleRow.account_id.in_(ids)
        )
    ):
        found[account_id] = found.get(account_id, frozenset()) | {Role(role)}
    return found


def _account(row: AccountRow, roles: dict[str, frozenset[Role]]) -> Account:
    locked = row.locked_until
    return Account(
        id=row.id,
        name=row.name,
        display_name=row.display_name,
        department=row.department or "",
        unit=row.unit,
        roles=roles.get(row.id, frozenset()),
        clearance=Level(row.clearance),
        must_change=row.must_change,
        disabled=row.disabled,
        locked_until=in_utc(locked) if locked else None,
    )
