"""Near-duplicates: proposed with their likeness, decided by a person, never merged silently."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, insert, or_, select, update
from sqlalchemy.orm import Session

from kb.errors import InvalidQuery, NotFound
from kb.model import DocumentId
from kb.near_duplicates import PROPOSE_AT, bands, similarity
from kb.store.tables import DocumentRow, DuplicateRow, SketchBandRow

DECISIONS = ("same", "different")


@dataclass(frozen=True, slots=True)
class DuplicateProposal:
    """Two documents alike; ``similarity`` estimates the Jaccard index of their shingles."""

    document_id: DocumentId
    other_id: DocumentId
    similarity: float
    status: str


class DuplicateStore:
    """Proposals and decisions; the caller owns the transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def propose(
        self, sketches: Sequence[tuple[DocumentId, bytes]]
    ) -> tuple[DuplicateProposal, ...]:
        """Look for likenesses of newly kept documents and record them as proposals."""
        found: dict[tuple[DocumentId, DocumentId], float] = {}
        for document_id, packed in sketches:
            for other_id, other in self._candidates(document_id, packed):
                likeness = similarity(packed, other)
                if likeness >= PROPOSE_AT:
                    pair = (max(document_id, other_id), min(document_id, other_id))
                    found[pair] = likeness
        if found:
            self._session.execute(
                insert(DuplicateRow),
                [
                    {"document_id": one, "other_id": two, "similarity": s, "status": "proposed"}
                    for (one, two), s in found.items()
                ],
            )
        return tuple(DuplicateProposal(one, two, s, "proposed") for (one, two), s in found.items())

    def listed(
        self, *, document_id: DocumentId = "", status: str = "", limit: int = 100
    ) -> tuple[DuplicateProposal, ...]:
        """Proposals, the most alike first."""
        query = select(DuplicateRow)
        if document_id:
            query = query.where(
                or_(DuplicateRow.document_id == document_id, DuplicateRow.other_id == document_id)
            )
        if status:
            query = query.where(DuplicateRow.status == status)
        order = (DuplicateRow.similarity.desc(), DuplicateRow.document_id, DuplicateRow.other_id)
        rows = self._session.scalars(query.order_by(*order).limit(limit))
        return tuple(
            DuplicateProposal(r.document_id, r.other_id, r.similarity, r.status) for r in rows
        )

    def decide(self, one: DocumentId, two: DocumentId, *, decision: str) -> None:
        """A person says ``same`` or ``different``; the documents themselves stay as they are."""
        if decision not in DECISIONS:
            raise InvalidQuery("PARAM_OUT_OF_RANGE", field="decision", value=decision)
        pair = (max(one, two), min(one, two))
        known = self._session.get(DuplicateRow, pair)
        if known is None:
            raise NotFound(id=f"{one} / {two}")
        self._session.execute(
            update(DuplicateRow)
            .where(DuplicateRow.document_id == pair[0], DuplicateRow.other_id == pair[1])
            .values(status=decision)
        )

    def _candidates(self, document_id: DocumentId, packed: bytes) -> list[tuple[DocumentId, bytes]]:
        meets = or_(
            *(
                and_(SketchBandRow.band == band, SketchBandRow.value == value)
                for band, value in enumerate(bands(packed))
            )
        )
        ids = select(SketchBandRow.document_id).where(meets).distinct()
        rows = self._session.execute(
            select(DocumentRow.id, DocumentRow.sketch).where(
                DocumentRow.id.in_(ids), DocumentRow.id != document_id
            )
        )
        return [(row.id, row.sketch) for row in rows]
