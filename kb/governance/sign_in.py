"""Signing in: by name and password, with a lock that grows after repeated failures."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kb.errors import NotSignedIn
from kb.governance.access import Origin, Principal
from kb.governance.accounts import AccountStore
from kb.governance.audit import AuditEntry
from kb.governance.passwords import Passwords
from kb.governance.people import Account, account_id_of
from kb.governance.sessions import SignedIn, token_hash
from kb.store.audit_log import AuditLog, Work
from kb.store.governance_tables import AccountRow
from kb.store.session import Transactions
from kb.store.tables import in_utc, now

_TRIES = 5
_LOCK = timedelta(minutes=10)
_LONGEST_LOCK = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Opened:
    """A sign-in just opened: the token goes to the person and is kept nowhere."""

    account: Account
    token: str


class SignInDesk:
    """Opens sign-ins. Success and failure are both recorded."""

    def __init__(self, transactions: Transactions, log: AuditLog, passwords: Passwords) -> None:
        self._transactions = transactions
        self._log = log
        self._passwords = passwords

    def open(
        self, name: str, password: str, *, origin: Origin, agent: str, at: datetime | None = None
    ) -> Opened:
        """``NotSignedIn`` SIGN_IN_FAILED without saying why.

        A wrong password, an unknown name, a disabled and a locked account are answered alike and
        after as long. The password is hashed before the store is locked for writing.
        """
        moment, account_id = at or now(), account_id_of(name)
        with self._transactions.reading() as session:
            row = session.get(AccountRow, account_id)
            kept = row.password_hash if row else ""
        right = self._passwords.matches(kept, password)
        with self._log.writing() as work:
            row = work.session.get(AccountRow, account_id, with_for_update=True)
            refused = _refusal(row, kept=kept, right=right, at=moment)
            if row is None or refused:
                who = Principal(account_id if row else "", "", origin=origin)
                work.record(
                    AuditEntry(who, "session.open", account_id, outcome="refused", reason=refused)
                )
            else:
                row.failures, row.locked_until = 0, None
                opened = self._opened(work, account_id, origin, agent, moment)
        if refused:
            raise NotSignedIn("SIGN_IN_FAILED")
        return opened

    def _opened(
        self, work: Work, account_id: str, origin: Origin, agent: str, at: datetime
    ) -> Opened:
        token = SignedIn(work.session).open(account_id, agent=agent, ip=origin.ip, at=at)
        account = AccountStore(work.session, work.record, self._passwords).get(account_id)
        actor = account.principal(Origin(token_hash(token), origin.ip, origin.request))
        work.record(AuditEntry(actor, "session.open", account_id))
        return Opened(account, token)


def _refusal(row: AccountRow | None, *, kept: str, right: bool, at: datetime) -> str:
    """Why not, for the audit trail alone; a failure is counted, and "" is a welcome."""
    if row is None:
        return "unknown"
    until = row.locked_until
    if until is not None and in_utc(until) > at:
        return "locked"
    if right and row.password_hash == kept:
        return "disabled" if row.disabled else ""
    row.failures += 1
    beyond = row.failures - _TRIES
    if beyond >= 0:
        row.locked_until = at + min(_LOCK * 2 ** min(beyond, 10), _LONGEST_LOCK)
    return "password"
