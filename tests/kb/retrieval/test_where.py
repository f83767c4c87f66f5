"""The grammar of filters: codes and Chinese names, operators, ranges, refusals with a position."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import InvalidQuery
from kb.index.filters import And, Filter, Match, Not, Or, Range
from kb.retrieval.criteria import Criteria
from kb.retrieval.where import parse_filter, parse_where
from kb.terms import load_taxonomy

BUILDING = Match("domains", values=("engineering_construction",))
TAKING = Match("offences", values=("bribery_taking",))
EMBEZZLING = Match("offences", values=("embezzlement",))
VILLAGE = Match("positions", values=("village_cadre",))


def parsed(expression: str) -> Filter:
    return parse_filter(expression, load_taxonomy())


@pytest.mark.parametrize(
    ("expression", "filter"),
    [
        pytest.param(
            "领域=工程建设,医疗医保",
            Match("domains", values=("engineering_construction", "healthcare")),
            id="alternatives_in_chinese",
        ),
        pytest.param("领域 = 工程建设， 工程建设 ", BUILDING, id="blanks_and_wide_comma"),
        pytest.param("offence=bribery_taking", TAKING, id="code"),
        pytest.param("罪名＝受贿", TAKING, id="alias_and_wide_equals"),
        pytest.param("岗位=村干部", VILLAGE, id="spoken_name"),
        pytest.param("部分=指控", Match("section", values=("charge",)), id="part"),
        pytest.param(
            "part=facts,主文", Match("section", values=("facts", "ruling", "decision")), id="parts"
        ),
        pytest.param(
            "文种=忏悔书",
            Or(
                Match("kind", values=("confession",)),
                Match(
                    "section",
                    values=("experience", "reflection", "consequence", "exhortation"),
                ),
            ),
            id="confessions_alone_and_printed",
        ),
        pytest.param("年份=2015..2020", Range("year", gte=2015, lte=2020), id="years_between"),
        pytest.param("year=2018", Range("year", gte=2018, lte=2018), id="one_year"),
        pytest.param("数额=30万..", Range("amount", gte=300_000.0), id="amount_from"),
        pytest.param("amount=..1.5亿元", Range("amount", lte=1.5e8), id="amount_to"),
        pytest.param(
            "法院=某市中级人民法院", Match("court", values=("某市中级人民法院",)), id="court"
        ),
        pytest.param(
            '法院="某市 且 某县（筹）",某院',
            Match("court", values=("某市 且 某县（筹）", "某院")),
            id="quoted_value",
        ),
        pytest.param(
            "罪名=办理偷越国（边）境人员出入境证件罪",
            Match("offences", values=("illegal_exit_documents",)),
            id="brackets_in_a_name",
        ),
        pytest.param(
            "标签=程序被规避或倒置 或 罪名=非国家工作人员受贿罪",
            Or(
                Match("labels", values=("loopholes:procedure_bypassed",)),
                Match("offences", values=("non_state_bribery_taking",)),
            ),
            id="operators_in_names",
        ),
    ],
)
def test_conditions_are_understood(expression: str, filter: Filter) -> None:
    assert parsed(expression) == filter


@pytest.mark.parametrize(
    ("expression", "filter"),
    [
        pytest.param(
            "领域=工程建设 AND (罪名=受贿罪 OR 罪名=贪污罪) AND NOT 岗位=村干部",
            And(BUILDING, Or(TAKING, EMBEZZLING), Not(VILLAGE)),
            id="english",
        ),
        pytest.param(
            "领域=工程建设 且（罪名=受贿罪 或 罪名=贪污罪）且 非 岗位=village_cadre",
            And(BUILDING, Or(TAKING, EMBEZZLING), Not(VILLAGE)),
            id="chinese",
        ),
        pytest.param(
            "领域=工程建设且(罪名=受贿罪或罪名=贪污罪)且非岗位=village_cadre",
            And(BUILDING, Or(TAKING, EMBEZZLING), Not(VILLAGE)),
            id="chinese_without_blanks",
        ),
        pytest.param(
            "领域=工程建设 or 罪名=受贿罪 and 罪名=贪污罪",
            Or(BUILDING, And(TAKING, EMBEZZLING)),
            id="and_binds_tighter",
        ),
        pytest.param("NOT (非 罪名=受贿罪)", Not(Not(TAKING)), id="twice_not"),
        pytest.param("((罪名=受贿罪))", TAKING, id="idle_brackets"),
    ],
)
def test_operators_are_understood(expression: str, filter: Filter) -> None:
    assert parsed(expression) == filter


def test_several_expressions_must_all_hold() -> None:
    both = parse_where(["罪名=受贿罪", "罪名=贪污罪 OR 领域=工程建设"], load_taxonomy())
    assert both == Criteria(And(TAKING, Or(EMBEZZLING, BUILDING)))
    assert parse_where([], load_taxonomy()) == Criteria()


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        pytest.param("level=3", "FILTER_NOT_ALLOWED", id="unknown_field"),
        pytest.param("领域", "FILTER_NOT_ALLOWED", id="no_value"),
        pytest.param("领域=", "FILTER_NOT_ALLOWED", id="empty_value"),
        pytest.param("领域=外星", "FILTER_VALUE_UNKNOWN", id="unknown_value"),
        pytest.param("label=offence:bribery_taking", "FILTER_VALUE_UNKNOWN", id="not_a_label"),
        pytest.param("year=20..", "FILTER_VALUE_UNKNOWN", id="not_a_year"),
        pytest.param("year=..", "FILTER_VALUE_UNKNOWN", id="no_bounds"),
        pytest.param("amount=很多", "FILTER_VALUE_UNKNOWN", id="not_an_amount"),
        pytest.param("year=2015,2016", "FILTER_NOT_ALLOWED", id="list_of_years"),
        pytest.param("(" * 40 + "year=2015" + ")" * 40, "FILTER_TOO_DEEP", id="deep"),
        pytest.param("法院=" + "某" * 2000, "FILTER_TOO_LONG", id="long"),
    ],
)
def test_unclear_conditions_are_refused(expression: str, code: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        parsed(expression)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("expression", "code", "position"),
    [
        pytest.param("", "FILTER_SYNTAX", 1, id="empty"),
        pytest.param("罪名=受贿罪 AND", "FILTER_SYNTAX", 11, id="nothing_behind_and"),
        pytest.param("罪名=受贿罪 罪名=贪污罪", "FILTER_SYNTAX", 8, id="no_operator"),
        pytest.param("罪名=受贿罪)", "FILTER_SYNTAX", 7, id="closing_alone"),
        pytest.param("且 罪名=受贿罪", "FILTER_SYNTAX", 1, id="operator_first"),
        pytest.param("罪名=受贿罪 AND (罪名=贪污罪", "FILTER_UNCLOSED", 12, id="bracket_left_open"),
        pytest.param("法院=“某院", "FILTER_UNCLOSED", 4, id="quote_left_open"),
        pytest.param('法院="某院"乙', "FILTER_SYNTAX", 8, id="words_behind_a_quote"),
        pytest.param("罪名=受贿罪 OR ()", "FILTER_SYNTAX", 12, id="empty_brackets"),
    ],
)
def test_the_place_of_a_slip_is_told(expression: str, code: str, position: int) -> None:
    with pytest.raises(InvalidQuery) as refused:
        parsed(expression)
    assert (refused.value.code, refused.value.context["position"]) == (code, position)


@given(st.text(alphabet='罪名受贿=＝()（）且或非 ANDORNOT,，"“”..2015年份x\x00', max_size=40))
def test_anything_typed_is_understood_or_refused(expression: str) -> None:
    try:
        parsed(expression)
    except InvalidQuery as refused:
        assert refused.code.startswith("FILTER_") or refused.code == "QUERY_INVALID"


leaves = st.sampled_from(
    [
        ("罪名=受贿罪", TAKING),
        ("领域=engineering_construction", BUILDING),
        ("罪名=贪污", EMBEZZLING),
        ("year=2015..", Range("year", gte=2015)),
    ]
)


@st.composite
def written(draw: st.DrawFn, depth: int = 3) -> tuple[str, Filter]:
    """An expression in full brackets, and the filter it means."""
    shape = draw(st.sampled_from(["leaf", "not", "and", "or"])) if depth else "leaf"
    if shape == "leaf":
        return draw(leaves)
    words, filter = draw(written(depth - 1))
    if shape == "not":
        return f"{draw(st.sampled_from(['NOT', '非', 'not']))}({words})", Not(filter)
    more, other = draw(written(depth - 1))
    operator = draw(st.sampled_from(["AND", "且", "并且"] if shape == "and" else ["OR", "或"]))
    joined = And(filter, other) if shape == "and" else Or(filter, other)
    return f"（{words}） {operator} ({more})", joined


@given(written())
def test_what_is_written_in_brackets_is_read_back(one: tuple[str, Filter]) -> None:
    expression, filter = one
    assert parsed(expression) == filter
