"""What is near enough to be told of itself."""

from types import SimpleNamespace
from typing import Any

import pytest

from kb.retrieval.ranking import WEIGHTS, ScorePart
from kb.retrieval.telling import tells_case, tells_hit


def case(value: float, domain: tuple[str, ...] = ()) -> Any:
    """A case all of whose parts are worth the same."""
    parts = [ScorePart(name, value, weight) for name, weight in WEIGHTS.items() if name != "domain"]
    shared = ScorePart("domain", value, WEIGHTS["domain"], domain)
    return SimpleNamespace(parts=(*parts, shared))


@pytest.mark.parametrize(
    ("value", "domain", "told"),
    [
        pytest.param(0.46, ("healthcare",), True, id="same_domain_and_alike"),
        pytest.param(0.44, ("healthcare",), False, id="same_domain_alone"),
        pytest.param(0.6, (), False, id="alike_in_another_domain"),
        pytest.param(0.66, (), True, id="so_alike_that_no_domain_is_asked"),
    ],
)
def test_a_case_is_told_where_it_is_near(value: float, domain: tuple[str, ...], told: bool) -> None:
    assert tells_case(case(value, domain)) is told


@pytest.mark.parametrize(
    ("match", "held", "told"),
    [
        pytest.param("text", 0.9, True, id="nearly_all_words"),
        pytest.param("text", 0.6, False, id="some_words"),
        pytest.param("title", 0.4, False, id="one_word_of_the_title"),
        pytest.param("number", 0.0, True, id="its_number"),
        pytest.param("citation", 0.0, True, id="cites_the_article"),
    ],
)
def test_a_hit_is_told_where_it_holds_what_is_looked_for(
    match: str, held: float, told: bool
) -> None:
    hit: Any = SimpleNamespace(match=match, held=held)
    assert tells_hit(hit) is told
