"""The papers of a case: who issued each, its number, what punishments it states and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.model import (
    CaseId,
    CaseTag,
    DocumentId,
    DocumentKind,
    Mention,
    OffenceMention,
    Party,
    Penalty,
)
from kb.store.among import EVERY, Condition
from kb.store.codec import unpack_issue
from kb.store.rows import case_tag
from kb.store.tables import DocumentRow, TagRow


@dataclass(frozen=True, slots=True)
class Paper:
    """``issuer`` is the court, else the body that issued it; empty where the text does not say.

    ``related`` are the other 案号 it names.
    """

    id: DocumentId
    kind: DocumentKind
    case_no: str
    issuer: str
    penalties: tuple[Penalty, ...] = ()
    circumstances: tuple[CaseTag, ...] = ()
    offences: tuple[OffenceMention, ...] = ()
    parties: tuple[Party, ...] = ()
    related: tuple[Mention, ...] = ()

    @property
    def states(self) -> bool:
        """Whether it states a punishment or a circumstance."""
        return bool(self.penalties or self.circumstances)


class CasePapers:
    """Read-only; the caller owns the transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_cases(
        self, ids: Iterable[CaseId], *, among: Condition = EVERY
    ) -> dict[CaseId, tuple[Paper, ...]]:
        """For each case, all its papers (``among`` some documents) by their ids."""
        rows = self._session.execute(
            select(
                DocumentRow.case_id,
                DocumentRow.id,
                DocumentRow.kind,
                DocumentRow.case_no,
                DocumentRow.reading,
            )
            .where(DocumentRow.case_id.in_(list(ids)), among)
            .order_by(DocumentRow.id)
        ).all()
        circumstances = self._circumstances([row.id for row in rows])
        found: dict[CaseId, tuple[Paper, ...]] = {}
        for case_id, document_id, kind, case_no, reading in rows:
            issue = unpack_issue(reading)
            paper = Paper(
                id=document_id,
                kind=DocumentKind(kind),
                case_no=case_no,
                issuer=issue.issuer,
                penalties=issue.penalties,
                circumstances=circumstances.get(document_id, ()),
                offences=issue.offences,
                parties=issue.parties,
                related=issue.related,
            )
            found[case_id] = (*found.get(case_id, ()), paper)
        return found

    def _circumstances(self, ids: list[DocumentId]) -> dict[DocumentId, tuple[CaseTag, ...]]:
        # by document, not by case: SQLite would look through the circumstances of all documents
        tags = self._session.execute(
            select(
                TagRow.document_id, TagRow.facet, TagRow.term, TagRow.confidence, TagRow.evidence
            )
            .where(TagRow.document_id.in_(ids), TagRow.facet == "circumstance")
            .order_by(TagRow.document_id, TagRow.term)
        )
        found: dict[DocumentId, tuple[CaseTag, ...]] = {}
        for row in tags:
            found[row.document_id] = (*found.get(row.document_id, ()), case_tag(row))
        return found
