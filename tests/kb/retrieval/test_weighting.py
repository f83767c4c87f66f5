"""Weights that a user gives: by name or code, adding up to one, refused when they mean nothing."""

import pytest

from kb.errors import InvalidQuery
from kb.retrieval.ranking import WEIGHTS
from kb.retrieval.weighting import parse_weights


def test_nothing_given_is_the_usual_weights() -> None:
    assert parse_weights(()) == pytest.approx(dict(WEIGHTS))


def test_names_and_codes_mean_the_same() -> None:
    assert parse_weights(["罪名=0.5"]) == parse_weights(["offence = 0.5"])


def test_weights_add_up_to_one_and_keep_their_proportions() -> None:
    weights = parse_weights(["数额=2", "案情语义=0"])
    assert sum(weights.values()) == pytest.approx(1)
    assert weights["meaning"] == 0
    ratio = weights["wording"] / weights["labels"]
    assert ratio == pytest.approx(WEIGHTS["wording"] / WEIGHTS["labels"])


@pytest.mark.parametrize(
    "given",
    ["罪名", "罪名=", "罪名=多", "罪名=-1", "罪名=101", "罪名=nan", "天气=1", "=1"],
)
def test_what_is_no_weight_is_refused(given: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        parse_weights([given])
    assert refused.value.code == "WEIGHT_INVALID"


def test_weights_that_are_all_zero_are_refused() -> None:
    with pytest.raises(InvalidQuery):
        parse_weights([f"{part}=0" for part in WEIGHTS])
