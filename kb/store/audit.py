"""The audit trail in SQL: entries are added in the transaction of the change they tell of."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import ColumnElement, insert, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from kb.errors import StoreError
from kb.governance.audit import AuditEntry, AuditRecord, Tip, chained
from kb.store.audit_tables import AuditRow
from kb.store.tables import now

_COLUMNS = tuple(getattr(AuditRow, name) for name in AuditRecord.__slots__)
# one writer at a time, in this deployment's schema; SQLite has one writer anyway
_TURN = text("SELECT pg_advisory_xact_lock(hashtext('lianjian-audit'), hashtext(current_schema()))")


class Clock(Protocol):
    """Tells the time in UTC."""

    def __call__(self) -> datetime: ...


class AuditTrail:
    """The chain of entries; the caller owns the transaction, which must be one for writing.

    ``written`` counts what this object added, ``tip`` is the last of it.
    """

    def __init__(self, session: Session, key: bytes, *, clock: Clock = now) -> None:
        self._session = session
        self._key = key
        self._clock = clock
        self.tip = Tip()
        self.written = 0

    def record(self, entry: AuditEntry) -> None:
        """Add an entry; it stands once the transaction is committed."""
        self.record_all([entry])

    def record_all(self, entries: Iterable[AuditEntry]) -> None:
        """Add several, in order; ``StoreError`` AUDIT_UNAVAILABLE where they cannot be written."""
        try:
            tip = self._taken_turn()
            records = list[AuditRecord]()
            for entry in entries:
                record = chained(entry, tip, key=self._key, at=self._clock())
                tip = Tip(record.seq, record.hash)
                records.append(record)
            if records:
                self._session.execute(insert(AuditRow), [asdict(one) for one in records])
                self.tip, self.written = tip, self.written + len(records)
        except SQLAlchemyError as error:
            raise StoreError("AUDIT_UNAVAILABLE", reason=type(error).__name__) from error

    def _taken_turn(self) -> Tip:
        if self._session.connection().dialect.name == "postgresql":
            self._session.execute(_TURN)
        return AuditEntries(self._session).tip()


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries to list; "" is any. ``since`` and ``until`` are moments as entries bear."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""


class AuditEntries:
    """The kept entries, for reading and verifying; the caller owns the transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def tip(self) -> Tip:
        """The last entry."""
        last = self._session.execute(
            select(AuditRow.seq, AuditRow.hash).order_by(AuditRow.seq.desc()).limit(1)
        ).one_or_none()
        return Tip(last[0], last[1]) if last else Tip()

    def page(
        self, wanted: AuditFilter = AuditFilter(), *, before: int = 0, limit: int = 50
    ) -> tuple[AuditRecord, ...]:
        """The newest entries first, from those older than the entry ``before`` (0: from the tip).

        ``action`` matches by its beginning: ``clue.`` is all that was done to clues.
        """
        query = select(*_COLUMNS)
        if before:
            query = query.where(AuditRow.seq < before)
        if wanted.actor:
            query = query.where(AuditRow.actor == wanted.actor)
        if wanted.action:
            query = query.where(AuditRow.action.startswith(wanted.action, autoescape=True))
        if wanted.subject:
            query = query.where(AuditRow.subject == wanted.subject)
        if wanted.since:
            query = query.where(AuditRow.at >= wanted.since)
        if wanted.until:
            query = query.where(AuditRow.at < wanted.until)
        found = self._session.execute(query.order_by(AuditRow.seq.desc()).limit(limit))
        return tuple(AuditRecord(*row) for row in found)

    def stream(self) -> Iterator[AuditRecord]:
        """All entries by seq, a few thousand at a time in memory."""
        query = select(*_COLUMNS).order_by(AuditRow.seq).execution_options(yield_per=5000)
        for row in self._session.execute(query):
            yield AuditRecord(*row)

    def at(self, seq: int) -> AuditRecord | None:
        """The entry of that number."""
        return self._one(AuditRow.seq == seq)

    def hashed(self, hash: str) -> AuditRecord | None:
        """An entry of that hash."""
        return self._one(AuditRow.hash == hash)

    def _one(self, condition: ColumnElement[bool]) -> AuditRecord | None:
        row = self._session.execute(select(*_COLUMNS).where(condition).limit(1)).one_or_none()
        return AuditRecord(*row) if row else None
