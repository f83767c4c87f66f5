"""Exact look-ups that need no index: by 案号 or 文号, by article of a law, by title of a law."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.index.filters import Filter
from kb.model import DocumentId, Span, StatuteRef
from kb.store.document_filter import meets
from kb.store.tables import ArticleRow, CaseNumberRow, CitationRow, DocumentRow


@dataclass(frozen=True, slots=True)
class ExactHit:
    """A document found by a number or a reference, with the words that match (if in its text)."""

    document_id: DocumentId
    span: Span | None
    own: bool


class Lookup:
    """Read-only; the caller owns the transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def by_number(self, number: str, *, limit: int = 50) -> tuple[ExactHit, ...]:
        """Documents that bear (first) or mention a 案号 or 文号."""
        rows = self._session.execute(
            select(CaseNumberRow.document_id, CaseNumberRow.own)
            .where(CaseNumberRow.number == number)
            .order_by(CaseNumberRow.own.desc(), CaseNumberRow.document_id)
            .limit(limit)
        )
        return tuple(ExactHit(row.document_id, None, row.own) for row in rows)

    def citing(self, ref: StatuteRef, *, limit: int = 50) -> tuple[ExactHit, ...]:
        """Documents that cite the article, each with its first citation."""
        rows = self._session.execute(
            select(CitationRow)
            .where(
                CitationRow.law == ref.law,
                CitationRow.article == ref.article,
                CitationRow.sub == (ref.sub or 0),
            )
            .order_by(CitationRow.document_id, CitationRow.start)
        ).scalars()
        first: dict[DocumentId, ExactHit] = {}
        for row in rows:
            if row.document_id not in first:
                if len(first) == limit:
                    break
                first[row.document_id] = ExactHit(row.document_id, Span(row.start, row.end), False)
        return tuple(first.values())

    def articles(self, ref: StatuteRef, *, limit: int = 10) -> tuple[ExactHit, ...]:
        """The article itself in every kept version of the law, the newest version first."""
        titles = (ref.law, f"中华人民共和国{ref.law}")
        rows = self._session.execute(
            select(ArticleRow.document_id, ArticleRow.start, ArticleRow.end)
            .join(DocumentRow, DocumentRow.id == ArticleRow.document_id)
            .where(
                DocumentRow.title.in_(titles),
                ArticleRow.number == ref.article,
                ArticleRow.sub == (ref.sub or 0),
            )
            .order_by(DocumentRow.year.desc().nulls_last(), ArticleRow.document_id)
            .limit(limit)
        )
        return tuple(ExactHit(r.document_id, Span(r.start, r.end), True) for r in rows)

    def holding(self, phrases: Sequence[str]) -> set[DocumentId]:
        """The documents in whose text every phrase stands, blanks aside, in either case."""
        text = DocumentRow.text
        parts = [part for phrase in phrases for part in phrase.split()]
        query = select(DocumentRow.id).where(
            *(
                # folding a whole text costs more than reading it: only where letters have a case
                text.contains(part, autoescape=True)
                if part.lower() == part.upper()
                else text.icontains(part, autoescape=True)
                for part in parts
            )
        )
        return set(self._session.scalars(query))

    def meeting(self, ids: Iterable[DocumentId], filter: Filter | None) -> set[DocumentId]:
        """Those of the documents that meet the filter."""
        query = select(DocumentRow.id).where(DocumentRow.id.in_(list(ids)), meets(filter))
        return set(self._session.scalars(query))
