"""Keys for programs: ``lj_<prefix>_<secret>``, of one account, within scopes, for a time."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.errors import InvalidQuery, NotAllowed, NotFound
from kb.governance.access import Level, Permission, Principal
from kb.governance.audit import AuditEntry, Recorder, digest_of
from kb.store.governance_tables import ApiKeyRow
from kb.store.tables import in_utc, now

LONGEST_DAYS = 90
_MARK = "lj"
_TOUCH = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without its secret."""

    prefix: str
    account: str
    name: str
    scopes: frozenset[Permission]
    level: Level
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


class ApiKeys:
    """Keys by prefix; the caller owns the transaction. ``pepper`` lies outside the database."""

    def __init__(self, session: Session, pepper: bytes) -> None:
        self._session = session
        self._pepper = pepper

    def issue(
        self,
        owner: Principal,
        record: Recorder,
        *,
        name: str,
        scopes: frozenset[Permission],
        level: Level,
        days: int,
    ) -> tuple[ApiKey, str]:
        """A new key of the owner and its text, which is told this once.

        ``NotAllowed`` for a scope or level beyond the owner's; ``InvalidQuery``
        PARAM_OUT_OF_RANGE for more than 90 days.
        """
        if not 1 <= days <= LONGEST_DAYS:
            raise InvalidQuery("PARAM_OUT_OF_RANGE", field="days", value=days)
        beyond = scopes - owner.permissions
        if beyond or level > owner.clearance:
            raise NotAllowed(permission=min(beyond, default=Permission.SIGNED_IN).value)
        prefix, secret, moment = secrets.token_hex(5), secrets.token_urlsafe(32), now()
        row = ApiKeyRow(
            prefix=prefix,
            secret_mac=self._mac(prefix, secret),
            account_id=owner.account,
            name=name[:60],
            scopes=orjson.dumps(sorted(scopes)).decode(),
            level=int(level),
            created_at=moment,
            expires_at=moment + timedelta(days=days),
        )
        self._session.add(row)
        self._session.flush()
        after = digest_of({"scopes": sorted(scopes), "level": int(level), "days": days})
        record(AuditEntry(owner, "key.issue", prefix, after=after))
        return _key(row), f"{_MARK}_{prefix}_{secret}"

    def find(self, text: str, *, at: datetime | None = None) -> ApiKey | None:
        """The key that the text opens; None for a wrong, revoked or expired one."""
        mark, _, rest = text.partition("_")
        prefix, _, secret = rest.partition("_")
        row = self._session.get(ApiKeyRow, prefix) if mark == _MARK else None
        made = self._mac(prefix, secret)
        if row is None or not hmac.compare_digest(made, row.secret_mac):
            return None
        found, moment = _key(row), at or now()
        return None if found.revoked_at or moment >= found.expires_at else found

    def touch(self, prefix: str) -> None:
        """It was used just now."""
        row = self._session.get(ApiKeyRow, prefix)
        if row is not None:
            row.used_at = now()

    def listed(self, account_id: str = "") -> tuple[ApiKey, ...]:
        """The keys of an account (of all, for ""), the latest first."""
        query = select(ApiKeyRow).order_by(ApiKeyRow.created_at.desc(), ApiKeyRow.prefix)
        if account_id:
            query = query.where(ApiKeyRow.account_id == account_id)
        return tuple(_key(row) for row in self._session.scalars(query))

    def revoke(
        self, actor: Principal, record: Recorder, prefix: str, *, account_id: str = ""
    ) -> None:
        """End a key (of the account alone, where one is given); repeating it changes nothing."""
        row = self._session.get(ApiKeyRow, prefix)
        if row is None or account_id not in ("", row.account_id):
            raise NotFound(id=prefix)
        if row.revoked_at is None:
            row.revoked_at = now()
            self._session.flush()
            record(AuditEntry(actor, "key.revoke", prefix))

    def _mac(self, prefix: str, secret: str) -> str:
        words = f"{prefix}_{secret}".encode("utf-8", "replace")
        return hmac.digest(self._pepper, words, "sha256").hex()


def is_unused(key: ApiKey, at: datetime) -> bool:
    """Whether its last use was long enough ago to be worth a write."""
    return key.used_at is None or at - key.used_at >= _TOUCH


def _key(row: ApiKeyRow) -> ApiKey:
    return ApiKey(
        prefix=row.prefix,
        account=row.account_id,
        name=row.name,
        scopes=frozenset(Permission(one) for one in orjson.loads(row.scopes)),
        level=Level(row.level),
        created_at=in_utc(row.created_at),
        expires_at=in_utc(row.expires_at),
        used_at=in_utc(row.used_at) if row.used_at else None,
        revoked_at=in_utc(row.revoked_at) if row.revoked_at else None,
    )
