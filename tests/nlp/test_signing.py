"""Who made cases known and when, and who only handled one."""

import pytest

from kb.model import DocumentKind
from nlp.signing import issuer_of, signed_date

BULLETIN, ANALYSIS = DocumentKind.DISCIPLINE_BULLETIN, DocumentKind.CASE_ANALYSIS
HANDLED = "2021年3月5日，某市纪委监委对张某涉嫌严重违纪违法问题立案审查调查。\n"


@pytest.mark.parametrize(
    ("kind", "text", "issuer", "date"),
    [
        pytest.param(
            BULLETIN,
            "教育部公开曝光2起典型案例\n2023年4月20日，教育部公开曝光2起典型案例。\n",
            "教育部",
            "2023-04-20",
            id="a_ministry_makes_cases_known_on_a_day",
        ),
        pytest.param(
            BULLETIN,
            "某局原局长张某被查\n" + HANDLED,
            "某市纪委监委",
            "",
            id="the_day_a_case_was_opened",
        ),
        pytest.param(
            BULLETIN,
            "某局情况\n2020年4月20日，张某被通报批评。\n",
            "",
            "",
            id="the_day_one_was_criticised",
        ),
        pytest.param(
            ANALYSIS, "某局原局长张某案剖析\n" + HANDLED, "", "", id="who_handled_did_not_write"
        ),
    ],
)
def test_signed(kind: DocumentKind, text: str, issuer: str, date: str) -> None:
    by, on = issuer_of(text, kind, ()), signed_date(text, kind, None)
    assert (by.value if by else "", on.value if on else "") == (issuer, date)
