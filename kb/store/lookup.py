"""Exact look-ups that need no index: by 案号 or 文号, by article of a law, by title of a law."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from kb.index.filters import Filter
from kb.model import DocumentId, Span, StatuteRef
from kb.store.document_filter import meets
from kb.store.tables import ArticleRow, CaseNumberRow, CitationRow, DocumentRow

# the serial of 第0008号 or 刑初8号
_SERIAL = re.compile(r"(?<=\D)(?P<digits>\d+)(?=号)")
_LONGEST_SERIAL = 6
_WIDE_BRACKETS = str.maketrans("()", "（）")


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

    def by_number(
        self, number: str, filter: Filter | None = None, *, limit: int = 50
    ) -> tuple[ExactHit, ...]:
        """Documents that bear (first) or mention a 案号 or 文号; 第0008号 is 第8号."""
        rows = self._session.execute(
            select(CaseNumberRow.document_id, CaseNumberRow.own)
            .join(DocumentRow, DocumentRow.id == CaseNumberRow.document_id)
            .where(CaseNumberRow.number.in_(_spellings(number)), meets(filter))
            .order_by(CaseNumberRow.own.desc(), CaseNumberRow.document_id)
            .limit(limit)
        )
        return tuple(ExactHit(row.document_id, None, row.own) for row in rows)

    def citing(
        self, ref: StatuteRef, filter: Filter | None = None, *, limit: int = 50
    ) -> tuple[ExactHit, ...]:
        """Documents that cite the article, each with its first citation, the newest first."""
        rows = self._session.execute(
            select(CitationRow.document_id, CitationRow.start, CitationRow.end)
            .join(DocumentRow, DocumentRow.id == CitationRow.document_id)
            .where(
                CitationRow.law == ref.law,
                CitationRow.article == ref.article,
                CitationRow.sub == (ref.sub or 0),
                meets(filter),
            )
            .order_by(
                DocumentRow.year.desc().nulls_last(), CitationRow.document_id, CitationRow.start
            )
        )
        first: dict[DocumentId, ExactHit] = {}
        for row in rows:
            if row.document_id not in first:
                if len(first) == limit:
                    break
                first[row.document_id] = ExactHit(row.document_id, Span(row.start, row.end), False)
        return tuple(first.values())

    def articles(
        self, ref: StatuteRef, filter: Filter | None = None, *, limit: int = 10
    ) -> tuple[ExactHit, ...]:
        """The article itself in every kept version of the law, the newest version first."""
        titles = (ref.law, f"中华人民共和国{ref.law}")
        rows = self._session.execute(
            select(ArticleRow.document_id, ArticleRow.start, ArticleRow.end)
            .join(DocumentRow, DocumentRow.id == ArticleRow.document_id)
            .where(
                DocumentRow.title.in_(titles),
                ArticleRow.number == ref.article,
                ArticleRow.sub == (ref.sub or 0),
                meets(filter),
            )
            .order_by(DocumentRow.year.desc().nulls_last(), ArticleRow.document_id)
            .limit(limit)
        )
        return tuple(ExactHit(r.document_id, Span(r.start, r.end), True) for r in rows)

    def holding(self, phrases: Sequence[str], filter: Filter | None = None) -> set[DocumentId]:
        """The documents in whose title or text every phrase stands, blanks aside, in either case.

        Only those that meet the filter.
        """
        parts = [part for phrase in phrases for part in phrase.split()]
        row = DocumentRow
        held = (or_(standing(row.text, one), standing(row.title, one)) for one in parts)
        query = select(row.id).where(meets(filter), *held)
        return set(self._session.scalars(query))

    def titled(self, words: Sequence[str], filter: Filter | None = None) -> dict[DocumentId, str]:
        """The documents (with their titles) in whose title one of the words stands."""
        title = DocumentRow.title
        any_word = or_(false(), *(standing(title, one) for one in words))
        query = select(DocumentRow.id, title).where(any_word, meets(filter))
        return {row.id: row.title for row in self._session.execute(query)}

    def titles_with(
        self, words: str, filter: Filter | None = None, *, limit: int
    ) -> dict[DocumentId, str]:
        """Titles in which the words stand as they are, the newest document first."""
        row = DocumentRow
        query = (
            select(row.id, row.title)
            .where(standing(row.title, words), meets(filter))
            .order_by(row.created_at.desc(), row.id)
            .limit(limit)
        )
        return {found.id: found.title for found in self._session.execute(query)}

    def numbers_from(
        self, start: str, filter: Filter | None = None, *, limit: int
    ) -> dict[DocumentId, str]:
        """Documents whose own 案号 or 文号 begins so, brackets of either width: ``(2021)某``."""
        plain = start.translate(_WIDE_BRACKETS).replace(" ", "")
        query = (
            select(CaseNumberRow.document_id, CaseNumberRow.number)
            .join(DocumentRow, DocumentRow.id == CaseNumberRow.document_id)
            .where(
                CaseNumberRow.own.is_(True),
                CaseNumberRow.number.startswith(plain, autoescape=True),
                meets(filter),
            )
            .order_by(CaseNumberRow.number, CaseNumberRow.document_id)
            .limit(limit)
        )
        return {row.document_id: row.number for row in self._session.execute(query)}

    def same_cases(self, ids: Collection[DocumentId]) -> dict[DocumentId, set[DocumentId]]:
        """Which of the documents tell one case: kept as one, or one names the other's 案号."""
        wanted = list(ids)
        cases = self._session.execute(
            select(DocumentRow.id, DocumentRow.case_id).where(DocumentRow.id.in_(wanted))
        )
        numbers = self._session.execute(
            select(CaseNumberRow.document_id, CaseNumberRow.number, CaseNumberRow.own).where(
                CaseNumberRow.document_id.in_(wanted)
            )
        ).all()
        named: dict[str, set[DocumentId]] = {}
        for document_id, case_id in cases:
            named.setdefault(f"case {case_id}", set()).add(document_id)
        owned = {row.number for row in numbers if row.own}
        for row in numbers:
            if row.number in owned:
                named.setdefault(row.number, set()).add(row.document_id)
        found: dict[DocumentId, set[DocumentId]] = {}
        for group in named.values():
            for one in group:
                found.setdefault(one, set()).update(group - {one})
        return found

    def meeting(self, ids: Iterable[DocumentId], filter: Filter | None) -> set[DocumentId]:
        """Those of the documents that meet the filter."""
        query = select(DocumentRow.id).where(DocumentRow.id.in_(list(ids)), meets(filter))
        return set(self._session.scalars(query))


def standing(column: InstrumentedAttribute[str], part: str) -> ColumnElement[bool]:
    """A condition: the part stands in the column as it is, its letters in either case."""
    if part.lower() == part.upper():
        return column.contains(part, autoescape=True)
    # folding a whole text costs more than reading it: only where letters have a case
    return column.icontains(part, autoescape=True)


def _spellings(number: str) -> list[str]:
    found = _SERIAL.search(number)
    if found is None:
        return [number]
    bare = found["digits"].lstrip("0") or "0"
    padded = (bare.zfill(size) for size in range(len(bare), _LONGEST_SERIAL + 1))
    return [f"{number[: found.start()]}{one}{number[found.end() :]}" for one in padded]
