"""The score is the visible sum of its parts, and every part only ever helps."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.retrieval import ranking
from kb.retrieval.metrics import average_precision, ndcg, percentile
from kb.retrieval.ranking import CaseFeatures, duty_share, score_parts, total
from kb.store.authority import authority_of

QUERY = CaseFeatures(
    offences=("bribery_taking",),
    domains=("healthcare", "government_procurement"),
    positions=("medical_manager",),
    labels=("causes:power_money_trade", "loopholes:no_rule"),
    amount=200_000.0,
)
share = st.floats(0.0, 1.0)


def score(query: CaseFeatures, case: CaseFeatures, meaning: float, wording: float) -> float:
    return total(score_parts(query, case, meaning=meaning, wording=wording))


@given(share, share, share)
def test_the_score_alone_is_the_sum_of_the_parts(m: float, w: float, duty: float) -> None:
    query = replace(QUERY, crimes={"bribery_taking": 0.7, "盗窃罪": 0.2}, duty=duty)
    case = replace(QUERY, positions=(), amount=5e5, crimes={"盗窃罪": 1.0}, authority=0.4)
    assert ranking.score(query, case, meaning=m, wording=w) == score(query, case, m, w)


def test_an_identical_case_scores_one() -> None:
    assert score(QUERY, QUERY, 1.0, 1.0) == pytest.approx(1.0)


def test_an_unlike_case_scores_nothing() -> None:
    assert score(QUERY, CaseFeatures(), 0.0, 0.0) == 0.0


def test_what_the_query_does_not_know_is_not_held_against_a_case() -> None:
    unknown = replace(QUERY, offences=(), amount=None)
    names = {part.name for part in score_parts(unknown, QUERY, meaning=1.0, wording=1.0)}
    assert "offence" not in names and "amount" not in names
    assert score(unknown, QUERY, 1.0, 1.0) == pytest.approx(1.0)


def test_what_speaks_of_duty_weighs_less_the_less_a_case_is_of_duty() -> None:
    likely = {"bribery_taking": 0.3, "盗窃罪": 0.9}
    query = replace(QUERY, crimes={}, duty=duty_share(likely, {"bribery_taking"}))
    usual, scaled = (
        {part.name: part.weight for part in score_parts(one, QUERY, meaning=0.5, wording=0.5)}
        for one in (replace(QUERY, crimes={}), query)
    )
    for part in ("labels", "domain", "position"):
        ratio = scaled[part] / scaled["amount"] / (usual[part] / usual["amount"])
        assert ratio == pytest.approx(0.25)
    assert sum(scaled.values()) == pytest.approx(1)
    assert duty_share({}, ()) == 1.0


def test_shared_terms_are_named() -> None:
    case = replace(QUERY, domains=("healthcare",))
    parts = {part.name: part for part in score_parts(QUERY, case, meaning=0.5, wording=0.5)}
    assert parts["domain"].shared == ("healthcare",)
    assert parts["domain"].value == 0.5


@given(meaning=share, wording=share, more=share)
def test_more_likeness_never_lowers_the_score(meaning: float, wording: float, more: float) -> None:
    lower = score(QUERY, CaseFeatures(domains=("healthcare",)), meaning, wording)
    higher = score(QUERY, QUERY, max(meaning, more), wording)
    assert 0.0 <= lower <= higher <= 1.0 + 1e-9


def test_amounts_a_hundredfold_apart_share_nothing() -> None:
    part = score_parts(QUERY, CaseFeatures(amount=2e7), meaning=0.0, wording=0.0)[-1]
    assert (part.name, part.value) == ("amount", 0.0)


def test_ndcg_by_hand() -> None:
    # gains 0,3 ranked against the ideal 3,0: (3/log2(3)) / 3
    assert ndcg([0, 3], ideal=[0, 3], at=10) == pytest.approx(0.6309, abs=1e-4)
    assert ndcg([3, 0], ideal=[0, 3], at=10) == 1.0
    assert ndcg([0, 0], ideal=[0, 0], at=10) == 0.0


def test_average_precision_by_hand() -> None:
    assert average_precision([True, False, True], total=2) == pytest.approx((1 + 2 / 3) / 2)


def test_percentiles_by_nearest_rank() -> None:
    assert percentile([3.0, 1.0, 2.0, 4.0], 0.5) == 2.0
    assert percentile([1.0] * 19 + [9.0], 0.95) == 1.0


def test_statutes_count_where_the_new_case_cites_any() -> None:
    cited = CaseFeatures(statutes=("刑法:385", "刑法:386"))
    same = score_parts(cited, CaseFeatures(statutes=("刑法:385",)), meaning=0.5, wording=0.2)
    none = score_parts(
        CaseFeatures(), CaseFeatures(statutes=("刑法:385",)), meaning=0.5, wording=0.2
    )
    part = next(one for one in same if one.name == "statutes")
    assert (part.value, part.shared) == (0.5, ("刑法:385",))
    assert "statutes" not in {one.name for one in none}


def test_a_weightier_precedent_is_never_worse() -> None:
    plain = CaseFeatures(authority=authority_of("judgment_first_instance", "某县人民法院"))
    guiding = CaseFeatures(authority=authority_of("guiding_case", ""))
    scores = [
        total(score_parts(CaseFeatures(), one, meaning=0.5, wording=0.2))
        for one in (plain, guiding)
    ]
    assert scores[0] < scores[1]
    assert authority_of("judgment_second_instance", "某省高级人民法院") == 0.6
