"""The vector index behind one port: what it keeps, what it answers, what it promises.

SQL is the truth and the index is derived from it: everything here may be dropped and built again.
Two adapters keep the same promises and pass the same tests: ``edge`` (embedded, the default) and
``server`` (a Qdrant server or cluster).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.index.filters import Filter

Fusion = Literal["rrf", "dbsf"]


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Term weights: ``values[i]`` stands for the term ``indices[i]``; no index comes twice."""

    indices: NDArray[np.uint32]
    values: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PointPayload:
    """One passage and what it can be found and filtered by.

    ``start`` and ``end`` count characters of the document's text. ``labels`` are keys such as
    ``causes:gift_grooming``; ``statutes`` are ``刑法:385``; ``amount`` is in yuan. ``readers`` are
    the tokens of the access rule: a passage without any is found by nobody but the desktop.
    """

    case_id: str
    document_id: str
    passage: int
    start: int
    end: int
    kind: str
    section: str
    offences: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    court: str = ""
    case_no: str = ""
    year: int | None = None
    amount: float | None = None
    statutes: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexedPoint:
    """A passage with its two vectors; ``id`` is a uuid as text, derived and never drawn."""

    id: str
    dense: NDArray[np.float32]
    sparse: SparseVector
    payload: PointPayload


@dataclass(frozen=True, slots=True)
class IndexHit:
    """A passage found. ``score``: cosine, term weight sum, or fused score, by what was asked."""

    id: str
    score: float
    payload: PointPayload


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage and its score in one list; ``key`` is the group it belongs to, when asked for."""

    id: str
    score: float
    key: str = ""


@dataclass(frozen=True, slots=True)
class HitGroup:
    """The best passages of one case (or document, section, kind), best first."""

    key: str
    hits: tuple[IndexHit, ...]


@dataclass(frozen=True, slots=True)
class IndexSchema:
    """What an index was built for; one built for another model or dictionary is refused."""

    dimension: int
    model: str
    dictionary: str
    version: int


class VectorIndex(Protocol):
    """Safe to call from several threads. Fails with ``IndexUnavailable`` and ``IndexMismatch``.

    Results are in a fixed order: by score, equal scores by id. Where the filter narrows by readers
    (``kb.index.access``), the rarity of words is counted among what they may read.
    """

    @property
    def schema(self) -> IndexSchema:
        """What the index was built for."""

    def upsert(self, points: Sequence[IndexedPoint]) -> None:
        """Write passages, replacing those with the same id.

        On return a killed process loses none of them; a power cut may until ``flush`` returns.
        ``ValueError`` for a vector of wrong length, with NaN or infinity, or with a term twice:
        then none of ``points`` is written.
        """

    def delete_document(self, document_id: str) -> None:
        """Drop every passage of a document; none is no error.

        The embedded engine counts dropped passages in the rarity of terms until it is reopened:
        word scores may shift a little, never what is found.
        """

    def search(
        self,
        *,
        dense: NDArray[np.float32] | None,
        sparse: SparseVector | None,
        filter: Filter | None = None,
        limit: int = 10,
        prefetch: int = 100,
        fusion: Fusion = "rrf",
        dense_weight: float = 1.0,
        sparse_weight: float = 1.0,
    ) -> list[IndexHit]:
        """The best passages by meaning, by words, or (both given) by the two lists fused.

        ``prefetch`` is how deep each of the two lists goes before they are fused.
        """

    def nearest(
        self,
        vector: NDArray[np.float32] | SparseVector,
        *,
        filter: Filter | None = None,
        limit: int = 10,
    ) -> list[Scored]:
        """What ``search`` finds by one vector, with the case as ``key`` and without payloads.

        Payloads cost more than the list itself; ``payloads`` gives those that are wanted.
        """

    def payloads(self, ids: Sequence[str]) -> dict[str, PointPayload]:
        """The payloads of passages by id; those that are gone are left out."""

    def search_groups(
        self,
        *,
        dense: NDArray[np.float32] | None,
        sparse: SparseVector | None,
        group_by: str = "case_id",
        filter: Filter | None = None,
        limit: int = 10,
        group_size: int = 3,
        prefetch: int = 100,
        fusion: Fusion = "rrf",
        dense_weight: float = 1.0,
        sparse_weight: float = 1.0,
    ) -> list[HitGroup]:
        """The ``limit`` best groups, each with its ``group_size`` best passages.

        A group has fewer only where no more of its passages match; there are fewer groups only
        where no more exist.
        """

    def facet(
        self, field: str, *, filter: Filter | None = None, limit: int = 50
    ) -> list[tuple[str, int]]:
        """How many passages carry each value, exactly; most first, then by value."""

    def count(self, filter: Filter | None = None) -> int:
        """How many passages match, exactly."""

    def document_ids(self) -> Iterator[tuple[str, int]]:
        """Every document in the index with its number of passages, by id."""

    def flush(self) -> None:
        """On return a power cut loses nothing that was written before."""

    def close(self) -> None:
        """Flush and let go of the index; closing twice is no error."""
