"""Rules of kinds and of the figure of a case that came from reading judgments; texts invented."""

import time

import pytest

from kb.model import DocumentKind, OffenceMention, Section, SectionKind, Span
from nlp.amounts import case_amount, find_amounts

FIRST, SECOND = DocumentKind.JUDGMENT_FIRST_INSTANCE, DocumentKind.JUDGMENT_SECOND_INSTANCE


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        pytest.param(
            "支付收购款共计26万元，非法侵占13万元。",
            ["other", "embezzled"],
            id="a_verb_with_a_sum_of_its_own",
        ),
        pytest.param(
            "收取货款47万元后，将其中11万元占为己有。",
            ["other", "embezzled"],
            id="part_of_what_came_in",
        ),
        pytest.param(
            "多次挪用其保管的客户缴纳资金共计37万元",
            ["misappropriated"],
            id="what_the_money_had_been",
        ),
        pytest.param("未补缴土地出让金27万元", ["loss"], id="unpaid_is_lost"),
        pytest.param("向国土局缴纳土地出让金27万元", ["other"], id="a_payment"),
        pytest.param("主动退缴赃款27万元", ["recovered"], id="paid_back_still"),
        pytest.param("挪用资金。尚有人民币35万元未归还", ["misappropriated"], id="still_out"),
        pytest.param("对李某给予经济处罚15万元", ["fine"], id="administrative_fine"),
        pytest.param("骗取补贴，该公司注册资本100万元", ["other"], id="capital_is_no_crime_money"),
        pytest.param("受贿。我收过李某的10万元", ["bribe"], id="once_took"),
        pytest.param("受贿。其将3000元钱放到办公桌上", ["bribe"], id="left_on_the_desk"),
        pytest.param(
            "受贿。收受李某20万元。我用一个黑色双肩包装了20万元",
            ["bribe", "bribe"],
            id="told_again",
        ),
        pytest.param("受贿。其拿了18万元给唐某", ["bribe"], id="brought_to"),
        pytest.param(
            "侵吞资金23万元。后张某分得7.5万元", ["embezzled", "embezzled"], id="the_share"
        ),
        pytest.param("行贿。李某给付20万元保证金", ["other"], id="a_deposit"),
        pytest.param("收到罚款通知，垫付水费70万元", ["other"], id="a_fine_is_of_its_clause"),
        pytest.param(
            "受贿。收受李某20万元。李某的房屋总价20万元",
            ["bribe", "other"],
            id="a_price_of_the_same_value",
        ),
        pytest.param(
            "受贿。收受甲5万元。收受乙3万元。上述财物共计折合人民币8万元",
            ["bribe", "bribe", "bribe"],
            id="total_of_the_above",
        ),
    ],
)
def test_kinds(text: str, kinds: list[str]) -> None:
    assert [one.kind for one in find_amounts(text)] == kinds


@pytest.mark.parametrize(
    ("text", "totals"),
    [
        pytest.param("将公司90万元资金占为己有，数额巨大", [True], id="measured_after_the_verb"),
        pytest.param("收受他人22万元，为他人谋取利益，数额巨大", [True], id="after_the_favour"),
        pytest.param("给予他人财物，数额达21.7万元", [True], id="as_much_as"),
        pytest.param("挪用资金27万元，具体事实如下", [True], id="itemised_next"),
        pytest.param(
            "挪用资金27万元，其个人得款5万元。具体事实如下",
            [False, False],
            id="the_last_of_several",
        ),
    ],
)
def test_totals(text: str, totals: list[bool]) -> None:
    assert [one.total for one in find_amounts(text)] == totals


def _low(facts: str, opinion: str, offence: str, *, below: str = "") -> float | None:
    text, sections = "", []
    for kind, words in (
        (SectionKind.PRIOR_JUDGMENT, below),
        (SectionKind.FACTS, facts),
        (SectionKind.OPINION, opinion),
        (SectionKind.RULING, "判决如下：被告人张某犯罪，并处罚金人民币二百万元。"),
    ):
        if words:
            sections.append(Section(kind, Span(len(text), len(text) + len(words))))
            text += words
    found = (OffenceMention(offence, offence, "found", Span(0, 1), "张某"),)
    kind_of_text = SECOND if below else FIRST
    figure = case_amount(text, find_amounts(text), sections, kind_of_text, found)
    return figure.low if figure else None


