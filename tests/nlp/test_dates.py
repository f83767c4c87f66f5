"""Dates, and when the acts happened."""

import time

import pytest

from kb.model import Section, SectionKind, Span
from nlp.dates import find_dates, time_span


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("2013年5月2日", ["2013-05-02"], id="full"),
        pytest.param("二〇一八年四月二十八日", ["2018-04-28"], id="written"),
        pytest.param("二O一七年十二月三十一日", ["2017-12-31"], id="written_with_o"),
        pytest.param("2013年3月至5月", ["2013-03", "2013-05"], id="range_inherits_the_year"),
        pytest.param(
            "2013年3月，同年10月2日，次年元月", ["2013-03", "2013-10-02", "2014-01"], id="back"
        ),
        pytest.param("2013年5月2日，同月5日", ["2013-05-02", "2013-05-05"], id="same_month"),
        pytest.param("2014年底", ["2014-12"], id="end_of_year"),
        pytest.param("2014年初", ["2014-01"], id="start_of_year"),
        pytest.param("2010年至2012年间", ["2010", "2012"], id="years"),
        pytest.param("2015-06-07", ["2015-06-07"], id="iso"),
        pytest.param("同年3月", [], id="no_year_before"),
        pytest.param("为期5个月", [], id="duration"),
    ],
)
def test_dates(text: str, values: list[str]) -> None:
    assert [mention.value for mention in find_dates(text)] == values


def _facts(words: str) -> tuple[Section, ...]:
    return (Section(SectionKind.FACTS, Span(0, len(words))),)


@pytest.mark.parametrize(
    ("facts", "span"),
    [
        pytest.param(
            "经审理查明：2012年5月至2015年3月，被告人张某利用职务便利，"
            "多次收受李某财物共计人民币八万元，"
            "为其承揽工程提供帮助。案发后，张某于2016年1月8日投案。",
            ("2012-05", "2015-03"),
            id="acts_not_surrender",
        ),
        pytest.param(
            "经审理查明：被告人张某，1965年3月出生，2001年任某县某局局长。2009年春节，"
            "张某收受李某送给的现金一万元，"
            "次年5月又收受王某送给的现金二万元。2016年3月2日某县监察委员会立案调查，同日对其留置。",
            ("2009", "2010-05"),
            id="no_birth_no_post_no_custody",
        ),
        pytest.param(
            "经审理查明：2017年3月，某市公开招标某工程。张某收受李某给予的好处费五万元，"
            "为其谋取中标利益提供帮助和便利条件，"
            "并将其中的部分款项用于家庭日常开支，其余款项存入银行账户，未向组织报告该情况。",
            ("2017-03", "2017-03"),
            id="the_date_of_the_sentence_before",
        ),
    ],
)
def test_span_of_the_acts(facts: str, span: tuple[str, str]) -> None:
    found = time_span(facts, _facts(facts))
    assert found is not None
    assert (found.start, found.end) == span


def test_without_sections_the_formula_opens_the_facts() -> None:
    text = (
        "被告人张某，1960年1月2日出生。经审理查明，2011年8月张某收受李某现金3万元。"
        "本院认为，张某的行为构成受贿罪。判决如下：被告人张某犯受贿罪。二〇一六年五月一日"
    )
    found = time_span(text, (Section(SectionKind.BODY, Span(0, len(text))),))
    assert found is not None
    assert (found.start, found.end) == ("2011-08", "2011-08")


def test_facts_without_dates_have_no_span() -> None:
    text = "经审理查明，被告人张某收受李某现金3万元。"
    assert time_span(text, ()) is None


@pytest.mark.parametrize(
    "bait", ["9" * 100_000, "2013年" * 30_000, "5月" * 50_000, "同年" * 50_000]
)
def test_bait_is_read_in_linear_time(bait: str) -> None:
    started = time.process_time()
    time_span("经审理查明，" + bait, ())
    assert time.process_time() - started < 2.0
