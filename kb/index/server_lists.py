"""The nearest lists and the payloads of one collection on a Qdrant server."""

from collections.abc import Sequence

from qdrant_client import QdrantClient, models

from kb.index.filters import reach_of
from kb.index.fusion import scored
from kb.index.payload import from_stored, key_of
from kb.index.port import PointPayload, Scored, SparseVector
from kb.index.ranked import VectorQuery
from kb.index.server_filter import chosen, translated

DENSE = "dense"
SPARSE = "sparse"


class CollectionLists:
    """The nearest lists of one collection; ``ranked`` makes searches of them."""

    def __init__(self, client: QdrantClient, collection: str) -> None:
        self._client = client
        self._collection = collection

    def nearest(self, queries: Sequence[VectorQuery]) -> list[list[Scored]]:
        asked = [_request(query) for query in queries]
        answers = self._client.query_batch_points(self._collection, asked)
        found = []
        for query, answer in zip(queries, answers, strict=True):
            key = key_of(query.key) if query.key else ""
            found.append(
                [
                    scored(str(one.id), one.score, str((one.payload or {}).get(key, "")))
                    for one in answer.points
                ]
            )
        return found

    def payloads(self, ids: Sequence[str]) -> dict[str, PointPayload]:
        found = self._client.retrieve(self._collection, list(ids), with_payload=True)
        return {str(one.id): from_stored(one.payload) for one in found}


def _request(query: VectorQuery) -> models.QueryRequest:
    vector = query.vector
    params = None
    named: models.SparseVector | list[float]
    if isinstance(vector, SparseVector):
        named = models.SparseVector(indices=vector.indices.tolist(), values=vector.values.tolist())
        if reach := reach_of(query.filter):
            # how rare a word is must not tell of passages that the reader may not read
            corpus = models.IdfCorpusParams(corpus=translated(reach))
            params = models.SearchParams(idf=corpus)
    else:
        named = vector.tolist()
    return models.QueryRequest(
        query=named,
        using=SPARSE if isinstance(vector, SparseVector) else DENSE,
        limit=query.limit,
        filter=chosen(query.filter),
        params=params,
        with_payload=[key_of(query.key)] if query.key else False,
    )
