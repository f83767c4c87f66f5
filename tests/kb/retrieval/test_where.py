"""The grammar of filters: codes and Chinese names, ranges, refusals."""

import pytest

from kb.errors import InvalidQuery
from kb.retrieval.criteria import Criteria
from kb.retrieval.where import parse_where
from kb.terms import load_taxonomy


@pytest.mark.parametrize(
    ("conditions", "criteria"),
    [
        pytest.param([], Criteria(), id="nothing"),
        pytest.param(
            ["领域=工程建设,医疗医保"],
            Criteria(domains=("engineering_construction", "healthcare")),
            id="alternatives_in_chinese",
        ),
        pytest.param(["offence=bribery_taking"], Criteria(offences=("bribery_taking",)), id="code"),
        pytest.param(["罪名=受贿"], Criteria(offences=("bribery_taking",)), id="alias"),
        pytest.param(
            ["标签=制度空白", "label=causes:bid_rigging"],
            Criteria(labels=("loopholes:no_rule", "causes:bid_rigging")),
            id="labels_gather",
        ),
        pytest.param(
            ["年份=2015..2020"], Criteria(year_from=2015, year_to=2020), id="years_between"
        ),
        pytest.param(["year=2018"], Criteria(year_from=2018, year_to=2018), id="one_year"),
        pytest.param(["数额=30万.."], Criteria(amount_from=300_000.0), id="amount_from"),
        pytest.param(["amount=..1.5亿元"], Criteria(amount_to=1.5e8), id="amount_to"),
        pytest.param(["法院=某市中级人民法院"], Criteria(courts=("某市中级人民法院",)), id="court"),
    ],
)
def test_conditions_are_understood(conditions: list[str], criteria: Criteria) -> None:
    assert parse_where(conditions, load_taxonomy()) == criteria


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        pytest.param("level=3", "FILTER_NOT_ALLOWED", id="unknown_field"),
        pytest.param("领域", "FILTER_NOT_ALLOWED", id="no_value"),
        pytest.param("领域=", "FILTER_NOT_ALLOWED", id="empty_value"),
        pytest.param("领域=外星", "FILTER_VALUE_UNKNOWN", id="unknown_value"),
        pytest.param("label=offence:bribery_taking", "FILTER_VALUE_UNKNOWN", id="not_a_label"),
        pytest.param("year=20..", "FILTER_VALUE_UNKNOWN", id="not_a_year"),
        pytest.param("amount=很多", "FILTER_VALUE_UNKNOWN", id="not_an_amount"),
        pytest.param("year=2015,2016", "FILTER_NOT_ALLOWED", id="list_of_years"),
    ],
)
def test_unclear_conditions_are_refused(condition: str, code: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        parse_where([condition], load_taxonomy())
    assert refused.value.code == code
