"""Every code that the house can raise has a Chinese answer; none leaks anything."""

import re
from pathlib import Path

import pytest

from api.errors import ANSWERS, WARNINGS, sentence

ROOT = Path(__file__).parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# NotFound("AMBIGUOUS_ID", …), default_code = "NO_TEXT", Failure(name, "TIME_LIMIT")
RAISED = re.compile(
    r"(?:(?:KbError|NotFound|InvalidQuery|ReadError|UnsupportedFormat|NoText|Encrypted|TooLarge"
    r"|AnalysisError|WorkflowError|IllegalTransition|MissingEvidence|NotAllowed|NotSignedIn"
    r"|RateLimited|StoreError|IndexUnavailable|IndexMismatch)\(\s*"
    r'|default_code = |Failure\([^"]*)'
    r'"([A-Z][A-Z_]{3,})"'
)


def raised_codes() -> set[str]:
    found: set[str] = set()
    for package in ("kb", "ingest", "nlp", "api"):
        for file in (ROOT / package).rglob("*.py"):
            found |= set(RAISED.findall(file.read_text(encoding="utf-8")))
    return found


def test_every_raised_code_is_answered() -> None:
    codes = raised_codes()
    assert len(codes) > 25
    assert codes - ANSWERS.keys() == set()


@pytest.mark.parametrize("code", sorted(ANSWERS))
def test_an_answer_is_a_chinese_sentence(code: str) -> None:
    words = sentence(code, {})
    assert CHINESE.search(words) and words.endswith("。")
    assert 400 <= ANSWERS[code].status < 600


@pytest.mark.parametrize("code", sorted(WARNINGS))
def test_a_warning_is_said_in_chinese(code: str) -> None:
    assert CHINESE.search(WARNINGS[code])


def test_a_state_is_said_by_its_name() -> None:
    words = sentence("TRANSITION_ILLEGAL", {"id": "letter-1f", "state": "served"})
    assert words.startswith("“已送达”的记录不能走这一步。")


def test_context_fills_the_sentence_and_gaps_show() -> None:
    assert sentence("NOT_FOUND", {"id": "甲.pdf"}).startswith("没有找到：甲.pdf。")
    assert "—" in sentence("NOT_FOUND", {})
