"""Crimes found and crimes alleged.

Over 250 lines because it is tables of example sentences, one row a rule.
"""

import time

import pytest

from kb.model import DocumentKind, Section, SectionKind, Span
from nlp.offences import OffenceLexicon, default_lexicon, find_offences

FIRST = DocumentKind.JUDGMENT_FIRST_INSTANCE
SECOND = DocumentKind.JUDGMENT_SECOND_INSTANCE
HEAD = "某县人民法院 刑事判决书 （2017）某刑初1号 公诉机关某县人民检察院。 "


def _read(
    text: str, kind: DocumentKind, status: str, *, title: str = ""
) -> list[tuple[str, str, str]]:
    sections = (Section(SectionKind.BODY, Span(0, len(text))),)
    found = find_offences(text, kind, sections, title=title)
    return [(one.name, one.offence, one.defendant) for one in found if one.status == status]


JUDGMENT = (
    HEAD + "被告人张某，男。 被告人李某，男。 "
    "某县人民检察院指控被告人张某犯受贿罪、贪污罪，被告人李某犯行贿罪，"
    "于2017年1月1日提起公诉。本院审理了本案。经审理查明：张某收受李某财物。王某犯诈骗罪已判决。"
    "本院认为，张某的行为构成受贿罪，不构成贪污罪。依照刑法第三百八十五条之规定，判决如下： "
    "一、被告人张某犯受贿罪，判处有期徒刑三年。 二、被告人李某犯行贿罪，免予刑事处罚。 "
    "如不服本判决，可以上诉。"
)


def test_found_is_what_the_ruling_says() -> None:
    assert _read(JUDGMENT, FIRST, "found") == [
        ("受贿罪", "bribery_taking", "张某"),
        ("行贿罪", "bribery_giving", "李某"),
    ]


def test_alleged_is_what_was_charged_of_the_accused_alone() -> None:
    assert _read(JUDGMENT, FIRST, "alleged") == [
        ("受贿罪", "bribery_taking", "张某"),
        ("贪污罪", "embezzlement", "张某"),
        ("行贿罪", "bribery_giving", "李某"),
    ]


@pytest.mark.parametrize(
    ("ruling", "found"),
    [
        pytest.param(
            "被告人张某犯非国家工作人员受贿罪，判处有期徒刑一年。",
            [("非国家工作人员受贿罪", "non_state_bribery_taking", "张某")],
            id="longest_name_wins",
        ),
        pytest.param(
            "被告人张某、李某犯贪污罪，分别判处有期徒刑一年；犯受贿罪，免予刑事处罚。",
            [
                ("贪污罪", "embezzlement", "张某"),
                ("贪污罪", "embezzlement", "李某"),
                ("受贿罪", "bribery_taking", "张某"),
                ("受贿罪", "bribery_taking", "李某"),
            ],
            id="two_persons_two_crimes",
        ),
        pytest.param(
            "被告人张某犯国有公司人员滥用职权罪，判处有期徒刑一年。",
            [("国有公司、企业、事业单位人员滥用职权罪", "soe_abuse_of_power", "张某")],
            id="half_of_a_long_name",
        ),
        pytest.param(
            "被告人张某犯掩饰、隐瞒犯罪所得罪，判处有期徒刑一年；犯贩卖毒品罪，判处有期徒刑二年。",
            [("掩饰、隐瞒犯罪所得罪", "", "张某"), ("贩卖毒品罪", "", "张某")],
            id="outside_the_taxonomy",
        ),
        pytest.param(
            "被告人张某犯隐匿、故意销毁会计凭证、会计账簿罪，判处有期徒刑一年；"
            "犯骗取贷款、金融票证罪，判处有期徒刑二年。",
            [
                ("隐匿、故意销毁会计凭证、会计账簿罪", "", "张某"),
                ("骗取贷款、金融票证罪", "", "张某"),
            ],
            id="names_with_a_list_inside",
        ),
        pytest.param(
            "被告人张某犯受贿罪，判处有期徒刑二年，与前犯盗窃罪判处有期徒刑一年并罚，"
            "决定执行有期徒刑二年六个月。",
            [("受贿罪", "bribery_taking", "张某")],
            id="a_former_crime_is_not_of_this_case",
        ),
        pytest.param("被告人张某无罪。", [], id="acquitted"),
    ],
)
def test_rulings(ruling: str, found: list[tuple[str, str, str]]) -> None:
    text = (
        f"{HEAD}被告人张某，男。 被告人李某，男。 本院认为，指控成立。判决如下： {ruling} "
        f"如不服本判决"
    )
    assert _read(text, FIRST, "found") == found


