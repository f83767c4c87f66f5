"""Sign-ins kept on the server: an opaque token of 256 bits outside, its hash inside."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kb.errors import NotFound
from kb.store.governance_tables import SessionRow
from kb.store.tables import in_utc, now

ABSOLUTE = timedelta(hours=8)
_TOUCH = timedelta(seconds=60)  # how exact the last moment seen is kept: a write a minute
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in of an account; ``id`` is the beginning of the token's hash, never the token."""

    id: str
    account: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    agent: str
    ip: str


class SignedIn:
    """Sign-ins by token; the caller owns the transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self, account_id: str, *, agent: str, ip: str, at: datetime | None = None) -> str:
        """A new sign-in; the token is told this once and kept nowhere."""
        token = secrets.token_urlsafe(32)
        moment = at or now()
        self._session.execute(delete(SessionRow).where(SessionRow.expires_at < moment))
        self._session.add(
            SessionRow(
                token_hash=token_hash(token),
                account_id=account_id,
                created_at=moment,
                seen_at=moment,
                expires_at=moment + ABSOLUTE,
                agent=agent[:200],
                ip=ip[:64],
            )
        )
        self._session.flush()
        return token

    def find(self, token: str, *, idle: timedelta, at: datetime | None = None) -> SignIn | None:
        """The sign-in of a token; None where there is none, or it ended or stood idle too long."""
        row = self._session.get(SessionRow, token_hash(token))
        moment = at or now()
        if row is None:
            return None
        found = _sign_in(row)
        if moment >= found.expires_at or moment - found.seen_at >= idle:
            return None
        return found

    def touch(self, token: str, *, at: datetime | None = None) -> None:
        """It was seen at that moment."""
        row = self._session.get(SessionRow, token_hash(token))
        if row is not None:
            row.seen_at = at or now()

    def end(self, token: str) -> None:
        """The token opens nothing any more."""
        self._session.execute(delete(SessionRow).where(SessionRow.token_hash == token_hash(token)))

    def listed(self, account_id: str) -> tuple[SignIn, ...]:
        """The sign-ins of an account, the latest first."""
        rows = self._session.scalars(
            select(SessionRow)
            .where(SessionRow.account_id == account_id)
            .order_by(SessionRow.created_at.desc(), SessionRow.token_hash)
        )
        return tuple(_sign_in(row) for row in rows)

    def revoke(self, account_id: str, sign_in_id: str) -> None:
        """End one sign-in of the account; ``NotFound`` where it has none of that id."""
        rows = self._session.scalars(
            select(SessionRow).where(
                SessionRow.account_id == account_id,
                SessionRow.token_hash.startswith(sign_in_id, autoescape=True),
            )
        ).all()
        if len(sign_in_id) != _SHOWN or len(rows) != 1:
            raise NotFound(id=sign_in_id)
        self._session.delete(rows[0])
        self._session.flush()

    def revoke_all(self, account_id: str) -> None:
        """End every sign-in of the account."""
        self._session.execute(delete(SessionRow).where(SessionRow.account_id == account_id))


def end_all_sign_ins(session: Session) -> None:
    """Everybody signs in anew; the caller owns the transaction."""
    session.execute(delete(SessionRow))


def is_stale(found: SignIn, at: datetime) -> bool:
    """Whether the moment last seen is worth a write."""
    return at - found.seen_at >= _TOUCH


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _sign_in(row: SessionRow) -> SignIn:
    return SignIn(
        row.token_hash[:_SHOWN],
        row.account_id,
        in_utc(row.created_at),
        in_utc(row.seen_at),
        in_utc(row.expires_at),
        row.agent,
        row.ip,
    )
