"""Numerals as judgments write them."""

import pytest

from nlp.numerals import article_number, integer, number


@pytest.mark.parametrize(
    ("words", "value"),
    [
        pytest.param("一百六十九", 169, id="hundreds"),
        pytest.param("三百零五", 305, id="zero_inside"),
        pytest.param("十二", 12, id="ten_without_one"),
        pytest.param("二〇一八", 2018, id="year"),
        pytest.param("二○一八", 2018, id="year_with_a_circle"),
        pytest.param("二O一五", 2015, id="year_with_a_letter_o"),
        pytest.param("两千三百", 2300, id="liang"),
        pytest.param("一亿二千万", 120_000_000, id="myriads"),
        pytest.param("三千万亿", 3e15, id="myriad_of_yi"),
        pytest.param("壹拾贰万叁仟", 123_000, id="financial"),
        pytest.param("廿三", 23, id="twenty"),
        pytest.param("8，000", 8000, id="wide_comma"),
        pytest.param("１２．５", 12.5, id="wide_digits"),
        pytest.param("l6500", 16500, id="scanned_letter_l"),
        pytest.param("万", 10_000, id="unit_alone"),
    ],
)
def test_number_reads_every_notation(words: str, value: float) -> None:
    assert number(words) == value


@pytest.mark.parametrize("words", ["", "某", "十某", "9" * 40])
def test_what_is_no_numeral_is_none(words: str) -> None:
    assert number(words) is None


def test_integer_refuses_fractions() -> None:
    assert integer("3.5") is None
    assert integer("三百八十三") == 383


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        pytest.param("第三百八十八条之一　国家工作人员的近亲属", (388, 1), id="sub_article"),
        pytest.param("## 第15条", (15, None), id="arabic_in_markdown"),
        pytest.param("第一章 总则", None, id="chapter"),
        pytest.param("第×条", None, id="masked"),
    ],
)
def test_article_number_of_a_heading(heading: str, expected: tuple[int, int | None] | None) -> None:
    assert article_number(heading) == expected
