"""What every adapter promises: the embedded index, the client's double, a server if given."""

import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from qdrant_client import QdrantClient

from kb.errors import IndexMismatch, IndexUnavailable, InvalidQuery
from kb.index.filters import And, Match, Not, Range
from kb.index.port import IndexedPoint, IndexHit, IndexSchema, SparseVector, VectorIndex
from kb.index.server import QdrantServerIndex

MakePoint = Callable[..., IndexedPoint]


def ids(hits: list[IndexHit]) -> list[str]:
    return [hit.id for hit in hits]


class TestWriting:
    def test_what_was_written_comes_back_whole(
        self, index: VectorIndex, corpus: list[IndexedPoint]
    ) -> None:
        index.upsert(corpus)
        for point in corpus[:12]:
            best = index.search(dense=point.dense, sparse=None, limit=1)[0]
            assert (best.id, best.payload) == (point.id, point.payload)
            assert best.score == pytest.approx(1.0, abs=1e-4)

    def test_the_same_id_replaces(self, index: VectorIndex, make_point: MakePoint) -> None:
        index.upsert([make_point(1), make_point(2)])
        index.upsert([make_point(1, kind="confession", year=None)])
        index.upsert([make_point(1, kind="confession", year=None)])
        assert index.count() == 2
        assert index.count(Match("kind", "confession")) == 1
        assert index.count(Match("year", 2001)) == 0

    def test_the_last_of_one_id_in_a_batch_counts(
        self, index: VectorIndex, make_point: MakePoint
    ) -> None:
        index.upsert([make_point(1), make_point(1, court="某县人民法院")])
        assert index.facet("court") == [("某县人民法院", 1)]

    def test_a_document_is_deleted_whole(
        self, index: VectorIndex, corpus: list[IndexedPoint]
    ) -> None:
        index.upsert(corpus)
        index.delete_document("document-3")
        index.delete_document("document-3")
        index.delete_document("document-none")
        assert index.count() == 55
        assert "document-3" not in dict(index.document_ids())
        hits = index.search(dense=corpus[15].dense, sparse=corpus[15].sparse, limit=60)
        assert all(hit.payload.document_id != "document-3" for hit in hits)

    def test_nothing_to_write_is_no_error(self, index: VectorIndex) -> None:
        index.upsert([])
        assert index.count() == 0

    def test_a_passage_without_known_words_is_kept(
        self, index: VectorIndex, make_point: MakePoint, query: IndexedPoint
    ) -> None:
        blank = make_point(1, dense=np.zeros(16, dtype=np.float32), terms={})
        index.upsert([blank, make_point(2)])
        assert index.count() == 2
        assert ids(index.search(dense=query.dense, sparse=None, filter=Match("year", 2001))) == [
            blank.id
        ]

    @pytest.mark.parametrize(
        ("dense", "terms"),
        [
            pytest.param(np.full(16, np.nan, np.float32), None, id="nan"),
            pytest.param(np.full(16, np.inf, np.float32), None, id="infinity"),
            pytest.param(np.ones(15, np.float32), None, id="short"),
            pytest.param(np.ones((2, 16), np.float32), None, id="two_rows"),
            pytest.param(None, ([1, 2], [1.0, float("nan")]), id="sparse_nan"),
            pytest.param(None, ([1, 2, 1], [1.0, 2.0, 3.0]), id="term_twice"),
            pytest.param(None, ([1, 2], [1.0]), id="unequal_lengths"),
        ],
    )
    def test_a_vector_that_cannot_be_kept_is_refused_with_its_batch(
        self,
        index: VectorIndex,
        make_point: MakePoint,
        dense: np.ndarray | None,
        terms: tuple[list[int], list[float]] | None,
    ) -> None:
        bad = make_point(2, dense=dense)
        if terms:
            vector = SparseVector(np.array(terms[0], np.uint32), np.array(terms[1], np.float32))
            bad = replace(bad, sparse=vector)
        with pytest.raises(ValueError):
            index.upsert([make_point(1), bad])
        with pytest.raises(ValueError):
            index.search(dense=bad.dense, sparse=bad.sparse)
        assert index.count() == 0

    def test_a_closed_index_is_unavailable(self, index: VectorIndex) -> None:
        index.close()
        index.close()
        with pytest.raises(IndexUnavailable):
            index.count()

    def test_threads_write_and_read_at_once(
        self, index: VectorIndex, make_point: MakePoint, query: IndexedPoint
    ) -> None:
        failures: list[BaseException] = []

        def work(lane: int) -> None:
            try:
                for step in range(10):
                    first = lane * 100 + step * 10
                    index.upsert([make_point(first + i) for i in range(10)])
                    index.search(dense=query.dense, sparse=query.sparse)
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=work, args=(lane,)) for lane in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert index.count() == 400


