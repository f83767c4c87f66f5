"""The index on a Qdrant server or cluster (1.19 or newer), through qdrant-client.

The collection carries its schema as metadata. The client is safe to share between threads; only
its in-memory double, which the tests use, needs one call at a time.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray
from qdrant_client import QdrantClient, models
from qdrant_client.common.client_exceptions import QdrantException
from qdrant_client.http.exceptions import ApiException

from kb.errors import IndexMismatch, IndexUnavailable
from kb.index.filters import Filter, Match, require_facet, require_grouping
from kb.index.payload import INDEXED, key_of, to_stored
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
from kb.index.server_filter import chosen, translated
from kb.index.server_lists import DENSE, SPARSE, CollectionLists
from kb.index.vectors import check_points

_BATCH = 256
_TIMEOUT_SECONDS = 30
_INDEX_TYPES = {
    "keyword": models.PayloadSchemaType.KEYWORD,
    "integer": models.PayloadSchemaType.INTEGER,
    "float": models.PayloadSchemaType.FLOAT,
}


class QdrantServerIndex:
    """``VectorIndex`` in one collection of a server; the collection is made when it is absent."""

    def __init__(self, client: QdrantClient, collection: str, schema: IndexSchema) -> None:
        self._client: QdrantClient | None = client
        self._collection = collection
        self._schema = schema
        self._in_memory = client.init_options.get("location") == ":memory:"
        self._turn: AbstractContextManager[object] = (
            threading.RLock() if self._in_memory else nullcontext()
        )
        with self._reached() as reached:
            self._prepare(reached)

    @classmethod
    def connect(
        cls, url: str, *, api_key: str | None, collection: str, schema: IndexSchema
    ) -> "QdrantServerIndex":
        """Reach the server at ``url``; ``IndexUnavailable`` when it does not answer."""
        client = QdrantClient(
            url=url, api_key=api_key, timeout=_TIMEOUT_SECONDS, check_compatibility=False
        )
        try:
            return cls(client, collection, schema)
        except BaseException:
            client.close()
            raise

    @property
    def schema(self) -> IndexSchema:
        return self._schema

    def upsert(self, points: Sequence[IndexedPoint]) -> None:
        if not points:
            return
        check_points(points, self._schema.dimension)
        prepared = [_point(one) for one in points]
        with self._reached() as client:
            for start in range(0, len(prepared), _BATCH):
                batch = prepared[start : start + _BATCH]
                client.upsert(self._collection, batch, wait=True)

    def delete_document(self, document_id: str) -> None:
        doomed = translated(Match("document_id", document_id))
        with self._reached() as client:
            client.delete(self._collection, models.FilterSelector(filter=doomed), wait=True)

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
        with self._reached() as client:
            return search(CollectionLists(client, self._collection), query)

    def nearest(
        self,
        vector: NDArray[np.float32] | SparseVector,
        *,
        filter: Filter | None = None,
        limit: int = 10,
    ) -> list[Scored]:
        query = VectorQuery(vector, limit, filter, "case_id")
        with self._reached() as client:
            lists = CollectionLists(client, self._collection)
            return nearest(lists, self._schema.dimension, query)

    def payloads(self, ids: Sequence[str]) -> dict[str, PointPayload]:
        with self._reached() as client:
            return CollectionLists(client, self._collection).payloads(ids)

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
        with self._reached() as client:
            lists = CollectionLists(client, self._collection)
            return search_groups(lists, query, group_by=group_by, group_size=group_size)

    def facet(
        self, field: str, *, filter: Filter | None = None, limit: int = 50
    ) -> list[tuple[str, int]]:
        require_facet(field)
        with self._reached() as client:
            # all values, so that equal counts are cut by value and not by where they lie
            every = max(1, client.count(self._collection, exact=True).count)
            found = client.facet(
                self._collection, key_of(field), chosen(filter), limit=every, exact=True
            )
        counted = [(str(one.value), one.count) for one in found.hits if one.count]
        return sorted(counted, key=lambda one: (-one[1], one[0]))[:limit]

    def count(self, filter: Filter | None = None) -> int:
        with self._reached() as client:
            return client.count(self._collection, chosen(filter), exact=True).count

    def document_ids(self) -> Iterator[tuple[str, int]]:
        return iter(sorted(self.facet("document_id", limit=2**62)))

    def flush(self) -> None:
        """Nothing to do: the server has its own log and every write here waits for it."""

    def close(self) -> None:
        with self._turn:
            if self._client is not None:
                self._client.close()
                self._client = None

    @contextmanager
    def _reached(self) -> Iterator[QdrantClient]:
        with self._turn:
            if self._client is None:
                raise IndexUnavailable(collection=self._collection, reason="closed")
            try:
                yield self._client
            except (ApiException, QdrantException) as error:
                raise IndexUnavailable(
                    collection=self._collection, reason=str(error)[:200]
                ) from error

    def _prepare(self, client: QdrantClient) -> None:
        if not client.collection_exists(self._collection):
            client.create_collection(
                self._collection,
                vectors_config={
                    DENSE: models.VectorParams(
                        size=self._schema.dimension, distance=models.Distance.COSINE
                    )
                },
                sparse_vectors_config={
                    SPARSE: models.SparseVectorParams(modifier=models.Modifier.IDF)
                },
                metadata=asdict(self._schema),
            )
        found = client.get_collection(self._collection).config.metadata
        if found != asdict(self._schema):
            raise IndexMismatch(
                collection=self._collection, expected=asdict(self._schema), found=found
            )
        if not self._in_memory:  # the double has no payload indexes
            for key, kind in INDEXED:
                client.create_payload_index(self._collection, key, _INDEX_TYPES[kind], wait=True)


def _point(point: IndexedPoint) -> models.PointStruct:
    terms = models.SparseVector(
        indices=point.sparse.indices.tolist(), values=point.sparse.values.tolist()
    )
    return models.PointStruct(
        id=point.id,
        vector={DENSE: point.dense.tolist(), SPARSE: terms},
        payload=dict(to_stored(point.payload)),
    )
