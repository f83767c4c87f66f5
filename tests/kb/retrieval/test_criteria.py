"""What a search is narrowed by: the user's filter, the caller's cases, labels of whole cases."""

from collections.abc import Sequence

from kb.index.filters import And, Filter, Match, Not, Or, Range
from kb.retrieval.criteria import Criteria, by_case

NO_RULE = Match("labels", values=("loopholes:no_rule",))
TAKING = Match("offences", values=("bribery_taking",))


def bearing(keys: Sequence[str]) -> set[str]:
    return {"case-b", "case-a"} if list(keys) == ["loopholes:no_rule"] else set()


def test_the_caller_limits_and_leaves_out_cases() -> None:
    criteria = Criteria(TAKING, cases=("case-a", "case-b"), except_cases=("case-b",))
    assert criteria.filters() == [
        TAKING,
        Match("case_id", values=("case-a", "case-b")),
        Not(Match("case_id", values=("case-b",))),
    ]
    assert Criteria().filters() == []


def test_labels_are_asked_of_whole_cases_wherever_they_stand() -> None:
    cases = Match("case_id", values=("case-a", "case-b"))
    asked: Filter = And(Or(NO_RULE, TAKING), Not(And(NO_RULE, Range("year", gte=2015))))
    assert by_case(asked, bearing) == And(
        Or(cases, TAKING), Not(And(cases, Range("year", gte=2015)))
    )


def test_a_label_of_no_case_matches_nothing() -> None:
    nowhere = Match("labels", values=("causes:bid_rigging",))
    assert by_case(nowhere, bearing) == Match("case_id", values=())
