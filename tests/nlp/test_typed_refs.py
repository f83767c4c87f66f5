"""Numbers and articles as people type them into a search."""

import pytest

from nlp.case_numbers import find_case_numbers
from nlp.statute_refs import find_statutes
from nlp.typed_refs import written_out


@pytest.mark.parametrize(
    ("typed", "refs"),
    [
        pytest.param("刑法385条", ["《刑法》第385条"], id="no_ordinal"),
        pytest.param("《刑法》385", ["《刑法》第385条"], id="bare_number"),
        pytest.param("刑法 第３８５ 条", ["《刑法》第385条"], id="wide_and_blanks"),
        pytest.param("刑法三百八十五条 受贿", ["《刑法》第385条"], id="chinese"),
        pytest.param("刑法388条之一", ["《刑法》第388条之1"], id="sub_article"),
        pytest.param("刑法385、386条", ["《刑法》第385条", "《刑法》第386条"], id="two"),
        pytest.param("受贿罪 刑法第三百八十五条", ["《刑法》第385条"], id="behind_words"),
        pytest.param("监察法2018年修正", [], id="year"),
        pytest.param("刑法3起案件", [], id="count"),
        pytest.param("《刑法》讲座", [], id="no_number"),
    ],
)
def test_articles_are_written_out(typed: str, refs: list[str]) -> None:
    assert [str(one.ref) for one in find_statutes(written_out(typed))] == refs


@pytest.mark.parametrize(
    "typed",
    [
        "（2021）某0102刑初35号",
        "(2021)某0102刑初35号",
        "[2021] 某0102 刑初 35 号",
        "2021某0102刑初35号",
        "（２０２１）某0102刑初３５",
    ],
)
def test_case_numbers_are_written_out(typed: str) -> None:
    [number] = find_case_numbers(written_out(typed))
    assert number.value == "（2021）某0102刑初35号"


def test_other_words_stay() -> None:
    words = "2021年某镇刑初级法官 受贿 35万元 刑法学"
    assert written_out(words) == words
