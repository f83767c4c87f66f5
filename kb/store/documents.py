"""The repository of documents: domain types in and out; the caller owns the transaction."""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import cast

import orjson
from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from kb.errors import NotFound
from kb.governance.access import Protection
from kb.model import (
    Article,
    CaseId,
    CaseTag,
    Document,
    DocumentId,
    Label,
    Passage,
    SectionKind,
    Span,
    TaggedDocument,
)
from kb.store import rows
from kb.store.acquisition import Acquisition
from kb.store.case_rows import drop_if_empty
from kb.store.codec import unpack_reading
from kb.store.tables import (
    ArticleRow,
    CaseNumberRow,
    CaseRow,
    CitationRow,
    ContentRow,
    DocumentRow,
    DuplicateRow,
    LabelRow,
    OriginalRow,
    OutboxRow,
    PassageRow,
    SketchBandRow,
    TagRow,
)

_OPEN = Protection()


class DocumentStore:
    """Documents, their passages, labels, tags, citations and numbers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def known(self, ids: Iterable[DocumentId]) -> dict[DocumentId, CaseId]:
        """Which of the ids are kept already, with the case of each."""
        wanted = list(ids)
        found = self._session.execute(
            select(DocumentRow.id, DocumentRow.case_id).where(DocumentRow.id.in_(wanted))
        )
        return {row.id: row.case_id for row in found}

    def add_all(
        self,
        acquisitions: Mapping[DocumentId, tuple[Acquisition, CaseId]],
        *,
        kept: Protection = _OPEN,
    ) -> tuple[int, ...]:
        """Keep new documents with all that was read of them; returns their outbox entries.

        They and their new cases are protected as ``kept``; a case that is there stays as it is.
        """
        if not acquisitions:
            return ()
        self._add_cases(acquisitions.values(), kept)
        taken = [acquisition for acquisition, _ in acquisitions.values()]
        documents = [
            {**one.document, "case_id": case, "level": int(kept.level)}
            for one, case in acquisitions.values()
        ]
        for table, values in (
            (DocumentRow, documents),
            (OriginalRow, [one.original for one in taken]),
            (PassageRow, [row for one in taken for row in one.passages]),
            (LabelRow, [row for one in taken for row in one.labels]),
            (TagRow, [row for one in taken for row in one.tags]),
            (ArticleRow, [row for one in taken for row in one.articles]),
            (CitationRow, [row for one in taken for row in one.citations]),
            (CaseNumberRow, [row for one in taken for row in one.numbers]),
            (SketchBandRow, [row for one in taken for row in one.bands]),
            (ContentRow, [row for one in taken for row in one.contents]),
        ):
            if values:
                # the bare table: the ORM's own bulk insert costs more than the database does
                self._session.execute(insert(cast(Table, table.__table__)), values)
        owed = [{"document_id": one, "action": "upsert"} for one in acquisitions]
        return tuple(self._session.scalars(insert(OutboxRow).returning(OutboxRow.id), owed))

    def get(self, document_id: DocumentId) -> TaggedDocument:
        """The whole document as it was read; ``NotFound`` for an unknown id."""
        row = self._row(document_id)
        document = Document(row.id, row.name, row.media_type, row.text, title=row.title)
        return replace(
            unpack_reading(row.reading, document=document),
            passages=self.passages(document_id),
            labels=self._labels(document_id),
            tags=self._tags(document_id),
            articles=self._articles(document_id),
        )

    def text(self, document_id: DocumentId) -> str:
        """The cleaned text."""
        return self._row(document_id).text

    def texts(self, ids: Iterable[DocumentId]) -> dict[DocumentId, str]:
        """The cleaned texts of several documents."""
        found = self._session.execute(
            select(DocumentRow.id, DocumentRow.text).where(DocumentRow.id.in_(list(ids)))
        )
        return {row.id: row.text for row in found}

    def page_starts(self, ids: Iterable[DocumentId]) -> dict[DocumentId, list[int]]:
        """Where the pages of several documents begin ([] for documents without pages)."""
        found = self._session.execute(
            select(DocumentRow.id, DocumentRow.pages).where(DocumentRow.id.in_(list(ids)))
        )
        return {row.id: orjson.loads(row.pages) for row in found}

    def original(self, document_id: DocumentId) -> bytes:
        """The bytes as they came."""
        packed = self._session.scalar(
            select(OriginalRow.content).where(OriginalRow.document_id == document_id)
        )
        if packed is None:
            raise NotFound(id=document_id)
        return zlib.decompress(packed)

    def passages(self, document_id: DocumentId) -> tuple[Passage, ...]:
        """The units of retrieval, in order."""
        found = self._session.scalars(
            select(PassageRow)
            .where(PassageRow.document_id == document_id)
            .order_by(PassageRow.number)
        )
        return tuple(
            Passage(r.number, Span(r.start, r.end), SectionKind(r.section), r.heading)
            for r in found
        )

    def passages_of(self, ids: Iterable[DocumentId]) -> dict[DocumentId, tuple[Passage, ...]]:
        """The same for several documents at once."""
        columns = (PassageRow.document_id, PassageRow.number, PassageRow.start, PassageRow.end)
        rows_ = self._session.execute(
            select(*columns, PassageRow.section, PassageRow.heading)
            .where(PassageRow.document_id.in_(list(ids)))
            .order_by(PassageRow.document_id, PassageRow.number)
        )
        found: dict[DocumentId, list[Passage]] = {}
        for document_id, number, start, end, section, heading in rows_:
            one = Passage(number, Span(start, end), SectionKind(section), heading)
            found.setdefault(document_id, []).append(one)
        return {document_id: tuple(of) for document_id, of in found.items()}

    def headings(
        self, passages: Iterable[tuple[DocumentId, int]]
    ) -> dict[tuple[DocumentId, int | None], str]:
        """The headings of some passages, named by document and number."""
        row, wanted = PassageRow, list(passages)
        # more than wanted: a pair in a list of pairs would be looked for in every row
        found = self._session.execute(
            select(row.document_id, row.number, row.heading).where(
                row.document_id.in_({one for one, _ in wanted}),
                row.number.in_({number for _, number in wanted}),
            )
        )
        return {(r.document_id, r.number): r.heading for r in found}

    def amount(self, document_id: DocumentId) -> float | None:
        """The figure of the case in yuan, where one was read."""
        return self._row(document_id).amount

    def delete(self, document_id: DocumentId) -> None:
        """Take a document out; the outbox carries it on to the index."""
        case_id = self._row(document_id).case_id
        for table in rows.CHILDREN:
            self._session.execute(delete(table).where(table.document_id == document_id))
        self._session.execute(delete(DuplicateRow).where(DuplicateRow.other_id == document_id))
        self._session.execute(delete(DocumentRow).where(DocumentRow.id == document_id))
        drop_if_empty(self._session, case_id)
        self._session.execute(insert(OutboxRow), [{"document_id": document_id, "action": "delete"}])

    def _add_cases(
        self, acquisitions: Iterable[tuple[Acquisition, CaseId]], kept: Protection
    ) -> None:
        titles: dict[CaseId, str] = {}
        for acquisition, case_id in sorted(acquisitions, key=_rank_of_name):
            titles.setdefault(case_id, acquisition.title)
        present = set(self._session.scalars(select(CaseRow.id).where(CaseRow.id.in_(list(titles)))))
        own = {"level": int(kept.level), "owner_department": kept.department}
        fresh = [{"id": i, "title": t, **own} for i, t in titles.items() if i not in present]
        if fresh:
            self._session.execute(insert(CaseRow), fresh)

    def _row(self, document_id: DocumentId) -> DocumentRow:
        row = self._session.get(DocumentRow, document_id)
        if row is None:
            raise NotFound(id=document_id)
        return row

    def _labels(self, document_id: DocumentId) -> tuple[Label, ...]:
        found = self._session.scalars(
            select(LabelRow)
            .where(LabelRow.document_id == document_id)
            .order_by(LabelRow.start, LabelRow.id)
        )
        return tuple(rows.label(row) for row in found)

    def _articles(self, document_id: DocumentId) -> tuple[Article, ...]:
        found = self._session.scalars(
            select(ArticleRow)
            .where(ArticleRow.document_id == document_id)
            .order_by(ArticleRow.start)
        )
        return tuple(Article(r.number, r.sub, Span(r.start, r.end)) for r in found)

    def _tags(self, document_id: DocumentId) -> tuple[CaseTag, ...]:
        found = self._session.scalars(
            select(TagRow)
            .where(TagRow.document_id == document_id)
            .order_by(TagRow.facet, TagRow.confidence.desc(), TagRow.term)
        )
        return tuple(rows.case_tag(row) for row in found)


def _rank_of_name(one: tuple[Acquisition, CaseId]) -> int:
    return rows.naming_rank(str(one[0].document["kind"]))
