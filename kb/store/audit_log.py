"""The audit of one deployment: every change of it is one transaction with its entries."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from sqlalchemy.orm import Session

from kb.errors import StoreError
from kb.governance.anchors import Anchor, AnchorFile
from kb.governance.audit import AuditEntry, Recorder, Tip
from kb.governance.audit_check import Verdict, verify
from kb.governance.secret_files import make_secret, read_secret
from kb.store.audit import AuditEntries, AuditTrail, Clock
from kb.store.session import Transactions
from kb.store.tables import now

logger = logging.getLogger(__name__)

_ANCHOR_ENTRIES = 1000
_ANCHOR_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Work:
    """An open transaction and the recorder that writes into it."""

    session: Session
    record: Recorder


class AuditLog:
    """Opens transactions whose entries stand or fall with the change; anchors what was committed.

    No audit, no service: while an anchor that is due cannot be written, no transaction opens.
    """

    def __init__(
        self,
        transactions: Transactions,
        key: bytes,
        anchors: AnchorFile,
        *,
        clock: Clock = now,
    ) -> None:
        self._transactions = transactions
        self._key = key
        self._anchors = anchors
        self._clock = clock
        self._lock = Lock()
        self._tip = Tip()
        self._owed = 0  # entries of this process since the last anchor
        self._anchored_at: datetime = clock()

    @classmethod
    def open(cls, transactions: Transactions, *, key_file: Path, anchor_file: Path) -> "AuditLog":
        """With the key of the file, made at first use.

        ``StoreError`` SECRET_MISSING where entries are kept and the key they were made by is gone.
        """
        if key_file.exists():
            key = read_secret(key_file)
        else:
            with transactions.reading() as session:
                kept = AuditEntries(session).tip().seq
            if kept:
                raise StoreError("SECRET_MISSING", path=str(key_file))
            key = make_secret(key_file)
        return cls(transactions, key, AnchorFile(anchor_file, key))

    @contextmanager
    def writing(self) -> Iterator[Work]:
        """A transaction for writing; committed, with its entries, when the block ends."""
        self.anchor_if_due()
        with self._transactions.writing() as session:
            trail = AuditTrail(session, self._key, clock=self._clock)
            yield Work(session, trail.record)
        if trail.written:
            with self._lock:
                self._tip = max(self._tip, trail.tip, key=lambda one: one.seq)
                self._owed += trail.written

    def record(self, entry: AuditEntry) -> None:
        """One entry in a transaction of its own: on return it stands."""
        with self.writing() as work:
            work.record(entry)

    def anchor(self) -> Anchor | None:
        """Anchor the tip now; None where there is no entry."""
        with self._transactions.reading() as session:
            tip = AuditEntries(session).tip()
        if not tip.seq:
            return None
        with self._lock:
            return self._append(tip)

    def anchor_if_due(self) -> None:
        """Anchor what this process wrote, every 1,000 entries or 10 minutes."""
        with self._lock:
            if self._is_due():
                self._append(self._tip)

    def verify(self, *, anchors: Sequence[Anchor] = ()) -> Verdict:
        """Read the whole trail through against its anchors, and more of them from elsewhere."""
        known = (*self._anchors.read(), *anchors)  # before the entries: they only grow
        with self._transactions.reading() as session:
            return verify(AuditEntries(session), known, key=self._key)

    def close(self) -> None:
        """Anchor what was written since the last anchor."""
        with self._lock:
            if self._owed:
                try:
                    self._append(self._tip)
                except StoreError:
                    logger.exception("the last anchor could not be written")

    def _is_due(self) -> bool:
        late = self._clock() - self._anchored_at >= _ANCHOR_AFTER
        return self._owed >= _ANCHOR_ENTRIES or (self._owed > 0 and late)

    def _append(self, tip: Tip) -> Anchor:
        anchor = self._anchors.append(tip, self._clock())
        self._owed, self._anchored_at = 0, self._clock()
        return anchor
