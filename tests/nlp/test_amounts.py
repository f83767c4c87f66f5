"""Money: shapes, kinds, totals, and the figure of the case.

Over 250 lines because it is tables of example sentences, one row a rule.
"""

import time

import pytest

from kb.model import DocumentKind, OffenceMention, Section, SectionKind, Span
from nlp.amounts import case_amount, find_amounts

JUDGMENT = DocumentKind.JUDGMENT_FIRST_INSTANCE


@pytest.mark.parametrize(
    ("text", "low", "high", "currency", "about"),
    [
        pytest.param("12.5万元", 125_000, 125_000, "CNY", False, id="decimal"),
        pytest.param("12，500元", 12_500, 12_500, "CNY", False, id="wide_comma"),
        pytest.param("1,234.56元", 1234.56, 1234.56, "CNY", False, id="comma"),
        pytest.param("50余万元", 500_000, 500_000, "CNY", True, id="more_before_unit"),
        pytest.param("50万余元", 500_000, 500_000, "CNY", True, id="more_after_unit"),
        pytest.param("50万元余", 500_000, 500_000, "CNY", True, id="more_at_the_end"),
        pytest.param("约30万元", 300_000, 300_000, "CNY", True, id="about"),
        pytest.param("2万3千元", 23_000, 23_000, "CNY", False, id="compound"),
        pytest.param("1亿2000万元", 120_000_000, 120_000_000, "CNY", False, id="compound_yi"),
        pytest.param("3万5000元", 35_000, 35_000, "CNY", False, id="compound_rest"),
        pytest.param("一百二十余万元", 1_200_000, 1_200_000, "CNY", True, id="chinese"),
        pytest.param("叁拾伍万元整", 350_000, 350_000, "CNY", False, id="financial"),
        pytest.param("五元一角七分", 0, 0, "", False, id="single_sign_is_no_money"),
        pytest.param("九千二百一十八元一角七分", 9218.17, 9218.17, "CNY", False, id="jiao_fen"),
        pytest.param("10万美元", 100_000, 100_000, "USD", False, id="dollars_after"),
        pytest.param("美元10000元", 10_000, 10_000, "USD", False, id="dollars_before"),
        pytest.param("港币20万元", 200_000, 200_000, "HKD", False, id="hong_kong"),
        pytest.param("人民币12万，", 120_000, 120_000, "CNY", False, id="named_without_yuan"),
        pytest.param("数十万元", 200_000, 1_000_000, "CNY", True, id="tens"),
        pytest.param("上百万元", 1_000_000, 10_000_000, "CNY", True, id="over_a_million"),
        pytest.param("5至10万元", 50_000, 100_000, "CNY", False, id="range_shared_unit"),
        pytest.param("5万元至10万元", 50_000, 100_000, "CNY", False, id="range"),
        pytest.param("三四万元", 30_000, 40_000, "CNY", False, id="three_or_four"),
        pytest.param("各20万元", 200_000, 200_000, "CNY", False, id="each"),
        pytest.param("30万某，", 300_000, 300_000, "CNY", False, id="spoilt_yuan"),
        pytest.param("8，000万某。", 80_000_000, 80_000_000, "CNY", False, id="spoilt_with_comma"),
        pytest.param("证人万某甲", 0, 0, "", False, id="a_masked_person"),
        pytest.param("2013年元月", 0, 0, "", False, id="first_month"),
        pytest.param("建筑面积5万平方米", 0, 0, "", False, id="area"),
    ],
)
def test_shapes(text: str, low: float, high: float, currency: str, about: bool) -> None:
    found = find_amounts(text)
    read = [(one.low, one.high, one.currency, one.approximate) for one in found]
    assert read == ([(low, high, currency, about)] if currency else [])


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        pytest.param("非法收受李某给予的好处费人民币12万元", ["bribe"], id="taken_though_given"),
        pytest.param("送给王某现金5万元", ["given"], id="given"),
        pytest.param("判处有期徒刑三年，并处罚金人民币二十万元", ["fine"], id="fine"),
        pytest.param("并处没收个人财产三十万元", ["confiscated"], id="confiscated"),
        pytest.param("退缴赃款30万元", ["recovered"], id="paid_back"),
        pytest.param("继续追缴违法所得人民币四十二万元", ["illicit"], id="to_be_recovered"),
        pytest.param("造成经济损失90万余元", ["loss"], id="loss"),
        pytest.param("挪用公款归还贷款20万元", ["misappropriated"], id="misappropriated"),
        pytest.param("骗取补偿款18万元", ["embezzled"], id="embezzled"),
        pytest.param("受贿数额在三万元以上的", ["other"], id="threshold_of_the_law"),
        pytest.param("合同价款560万元", ["other"], id="nobody_says"),
        pytest.param("尚未退出的违法所得48万元继续追缴", ["illicit"], id="still_to_come_back"),
        pytest.param("收取的租金1.05万元未上交单位", ["embezzled"], id="not_handed_in"),
        pytest.param("差额部分1233万元不能说明来源", ["other"], id="unexplained_is_no_bribe"),
        pytest.param("致使某公司骗取补贴62万元", ["loss"], id="caused_by_neglect"),
        pytest.param("骗取银行贷款300万元", ["other"], id="a_loan_by_fraud"),
        pytest.param("犯受贿罪。行贿人送给其5万元", ["bribe"], id="convicted_of_taking"),
        pytest.param("犯行贿罪。受贿、受贿、受贿、受贿。送给其5万元", ["given"], id="of_giving"),
        pytest.param("索贿。让我给2万元给他", ["given"], id="handed_over"),
        pytest.param("指控挪用71万元的犯罪事实，经查，证据不足", ["other"], id="refuted"),
    ],
)
def test_kinds(text: str, kinds: list[str]) -> None:
    assert [one.kind for one in find_amounts(text)] == kinds


