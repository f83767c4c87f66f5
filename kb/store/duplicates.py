"""Near-duplicates: proposed with their likeness, decided by a person, never merged silently."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from kb.errors import InvalidQuery, NotFound
from kb.model import DocumentId
from kb.near_duplicates import PROPOSE_AT, bands, similarity
from kb.store.among import EVERY, Condition, of_documents
from kb.store.tables import DocumentRow, DuplicateRow, SketchBandRow

DECISIONS = ("same", "different")
_IN_CHUNK = 500


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
        packed = dict(sketches)
        for document_id, other_id, other in self._candidates(packed):
            likeness = similarity(packed[document_id], other)
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
        self,
        *,
        document_id: DocumentId = "",
        status: str = "",
        limit: int = 100,
        among: Condition = EVERY,
    ) -> tuple[DuplicateProposal, ...]:
        """Proposals of two documents that are both ``among`` some, the most alike first."""
        both = (DuplicateRow.document_id, DuplicateRow.other_id)
        query = select(DuplicateRow).where(*(of_documents(one, among) for one in both))
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

    def _candidates(
        self, packed: Mapping[DocumentId, bytes]
    ) -> Iterator[tuple[DocumentId, DocumentId, bytes]]:
        """New documents, each with a kept one that shares a band of its sketch."""
        owners: dict[tuple[int, int], list[DocumentId]] = {}
        for document_id, sketch in packed.items():
            for band, value in enumerate(bands(sketch)):
                owners.setdefault((band, value), []).append(document_id)
        values = sorted({value for _, value in owners})
        pairs: set[tuple[DocumentId, DocumentId]] = set()
        for start in range(0, len(values), _IN_CHUNK):
            rows = self._session.execute(
                select(SketchBandRow.document_id, SketchBandRow.band, SketchBandRow.value).where(
                    SketchBandRow.value.in_(values[start : start + _IN_CHUNK])
                )
            )
            pairs.update(
                (new, row.document_id)
                for row in rows
                for new in owners.get((row.band, row.value), ())
                if new != row.document_id
            )
        others = self._sketches({other for _, other in pairs})
        for new, other in sorted(pairs):
            yield new, other, others[other]

    def _sketches(self, ids: Collection[DocumentId]) -> dict[DocumentId, bytes]:
        wanted = sorted(ids)
        found: dict[DocumentId, bytes] = {}
        for start in range(0, len(wanted), _IN_CHUNK):
            rows = self._session.execute(
                select(DocumentRow.id, DocumentRow.sketch).where(
                    DocumentRow.id.in_(wanted[start : start + _IN_CHUNK])
                )
            )
            found.update((row.id, row.sketch) for row in rows)
        return found
