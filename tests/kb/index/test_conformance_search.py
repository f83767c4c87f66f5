"""What every adapter promises of searching, filtering and grouping."""

import uuid
from collections.abc import Callable

import numpy as np
import pytest

from kb.errors import InvalidQuery
from kb.index.filters import And, Filter, Match, Not, Or, Range
from kb.index.port import IndexedPoint, IndexHit, PointPayload, SparseVector, VectorIndex

MakePoint = Callable[..., IndexedPoint]
Sparse = Callable[[dict[int, float]], SparseVector]


FILTERS: list[tuple[str, Filter, Callable[[PointPayload], bool]]] = [
    ("value", Match("kind", "regulation"), lambda p: p.kind == "regulation"),
    ("integer", Match("year", 2003), lambda p: p.year == 2003),
    ("any_integer", Match("year", values=(2003, 2004)), lambda p: p.year in (2003, 2004)),
    ("list_field", Match("offences", "embezzlement"), lambda p: "embezzlement" in p.offences),
    ("bare_list", Match("statutes", "刑法:385"), lambda p: "刑法:385" in p.statutes),
    (
        "any_of_list_field",
        Match("labels", values=("loopholes:no_rule", "measures:none")),
        lambda p: "loopholes:no_rule" in p.labels,
    ),
    ("none_of_nothing", Match("case_id", values=()), lambda p: False),
    ("all_but_nothing", Not(Match("case_id", values=())), lambda p: True),
    ("unicode", Match("court", "某省某市第2人民法院"), lambda p: "第2" in p.court),
    ("closed_range", Range("year", gte=2003, lte=2005), lambda p: 2003 <= (p.year or 0) <= 2005),
    (
        "open_range",
        Range("amount", gt=5002.5, lt=9004.5),
        lambda p: p.amount is not None and 5002.5 < p.amount < 9004.5,
    ),
    (
        "and_flattened",
        And(Match("section", "facts"), And(Range("year", gte=2004), Not(Match("year", 2010)))),
        lambda p: p.section == "facts" and (p.year or 0) >= 2004 and p.year != 2010,
    ),
    (
        "or_in_and",
        And(Or(Match("year", 2001), Range("amount", gte=50_000)), Match("section", "opinion")),
        lambda p: (p.year == 2001 or (p.amount or 0) >= 50_000) and p.section == "opinion",
    ),
    (
        "and_in_or",
        Or(And(Match("year", 2002), Match("section", "facts")), Not(Match("section", "facts"))),
        lambda p: (p.year == 2002 and p.section == "facts") or p.section != "facts",
    ),
    (
        "not_or",
        Not(Or(Match("kind", "regulation"), Range("year", lt=2010))),
        lambda p: p.kind != "regulation" and not (p.year is not None and p.year < 2010),
    ),
    ("not_not", Not(Not(Match("year", 2002))), lambda p: p.year == 2002),
    ("absent_passes_not", Not(Range("year", gte=0)), lambda p: p.year is None),
]


def ids(hits: list[IndexHit]) -> list[str]:
    return [hit.id for hit in hits]