@pytest.mark.parametrize(
    ("text", "totals"),
    [
        pytest.param("先后收受5万元、3万元，共计人民币8万元", [False, False, True], id="in_all"),
        pytest.param("收受他人财物63万元，数额巨大", [True], id="measured_by_the_court"),
        pytest.param("港币10万元（折合人民币8.4万元）", [False, True], id="converted"),
    ],
)
def test_totals(text: str, totals: list[bool]) -> None:
    assert [one.total for one in find_amounts(text)] == totals


def _cut(*parts: tuple[SectionKind, str]) -> tuple[str, tuple[Section, ...]]:
    text, sections = "", []
    for kind, words in parts:
        sections.append(Section(kind, Span(len(text), len(text) + len(words))))
        text += words
    return text, tuple(sections)


def test_the_case_is_measured_by_the_opinion_and_never_by_a_fine() -> None:
    text, sections = _cut(
        (SectionKind.FACTS, "经审理查明：收受甲5万元；收受乙3万元，以上共计8万元。"),
        (SectionKind.OPINION, "本院认为，被告人张某非法收受他人财物共计人民币8.5万元，数额较大。"),
        (SectionKind.RULING, "判决如下：犯受贿罪，并处罚金人民币二十万元；没收赃款8万元。"),
    )
    figure = case_amount(text, find_amounts(text), sections, JUDGMENT)
    assert figure is not None
    assert (figure.low, figure.kind) == (85_000, "bribe")


def test_where_the_opinion_is_silent_the_gain_to_be_recovered_counts() -> None:
    text, sections = _cut(
        (SectionKind.FACTS, "经审理查明：收受甲30万元。后收受乙12.5万元。"),
        (SectionKind.OPINION, "本院认为，被告人的行为构成受贿罪。"),
        (SectionKind.RULING, "继续追缴违法所得人民币四十二万五千元，予以没收。"),
    )
    figure = case_amount(text, find_amounts(text), sections, JUDGMENT)
    assert figure is not None
    assert figure.low == 425_000


def test_one_body_is_enough() -> None:
    text, sections = _cut((SectionKind.BODY, "收受财物共计人民币48万元，判处罚金60万元。"))
    figure = case_amount(text, find_amounts(text), sections, JUDGMENT)
    assert figure is not None
    assert figure.low == 480_000


def test_no_money_no_figure() -> None:
    text, sections = _cut((SectionKind.BODY, "判处罚金人民币二十万元。"))
    assert case_amount(text, find_amounts(text), sections, JUDGMENT) is None


@pytest.mark.parametrize(
    "bait", ["9" * 100_000, "9，999" * 30_000, "一" * 100_000, "9万" * 50_000, "9.9" * 50_000]
)
def test_bait_is_read_in_linear_time(bait: str) -> None:
    started = time.process_time()
    find_amounts(f"{bait}元{bait}")
    assert time.process_time() - started < 2.0


def _found(*names: str) -> tuple[OffenceMention, ...]:
    return tuple(OffenceMention(name, name, "found", Span(0, 1), "张某") for name in names)


RULED = (SectionKind.RULING, "判决如下：被告人张某犯罪，并处罚金人民币二百万元。")