APPEAL = (
    "某市中级人民法院 刑事判决书 （2018）某刑终1号 原公诉机关某县人民检察院。 "
    "上诉人（原审被告人）张某，男。 "
    "原审被告人李某，男。 原审法院认定张某收受财物。据此判决：一、被告人张某犯受贿罪，"
    "判处有期徒刑五年。"
    "二、被告人李某犯行贿罪，判处有期徒刑一年。宣判后，张某不服，提出上诉。本院认为，"
    "量刑过重。判决如下： "
)


def test_an_appeal_takes_over_what_it_upholds() -> None:
    text = (
        APPEAL + "一、维持某县人民法院（2017）某刑初1号刑事判决第二项； "
        "二、撤销某县人民法院（2017）某刑初1号"
        "刑事判决第一项，即被告人张某犯受贿罪，判处有期徒刑五年； 三、"
        "上诉人张某犯非国家工作人员受贿罪，判处有期徒刑三年。 "
        "本判决为终审判决。"
    )
    assert _read(text, SECOND, "found") == [
        ("非国家工作人员受贿罪", "non_state_bribery_taking", "张某"),
        ("行贿罪", "bribery_giving", "李某"),
    ]


def test_struck_down_is_not_found_even_where_the_struck_list_has_numbers() -> None:
    text = (
        APPEAL
        + "一、撤销某县人民法院刑事判决第一、二项，即一、被告人张某犯贪污罪，判处有期徒刑五年；"
        "三、被告人李某犯诈骗罪，判处有期徒刑一年。 二、上诉人张某犯受贿罪，"
        "判处有期徒刑三年。 本判决为终审判决。"
    )
    assert _read(text, SECOND, "found") == [("受贿罪", "bribery_taking", "张某")]


@pytest.mark.parametrize(
    ("text", "kind", "status", "names"),
    [
        pytest.param(
            "经查，张某涉嫌受贿、挪用公款犯罪。",
            DocumentKind.DISCIPLINE_BULLETIN,
            "alleged",
            ["受贿罪", "挪用公款罪"],
            id="suspected_without_the_sign_of_crime",
        ),
        pytest.param(
            "2023年7月，张某因犯受贿罪，被判处有期徒刑三年九个月。",
            DocumentKind.CASE_ANALYSIS,
            "found",
            ["受贿罪"],
            id="convicted_in_an_analysis",
        ),
        pytest.param(
            "某县人民法院以行贿罪判处李某有期徒刑四年。",
            DocumentKind.GUIDING_CASE,
            "found",
            ["行贿罪"],
            id="guiding_case",
        ),
        pytest.param(
            "应当以受贿罪追究其刑事责任。",
            DocumentKind.INDICTMENT,
            "alleged",
            ["受贿罪"],
            id="indictment",
        ),
        pytest.param(
            "依照刑法受贿罪的规定", DocumentKind.REGULATION, "alleged", [], id="regulation"
        ),
        pytest.param("张某的行为不构成贪污罪。", DocumentKind.UNKNOWN, "alleged", [], id="denied"),
    ],
)
def test_other_documents(text: str, kind: DocumentKind, status: str, names: list[str]) -> None:
    assert [name for name, _, _ in _read(text, kind, status)] == names


def test_the_title_alleges() -> None:
    text = "张某受贿、滥用职权案\n基本情况：某局原局长。"
    found = _read(text, DocumentKind.CASE_ANALYSIS, "alleged", title="张某受贿、滥用职权案")
    assert [offence for _, offence, _ in found] == ["bribery_taking", "abuse_of_power"]


