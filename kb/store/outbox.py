"""The outbox: documents that SQL holds and the index does not yet (or still holds)."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from kb.model import DocumentId
from kb.store.tables import DocumentRow, OutboxRow


@dataclass(frozen=True, slots=True)
class Pending:
    """One thing the index must still do; ``action`` is ``upsert`` or ``delete``."""

    id: int
    document_id: DocumentId
    action: str


class Outbox:
    """Read in order, marked done once the index has it; a crash between the two repeats it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def pending(self, *, limit: int = 200) -> tuple[Pending, ...]:
        """The oldest entries."""
        rows = self._session.scalars(select(OutboxRow).order_by(OutboxRow.id).limit(limit))
        return tuple(Pending(row.id, row.document_id, row.action) for row in rows)

    def size(self) -> int:
        """How many entries wait."""
        return self._session.scalar(select(func.count()).select_from(OutboxRow)) or 0

    def settle(self, entry_ids: Iterable[int]) -> None:
        """These entries are done. Later entries of the same documents stay."""
        self._session.execute(delete(OutboxRow).where(OutboxRow.id.in_(list(entry_ids))))

    def enqueue(self, document_ids: Iterable[DocumentId], *, action: str = "upsert") -> None:
        """Have the index follow these documents again."""
        values = [{"document_id": one, "action": action} for one in document_ids]
        if values:
            self._session.execute(insert(OutboxRow), values)

    def enqueue_all(self) -> int:
        """Have the index follow every document; returns how many."""
        self._session.execute(delete(OutboxRow))
        ids = list(self._session.scalars(select(DocumentRow.id).order_by(DocumentRow.id)))
        self.enqueue(ids)
        return len(ids)
