"""Who may read a passage narrows every search of the index, on every adapter."""

from collections.abc import Callable

import numpy as np
import pytest

from kb.errors import InvalidQuery
from kb.governance.access import Level, Principal, Protection, desktop_principal, tokens_of
from kb.index.access import index_filter, within_reach
from kb.index.filters import And, Match, Or
from kb.index.port import IndexedPoint, SparseVector, VectorIndex
from kb.retrieval.where import parse_where
from kb.terms import load_taxonomy

MakePoint = Callable[..., IndexedPoint]

KEPT = (
    Protection(),
    Protection(Level.INTERNAL, "d1"),
    Protection(Level.SENSITIVE, "d1", accounts=frozenset({"u7"})),
    Protection(Level.RESTRICTED, "d2", departments=frozenset({"d1"})),
)


@pytest.fixture
def kept(index: VectorIndex, make_point: MakePoint) -> VectorIndex:
    points = [make_point(number, readers=tokens_of(one)) for number, one in enumerate(KEPT)]
    index.upsert([*points, make_point(len(KEPT), readers=())])
    return index


@pytest.mark.parametrize(
    ("principal", "found"),
    [
        pytest.param(Principal("u1", "甲"), {0}, id="nobody_s"),
        pytest.param(Principal("u1", "甲", "d1"), {0}, id="no_clearance"),
        pytest.param(Principal("u1", "甲", "d1", clearance=Level.SENSITIVE), {0, 1, 2}, id="own"),
        pytest.param(Principal("u7", "庚", "d3", clearance=Level.SENSITIVE), {0, 2}, id="team"),
        pytest.param(
            Principal("u1", "甲", "d1", clearance=Level.RESTRICTED), {0, 1, 2, 3}, id="granted"
        ),
        pytest.param(desktop_principal(), {0, 1, 2, 3, 4}, id="desktop"),
    ],
)
def test_a_search_finds_what_may_be_read(
    kept: VectorIndex, query: IndexedPoint, principal: Principal, found: set[int]
) -> None:
    hits = kept.search(dense=query.dense, sparse=None, filter=index_filter(principal), limit=20)
    assert {hit.payload.passage for hit in hits} == found
    # whatever is asked for besides, even everything, opens nothing more
    every = Or(Match("section", "facts"), Match("section", "opinion"))
    reach = within_reach(every, principal)
    hits = kept.search(dense=query.dense, sparse=None, filter=reach, limit=20)
    assert {hit.payload.passage for hit in hits} == found


def test_the_reach_is_joined_by_and_alone() -> None:
    asked, someone = Match("kind", "regulation"), Principal("u1", "甲")
    assert within_reach(asked, someone) == And(Match("readers", values=("0",)), asked)
    assert within_reach(None, someone) == Match("readers", values=("0",))
    assert within_reach(asked, desktop_principal()) is asked


def test_hidden_passages_do_not_tell_how_rare_a_word_is(
    index: VectorIndex, make_point: MakePoint
) -> None:
    reader = index_filter(Principal("u1", "甲"))
    rare, common = ({7: 1.0, 8: 1.0}, {8: 1.0, 9: 1.0})
    open_to_all = tokens_of(Protection())
    index.upsert(
        [make_point(n, terms=rare if n < 2 else common, readers=open_to_all) for n in range(8)]
    )
    asked = SparseVector(np.array([7, 8], np.uint32), np.array([1, 1], np.float32))
    before = index.search(dense=None, sparse=asked, filter=reader, limit=20)
    hidden = tokens_of(Protection(Level.RESTRICTED, "d1"))
    index.upsert([make_point(n, terms=rare, readers=hidden) for n in range(20, 60)])
    after = index.search(dense=None, sparse=asked, filter=reader, limit=20)
    assert [(hit.id, hit.score) for hit in after] == [(hit.id, hit.score) for hit in before]
    everything = index.search(dense=None, sparse=asked, limit=100)
    shown = {hit.id: hit.score for hit in everything}
    assert any(shown[hit.id] != hit.score for hit in before)  # counted over all it would move


@pytest.mark.parametrize("field", ["readers", "v", "可见"])
def test_no_user_s_filter_reaches_the_readers(field: str) -> None:
    with pytest.raises(InvalidQuery):
        parse_where([f"{field}=0"], load_taxonomy())


def test_readers_are_never_counted(index: VectorIndex) -> None:
    with pytest.raises(InvalidQuery):
        index.facet("readers")
