"""Phrases and exclusions on the text itself: what holds, and where the marks stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import Span
from kb.retrieval.literal import Literal

TEXT = "设备采购流程由设备科编写，采购 负责人指定ABC品牌。"


@pytest.mark.parametrize(
    ("literal", "holds"),
    [
        pytest.param(Literal(), True, id="nothing_asked"),
        pytest.param(Literal(("采购流程",)), True, id="contiguous"),
        pytest.param(Literal(("采购编写",)), False, id="not_contiguous"),
        pytest.param(Literal(("采购流程", "指定abc")), True, id="both_in_either_case"),
        pytest.param(Literal(("采购流程", "医院")), False, id="one_of_two"),
        pytest.param(Literal(("采购\n负责人",)), True, id="any_blank"),
        pytest.param(Literal(("采购负责人",)), False, id="a_blank_between"),
        pytest.param(Literal((), ("品牌",)), False, id="excluded"),
        pytest.param(Literal((), ("医院", "学校")), True, id="excluded_are_absent"),
        pytest.param(Literal(("A.C",)), False, id="no_pattern_of_the_user"),
    ],
)
def test_holds(literal: Literal, holds: bool) -> None:
    assert literal.holds(TEXT) is holds


def test_a_phrase_is_one_mark_and_words_stand_between() -> None:
    marks = Literal(("采购流程",)).marks(TEXT, start=100, words=["设备", "设备采购", "采购"])
    assert [one.of(" " * 100 + TEXT) for one in marks] == ["设备", "采购流程", "设备", "采购"]


letters = st.text(alphabet="采购设备 ab", max_size=40)
literals = st.lists(st.text(alphabet="采购设备ab", min_size=1, max_size=4), max_size=3)


@given(text=letters, phrases=literals, words=literals, start=st.integers(0, 50))
def test_marks_are_exact_in_order_and_apart(
    text: str, phrases: list[str], words: list[str], start: int
) -> None:
    marks = Literal(tuple(phrases)).marks(text, start=start, words=words)
    wanted = {one.lower() for one in (*phrases, *words)}
    ends = [start, *(one.end for one in marks)]
    for mark, before in zip(marks, ends, strict=False):
        assert before <= mark.start < mark.end <= start + len(text)
        assert Span(mark.start - start, mark.end - start).of(text).lower() in wanted
    if phrases and Literal(tuple(phrases)).holds(text):
        assert marks
