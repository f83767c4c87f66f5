"""A year of birth is read where one is stated, and never from a deed of somebody called 某生."""

import pytest

from kb.model import Section, SectionKind, Span
from nlp.births import birth_year
from nlp.investigated import find_investigated
from nlp.parties import read_parties

OPENING = "某县人民法院\n刑事判决书\n（2017）某0102刑初36号\n公诉机关某县人民检察院。\n"


def accused(words: str) -> tuple[str, int | None]:
    """The accused of a judgment whose head says the words."""
    text = OPENING + words
    body = (Section(SectionKind.BODY, Span(0, len(text))),)
    [found] = [one for one in read_parties(text, body) if one.role == "被告人"]
    assert found.span.of(text) == found.name
    return found.name, found.birth_year


@pytest.mark.parametrize(
    ("details", "year"),
    [
        pytest.param("，男，1965年3月2日出生于某省某市。", 1965, id="born_in_a_place"),
        pytest.param("，男，生于1963年3月，汉族。", 1963, id="born_in"),
        pytest.param("，男生于1963年，汉族。", 1963, id="no_comma"),
        pytest.param("生于1963年3月，男。", 1963, id="right_after_the_name"),
        pytest.param("（1971年10月生），女。", 1971, id="in_brackets"),
        pytest.param("，女，1968年生人，会计。", 1968, id="of_that_year"),
        pytest.param("，男，1970年9月8日生某省某县。", 1970, id="no_preposition"),
        pytest.param("，女，1982年12月13日出于某市，农民。", 1982, id="a_word_left_out"),
        pytest.param("，1974年4月14日出，住某县。", 1974, id="half_a_word"),
        pytest.param("，男，出生日期：1966年7月。", 1966, id="as_in_a_form"),
        pytest.param("，出生于1959年，退休干部。", 1959, id="longer_word_first"),
        pytest.param("，男，1962年5月生，2009年3月出任局长。", 1962, id="the_first_of_two"),
        pytest.param("，男，2015年3月出任某局局长。", None, id="took_a_post"),
        pytest.param("，男，2015年3月2日出具虚假证明。", None, id="issued"),
        pytest.param("，某厂厂长，2015年生产科扩建。", None, id="production"),
        pytest.param("，合同于2014年8月1日生效。", None, id="in_force"),
        pytest.param("，2013年6月出于私利批准转让。", None, id="out_of"),
        pytest.param("，男，高中文化。张长生于2015年3月收受李某现金。", None, id="name_of_another"),
    ],
)
def test_what_is_said_after_a_name(details: str, year: int | None) -> None:
    assert birth_year(details) == year


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param(
            "被告人张长生，男，汉族，高中文化。张长生于2015年3月收受李某现金三万元。",
            ("张长生", None),
            id="a_deed",
        ),
        pytest.param(
            "被告人张长生，男，生于1964年，汉族。张长生于2015年3月收受李某现金三万元。",
            ("张长生", 1964),
            id="a_birth_and_a_deed",
        ),
        pytest.param("被告人李春生于2016年1月2日被刑事拘留。", ("李春生", None), id="an_arrest"),
        pytest.param(
            "被告人李春生于1963年3月2日出生，某局局长。李春生认罪。", ("李春生", 1963), id="both"
        ),
        pytest.param(
            "被告人刘某生于1963年3月，男，某局局长。\n经审理查明：刘某收受现金，刘某退赃。",
            ("刘某", 1963),
            id="the_verb_is_no_part_of_the_name",
        ),
        pytest.param(
            "被告人赵福生于2014年6月，利用职务便利收受现金。\n经审理查明：赵福生收受现金。",
            ("赵福生", None),
            id="the_whole_name_stands_elsewhere",
        ),
        pytest.param(
            "被告人赵福生于2014年6月，利用职务便利收受现金。",
            ("赵福生", None),
            id="nothing_tells_the_name",
        ),
        pytest.param("被告人王生于1963年3月，男。", ("王生", None), id="one_sign_is_no_name"),
    ],
)
def test_a_name_that_ends_in_the_verb(words: str, found: tuple[str, int | None]) -> None:
    assert accused(words) == found


def test_a_bulletin_reads_births_by_the_same_rule() -> None:
    told = "钱某，男，生于1966年3月，某县某局原局长。\n孙某，某县某厂原厂长，1995年生产科科长。\n"
    assert [(one.name, one.birth_year) for one in find_investigated(told)] == [
        ("钱某", 1966),
        ("孙某", None),
    ]
