"""Who may read a passage narrows every search of the index, on every adapter."""

from collections.abc import Callable

import pytest

from kb.errors import InvalidQuery
from kb.governance.access import Level, Principal, Protection, desktop_principal, tokens_of
from kb.index.access import index_filter, within_reach
from kb.index.filters import And, Match, Or
from kb.index.port import IndexedPoint, VectorIndex
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


@pytest.mark.parametrize("field", ["readers", "v", "可见"])
def test_no_user_s_filter_reaches_the_readers(field: str) -> None:
    with pytest.raises(InvalidQuery):
        parse_where([f"{field}=0"], load_taxonomy())


def test_readers_are_never_counted(index: VectorIndex) -> None:
    with pytest.raises(InvalidQuery):
        index.facet("readers")
