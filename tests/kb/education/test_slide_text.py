"""Text cut to slides: nothing is lost, nothing is too high, sentences stay whole where they can."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.education.slide_text import Line, rows_of, slides_of, width_of

_SIGNS = st.text(alphabet="甲乙丙丁，。；：“”（）2026S a", min_size=1, max_size=400)


@pytest.mark.parametrize(
    ("words", "width"),
    [
        pytest.param("约236万元", 3 + 3 * 0.56, id="digits_are_narrow"),
        pytest.param("“感谢”", 4, id="quotation_marks_are_wide_in_chinese"),
        pytest.param("", 0, id="nothing"),
    ],
)
def test_width(words: str, width: float) -> None:
    assert width_of(words) == pytest.approx(width)


@given(st.lists(_SIGNS, min_size=1, max_size=5))
def test_no_slide_is_too_high_and_no_sign_is_lost(texts: list[str]) -> None:
    lines = [Line(text, "标签", ("S1", "S2")) for text in texts]
    slides = slides_of(lines, room=20, most=5)
    assert "".join(one.text for slide in slides for one in slide) == "".join(texts)
    assert [one.term for slide in slides for one in slide].count("标签") == len(texts)
    assert [one.marks for slide in slides for one in slide].count(("S1", "S2")) == len(texts)
    assert all(sum(rows_of(one.width, 20) for one in slide) <= 5 for slide in slides)


def test_a_long_passage_is_cut_where_a_sentence_ends() -> None:
    text = "他收下了第一笔钱，没有退还。" * 12
    slides = slides_of([Line(text)], room=20, most=4)
    assert len(slides) > 1
    assert all(one.text.endswith("。") for slide in slides for one in slide)


def test_slides_are_about_equally_full() -> None:
    lines = [Line("一句话刚好占一行的内容。") for _ in range(8)]
    assert [len(one) for one in slides_of(lines, room=20, most=7)] == [4, 4]
