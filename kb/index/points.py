"""From a read document to the points of the index: one a passage, with an id that is derived."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.index.port import IndexedPoint, PointPayload, SparseVector
from kb.model import CaseId, DocumentId, Span, TaggedDocument
from kb.word_weights import WordWeights

_NAMESPACE = bytes.fromhex("5a1c7f0e3c7b5d579f0e6c69616e6a69")


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """The vectors of all passages of one document, and the ``words`` of the whole.

    ``dense`` is float32 [passages, dimension]; the sparse rows lie end to end: row ``i`` is
    ``indices[offsets[i]:offsets[i + 1]]`` with the values beside it.
    """

    dense: NDArray[np.float32]
    offsets: NDArray[np.int64]
    indices: NDArray[np.uint32]
    values: NDArray[np.float32]
    words: WordWeights

    def sparse(self, row: int) -> SparseVector:
        """The sparse vector of one passage."""
        part = slice(int(self.offsets[row]), int(self.offsets[row + 1]))
        return SparseVector(self.indices[part], self.values[part])


@dataclass(frozen=True, slots=True)
class PassageFacts:
    """What one passage can be filtered by."""

    span: Span
    section: str
    labels: tuple[str, ...]
    statutes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """Everything the index keeps of one document."""

    document_id: DocumentId
    kind: str
    court: str
    case_no: str
    year: int | None
    amount: float | None
    offences: tuple[str, ...]
    domains: tuple[str, ...]
    positions: tuple[str, ...]
    passages: tuple[PassageFacts, ...]
    vectors: PassageVectors

    def points(self, case_id: CaseId, *, readers: tuple[str, ...] = ()) -> Iterator[IndexedPoint]:
        """The points of this document as part of a case, open to the ``readers``."""
        for number, passage in enumerate(self.passages):
            yield IndexedPoint(
                id=point_id(self.document_id, number),
                dense=self.vectors.dense[number],
                sparse=self.vectors.sparse(number),
                payload=PointPayload(
                    case_id=case_id,
                    document_id=self.document_id,
                    passage=number,
                    start=passage.span.start,
                    end=passage.span.end,
                    kind=self.kind,
                    section=passage.section,
                    offences=self.offences,
                    domains=self.domains,
                    positions=self.positions,
                    labels=passage.labels,
                    court=self.court,
                    case_no=self.case_no,
                    year=self.year,
                    amount=self.amount,
                    statutes=passage.statutes,
                    readers=readers,
                ),
            )


def point_id(document_id: DocumentId, number: int) -> str:
    """The uuid5 of a passage as text, the same as ``str(uuid.uuid5(…))`` and ten times as fast."""
    digest = hashlib.sha1(_NAMESPACE + f"{document_id}/{number}".encode(), usedforsecurity=False)
    words = digest.hexdigest()
    variant = "89ab"[int(words[16], 16) & 3]
    return f"{words[:8]}-{words[8:12]}-5{words[13:16]}-{variant}{words[17:20]}-{words[20:32]}"


def index_entry(tagged: TaggedDocument, vectors: PassageVectors) -> IndexEntry:
    """Gather what the index keeps; labels and statutes go to the passages they stand in."""
    labels = _by_passage(tagged, [(label.span, label.key) for label in tagged.labels])
    statutes = _by_passage(
        tagged, [(one.span, f"{one.ref.law}:{one.ref.article}") for one in tagged.statutes]
    )
    header = tagged.header
    return IndexEntry(
        document_id=tagged.document.id,
        kind=tagged.kind.value,
        court=header.court.value if header.court else "",
        case_no=header.case_no.value if header.case_no else "",
        year=tagged.year,
        amount=tagged.amount.low if tagged.amount else None,
        offences=tagged.terms_of("offence"),
        domains=tagged.terms_of("domain"),
        positions=tagged.terms_of("position"),
        passages=tuple(
            PassageFacts(
                passage.span, passage.section.value, labels.get(i, ()), statutes.get(i, ())
            )
            for i, passage in enumerate(tagged.passages)
        ),
        vectors=vectors,
    )


def _by_passage(
    tagged: TaggedDocument, items: list[tuple[Span, str]]
) -> dict[int, tuple[str, ...]]:
    if not items:
        return {}
    starts = np.array([passage.span.start for passage in tagged.passages])
    found: dict[int, tuple[str, ...]] = {}
    for span, key in items:
        row = int(np.searchsorted(starts, span.start, side="right")) - 1
        inside = row >= 0 and span.start < tagged.passages[row].span.end
        if inside and key not in found.get(row, ()):
            found[row] = (*found.get(row, ()), key)
    return found