@pytest.mark.parametrize(
    ("facts", "opinion", "offence", "low"),
    [
        pytest.param(
            "经审理查明：张某伙同李某侵吞公款56万元，张某得款21万元。",
            "本院认为，张某单独或伙同他人侵吞公款56万元，其个人得款21万元，数额巨大，构成贪污罪。",
            "贪污罪",
            560_000,
            id="the_whole_and_not_the_share",
        ),
        pytest.param(
            "经审理查明：张某收受施工人员现金共计1.4万元；李某收受施工人员现金共计0.9万元。",
            "本院认为，李某收受他人财物9000元，为他人谋取利益，其行为构成受贿罪。",
            "受贿罪",
            14_000,
            id="one_of_several_accused",
        ),
        pytest.param(
            "经审理查明：张某收受李某22万元。",
            "本院认为，张某非法收受他人22万元，为他人谋取利益，数额巨大，构成受贿罪；"
            "单位行贿数额为8.9万元，未达到立案标准。",
            "受贿罪",
            220_000,
            id="below_the_threshold_is_no_figure",
        ),
        pytest.param(
            "经审理查明：张某贪污公款23万元。",
            "本院认为，第二起贪污数额应为9万元。张某的行为构成贪污罪。",
            "贪污罪",
            230_000,
            id="the_figure_of_one_count",
        ),
        pytest.param(
            "经审理查明：张某挪用资金48万元。",
            "指控罪名成立，但指控数额有误，应予更正，挪用数额为42万元，构成挪用资金罪。",
            "挪用资金罪",
            420_000,
            id="alleged_and_put_right",
        ),
        pytest.param(
            "经审理查明：张某收受甲、乙给予的共计11.46万元。",
            "本院认为，张某收受他人贿赂达11万余元，其行为已构成受贿罪。",
            "受贿罪",
            114_600,
            id="exact_where_the_opinion_rounds",
        ),
        pytest.param(
            "经审理查明：张某收受甲45万元、收受乙港币20万元；其原称65万元。",
            "本院认为，张某收受、索取他人现金45万元、港币20万元，其行为已构成受贿罪。",
            "受贿罪",
            450_000,
            id="currencies_are_not_added",
        ),
        pytest.param(
            "经审理查明：张某将购物卡折抵的房租60万元占为己有。修缮费用约120万元。",
            "本院认为，张某将60万元房租占为己有，构成职务侵占罪，其将该60万元房租占为己有属实。",
            "职务侵占罪",
            600_000,
            id="the_same_figure_twice_is_not_two",
        ),
    ],
)
def test_figure(facts: str, opinion: str, offence: str, low: float) -> None:
    assert _low(facts, opinion, offence) == low


def test_on_appeal_the_figure_may_be_less_than_what_was_found_below() -> None:
    opinion = "本院认为，张某非法收受他人财物13.7万元，为他人谋取利益，其行为构成受贿罪。"
    below = "原审认定：张某收受甲、乙给予的财物共计15.7万元，犯受贿罪。"
    assert _low("", opinion, "受贿罪", below=below) == 137_000


def test_what_is_to_be_repaid_is_what_was_taken() -> None:
    opinion = "本院认为，张某的行为构成职务侵占罪。责令被告人张某退赔被害单位人民币214.7万元。"
    text = f"经审理查明：张某截留货款49.7万元，又截留甲公司货款165万元。{opinion}"
    cut = text.index("责令")
    sections = (
        Section(SectionKind.FACTS, Span(0, text.index("本院认为"))),
        Section(SectionKind.OPINION, Span(text.index("本院认为"), cut)),
        Section(SectionKind.RULING, Span(cut, len(text))),
    )
    found = (OffenceMention("职务侵占罪", "职务侵占罪", "found", Span(0, 1), "张某"),)
    figure = case_amount(text, find_amounts(text), sections, FIRST, found)
    assert figure is not None
    assert figure.low == 2_147_000


@pytest.mark.parametrize(
    "bait", ["上述共计" * 20_000, "归还" * 40_000, "收受他人" * 20_000, "，数额" * 30_000]
)
def test_bait_is_read_in_linear_time(bait: str) -> None:
    started = time.process_time()
    find_amounts(f"受贿9万元{bait}9万元{bait}")
    assert time.process_time() - started < 2.0
