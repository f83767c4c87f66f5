"""Phrases and exclusions over a store: SQL text decides, and the limit is filled all the same."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from kb.index.filters import And, Filter, Match
from kb.index.port import IndexHit, PointPayload, SparseVector
from kb.model import DocumentId, TaggedDocument
from kb.retrieval.criteria import Criteria
from kb.retrieval.literal import Literal
from kb.retrieval.search import PassageSearch, WordQuery
from kb.store.acquisition import acquire
from kb.store.cases import case_id_of
from kb.store.documents import DocumentStore
from kb.store.session import Transactions

COUNT = 450


class ListedIndex:
    """An index that ranks documents in one fixed order, and knows filters by document."""

    def __init__(self, ids: Sequence[DocumentId], size: int) -> None:
        self._hits = [
            IndexHit(i, 1.0 / rank, PointPayload(i, i, 0, 0, size, "unknown", "facts"))
            for rank, i in enumerate(ids, start=1)
        ]
        self.asked: list[int] = []

    def search(self, *, filter: Filter | None, limit: int, **_: object) -> list[IndexHit]:
        self.asked.append(limit)
        return [hit for hit in self._hits if _meets(hit, filter)][:limit]


def _meets(hit: IndexHit, filter: Filter | None) -> bool:
    match filter:
        case And(parts):
            return all(_meets(hit, part) for part in parts)
        case Match("document_id"):
            return hit.id in filter.wanted
        case _:
            return True


def asked_for(*, phrases: tuple[str, ...] = (), excluded: tuple[str, ...] = ()) -> WordQuery:
    some = SparseVector(np.array([1], dtype=np.uint32), np.array([1.0], dtype=np.float32))
    dense = np.zeros(4, dtype=np.float32)
    return WordQuery("采购", ("采购",), (), (), dense, some, Literal(phrases, excluded))


@pytest.fixture
def ids(transactions: Transactions, reading: Callable[..., TaggedDocument]) -> list[DocumentId]:
    """Many documents of one length; the last ten, ranked last, say 指定品牌."""
    kept = [
        reading(f"采购{'指定品牌' if n >= COUNT - 10 else '公开招标'}第{n:04}号。")
        for n in range(COUNT)
    ]
    with transactions.writing() as session:
        DocumentStore(session).add_all(
            {
                one.document.id: (acquire(one, content=b"x"), case_id_of(one.document.id))
                for one in kept
            }
        )
    return [one.document.id for one in kept]


@pytest.fixture
def search(transactions: Transactions, ids: list[DocumentId]) -> PassageSearch:
    return PassageSearch(transactions, ListedIndex(ids, 13))  # type: ignore[arg-type]


def test_a_phrase_ranked_last_is_found(search: PassageSearch, ids: list[DocumentId]) -> None:
    hits = search.find(asked_for(phrases=("指定品牌",)), criteria=Criteria(), limit=8)
    assert [hit.document.id for hit in hits] == ids[-10:-2]
    for hit in hits:
        [phrase] = [one for one in hit.highlights if one.end - one.start == 4]
        assert hit.quote.text[phrase.start : phrase.end] == "指定品牌"


def test_exclusions_are_passed_over_until_the_limit_is_filled(
    search: PassageSearch, ids: list[DocumentId]
) -> None:
    hits = search.find(asked_for(excluded=("公开招标",)), criteria=Criteria(), limit=10)
    assert [hit.document.id for hit in hits] == ids[-10:]


def test_fewer_matches_than_asked_end_the_search(search: PassageSearch) -> None:
    hits = search.find(asked_for(phrases=("指定品牌第0449号",)), criteria=Criteria(), limit=10)
    assert len(hits) == 1
    assert search.find(asked_for(phrases=("无人说过",)), criteria=Criteria(), limit=10) == ()


def test_words_alone_ask_the_index_once(transactions: Transactions, ids: list[DocumentId]) -> None:
    index = ListedIndex(ids, 13)
    search = PassageSearch(transactions, index)  # type: ignore[arg-type]
    assert len(search.find(asked_for(), criteria=Criteria(), limit=7)) == 7
    assert index.asked == [7]


def test_matching_counts_documents_and_says_where_it_stopped(
    search: PassageSearch, ids: list[DocumentId]
) -> None:
    matching = search.matching(asked_for(phrases=("指定品牌",)), criteria=Criteria())
    assert matching.documents == frozenset(ids[-10:]) and not matching.capped