class TestCounting:
    def test_facets_are_exact(self, index: VectorIndex, corpus: list[IndexedPoint]) -> None:
        index.upsert(corpus)
        assert index.facet("offences") == [("bribery_taking", 40), ("embezzlement", 20)]
        assert index.facet("offences", limit=1) == [("bribery_taking", 40)]
        assert index.facet("labels", filter=Match("section", "facts")) == [
            ("causes:gift_grooming", 20),
            ("loopholes:no_rule", 10),
        ]
        years = index.facet("year", limit=3)
        assert years == sorted(years, key=lambda one: (-one[1], one[0]))

    @pytest.mark.parametrize("field", ["amount", "passage", "c", "nothing"])
    def test_a_field_without_facets_is_refused(self, index: VectorIndex, field: str) -> None:
        with pytest.raises(InvalidQuery):
            index.facet(field)

    def test_document_ids_are_complete(self, index: VectorIndex, make_point: MakePoint) -> None:
        points = [make_point(n, document_id=f"d{n // 2:04}") for n in range(601)]
        index.upsert(points)
        assert list(index.document_ids()) == [
            *((f"d{n:04}", 2) for n in range(300)),
            ("d0300", 1),
        ]


def test_edge_and_the_double_answer_alike(
    pair: tuple[VectorIndex, VectorIndex], make_point: MakePoint
) -> None:
    edge, memory = pair
    points = [make_point(number, seed=7) for number in range(500)]
    for one in pair:
        one.upsert(points)
    narrow = And(Not(Match("kind", "regulation")), Range("year", gte=2005))
    for number in range(15):
        asked = make_point(number, seed=8)
        for dense, sparse in (
            (asked.dense, None),
            (None, asked.sparse),
            (asked.dense, asked.sparse),
        ):
            for chosen in (None, narrow):
                ours = edge.search(dense=dense, sparse=sparse, filter=chosen, limit=20)
                theirs = memory.search(dense=dense, sparse=sparse, filter=chosen, limit=20)
                assert ids(ours) == ids(theirs)
                assert [h.score for h in ours] == pytest.approx([h.score for h in theirs], abs=3e-5)
                assert [h.payload for h in ours] == [h.payload for h in theirs]
        ours_grouped = edge.search_groups(dense=asked.dense, sparse=asked.sparse, prefetch=20)
        theirs_grouped = memory.search_groups(dense=asked.dense, sparse=asked.sparse, prefetch=20)
        assert [(g.key, ids(list(g.hits))) for g in ours_grouped] == [
            (g.key, ids(list(g.hits))) for g in theirs_grouped
        ]


def test_a_server_that_does_not_answer_is_unavailable(schema: IndexSchema) -> None:
    with pytest.raises(IndexUnavailable) as caught:
        QdrantServerIndex.connect(
            "http://127.0.0.1:1", api_key=None, collection="passages", schema=schema
        )
    assert caught.value.code == "INDEX_UNAVAILABLE"


def test_a_collection_of_another_schema_is_refused(schema: IndexSchema) -> None:
    client = QdrantClient(":memory:")
    QdrantServerIndex(client, "passages", schema)
    QdrantServerIndex(client, "passages", schema)
    with pytest.raises(IndexMismatch):
        QdrantServerIndex(client, "passages", replace(schema, model="char-512"))
    client.close()