def test_a_lexicon_is_built_of_names_and_titles() -> None:
    lexicon = OffenceLexicon({"受贿": "b"}, {"b": "受贿罪"})
    row = lexicon.match_row("受贿、洗钱罪和盗窃罪。", 0, 11)
    assert [(one.name, one.offence) for one in row] == [
        ("受贿罪", "b"),
        ("洗钱罪", ""),
        ("盗窃罪", ""),
    ]


def test_every_crime_of_the_taxonomy_is_read_by_its_own_name() -> None:
    from kb.terms import load_taxonomy

    lexicon = default_lexicon()
    for offence in load_taxonomy().offences.values():
        named = lexicon.match(offence.name, 0, len(offence.name))
        assert named is not None
        assert (named.name, named.offence) == (offence.name, offence.id)


@pytest.mark.parametrize(
    "bait", ["犯" * 100_000, "指控犯受贿罪、" * 15_000, "（" * 100_000, "第" * 50_000]
)
def test_bait_is_read_in_linear_time(bait: str) -> None:
    started = time.process_time()
    find_offences(bait, FIRST, ())
    find_offences("判决如下：被告人" + bait, FIRST, ())
    find_offences("涉嫌" + bait, DocumentKind.DISCIPLINE_BULLETIN, ())
    assert time.process_time() - started < 3.0


REASONED = (
    "某市中级人民法院 刑事判决书 （2018）某刑终2号 原公诉机关某县人民检察院。 "
    "上诉人（原审被告人）张某，男。 原审被告人李某，男。 "
    "原判认定，被告人张某身为主任，李某伙同他人收受财物，均构成受贿罪。原审法院据此判决："
    "一、被告人张某犯贪污罪，判处有期徒刑五年；犯滥用职权罪，判处有期徒刑一年；"
    "数罪并罚，决定执行有期徒刑五年六个月。二、被告人李某犯贪污罪，判处有期徒刑一年。"
    "被告人张某作为主任同意付款，其行为构成受贿罪。宣判后，张某不服，提出上诉。"
    "本院认为，判决如下： "
)


@pytest.mark.parametrize(
    ("ruling", "found"),
    [
        pytest.param(
            "一、维持某县人民法院刑事判决第二项；二、撤销第一项；"
            "三、上诉人张某犯贪污罪，判处有期徒刑三年。",
            [("贪污罪", "张某"), ("贪污罪", "李某")],
            id="a_crime_of_the_reasons_below_convicts_nobody",
        ),
        pytest.param(
            "一、维持某县人民法院刑事判决第一项中对被告人张某犯滥用职权罪的定罪量刑部分及"
            "犯贪污罪的定罪部分，第二项；二、撤销该判决第一项中对张某犯贪污罪的量刑部分；"
            "三、上诉人张某犯贪污罪，判处有期徒刑三年。",
            [("贪污罪", "张某"), ("滥用职权罪", "张某"), ("贪污罪", "李某")],
            id="one_crime_of_a_person_upheld_another_changed",
        ),
        pytest.param(
            "一、维持某县人民法院刑事判决第一项的定罪部分；二、撤销第二项；"
            "三、张某犯贪污罪，判处有期徒刑三年；四、李某无罪。",
            [("贪污罪", "张某"), ("滥用职权罪", "张某")],
            id="the_name_alone_and_one_acquitted",
        ),
    ],
)
def test_what_an_appeal_upholds(ruling: str, found: list[tuple[str, str]]) -> None:
    read = _read(f"{REASONED}{ruling} 本判决为终审判决。", SECOND, "found")
    assert sorted((name, who) for name, _, who in read) == sorted(found)


def test_only_a_party_is_convicted_by_what_is_upheld() -> None:
    text = (
        "某市中级人民法院 刑事判决书 （2018）某刑再3号 上诉人（原审被告人）张某，男。 "
        "原审认定，被告人作为负责人同意将欠款抵顶，构成挪用资金罪。判决："
        "被告人张某犯挪用资金罪，判处有期徒刑一年。宣判后，张某不服。本院认为，判决如下： "
        "一、维持某县人民法院刑事判决的定罪部分（即原审被告人张某犯挪用资金罪）。"
        "二、上诉人张某犯挪用资金罪，免予刑事处罚。 本判决为终审判决。"
    )
    assert [who for _, _, who in _read(text, SECOND, "found")] == ["张某"]