class TestSearching:
    def test_dense_ranks_by_cosine(
        self, index: VectorIndex, corpus: list[IndexedPoint], query: IndexedPoint
    ) -> None:
        index.upsert(corpus)
        hits = index.search(dense=query.dense * 3, sparse=None, limit=20)
        cosines = {p.id: float(_unit(p.dense) @ _unit(query.dense)) for p in corpus}
        assert ids(hits) == sorted(cosines, key=lambda i: -cosines[i])[:20]
        assert [hit.score for hit in hits] == pytest.approx(
            [cosines[hit.id] for hit in hits], abs=2e-5
        )

    def test_sparse_weighs_terms_by_rarity(
        self, index: VectorIndex, make_point: MakePoint, sparse: Sparse
    ) -> None:
        index.upsert(
            [
                make_point(1, terms={7: 1.0}),
                make_point(2, terms={8: 1.0}),
                make_point(3, terms={8: 1.0, 9: 1.0}),
                make_point(4, terms={9: 2.0}),
            ]
        )
        hits = index.search(dense=None, sparse=sparse({8: 1.0, 7: 1.0}))
        assert hits[0].payload.passage == 1
        assert {hit.id for hit in hits} == {make_point(n).id for n in (1, 2, 3)}

    @pytest.mark.parametrize("fusion", ["rrf", "dbsf"])
    def test_hybrid_prefers_what_both_lists_hold(
        self, index: VectorIndex, make_point: MakePoint, sparse: Sparse, fusion: str
    ) -> None:
        axis = np.eye(16, dtype=np.float32)
        index.upsert(
            [
                make_point(1, dense=axis[0] + 0.1 * axis[1], terms={5: 1.0}),
                make_point(2, dense=axis[0], terms={6: 1.0}),
                make_point(3, dense=axis[3], terms={5: 1.1}),
                make_point(4, dense=axis[4], terms={6: 1.0}),
            ]
        )
        both = index.search(dense=axis[0], sparse=sparse({5: 1.0}), fusion=fusion)  # type: ignore[arg-type]
        assert both[0].id == make_point(1).id

    def test_weights_move_the_balance(
        self, index: VectorIndex, make_point: MakePoint, sparse: Sparse
    ) -> None:
        axis = np.eye(16, dtype=np.float32)
        index.upsert(
            [
                make_point(1, dense=axis[0], terms={6: 1.0}),
                make_point(2, dense=axis[1], terms={5: 1.0}),
            ]
        )
        words, meaning = sparse({5: 1.0}), axis[0]
        by_meaning = index.search(dense=meaning, sparse=words, dense_weight=1, sparse_weight=0)
        by_words = index.search(dense=meaning, sparse=words, dense_weight=0, sparse_weight=1)
        heavy = index.search(dense=meaning, sparse=words, dense_weight=1, sparse_weight=5)
        assert by_meaning[0].id == make_point(1).id
        assert ids(by_words) == [make_point(2).id]
        assert heavy[0].id == make_point(2).id

    def test_equal_scores_are_ordered_by_id_however_they_were_written(
        self, index: VectorIndex, make_point: MakePoint, sparse: Sparse
    ) -> None:
        same = np.ones(16, dtype=np.float32)
        points = [make_point(n, dense=same, terms={3: 1.0}) for n in range(80)]
        other = make_point(99, dense=-same, terms={4: 1.0})
        index.upsert([*points[::-2], other, *points[::2]])
        expected = sorted(point.id for point in points)[:5]
        terms = sparse({3: 1.0})
        assert ids(index.search(dense=same, sparse=None, limit=5)) == expected
        assert ids(index.search(dense=None, sparse=terms, limit=5)) == expected
        assert ids(index.search(dense=same, sparse=terms, limit=5, prefetch=7)) == expected

    @pytest.mark.parametrize(
        ("chosen", "holds"), [pytest.param(f, holds, id=name) for name, f, holds in FILTERS]
    )
    def test_filters(
        self,
        index: VectorIndex,
        corpus: list[IndexedPoint],
        query: IndexedPoint,
        chosen: Filter,
        holds: Callable[[PointPayload], bool],
    ) -> None:
        index.upsert(corpus)
        expected = {point.id for point in corpus if holds(point.payload)}
        found = index.search(dense=query.dense, sparse=None, filter=chosen, limit=100)
        assert set(ids(found)) == expected
        assert index.count(chosen) == len(expected)

    def test_hybrid_filters_both_lists(
        self, index: VectorIndex, corpus: list[IndexedPoint], query: IndexedPoint
    ) -> None:
        index.upsert(corpus)
        hits = index.search(
            dense=query.dense, sparse=query.sparse, filter=Match("section", "facts"), limit=60
        )
        assert len(hits) == 30
        assert {hit.payload.section for hit in hits} == {"facts"}

    def test_what_finds_nothing(
        self, index: VectorIndex, corpus: list[IndexedPoint], query: IndexedPoint, sparse: Sparse
    ) -> None:
        zeros = np.zeros(16, dtype=np.float32)
        assert index.search(dense=query.dense, sparse=query.sparse) == []
        assert index.search_groups(dense=query.dense, sparse=query.sparse) == []
        assert index.facet("kind") == []
        assert list(index.document_ids()) == []
        index.upsert(corpus)
        assert index.search(dense=None, sparse=sparse({})) == []
        assert index.search(dense=None, sparse=sparse({399_999: 1.0})) == []
        assert index.search(dense=zeros, sparse=None) == []
        assert index.search(dense=query.dense, sparse=None, limit=0) == []
        assert index.search(dense=query.dense, sparse=None, filter=Match("year", 1900)) == []

    def test_a_search_without_vectors_is_a_bug(self, index: VectorIndex) -> None:
        with pytest.raises(ValueError):
            index.search(dense=None, sparse=None)


