"""Sums with the words that bound them: no bracket in a bracket, no limit of the law changed."""

import re

import pytest

from kb.education.redaction.aliases import Audience
from kb.education.redaction.redact import Edition, redact
from kb.education.redaction.sums import bracket_of
from tests.kb.education.readings import READING

KEY = b"a key of thirty-two bytes or so!"


def _told(words: str, audience: Audience) -> str:
    return redact([words], Edition(audience, "某单位", KEY), READING).texts[0]


@pytest.mark.parametrize(
    ("words", "unit", "public"),
    [
        ("受贿123456元。", "受贿12万余元。", "受贿3万元以上不满20万元。"),
        ("受贿120万元以上。", "受贿120万元以上。", "受贿20万元以上。"),
        ("受贿不满12.5万元。", "受贿不满13万元。", "受贿不满20万元。"),
        ("价值40万元以内。", "价值40万元以内。", "价值300万元以内。"),
        ("每次五千元以上。", "每次若干元。", "每次若干元。"),
        ("数额三万元以上不满二十万元。", "数额3万元以上不满20万元。", "数额3万元以上不满20万元。"),
        (
            "损失25万元以上，不满80万元。",
            "损失25万元以上不满80万元。",
            "损失20万元以上不满300万元。",
        ),
        ("收受近百万元。", "收受约100万元。", "收受20万元以上不满300万元。"),
        ("收受5万美元以上。", "收受若干外币。", "收受若干外币。"),
        ("贪污1.2亿元以上。", "贪污12000万元以上。", "贪污1亿元以上。"),
        ("5万元、38万元。", "5万元、38万元。", "3万元以上不满20万元、20万元以上不满300万元。"),
    ],
)
def test_a_sum_is_told_with_its_bounds(words: str, unit: str, public: str) -> None:
    assert _told(words, Audience.UNIT) == unit
    assert _told(words, Audience.PUBLIC) == public
    assert _told(words, Audience.INTERNAL) == words


@pytest.mark.parametrize(
    "clause",
    [
        "触犯《刑法》第三百八十三条：贪污数额在三万元以上不满二十万元的，处三年以下有期徒刑。",
        "触犯《采购办法》第八条：单项合同满50万元以上的，应当公开招标。",
        "边界：挪用公款数额在五千元以上，即构成挪用公款罪。",
    ],
)
def test_the_limit_of_a_clause_stays_word_for_word(clause: str) -> None:
    for audience in (Audience.UNIT, Audience.PUBLIC):
        assert _told(clause, audience) == clause


def test_a_sum_of_the_case_inside_a_clause_is_generalised() -> None:
    told = _told("触犯《刑法》第三百八十五条：受贿38万元。", Audience.PUBLIC)
    assert told.endswith("受贿20万元以上不满300万元。")


def test_no_bracket_stands_in_a_bracket() -> None:
    bounds = ("不满", "近", "超过", "约", "")
    ends = ("以上", "以下", "以内", "左右", "以上不满七百万元", "")
    for opened in bounds:
        for sum_of in ("三千元", "38万元", "1500万元", "2亿元"):
            for ended in ends:
                told = _told(f"涉案{opened}{sum_of}{ended}。", Audience.PUBLIC)
                assert not re.search(r"以[上下内]以|满\d+[万亿]元以[上下]|不满若干", told), told
                assert told.count("以上") <= 1 and told.count("不满") <= 1, told


def test_brackets_meet_without_a_gap() -> None:
    assert [bracket_of(one * 10_000) for one in (2.9, 3, 19.9, 20, 9999, 10_000)] == [
        "不满3万元",
        "3万元以上不满20万元",
        "3万元以上不满20万元",
        "20万元以上不满300万元",
        "1000万元以上不满1亿元",
        "1亿元以上",
    ]
