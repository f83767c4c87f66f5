"""What registers keep as codes is shown in words."""

from typing import Any

import pytest

from api.pages.record_words import change_words, shown
from kb.prevention.ledger_facts import EVALUATIONS, RATINGS, WARNINGS
from kb.registers.records import Register, declared
from kb.terms import load_taxonomy


@pytest.mark.parametrize(
    ("register", "field", "code", "words"),
    [
        pytest.param(WARNINGS, "grade", "orange", "橙色", id="level"),
        pytest.param(WARNINGS, "rule", "long_tenure", "任职", id="rule"),
        pytest.param(EVALUATIONS, "grade", "unqualified", "不合格", id="grade"),
        pytest.param(RATINGS, "indicator", "public_satisfaction", "满意", id="indicator"),
    ],
)
def test_codes_are_shown_in_words(
    register: Register[Any], field: str, code: str, words: str
) -> None:
    taxonomy = load_taxonomy()
    told = shown(declared(register.facts)[field], code, taxonomy, {}).words
    assert words in told and code not in told
    assert words in change_words(register, field, code, taxonomy)
