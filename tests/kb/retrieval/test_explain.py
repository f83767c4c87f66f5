"""The reason card: shared, different, silent, and gains that scoring again confirms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import DocumentKind, Penalty, Span
from kb.retrieval.explain import CaseSide, Comparison, ReasonCard, compare, reason_card
from kb.retrieval.outcomes import Outcome, outcome_of
from kb.retrieval.ranking import CaseFeatures, score_parts, total
from kb.retrieval.words import punishment, yuan
from kb.store.papers import Paper
from kb.terms import load_taxonomy

TAXONOMY = load_taxonomy()
NOWHERE = Span(0, 0)
FIRST = DocumentKind.JUDGMENT_FIRST_INSTANCE
SECOND = DocumentKind.JUDGMENT_SECOND_INSTANCE
NEW = CaseFeatures(
    offences=("bribery_taking",),
    domains=("healthcare",),
    labels=("causes:gift_grooming", "loopholes:no_rule"),
    amount=600_000.0,
)
PAST = CaseFeatures(
    offences=("bribery_taking", "embezzlement"),
    positions=("medical_manager",),
    labels=("causes:gift_grooming", "ideological_roots:fluke_mentality"),
    amount=800_000.0,
)


def card(new: CaseFeatures, past: CaseFeatures, meaning: float = 0.7) -> ReasonCard:
    def rescore(ours: CaseFeatures, theirs: CaseFeatures) -> float:
        return total(score_parts(ours, theirs, meaning=meaning, wording=0.5))

    parts = score_parts(new, past, meaning=meaning, wording=0.5)
    return reason_card(
        CaseSide(new), CaseSide(past), parts=parts, rescore=rescore, taxonomy=TAXONOMY
    )


def paper(kind: DocumentKind, penalties: tuple[Penalty, ...]) -> Paper:
    return Paper(kind.value, kind, "", "", penalties)


def by_facet(new: CaseSide, past: CaseSide) -> dict[str, Comparison]:
    return {one.facet: one for one in compare(new, past, TAXONOMY)}


def labels(one: Comparison) -> tuple[list[str], list[str], list[str]]:
    shared, new, past = ([i.label for i in x] for x in (one.shared, one.only_new, one.only_past))
    return shared, new, past


def test_shared_and_different_are_told_apart() -> None:
    found = by_facet(CaseSide(NEW), CaseSide(PAST))
    assert labels(found["offence"]) == (["受贿罪"], [], ["贪污罪"])
    assert labels(found["means"]) == (["围猎与感情投资"], [], [])
    assert labels(found["loopholes"])[1] == ["制度空白"]
    assert found["loopholes"].silent == "past"
    assert found["position"].silent == "new" and found["position"].only_past


def test_a_facet_that_neither_states_is_left_out() -> None:
    assert compare(CaseSide(CaseFeatures()), CaseSide(CaseFeatures()), TAXONOMY) == ()
    assert "circumstances" not in by_facet(CaseSide(NEW), CaseSide(PAST))


@pytest.mark.parametrize(
    ("ours", "theirs", "shared", "detail"),
    [
        pytest.param(6e5, 8e5, True, "旧案是新案的 1.3 倍", id="same_bracket"),
        pytest.param(6e5, 4e6, False, "旧案是新案的 6.7 倍", id="other_bracket"),
        pytest.param(6e5, None, False, "新案 60 万元", id="past_silent"),
        pytest.param(3e4, 3e4, True, "数额相同", id="equal"),
    ],
)
def test_amounts(ours: float, theirs: float | None, shared: bool, detail: str) -> None:
    one = by_facet(CaseSide(CaseFeatures(amount=ours)), CaseSide(CaseFeatures(amount=theirs)))[
        "amount"
    ]
    assert bool(one.shared) == shared
    assert one.detail.endswith(detail)


def test_circumstances_and_outcomes() -> None:
    new = CaseSide(NEW, ("voluntary_surrender", "return_assets"))
    past = CaseSide(
        PAST,
        ("return_assets", "solicit"),
        Outcome(Penalty(NOWHERE, imprisonment_months=60, fine=3e5), 2, "doc-a"),
    )
    found = by_facet(new, past)
    assert labels(found["circumstances"]) == (["退赃退赔"], ["自首"], ["索贿从重"])
    assert labels(found["outcome"]) == ([], [], ["有期徒刑", "罚金"])
    assert found["outcome"].silent == "new"
    assert found["outcome"].detail == "旧案 有期徒刑 5 年，罚金 30 万元（2 人中最重者）"


def test_gains_are_what_scoring_again_gives() -> None:
    gains = {one.part: one for one in card(NEW, PAST).gains}
    assert "旧案文书未写明领域；若写明且与新案（医疗医保）相同" in gains["domain"].sentence
    assert "旧案没有新案的动因手段与漏洞“制度空白”" in gains["labels"].sentence
    assert gains["domain"].sentence.endswith(f"，得分至多增加 {gains['domain'].gain:.3f}")


def test_an_amount_the_new_case_does_not_state() -> None:
    new = CaseFeatures(offences=("bribery_taking",))
    past = CaseFeatures(offences=("bribery_taking",), amount=8e5)
    [gain] = [one for one in card(new, past).gains if one.part == "amount"]
    assert gain.sentence.startswith("新案未写明数额；若写明且与旧案（80 万元）相同")


def test_an_identical_case_lacks_only_likeness_of_words() -> None:
    assert {one.part for one in card(PAST, PAST).gains} <= {"meaning", "wording"}


terms = st.sampled_from(["bribery_taking", "embezzlement", "abuse_of_power"])
features = st.builds(
    CaseFeatures,
    offences=st.lists(terms, unique=True).map(tuple),
    amount=st.none() | st.floats(1e4, 1e8),
)


@given(features, features)
def test_gains_are_never_negative_and_the_best_comes_first(
    new: CaseFeatures, past: CaseFeatures
) -> None:
    gains = [one.gain for one in card(new, past).gains]
    assert gains == sorted(gains, reverse=True) and all(gain > 0 for gain in gains)


def test_the_court_of_appeal_has_the_last_word() -> None:
    first = (Penalty(NOWHERE, "张某甲", imprisonment_months=60),)
    second = (Penalty(NOWHERE, "张某甲", imprisonment_months=36, probation_months=48),)
    found = outcome_of([paper(FIRST, first), paper(SECOND, second)])
    assert found and punishment(found.penalty) == "有期徒刑 3 年，缓刑 4 年"
    assert outcome_of([paper(FIRST, first), paper(SECOND, ())]) == Outcome(first[0], 1, FIRST.value)


def test_what_is_finally_served_replaces_the_single_crimes() -> None:
    penalties = (
        Penalty(NOWHERE, "张某甲", imprisonment_months=60),
        Penalty(NOWHERE, "张某甲", imprisonment_months=48),
        Penalty(NOWHERE, "张某甲", imprisonment_months=96, combined=True),
        Penalty(NOWHERE, "王某", exempt=True),
    )
    found = outcome_of([paper(FIRST, penalties)])
    assert found and (found.penalty.imprisonment_months, found.punished) == (96, 2)


def test_a_case_without_punishment_has_no_outcome() -> None:
    assert outcome_of([paper(FIRST, ())]) is None


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        pytest.param(900.0, "900 元", id="yuan"),
        pytest.param(1_568_000.0, "156.8 万元", id="ten_thousands"),
        pytest.param(1.2e8, "1.2 亿元", id="hundred_millions"),
    ],
)
def test_sums_in_words(amount: float, words: str) -> None:
    assert yuan(amount) == words
