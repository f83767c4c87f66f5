"""The embedded index: qdrant-edge in this process, in a folder of its own.

One lock lets one call in at a time (the engine holds the interpreter anyway). Searches scan
exactly: there is no graph, so filters lose nothing and nothing needs building.
"""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import numpy as np
import qdrant_edge as qe
from numpy.typing import NDArray

from kb.errors import IndexUnavailable
from kb.index.edge_filter import chosen, translated
from kb.index.edge_folder import DENSE, SPARSE, OpenShard, engine_errors, open_folder
from kb.index.filters import Filter, Match, reach_of, require_facet, require_grouping
from kb.index.fusion import scored
from kb.index.payload import from_stored, key_of, to_stored
from kb.index.port import (
    Fusion,
    HitGroup,
    IndexedPoint,
    IndexHit,
    IndexSchema,
    PointPayload,
    Scored,
    SparseVector,
)
from kb.index.ranked import VectorQuery, nearest, ranked_query, search, search_groups
from kb.index.vectors import check_points

_BATCH = 1000


class EdgeIndex:
    """``VectorIndex`` in a folder; ``EdgeIndex.open(Path("index"), schema)``."""

    def __init__(self, path: Path, opened: OpenShard, schema: IndexSchema) -> None:
        self._path = path
        self._opened: OpenShard | None = opened
        self._schema = schema
        self._lock = threading.RLock()

    @classmethod
    def open(cls, path: Path, schema: IndexSchema) -> "EdgeIndex":
        """Make or load the index in ``path``; see ``open_folder`` for what is refused."""
        return cls(path, open_folder(path, schema), schema)

    @property
    def schema(self) -> IndexSchema:
        return self._schema

    def upsert(self, points: Sequence[IndexedPoint]) -> None:
        if not points:
            return
        check_points(points, self._schema.dimension)
        prepared = [_point(one) for one in points]
        with self._shard() as shard:
            for start in range(0, len(prepared), _BATCH):
                batch = prepared[start : start + _BATCH]
                shard.update(qe.UpdateOperation.upsert_points(batch))

    def delete_document(self, document_id: str) -> None:
        doomed = translated(Match("document_id", document_id))
        with self._shard() as shard:
            shard.update(qe.UpdateOperation.delete_points_by_filter(doomed))

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
        query = ranked_query(
            self._schema.dimension,
            dense=dense,
            sparse=sparse,
            filter=filter,
            limit=limit,
            prefetch=prefetch,
            fusion=fusion,
            dense_weight=dense_weight,
            sparse_weight=sparse_weight,
        )
        with self._shard() as shard:
            return search(_Lists(shard), query)

    def nearest(
        self,
        vector: NDArray[np.float32] | SparseVector,
        *,
        filter: Filter | None = None,
        limit: int = 10,
    ) -> list[Scored]:
        query = VectorQuery(vector, limit, filter, "case_id")
        with self._shard() as shard:
            return nearest(_Lists(shard), self._schema.dimension, query)

    def payloads(self, ids: Sequence[str]) -> dict[str, PointPayload]:
        with self._shard() as shard:
            return _Lists(shard).payloads(ids)

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
        require_grouping(group_by, group_size)
        query = ranked_query(
            self._schema.dimension,
            dense=dense,
            sparse=sparse,
            filter=filter,
            limit=limit,
            prefetch=prefetch,
            fusion=fusion,
            dense_weight=dense_weight,
            sparse_weight=sparse_weight,
        )
        with self._shard() as shard:
            return search_groups(_Lists(shard), query, group_by=group_by, group_size=group_size)

    def facet(
        self, field: str, *, filter: Filter | None = None, limit: int = 50
    ) -> list[tuple[str, int]]:
        require_facet(field)
        with self._shard() as shard:
            # all values, so that equal counts are cut by value and not by where they lie
            every = max(1, shard.count(qe.CountRequest()))
            found = shard.facet(
                qe.FacetRequest(key_of(field), limit=every, exact=True, filter=chosen(filter))
            )
            # a value whose last passage was deleted stays in the engine with a count of 0
            counted = [(str(one.value), one.count) for one in found if one.count]
        return sorted(counted, key=lambda one: (-one[1], one[0]))[:limit]

    def count(self, filter: Filter | None = None) -> int:
        with self._shard() as shard:
            return shard.count(qe.CountRequest(exact=True, filter=chosen(filter)))

    def document_ids(self) -> Iterator[tuple[str, int]]:
        return iter(sorted(self.facet("document_id", limit=2**62)))

    def flush(self) -> None:
        with self._shard() as shard:
            shard.flush()

    def close(self) -> None:
        with self._lock:
            if self._opened is None:
                return
            opened, self._opened = self._opened, None
            try:
                with engine_errors(self._path):
                    opened.shard.close()  # which flushes
            finally:
                os.close(opened.lock)

    @contextmanager
    def _shard(self) -> Iterator[qe.EdgeShard]:
        with self._lock:
            if self._opened is None:
                raise IndexUnavailable(path=str(self._path), reason="closed")
            with engine_errors(self._path):
                yield self._opened.shard


class _Lists:
    """The nearest lists of one shard, for ``ranked``."""

    def __init__(self, shard: qe.EdgeShard) -> None:
        self._shard = shard

    def nearest(self, queries: Sequence[VectorQuery]) -> list[list[Scored]]:
        asked = [_request(query) for query in queries]
        answers = self._shard.query_batch(qe.QueryBatchRequest(asked))
        found = []
        for query, points in zip(queries, answers, strict=True):
            if query.key is None:
                found.append([scored(str(one.id), one.score) for one in points])
            else:
                key = key_of(query.key)
                found.append([scored(str(p.id), p.score, (p.payload or {})[key]) for p in points])
        return found

    def payloads(self, ids: Sequence[str]) -> dict[str, PointPayload]:
        wanted: list[int | UUID | str] = list(ids)
        found = self._shard.retrieve(wanted, True, False)
        return {str(one.id): from_stored(one.payload) for one in found}


def _point(point: IndexedPoint) -> qe.Point:
    vector: qe.Vector = {
        DENSE: point.dense.tolist(),
        SPARSE: qe.SparseVector(point.sparse.indices.tolist(), point.sparse.values.tolist()),
    }
    return qe.Point(point.id, vector, to_stored(point.payload))


def _request(query: VectorQuery) -> qe.QueryRequest:
    vector = query.vector
    params = None
    if isinstance(vector, SparseVector):
        terms = qe.SparseVector(vector.indices.tolist(), vector.values.tolist())
        nearest = qe.Query.Nearest(terms, using=SPARSE)
        if reach := reach_of(query.filter):
            # how rare a word is must not tell of passages that the reader may not read
            params = qe.SearchParams(idf=qe.IdfParams(translated(reach)))
    else:
        nearest = qe.Query.Nearest(vector.tolist(), using=DENSE)
    return qe.QueryRequest(
        limit=query.limit,
        query=nearest,
        params=params,
        filter=chosen(query.filter),
        with_payload=[key_of(query.key)] if query.key else False,
    )
