"""What the neutral filter refuses, and how a conjunction is laid flat."""

from collections.abc import Callable

import pytest

from kb.errors import InvalidQuery
from kb.index.filters import And, Clauses, Match, Not, Or, Range, clauses


@pytest.mark.parametrize(
    ("make", "code"),
    [
        pytest.param(lambda: Match("password", "x"), "FILTER_NOT_ALLOWED", id="unknown"),
        pytest.param(lambda: Match("c", "x"), "FILTER_NOT_ALLOWED", id="stored_key"),
        pytest.param(lambda: Match("", "x"), "FILTER_NOT_ALLOWED", id="empty"),
        pytest.param(lambda: Match("amount", 5), "FILTER_NOT_ALLOWED", id="match_on_float"),
        pytest.param(lambda: Range("court", gte=1), "FILTER_NOT_ALLOWED", id="range_on_words"),
        pytest.param(lambda: Range("parties[].name", gte=1), "FILTER_NOT_ALLOWED", id="path"),
        pytest.param(lambda: Match("year", "2020"), "QUERY_INVALID", id="words_for_year"),
        pytest.param(lambda: Match("year", True), "QUERY_INVALID", id="truth_for_year"),
        pytest.param(lambda: Match("year", 2**70), "QUERY_INVALID", id="endless_year"),
        pytest.param(lambda: Match("kind", 5), "QUERY_INVALID", id="number_for_kind"),
        pytest.param(lambda: Match("court", "\ud800"), "QUERY_INVALID", id="lone_surrogate"),
        pytest.param(lambda: Match("court", values=("a", "\udfff")), "QUERY_INVALID", id="second"),
        pytest.param(lambda: Range("year", gte=float("nan")), "QUERY_INVALID", id="nan"),
        pytest.param(lambda: Range("amount", lt=float("inf")), "QUERY_INVALID", id="infinity"),
    ],
)
def test_what_a_user_may_not_ask(make: Callable[[], object], code: str) -> None:
    with pytest.raises(InvalidQuery) as caught:
        make()
    assert caught.value.code == code


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: Match("kind"), id="no_value"),
        pytest.param(lambda: Match("kind", "a", ("b",)), id="value_and_values"),
        pytest.param(lambda: Range("year"), id="no_bounds"),
        pytest.param(And, id="empty_and"),
        pytest.param(Or, id="empty_or"),
    ],
)
def test_what_no_caller_should_make(make: Callable[[], object]) -> None:
    with pytest.raises(ValueError):
        make()


def test_a_conjunction_is_laid_flat() -> None:
    a, b, c = Match("kind", "a"), Match("section", "b"), Range("year", gte=2000)
    either = Or(a, b)
    assert clauses(And(a, And(b, Not(c)), either)) == Clauses((a, b, either), (c,))
    assert clauses(a) == Clauses((a,), ())
    assert clauses(Not(either)) == Clauses((), (either,))
