"""The grammar of typed words: phrases, exclusions, refusals with a position."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import InvalidQuery
from kb.retrieval.typed_query import TypedQuery, parse_query


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        pytest.param("串标 围标", TypedQuery("串标 围标"), id="words"),
        pytest.param('串标 "评标专家"', TypedQuery("串标", ("评标专家",)), id="phrase"),
        pytest.param("“指定 品牌”采购", TypedQuery("采购", ("指定 品牌",)), id="chinese_quotes"),
        pytest.param("串标 -医院", TypedQuery("串标", (), ("医院",)), id="dash"),
        pytest.param("串标 －医院", TypedQuery("串标", (), ("医院",)), id="wide_dash"),
        pytest.param("串标 NOT 医院", TypedQuery("串标", (), ("医院",)), id="not"),
        pytest.param("非 医院 串标", TypedQuery("串标", (), ("医院",)), id="fei"),
        pytest.param(
            "串标 不含 学校 不含“卫生院”", TypedQuery("串标", (), ("学校", "卫生院")), id="buhan"
        ),
        pytest.param(
            '串标 -"医疗 设备"', TypedQuery("串标", (), ("医疗 设备",)), id="minus_phrase"
        ),
        pytest.param("非法集资 不含税价格", TypedQuery("非法集资 不含税价格"), id="words_with_fei"),
        pytest.param("（2021）某01刑初1-2号", TypedQuery("（2021）某01刑初1-2号"), id="inner_dash"),
        pytest.param("甲 - 乙 -- 丙", TypedQuery("甲 - 乙 -- 丙"), id="bare_dashes"),
        pytest.param("not 甲", TypedQuery("not 甲"), id="small_not_is_a_word"),
        pytest.param("  ", TypedQuery(""), id="blank"),
    ],
)
def test_what_is_typed_is_understood(text: str, typed: TypedQuery) -> None:
    assert parse_query(text) == typed


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        pytest.param('串标 "评标', "QUERY_QUOTE_UNCLOSED", 4, id="open_quote"),
        pytest.param("串标”", "QUERY_QUOTE_UNCLOSED", 3, id="closing_alone"),
        pytest.param('串标 " "', "QUERY_PHRASE_EMPTY", 4, id="empty_phrase"),
        pytest.param("串标 NOT", "QUERY_EXCLUSION_EMPTY", 4, id="nothing_behind_not"),
        pytest.param("串标 不含  ", "QUERY_EXCLUSION_EMPTY", 4, id="nothing_behind_buhan"),
        pytest.param("-医院 非 学校", "QUERY_ONLY_EXCLUSIONS", None, id="only_exclusions"),
    ],
)
def test_a_slip_is_refused_with_its_place(text: str, code: str, position: int | None) -> None:
    with pytest.raises(InvalidQuery) as refused:
        parse_query(text)
    assert (refused.value.code, refused.value.context.get("position")) == (code, position)


@given(st.text(alphabet=' \n"“”＂-－非不含NOT串标医院', max_size=30))
def test_anything_typed_is_understood_or_refused(text: str) -> None:
    try:
        typed = parse_query(text)
    except InvalidQuery as refused:
        assert refused.code.startswith("QUERY_")
        return
    assert all(one.strip() for one in (*typed.phrases, *typed.excluded))
    assert typed.wanted or not text.strip()


word = st.text(alphabet="串标评审医院采购abc", min_size=1, max_size=5)


@given(
    words=st.lists(word, max_size=4),
    phrases=st.lists(word, max_size=3, unique=True),
    excluded=st.lists(word, max_size=3, unique=True),
    way=st.sampled_from(["-{}", "NOT {}", "非 {}", "不含 {}", '-"{}"', "不含“{}”"]),
)
def test_what_is_written_is_read_back(
    words: list[str], phrases: list[str], excluded: list[str], way: str
) -> None:
    if excluded and not (words or phrases):
        return
    parts = [*words, *(f'"{one}"' for one in phrases), *map(way.format, excluded)]
    assert parse_query(" ".join(parts)) == TypedQuery(
        " ".join(words), tuple(phrases), tuple(excluded)
    )