class TestGroups:
    def test_every_group_is_filled(self, index: VectorIndex, make_point: MakePoint) -> None:
        near, far = np.ones(16, dtype=np.float32), np.eye(16, dtype=np.float32)[0]
        strong = [make_point(n, dense=near, case_id="loud") for n in range(40)]
        weak = [make_point(n, dense=far + 0.01 * n, case_id=f"c{n % 4}") for n in range(40, 60)]
        index.upsert([*strong, *weak])
        groups = index.search_groups(dense=near, sparse=None, limit=5, group_size=3, prefetch=10)
        assert {group.key for group in groups} == {"loud", "c0", "c1", "c2", "c3"}
        assert groups[0].key == "loud"
        assert [len(group.hits) for group in groups] == [3] * 5
        assert all(hit.payload.case_id == group.key for group in groups for hit in group.hits)

    def test_groups_hold_the_best_of_their_own(
        self, index: VectorIndex, corpus: list[IndexedPoint], query: IndexedPoint
    ) -> None:
        index.upsert(corpus)
        groups = index.search_groups(
            dense=query.dense, sparse=None, limit=6, group_size=4, prefetch=3
        )
        assert len(groups) == 6
        for group in groups:
            own = index.search(
                dense=query.dense, sparse=None, filter=Match("case_id", group.key), limit=4
            )
            assert list(group.hits) == own
        best = [group.hits[0].score for group in groups]
        assert best == sorted(best, reverse=True)
        assert best[0] == index.search(dense=query.dense, sparse=None, limit=1)[0].score

    def test_hybrid_groups_under_a_filter(
        self, index: VectorIndex, corpus: list[IndexedPoint], query: IndexedPoint
    ) -> None:
        index.upsert(corpus)
        groups = index.search_groups(
            dense=query.dense,
            sparse=query.sparse,
            filter=Match("section", "facts"),
            group_by="document_id",
            limit=12,
            group_size=2,
            prefetch=5,
        )
        assert len(groups) == 12
        assert all(len(group.hits) == 2 for group in groups)
        assert {h.payload.section for group in groups for h in group.hits} == {"facts"}

    @pytest.mark.parametrize("field", ["labels", "court", "year", "c"])
    def test_a_field_that_cannot_group_is_refused(self, index: VectorIndex, field: str) -> None:
        with pytest.raises(InvalidQuery) as caught:
            index.search_groups(dense=np.ones(16, np.float32), sparse=None, group_by=field)
        assert caught.value.code == "FILTER_NOT_ALLOWED"


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)


class TestNearest:
    @pytest.mark.parametrize("side", ["dense", "sparse"])
    def test_a_list_is_a_search_without_payloads(
        self, index: VectorIndex, corpus: list[IndexedPoint], query: IndexedPoint, side: str
    ) -> None:
        index.upsert(corpus)
        narrow = Match("section", "facts")
        vector = query.dense if side == "dense" else query.sparse
        found = index.nearest(vector, filter=narrow, limit=7)
        hits = index.search(
            dense=query.dense if side == "dense" else None,
            sparse=query.sparse if side == "sparse" else None,
            filter=narrow,
            limit=7,
        )
        assert [(one.id, one.score, one.key) for one in found] == [
            (hit.id, hit.score, hit.payload.case_id) for hit in hits
        ]
        payloads = index.payloads([*(one.id for one in found[:2]), str(uuid.uuid4())])
        assert payloads == {hit.id: hit.payload for hit in hits[:2]}

    def test_a_vector_that_asks_nothing_finds_nothing(
        self, index: VectorIndex, corpus: list[IndexedPoint], sparse: Sparse
    ) -> None:
        index.upsert(corpus)
        assert index.nearest(np.zeros(16, np.float32)) == []
        assert index.nearest(sparse({})) == []

    def test_what_no_caller_should_ask(self, index: VectorIndex, query: IndexedPoint) -> None:
        with pytest.raises(ValueError, match="dense"):
            index.nearest(query.dense[:3])
        with pytest.raises(ValueError, match="limit"):
            index.nearest(query.dense, limit=-1)
