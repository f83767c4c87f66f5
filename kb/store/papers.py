"""The papers of a case: who issued each, its number, and the punishments it states."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.model import CaseId, DocumentId, DocumentKind, Penalty
from kb.store.codec import unpack_issue
from kb.store.tables import DocumentRow


@dataclass(frozen=True, slots=True)
class Paper:
    """``issuer`` is the court, else the body that issued it; empty where the text does not say."""

    id: DocumentId
    kind: DocumentKind
    case_no: str
    issuer: str
    penalties: tuple[Penalty, ...]


class CasePapers:
    """Read-only; the caller owns the transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_cases(self, ids: Iterable[CaseId]) -> dict[CaseId, tuple[Paper, ...]]:
        """For each case, all its papers by their ids."""
        rows = self._session.execute(
            select(
                DocumentRow.case_id,
                DocumentRow.id,
                DocumentRow.kind,
                DocumentRow.case_no,
                DocumentRow.reading,
            )
            .where(DocumentRow.case_id.in_(list(ids)))
            .order_by(DocumentRow.id)
        )
        found: dict[CaseId, tuple[Paper, ...]] = {}
        for case_id, document_id, kind, case_no, reading in rows:
            issuer, penalties = unpack_issue(reading)
            paper = Paper(document_id, DocumentKind(kind), case_no, issuer, penalties)
            found[case_id] = (*found.get(case_id, ()), paper)
        return found
