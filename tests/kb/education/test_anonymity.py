"""Rare combinations of traits are named, with the least to leave out."""

import pytest

from kb.education.redaction.anonymity import Traits, rare_cases, traits_of
from kb.errors import InvalidQuery

COMMON = Traits("局长", "县住建局", "20万元以上不满300万元", "2019")


def test_a_case_that_k_share_is_not_rare() -> None:
    assert rare_cases([COMMON, COMMON, COMMON], k=3) == ()


def test_a_rare_case_is_told_with_what_to_leave_out() -> None:
    odd = Traits("局长", "县住建局", "1亿元以上", "2019")
    (rare,) = rare_cases([COMMON, COMMON, COMMON, odd], k=3)
    assert (rare.rank, rare.sharing, rare.advice) == (3, 1, ("amount",))


def test_cases_known_elsewhere_are_a_crowd_too() -> None:
    assert rare_cases([COMMON], k=3, population=[COMMON, COMMON]) == ()


def test_what_is_not_told_is_shared_by_all() -> None:
    assert rare_cases([COMMON, Traits("局长", "", "", "")], k=2)[0].rank == 0


def test_amounts_count_by_bracket() -> None:
    assert traits_of("局长", "县住建局", 500_000, 2019) == traits_of(
        "局长", "县住建局", 900_000, 2019
    )


def test_k_is_at_least_one() -> None:
    with pytest.raises(InvalidQuery):
        rare_cases([COMMON], k=0)
