"""The punishments that the papers of cases state, without unpacking the rest of their readings."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.model import CaseId, DocumentKind, Penalty
from kb.store.codec import unpack_penalties
from kb.store.tables import DocumentRow

Papers = tuple[tuple[DocumentKind, tuple[Penalty, ...]], ...]


class Punishments:
    """Read-only; the caller owns the transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_cases(self, ids: Iterable[CaseId]) -> dict[CaseId, Papers]:
        """For each case, its papers by their ids, each with what it states."""
        rows = self._session.execute(
            select(DocumentRow.case_id, DocumentRow.kind, DocumentRow.reading)
            .where(DocumentRow.case_id.in_(list(ids)))
            .order_by(DocumentRow.id)
        )
        found: dict[CaseId, Papers] = {}
        for case_id, kind, reading in rows:
            paper = (DocumentKind(kind), unpack_penalties(reading))
            found[case_id] = (*found.get(case_id, ()), paper)
        return found
