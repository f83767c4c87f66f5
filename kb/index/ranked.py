"""How a search is answered from nearest lists; both adapters bring only the lists and payloads."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kb.index.filters import And, Filter, Match, Not
from kb.index.fusion import fuse, in_order
from kb.index.port import Fusion, HitGroup, IndexHit, PointPayload, Scored, SparseVector
from kb.index.vectors import check_dense, check_sparse

_SPARE = 8
_WIDEN = 4


@dataclass(frozen=True, slots=True)
class VectorQuery:
    """The points nearest to one vector; ``key`` names a field whose value each hit brings along."""

    vector: NDArray[np.float32] | SparseVector
    limit: int
    filter: Filter | None = None
    key: str | None = None


class NearestLists(Protocol):
    """What an engine brings to a search."""

    def nearest(self, queries: Sequence[VectorQuery]) -> list[list[Scored]]:
        """One list a query, all answered in one round."""

    def payloads(self, ids: Sequence[str]) -> dict[str, PointPayload]:
        """The payloads of the points that still exist."""


@dataclass(frozen=True, slots=True)
class RankedQuery:
    """The vectors of a search with their weights; ``fusion`` is None when one vector was given."""

    vectors: tuple[NDArray[np.float32] | SparseVector, ...]
    weights: tuple[float, ...]
    fusion: Fusion | None
    filter: Filter | None
    limit: int
    prefetch: int


def ranked_query(
    dimension: int,
    *,
    dense: NDArray[np.float32] | None,
    sparse: SparseVector | None,
    filter: Filter | None,
    limit: int,
    prefetch: int,
    fusion: Fusion,
    dense_weight: float,
    sparse_weight: float,
) -> RankedQuery:
    """The query, or ``ValueError`` for one that no caller should make.

    A dense vector of zeros points nowhere and a sparse one of no terms asks nothing: they find
    nothing, as does a vector of weight 0 beside another.
    """
    if dense is None and sparse is None:
        raise ValueError("a search needs a dense or a sparse vector")
    if limit < 0 or prefetch < 1:
        raise ValueError(f"limit {limit}, prefetch {prefetch}")
    if not (0 <= dense_weight < math.inf and 0 <= sparse_weight < math.inf):
        raise ValueError(f"weights {dense_weight}, {sparse_weight}")
    if fusion not in ("rrf", "dbsf"):
        raise ValueError(f"no such fusion: {fusion}")
    hybrid = dense is not None and sparse is not None
    chosen: list[tuple[NDArray[np.float32] | SparseVector, float]] = []
    if dense is not None:
        check_dense(dense[np.newaxis], dimension)
        if dense.any() and (dense_weight or not hybrid):
            chosen.append((dense, dense_weight))
    if sparse is not None:
        check_sparse([sparse])
        if len(sparse.indices) and (sparse_weight or not hybrid):
            chosen.append((sparse, sparse_weight))
    return RankedQuery(
        tuple(vector for vector, _ in chosen),
        tuple(weight for _, weight in chosen),
        fusion if hybrid else None,
        filter,
        limit,
        prefetch,
    )


def search(engine: NearestLists, query: RankedQuery) -> list[IndexHit]:
    """The best passages, with payloads."""
    if query.limit == 0 or not query.vectors:
        return []
    depth = max(query.limit, query.prefetch) if query.fusion else query.limit
    lists = _lists(engine, query, query.filter, depth)
    found = fuse(lists, query.weights, query.fusion)[: query.limit]
    return _hits(found, engine.payloads([one.id for one in found]))


def nearest(engine: NearestLists, dimension: int, query: VectorQuery) -> list[Scored]:
    """One list, settled; ``ValueError`` and nothing found as for ``ranked_query``."""
    if query.limit < 0:
        raise ValueError(f"limit {query.limit}")
    if isinstance(query.vector, SparseVector):
        check_sparse([query.vector])
        asks = bool(len(query.vector.indices))
    else:
        check_dense(query.vector[np.newaxis], dimension)
        asks = bool(query.vector.any())
    return _settled(engine, [query])[0] if asks and query.limit else []


def search_groups(
    engine: NearestLists, query: RankedQuery, *, group_by: str, group_size: int
) -> list[HitGroup]:
    """The best groups, filled.

    The lists go on until there are enough groups; a group short of passages is asked for its own.
    """
    if query.limit == 0 or not query.vectors:
        return []
    lists = _reach(engine, query, group_by)
    found = fuse(lists, query.weights, query.fusion)
    keys = list(dict.fromkeys(one.key for one in found))[: query.limit]
    held = Counter(one.key for one in found)
    short = [key for key in keys if held[key] < group_size]
    if short:
        lists = _fill(engine, query, lists, group_by, short, group_size)
        found = fuse(lists, query.weights, query.fusion)
    members: dict[str, list[Scored]] = {key: [] for key in keys}
    for one in found:
        if one.key in members and len(members[one.key]) < group_size:
            members[one.key].append(one)
    payloads = engine.payloads([one.id for group in members.values() for one in group])
    groups = [HitGroup(key, tuple(_hits(group, payloads))) for key, group in members.items()]
    return sorted(
        (group for group in groups if group.hits), key=lambda one: (-one.hits[0].score, one.key)
    )


def _reach(engine: NearestLists, query: RankedQuery, group_by: str) -> list[list[Scored]]:
    depth = max(query.limit, query.prefetch)
    lists = _lists(engine, query, query.filter, depth, group_by)
    latest = lists
    while any(len(one) >= depth for one in latest):
        seen = sorted({one.key for points in lists for one in points})
        if len(seen) >= query.limit:
            break
        others = Not(Match(group_by, values=tuple(seen)))
        depth *= 2
        latest = _lists(engine, query, _both(query.filter, others), depth, group_by)
        lists = [[*before, *more] for before, more in zip(lists, latest, strict=True)]
    return lists


def _fill(
    engine: NearestLists,
    query: RankedQuery,
    lists: list[list[Scored]],
    group_by: str,
    keys: list[str],
    group_size: int,
) -> list[list[Scored]]:
    asked = [
        VectorQuery(vector, group_size, _both(query.filter, Match(group_by, key)), group_by)
        for vector in query.vectors
        for key in keys
    ]
    answers = _settled(engine, asked)
    filled = []
    for number, before in enumerate(lists):
        known = {one.id for one in before}
        own = answers[number * len(keys) : (number + 1) * len(keys)]
        more = [one for points in own for one in points if one.id not in known]
        filled.append([*before, *in_order(more)])
    return filled


def _lists(
    engine: NearestLists,
    query: RankedQuery,
    filter: Filter | None,
    depth: int,
    key: str | None = None,
) -> list[list[Scored]]:
    return _settled(engine, [VectorQuery(v, depth, filter, key) for v in query.vectors])


def _settled(engine: NearestLists, queries: Sequence[VectorQuery]) -> list[list[Scored]]:
    """Lists cut at their limit by id where scores are equal: an engine may cut ties anywhere."""
    answers: list[list[Scored]] = [[] for _ in queries]
    waiting = {number: query.limit + _SPARE for number, query in enumerate(queries)}
    while waiting:
        asked = [replace(queries[number], limit=wide) for number, wide in waiting.items()]
        wider = {}
        for (number, wide), found in zip(waiting.items(), engine.nearest(asked), strict=True):
            points = in_order(found)
            limit = queries[number].limit
            if len(points) >= wide and points[limit - 1].score == points[-1].score:
                wider[number] = wide * _WIDEN
            else:
                answers[number] = points[:limit]
        waiting = wider
    return answers


def _hits(found: Sequence[Scored], payloads: dict[str, PointPayload]) -> list[IndexHit]:
    return [IndexHit(one.id, one.score, payloads[one.id]) for one in found if one.id in payloads]


def _both(first: Filter | None, second: Filter) -> Filter:
    return second if first is None else And(first, second)
