"""The measures as papers state them: each a sentence with its source, its kind and what it says.

A sentence is a statement of a measure where a standing label says so, wherever it stands, and
where it stands in a part of a letter or report that lists measures (``kb.parts``: 措施) and says
that something is to be done. One that no label bears is told by the words of the vocabulary, or
left without a kind. Nothing is copied and kept: the base is read from the papers that the person
may read, whenever it is asked.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from kb.governance.access import Principal
from kb.model import CaseId, DocumentId, DocumentKind, Span
from kb.prevention.measure_statements import (
    LETTERS,
    MEASURE_SECTIONS,
    Part,
    Statement,
    statements,
)
from kb.store.access_filter import readable_documents
from kb.store.codec import unpack_header
from kb.store.review_tables import LabelVerdictRow
from kb.store.standing import StandingLabels, standing_labels
from kb.store.tables import DocumentRow, LabelRow, PassageRow

_LAYER = "measures"
Marks = Mapping[DocumentId, Sequence[tuple[Span, str]]]


class MeasureBase:
    """Reads statements for one person; the caller owns the transaction."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._principal = principal

    def of_documents(self, ids: Collection[DocumentId]) -> tuple[Statement, ...]:
        """The statements of some documents, in the order of the text; those not readable have none.

        Parts that list measures are read whole, others where a label stands.
        """
        marks = self._marks(ids)
        return tuple(
            one
            for part in self._parts(ids, marks)
            for one in statements(part, marks.get(part.document_id, ()))
        )

    def of_cases(self, ids: Collection[CaseId]) -> tuple[Statement, ...]:
        """The statements of all papers of some cases."""
        query = select(DocumentRow.id).where(DocumentRow.case_id.in_(list(ids)))
        return self.of_documents(list(self._session.scalars(query)))

    def documents(
        self, *, after: DocumentId = "", case_id: CaseId = "", limit: int = 100
    ) -> tuple[DocumentId, ...]:
        """Documents (of a case, if given) that may hold statements, in the order of their ids."""
        lists = select(PassageRow.document_id).where(PassageRow.section.in_(MEASURE_SECTIONS))
        labelled = select(LabelRow.document_id).where(LabelRow.layer == _LAYER)
        added = select(LabelVerdictRow.document_id).where(LabelVerdictRow.new_layer == _LAYER)
        query = select(DocumentRow.id).where(
            DocumentRow.id > after,
            readable_documents(self._principal),
            DocumentRow.id.in_(lists.union(labelled, added)),
        )
        if case_id:
            query = query.where(DocumentRow.case_id == case_id)
        return tuple(self._session.scalars(query.order_by(DocumentRow.id).limit(limit)))

    def units(self, ids: Collection[DocumentId]) -> dict[DocumentId, str]:
        """The unit that is to act, or has acted: whom a letter is sent to, who sends a report."""
        query = select(DocumentRow.id, DocumentRow.kind, DocumentRow.reading).where(
            DocumentRow.id.in_(list(ids)), readable_documents(self._principal)
        )
        found = {}
        for document_id, kind, reading in self._session.execute(query):
            header = unpack_header(reading)
            named = header.recipient if DocumentKind(kind) in LETTERS else None
            if kind == DocumentKind.RECTIFICATION_REPORT.value:
                named = header.issuer
            found[document_id] = named.value if named else ""
        return found

    def loopholes(self, cases: Collection[CaseId]) -> dict[CaseId, frozenset[str]]:
        """The loopholes that stand in the readable papers of each case."""
        papers = select(DocumentRow.id).where(
            DocumentRow.case_id.in_(list(cases)), readable_documents(self._principal)
        )
        one = standing_labels(documents=papers)
        query = (
            select(DocumentRow.case_id, one.c.term)
            .join(one, one.c.document_id == DocumentRow.id)
            .where(one.c.layer == "loopholes")
            .distinct()
        )
        found: dict[CaseId, set[str]] = defaultdict(set)
        for case_id, term in self._session.execute(query):
            found[case_id].add(term)
        return {case_id: frozenset(terms) for case_id, terms in found.items()}

    def _parts(self, ids: Collection[DocumentId], marks: Marks) -> Iterator[Part]:
        row = PassageRow
        wanted: ColumnElement[bool] = row.section.in_(MEASURE_SECTIONS)
        if marks:
            wanted = or_(wanted, row.document_id.in_(list(marks)))
        query = (
            select(
                row.document_id,
                DocumentRow.case_id,
                DocumentRow.kind,
                row.section,
                row.start,
                func.substr(DocumentRow.text, row.start + 1, row.end - row.start).label("text"),
                row.end,
            )
            .join(DocumentRow, DocumentRow.id == row.document_id)
            .where(
                row.document_id.in_(list(ids)),
                wanted,
                readable_documents(self._principal),
            )
            .order_by(row.document_id, row.number)
        )
        for found in self._session.execute(query):
            part = Part(
                found.document_id,
                found.case_id,
                DocumentKind(found.kind),
                found.section,
                found.start,
                found.text,
            )
            within = Span(found.start, found.end)
            if part.lists or any(
                within.covers(span) for span, _ in marks.get(part.document_id, ())
            ):
                yield part

    def _marks(self, ids: Collection[DocumentId]) -> Marks:
        """The standing labels of measures by document; formulas bear none."""
        answered = set(
            self._session.scalars(
                select(LabelVerdictRow.document_id).where(
                    LabelVerdictRow.document_id.in_(list(ids))
                )
            )
        )
        found: dict[DocumentId, list[tuple[Span, str]]] = defaultdict(list)
        query = select(LabelRow.document_id, LabelRow.start, LabelRow.end, LabelRow.term).where(
            LabelRow.document_id.in_([one for one in ids if one not in answered]),
            LabelRow.layer == _LAYER,
            LabelRow.boilerplate.is_(False),
        )
        for document_id, start, end, term in self._session.execute(query):
            found[document_id].append((Span(start, end), term))
        for document_id in answered:
            for label in StandingLabels(self._session).reading(document_id).labels:
                if label.layer == _LAYER and not label.boilerplate:
                    found[document_id].append((label.span, label.term))
        return found