@pytest.mark.parametrize(
    ("parts", "offences", "low", "kind"),
    [
        pytest.param(
            [
                (SectionKind.CHARGE, "公诉机关指控：被告人张某收受他人财物共计19万元。"),
                (SectionKind.FACTS, "经审理查明：被告人张某非法收受甲、乙给予的共计18.59万元。"),
                (SectionKind.OPINION, "本院认为，张某的行为构成受贿罪。"),
            ],
            ("受贿罪",),
            185_900,
            "bribe",
            id="found_not_alleged",
        ),
        pytest.param(
            [
                (SectionKind.FACTS, "经审理查明：一、张某收受甲5万元。二、张某收受乙3万元。"),
                (SectionKind.OPINION, "本院认为，张某的行为构成受贿罪。"),
            ],
            ("受贿罪",),
            80_000,
            "bribe",
            id="numbered_counts_are_summed",
        ),
        pytest.param(
            [
                (SectionKind.FACTS, "经审理查明：一、张某收受甲5万元。二、张某收受乙的手表一块。"),
                (SectionKind.OPINION, "本院认为，张某的行为构成受贿罪。"),
            ],
            ("受贿罪",),
            50_000,
            "bribe",
            id="a_count_without_a_figure_forbids_the_sum",
        ),
        pytest.param(
            [
                (SectionKind.FACTS, "经审理查明：张某贪污公款共计30万元，收受甲给予的共计8万元。"),
                (SectionKind.OPINION, "本院认为，张某的行为构成贪污罪、受贿罪。"),
            ],
            ("贪污罪", "受贿罪"),
            300_000,
            "embezzled",
            id="of_two_kinds_the_larger_and_not_the_sum",
        ),
        pytest.param(
            [
                (SectionKind.FACTS, "经审理查明：张某未审核，致使某公司骗取国家补贴共计62万元。"),
                (SectionKind.OPINION, "本院认为，张某严重不负责任，其行为构成玩忽职守罪。"),
            ],
            ("玩忽职守罪",),
            620_000,
            "loss",
            id="malfeasance_is_measured_by_the_loss",
        ),
        pytest.param(
            [
                (SectionKind.FACTS, "经审理查明：张某收受甲给予的10万元。"),
                (
                    SectionKind.OPINION,
                    "辩护人提出受贿数额应为3万元的意见，经查，受贿数额应以9.5万元计算。",
                ),
            ],
            ("受贿罪",),
            95_000,
            "bribe",
            id="what_the_court_calls_the_amount",
        ),
        pytest.param(
            [
                (SectionKind.FACTS, "经审理查明：张某收受甲96万元，索取乙16万元，共112万元。"),
                (
                    SectionKind.OPINION,
                    "本院认为，张某收受财物共计96万元，索取财物16万元，其行为构成受贿罪。",
                ),
                (SectionKind.RULING, "追缴违法所得112万元。"),
            ],
            ("受贿罪",),
            1_120_000,
            "bribe",
            id="taken_and_extorted_where_the_text_has_the_sum",
        ),
        pytest.param(
            [
                (
                    SectionKind.FACTS,
                    "经审理查明：张某收受甲共计20万元。证人甲证言：我做工程赚了90万元。",
                ),
                (SectionKind.OPINION, "本院认为，张某的行为构成受贿罪。"),
            ],
            ("受贿罪",),
            200_000,
            "bribe",
            id="a_witness_is_not_the_court",
        ),
    ],
)
def test_case_amount(
    parts: list[tuple[SectionKind, str]], offences: tuple[str, ...], low: float, kind: str
) -> None:
    text, sections = _cut(*parts, RULED)
    figure = case_amount(text, find_amounts(text), sections, JUDGMENT, _found(*offences))
    assert figure is not None
    assert (figure.low, figure.kind) == (low, kind)


def test_a_sum_of_counts_is_exact_and_stands_at_the_last() -> None:
    text, sections = _cut(
        (SectionKind.FACTS, "经审理查明：1.张某收受甲5万余元。2.张某收受乙3万元。"),
        (SectionKind.OPINION, "本院认为，张某的行为构成受贿罪。"),
    )
    figure = case_amount(text, find_amounts(text), sections, JUDGMENT, _found("受贿罪"))
    assert figure is not None
    assert (figure.total, figure.approximate, figure.span.of(text)) == (True, False, "3万元")


@pytest.mark.parametrize("bait", ["一、" * 50_000, "共计9万元" * 8_000, "本院认为" * 30_000])
def test_bait_for_the_figure_is_read_in_linear_time(bait: str) -> None:
    text, sections = _cut((SectionKind.FACTS, bait), (SectionKind.OPINION, bait))
    started = time.process_time()
    case_amount(text, find_amounts(text), sections, JUDGMENT, _found("受贿罪"))
    assert time.process_time() - started < 5.0
