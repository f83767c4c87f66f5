"""Rare cases of a pack and what is told of them less exactly."""

from dataclasses import replace

import pytest

from kb.education.pack_anonymity import ToldLess, rare, traits
from kb.education.pack_content import Passage, QuestionKind, QuizQuestion, Teaching
from kb.education.pack_facts import RareTold
from kb.education.redaction.anonymity import Traits, traits_of
from kb.education.redaction.folding import fold
from nlp.amounts import find_amounts
from tests.kb.education.pack_world import PACK, with_passage
from tests.kb.education.told_cases import case, paper

COMMON = traits_of("finance_officer", "事业单位", 2_000_000, 2020)


def test_the_years_counted_are_those_of_the_acts_as_the_pack_tells_them() -> None:
    words = "经查，其虚开发票套取资金。"
    told = [paper(words, acts=acts) for acts in (("2013-05", "2018-06"), ("2013", "2013-11"))]
    assert [traits(case(one), ()).year for one in told] == ["2013-2018", "2013"]
    assert traits(case(paper(words)), ()).year == ""


def test_a_case_that_others_share_is_not_rare() -> None:
    assert rare([COMMON, COMMON], [COMMON], k=3) == ()


def test_the_year_goes_before_the_money_and_the_post_stays() -> None:
    odd_year = replace(COMMON, year="1999")
    (one,) = rare([odd_year], [COMMON] * 4, k=3)
    assert (one.case, one.sharing, one.left_out, one.still) == (1, 1, ("year",), 3)
    odd = traits_of("finance_officer", "事业单位", 90, 1999)
    (one,) = rare([odd], [COMMON] * 4, k=3)
    assert one.left_out == ("year", "amount") and one.still == 3


def test_what_stays_rare_is_told_to_whoever_releases() -> None:
    lonely = Traits("medical_manager", "医疗卫生机构", "不满3万元", "2001")
    (one,) = rare([lonely], [COMMON] * 9, k=3)
    assert one.still == 1


def test_a_case_of_a_post_of_its_own_is_told_without_year_and_money() -> None:
    lonely = traits_of("medical_manager", "医疗卫生机构", 2_000_000, 2020)
    (one,) = rare([lonely], [COMMON] * 9, k=3)
    assert one.left_out == ("year", "amount") and one.still == 1
    pair = [lonely, replace(lonely, year="2021")]
    assert [each.left_out for each in rare(pair, [COMMON] * 9, k=3)] == [("year", "amount")] * 2


def test_money_and_years_are_left_out_of_the_rare_case_alone() -> None:
    told = with_passage(
        PACK, Passage("2016年至2019年收受现金共计38万元，并处罚金20万元。", ("S1",))
    )
    question = QuizQuestion(
        QuestionKind.SINGLE, "案例1的罪名？", ("甲", "乙"), (0,), "据文书，2016年收受38万元。", ()
    )
    told = replace(told, quiz=(question,))
    rare_told = [RareTold(case=1, sharing=1, left_out=("year", "amount"), still=3)]
    less = ToldLess(rare_told, lambda words: find_amounts(fold(words).text)).content(told)
    first = "".join(one.text for s in less.cases[0].sections for one in s.passages)
    assert "38万" not in first and "2016" not in first and "某几年" in first and "若干元" in first
    assert "罚金20万元" in first
    assert "38万" not in less.quiz[0].explanation and "2016" not in less.quiz[0].explanation
    others = [[p.text for s in one.sections for p in s.passages] for one in less.cases[1:]]
    assert others == [[p.text for s in one.sections for p in s.passages] for one in told.cases[1:]]


@pytest.mark.parametrize(
    ("told", "less"),
    [
        ("收受他人财物价值人民币200万余元。", "收受他人财物价值人民币若干元。"),
        ("受贿数额共计123万余元。", "受贿数额共计若干元。"),
        ("非法占有公款达到45万余元。", "非法占有公款达到若干元。"),
        ("每次收下不满1万元。", "每次收下若干元。"),
        ("涉案金额20万元以上不满300万元。", "涉案金额若干元。"),
        ("受贿数额20万元以上不满300万元。", "受贿数额若干元。"),
        ("套取资金1亿元以上。", "套取资金若干元。"),
        ("2013至2018年期间收受。", "某几年期间收受。"),
        ("2013、2014年两次收受。", "某几年两次收受。"),
        ("二〇一三年至二〇一八年收受。", "某几年收受。"),
        ("涉案合同编号2013至2018号。", "涉案合同编号2013至2018号。"),
    ],
)
def test_ordinary_wording_of_money_and_years_is_left_out(told: str, less: str) -> None:
    assert _less_of(Passage(told)) == less


@pytest.mark.parametrize(
    "clause",
    [
        "触犯《刑法》第三百八十三条：贪污数额在三万元以上不满二十万元的，处三年以下有期徒刑。",
        "触犯《某县招标办法》第八条：单项合同满50万元以上的，应当公开招标。",
    ],
)
def test_a_threshold_of_a_clause_stays_in_the_clause_alone(clause: str) -> None:
    assert _less_of(Passage(clause), Teaching.BOUNDARIES) == clause
    assert "万元" not in _less_of(Passage(clause))
    own = "触犯《刑法》第三百八十三条：贪污数额在三万元以上的。"
    assert _less_of(Passage(own), Teaching.BOUNDARIES) == own
    told = "其违反廉洁纪律，收受礼金数额达38万元以上。"
    assert "38万" not in _less_of(Passage(told), Teaching.BOUNDARIES)
    with_sum = "触犯《刑法》第三百八十五条：受贿38万元。"
    assert "38万" not in _less_of(Passage(with_sum), Teaching.BOUNDARIES)


def _less_of(passage: Passage, kind: Teaching = Teaching.SUMMARY) -> str:
    first, *others = PACK.cases
    sections = tuple(
        replace(one, passages=(*one.passages, passage)) if one.kind is kind else one
        for one in first.sections
    )
    pack = replace(PACK, cases=(replace(first, sections=sections), *others))
    rare_told = [RareTold(case=1, sharing=1, left_out=("year", "amount"), still=3)]
    less = ToldLess(rare_told, lambda words: find_amounts(fold(words).text)).content(pack)
    section = next(one for one in less.cases[0].sections if one.kind is kind)
    return section.passages[-1].text
