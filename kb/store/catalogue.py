"""The catalogue: lists of documents, how a document is named, what there is of each kind."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from kb.errors import NotFound
from kb.model import CaseId, DocumentId
from kb.store import rows
from kb.store.among import EVERY, Condition, of_documents
from kb.store.review_tables import LabelReviewRow
from kb.store.rows import DocumentSummary
from kb.store.tables import CaseNumberRow, DocumentRow, PassageRow, in_utc


@dataclass(frozen=True, slots=True)
class StoreExtent:
    """How much is kept and how far it reaches; two stores that differ in it may answer otherwise.

    ``newest`` is the moment (UTC) the last document came in, ``reviews`` counts decisions.
    """

    documents: int
    cases: int
    first_year: int | None
    last_year: int | None
    newest: str
    reviews: int


class DocumentCatalogue:
    """Read-only; the caller owns the transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def summary(self, document_id: DocumentId) -> DocumentSummary:
        """One line on a document."""
        row = self._session.get(DocumentRow, document_id)
        if row is None:
            raise NotFound(id=document_id)
        return rows.summary(row)

    def summaries(
        self, ids: Iterable[DocumentId], *, among: Condition = EVERY
    ) -> dict[DocumentId, DocumentSummary]:
        """Lines for several documents at once; ids unknown or not ``among`` are left out."""
        found = self._session.execute(
            select(*rows.SUMMARY_COLUMNS).where(DocumentRow.id.in_(list(ids)), among)
        )
        return {row.id: rows.summary(row) for row in found}

    def of_case(self, case_id: CaseId, *, among: Condition = EVERY) -> tuple[DocumentSummary, ...]:
        """The documents of one case, oldest first; ``NotFound`` for an unknown case."""
        found = self._session.execute(
            select(*rows.SUMMARY_COLUMNS)
            .where(DocumentRow.case_id == case_id, among)
            .order_by(DocumentRow.created_at, DocumentRow.id)
        ).all()
        if not found:
            raise NotFound(id=case_id)
        return tuple(rows.summary(row) for row in found)

    def page(
        self,
        *,
        after: DocumentId = "",
        limit: int = 50,
        kind: str = "",
        among: Condition = EVERY,
    ) -> tuple[DocumentSummary, ...]:
        """Documents in the order of their ids, from the one behind ``after``."""
        query = select(*rows.SUMMARY_COLUMNS).where(DocumentRow.id > after, among)
        if kind:
            query = query.where(DocumentRow.kind == kind)
        found = self._session.execute(query.order_by(DocumentRow.id).limit(limit))
        return tuple(rows.summary(row) for row in found)

    def newest(
        self, *, offset: int = 0, limit: int = 50, kind: str = "", among: Condition = EVERY
    ) -> tuple[DocumentSummary, ...]:
        """Documents, the one that came in last first."""
        query = select(*rows.SUMMARY_COLUMNS).where(among)
        if kind:
            query = query.where(DocumentRow.kind == kind)
        order = (DocumentRow.created_at.desc(), DocumentRow.id)
        found = self._session.execute(query.order_by(*order).offset(offset).limit(limit))
        return tuple(rows.summary(row) for row in found)

    def resolve(self, prefix: str, *, among: Condition = EVERY) -> DocumentId:
        """The one id (or 案号) that ``prefix`` names; ``NotFound`` when none or several do.

        Documents not ``among`` those are no answer, and make none ambiguous.
        """
        own = select(CaseNumberRow.document_id).where(
            CaseNumberRow.number == prefix, CaseNumberRow.own.is_(True)
        )
        found = list(
            self._session.scalars(
                select(DocumentRow.id)
                .where(
                    DocumentRow.id.startswith(prefix, autoescape=True) | DocumentRow.id.in_(own),
                    among,
                )
                .order_by(DocumentRow.id)
                .limit(2)
            )
        )
        if len(found) != 1:
            raise NotFound("NOT_FOUND" if not found else "AMBIGUOUS_ID", id=prefix)
        return found[0]

    def passage_counts(self) -> dict[DocumentId, int]:
        """Passages of every document: what the index must hold."""
        found = self._session.execute(
            select(PassageRow.document_id, func.count()).group_by(PassageRow.document_id)
        )
        return {row[0]: row[1] for row in found}

    def extent(self, *, among: Condition = EVERY) -> StoreExtent:
        """What there is to search in."""
        row = DocumentRow
        # case by case, in the order of ix_documents_case: otherwise SQLite reads the rows, which
        # hold whole texts
        each = (
            select(
                func.count().label("documents"),
                func.min(row.year).label("first"),
                func.max(row.year).label("last"),
            )
            .where(among)
            .group_by(row.case_id)
            .subquery()
        )
        documents, cases, first, last = self._session.execute(
            select(
                func.sum(each.c.documents),
                func.count(),
                func.min(each.c.first),
                func.max(each.c.last),
            )
        ).one()
        # asked alone: its own index answers
        newest = self._session.scalar(
            select(row.created_at).where(among).order_by(row.created_at.desc()).limit(1)
        )
        reviews = select(func.count(LabelReviewRow.id)).where(
            of_documents(LabelReviewRow.document_id, among)
        )
        return StoreExtent(
            documents=int(documents or 0),
            cases=cases,
            first_year=first,
            last_year=last,
            newest=in_utc(newest).isoformat() if newest else "",
            reviews=self._session.scalar(reviews) or 0,
        )

    def counts_by(self, column: str) -> dict[str, int]:
        """How many documents there are of each ``kind``, ``court`` or ``year``."""
        field = {"kind": DocumentRow.kind, "court": DocumentRow.court, "year": DocumentRow.year}
        chosen: ColumnElement[str] = field[column]  # type: ignore[assignment]
        found = self._session.execute(select(chosen, func.count()).group_by(chosen))
        return {str(row[0]): row[1] for row in found}
