"""Rare cases of a pack and what is told of them less exactly."""

from dataclasses import replace

from kb.education.pack_anonymity import rare, told_less
from kb.education.pack_content import Passage, QuestionKind, QuizQuestion
from kb.education.pack_facts import RareTold
from kb.education.redaction.anonymity import Traits, traits_of
from kb.education.redaction.folding import fold
from nlp.amounts import find_amounts
from tests.kb.education.pack_world import PACK, with_passage

COMMON = traits_of("finance_officer", "事业单位", 2_000_000, 2020)


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


def test_money_and_years_are_left_out_of_the_rare_case_alone() -> None:
    told = with_passage(
        PACK, Passage("2016年至2019年收受现金共计38万元，并处罚金20万元。", ("S1",))
    )
    question = QuizQuestion(
        QuestionKind.SINGLE, "案例1的罪名？", ("甲", "乙"), (0,), "据文书，2016年收受38万元。", ()
    )
    told = replace(told, quiz=(question,))
    rare_told = [RareTold(case=1, sharing=1, left_out=("year", "amount"), still=3)]
    less = told_less(told, rare_told, lambda words: find_amounts(fold(words).text))
    first = "".join(one.text for s in less.cases[0].sections for one in s.passages)
    assert "38万" not in first and "2016" not in first and "某几年" in first and "若干元" in first
    assert "罚金20万元" in first
    assert "38万" not in less.quiz[0].explanation and "2016" not in less.quiz[0].explanation
    others = [[p.text for s in one.sections for p in s.passages] for one in less.cases[1:]]
    assert others == [[p.text for s in one.sections for p in s.passages] for one in told.cases[1:]]
