"""Fusion by hand-worked sums."""

import pytest

from kb.index.fusion import fuse, in_order, scored
from kb.index.port import Scored


def ranked(*names: str) -> list[Scored]:
    return [scored(name, 1.0 - 0.1 * place) for place, name in enumerate(names)]


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        pytest.param((1.0, 1.0), {"b": 1 / 62 + 1 / 61, "a": 1 / 61, "c": 1 / 62}, id="equal"),
        pytest.param((2.0, 1.0), {"b": 2 / 62 + 1 / 61, "a": 2 / 61, "c": 1 / 62}, id="first"),
        pytest.param((0.1, 3.0), {"b": 0.1 / 62 + 3 / 61, "c": 3 / 62, "a": 0.1 / 61}, id="second"),
    ],
)
def test_reciprocal_ranks_add_up(weights: tuple[float, float], expected: dict[str, float]) -> None:
    fused = fuse([ranked("a", "b"), ranked("b", "c")], weights, "rrf")
    assert [one.id for one in fused] == list(expected)
    assert {one.id: one.score for one in fused} == pytest.approx(expected, abs=1e-11)


def test_distributions_are_brought_to_one_scale() -> None:
    meaning = [scored("a", 0.9), scored("b", 0.8), scored("c", 0.7)]
    words = [scored("b", 30.0), scored("a", 20.0), scored("d", 10.0)]
    fused = {one.id: one.score for one in fuse([meaning, words], (1.0, 1.0), "dbsf")}
    # each list: mean ± one deviation lie at 0.5 ± 1/6
    assert fused == pytest.approx({"a": 2 / 3 + 0.5, "b": 0.5 + 2 / 3, "c": 1 / 3, "d": 1 / 3})


def test_a_list_of_equal_scores_has_no_spread() -> None:
    equal = [scored("a", 0.4), scored("b", 0.4)]
    fused = fuse([equal, [scored("b", 3.0)], []], (1.0, 1.0, 1.0), "dbsf")
    assert [(one.id, one.score) for one in fused] == [("b", 1.0), ("a", 0.5)]


def test_without_fusion_scores_stay() -> None:
    fused = fuse([[scored("b", 7.123456789), scored("a", 9.0)]], (1.0,), None)
    assert [(one.id, one.score) for one in fused] == [("a", 9.0), ("b", 7.12346)]


def test_ties_go_by_id() -> None:
    fused = fuse([ranked("y", "b"), ranked("x", "a")], (1.0, 1.0), "rrf")
    assert [one.id for one in fused] == ["x", "y", "a", "b"]
    # engines differ beyond the fifth decimal: that is no difference
    near = in_order([scored("b", 0.5000001), scored("a", 0.4999999)])
    assert [one.id for one in near] == ["a", "b"]
