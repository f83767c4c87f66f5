"""The order of the queue by the figures of its docstring."""

import pytest

from kb.review.queue import Candidate, priority, priority_parts


def candidate(layer: str = "loopholes", **changed: float) -> Candidate:
    values = {"confidence": 0.55, "boilerplate": False, "frequency": 20, "readers": 0, **changed}
    return Candidate(layer, **values)  # type: ignore[arg-type]


def test_the_worked_example() -> None:
    assert priority(candidate()) == pytest.approx(0.810, abs=0.001)
    cause = candidate("causes", confidence=0.85)
    assert priority(cause) == pytest.approx(0.470, abs=0.001)


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(candidate(confidence=0.85), id="surer"),
        pytest.param(candidate(frequency=400), id="more_frequent"),
        pytest.param(candidate("causes"), id="a_layer_not_acted_upon"),
        pytest.param(candidate(boilerplate=True), id="a_formula"),
        pytest.param(candidate(readers=2), id="a_document_others_have_read"),
    ],
)
def test_what_comes_later(after: Candidate) -> None:
    assert priority(candidate()) > priority(after)


def test_measures_weigh_like_loopholes() -> None:
    assert priority(candidate("measures")) == priority(candidate())


def test_parts_stay_between_nothing_and_their_weight() -> None:
    for confidence in (0.0, 0.5, 1.0):
        parts = priority_parts(candidate(confidence=confidence, frequency=0))
        assert all(0 <= part.value <= 1 for part in parts)
    assert sum(part.weight for part in parts) == pytest.approx(1.0)
