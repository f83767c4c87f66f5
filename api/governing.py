"""People, rights and the audit of one deployment, as routes and commands ask for them."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from api.settings import Settings
from kb.governance.access import Level, Principal
from kb.governance.accounts import AccountStore, any_account
from kb.governance.api_keys import ApiKeys
from kb.governance.audit import AuditEntry
from kb.governance.passwords import Passwords
from kb.governance.secret_files import make_secret, read_secret
from kb.governance.sign_in import SignInDesk
from kb.store.audit_log import AuditLog, Work
from kb.store.session import Transactions


@dataclass(frozen=True, slots=True)
class Governing:
    """Built once beside the store, by ``api.wiring``."""

    settings: Settings
    transactions: Transactions
    audit: AuditLog
    passwords: Passwords

    @property
    def idle(self) -> timedelta:
        """How long a sign-in may stand idle."""
        return timedelta(minutes=self.settings.session_idle_minutes)

    @property
    def desk(self) -> SignInDesk:
        """Where people sign in."""
        return SignInDesk(self.transactions, self.audit, self.passwords)

    def signs_in(self) -> bool:
        """Whether people must sign in: by the setting, or as soon as there is an account."""
        if self.settings.sign_in != "auto":
            return self.settings.sign_in == "on"
        with self.transactions.reading() as session:
            return any_account(session)

    def accounts(self, work: Work) -> AccountStore:
        """The accounts, inside an open transaction."""
        return AccountStore(work.session, work.record, self.passwords)

    def keys(self, work: Work) -> ApiKeys:
        """The API keys, inside an open transaction."""
        return ApiKeys(work.session, self.pepper())

    def pepper(self) -> bytes:
        """What API keys are hashed with; made at first use."""
        return _secret(self.settings.key_of_api_keys)

    def record_read(
        self, principal: Principal, subject: str, level: Level, action: str, *, export: bool = False
    ) -> None:
        """Record a read of level 2 and above, and every export: it stands before bytes leave.

        ``StoreError`` AUDIT_UNAVAILABLE where it cannot be recorded: then nothing may leave.
        """
        if export or level >= Level.SENSITIVE:
            self.audit.record(AuditEntry(principal, action, subject, level))


def open_log(settings: Settings, transactions: Transactions) -> AuditLog:
    """The audit of a deployment, with its key and its anchors."""
    return AuditLog.open(
        transactions, key_file=settings.key_of_audit, anchor_file=settings.anchors_of_audit
    )


def _secret(path: Path) -> bytes:
    return read_secret(path) if path.exists() else make_secret(path)
