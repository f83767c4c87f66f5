"""Head and foot of each kind of document."""

import pytest

from kb.model import DocumentKind, Header, Mention, Section, SectionKind, Span
from nlp.header import read_header
from nlp.parties import read_parties

FIRST = """某省某市某区人民法院
刑事判决书
（2017）某0102刑初365号
公诉机关某省某市某区人民检察院。
被告人张某甲，男，1965年3月2日出生于某省某市，汉族，大学文化，原系某县住房和城乡建设局副局长，住某县。因涉嫌犯受贿罪于2016年1月2日被刑事拘留。
辩护人李某、王某，某某律师事务所律师。
被告单位某某建设有限公司，住所地某市。
某市某区人民检察院以某检刑诉〔2017〕15号起诉书指控被告人张某甲犯受贿罪，于2017年3月1日向本院提起公诉。本院依法组成合议庭审理了本案。
经审理查明：2012年5月，被告人张某甲收受陈某现金3万元。
本院认为，被告人张某甲的行为已构成受贿罪。依照《中华人民共和国刑法》第三百八十五条第一款之规定，判决如下：
被告人张某甲犯受贿罪，判处有期徒刑一年，并处罚金人民币十万元。
如不服本判决，可在接到判决书的第二日起十日内上诉。
审判长　赵某
审判员　钱某
二〇一七年四月二十八日
书记员　孙某
"""

SECOND = (
    "王某受贿二审刑事判决书 某省某市中级人民法院 刑事判决书 （2018）某01刑终7号 "
    "原公诉机关某县人民检察院。 "
    "上诉人（原审被告人）王某，男，生于1970年，原任某镇财政所所长。 "
    "某县人民法院审理某县人民检察院指控原审被告人王某"
    "犯受贿罪一案，作出（2017）某0123刑初9号刑事判决。王某不服，提出上诉。本院认为，"
    "原判正确。依照《中华人民共和国刑事诉讼法》"
    "第二百三十六条之规定，判决如下： 上诉人王某犯受贿罪，判处有期徒刑二年。 本判决为终审判决。 "
    "审判长李某 审判员周某 二○一八年五月三日 书记员吴某"
)


def _body(text: str) -> tuple[Section, ...]:
    return (Section(SectionKind.BODY, Span(0, len(text))),)


def _read(text: str, kind: DocumentKind) -> Header:
    return read_header(text, kind, _body(text))


def _value(mention: Mention | None) -> str:
    return mention.value if mention else ""


def test_first_instance() -> None:
    header = _read(FIRST, DocumentKind.JUDGMENT_FIRST_INSTANCE)
    assert _value(header.case_no) == "（2017）某0102刑初365号"
    assert _value(header.court) == "某省某市某区人民法院"
    assert _value(header.procuratorate) == "某省某市某区人民检察院"
    assert _value(header.date) == "2017-04-28"
    assert (header.instance, header.related_case_nos) == ("first", ())


def test_a_place_name_that_ends_like_former() -> None:
    text = FIRST.replace("某省某市某区人民法院\n", "山西省太原市中级人民法院\n", 1)
    header = _read(text, DocumentKind.JUDGMENT_FIRST_INSTANCE)
    assert _value(header.court) == "山西省太原市中级人民法院"


def test_second_instance_keeps_the_number_of_the_court_below_apart() -> None:
    header = _read(SECOND, DocumentKind.JUDGMENT_SECOND_INSTANCE)
    assert _value(header.case_no) == "（2018）某01刑终7号"
    assert [one.value for one in header.related_case_nos] == ["（2017）某0123刑初9号"]
    assert _value(header.court) == "某省某市中级人民法院"
    assert (_value(header.date), header.instance) == ("2018-05-03", "second")


@pytest.mark.parametrize(
    "foot",
    [
        pytest.param("\n二〇二一年六月十八日\n", id="own_line"),
        pytest.param("\n2021年6月18日", id="figures"),
        pytest.param(" 二○二一年六月十八日", id="one_line"),
        pytest.param("\n二〇二一年六月十八日\n附：相关法律条文\n第一条。", id="before_an_annex"),
    ],
)
def test_a_foot_of_the_date_alone(foot: str) -> None:
    text = (
        FIRST.split("如不服本判决")[0].rstrip()
        + "（刑期自2021年6月1日起至2022年5月31日止）。"
        + foot
    )
    assert _value(_read(text, DocumentKind.JUDGMENT_FIRST_INSTANCE).date) == "2021-06-18"


def test_a_judgment_without_a_date_has_none() -> None:
    text = FIRST.split("如不服本判决")[0] + "（刑期自2021年6月1日起至2022年5月31日止）。"
    assert _read(text, DocumentKind.JUDGMENT_FIRST_INSTANCE).date is None


def test_parties_of_a_judgment() -> None:
    parties = read_parties(FIRST, _body(FIRST))
    assert [(one.role, one.name) for one in parties] == [
        ("公诉机关", "某省某市某区人民检察院"),
        ("被告人", "张某甲"),
        ("辩护人", "李某"),
        ("辩护人", "王某"),
        ("被告单位", "某某建设有限公司"),
    ]
    accused = parties[1]
    assert accused.position == "原系某县住房和城乡建设局副局长"
    assert (accused.birth_year, accused.span.of(FIRST)) == (1965, "张某甲")


def test_an_appellant_is_an_appellant() -> None:
    header = _read(SECOND, DocumentKind.JUDGMENT_SECOND_INSTANCE)
    accused = [one for one in header.parties if one.role == "上诉人"]
    assert [(one.name, one.position, one.birth_year) for one in accused] == [
        ("王某", "原任某镇财政所所长", 1970)
    ]


@pytest.mark.parametrize(
    ("paragraph", "name", "position"),
    [
        pytest.param("被告人赵某，某某公司董事长。", "赵某", "某某公司董事长", id="chairman"),
        pytest.param("被告人李×，女，某局干部。", "李×", "某局干部", id="masked_with_a_cross"),
        pytest.param("被告人：周某某1，男，农民。", "周某某1", "农民", id="colon_and_number"),
        pytest.param("被告人于某，男，无业。", "于某", "", id="surname_that_is_a_preposition"),
        pytest.param("被告人任某某。", "任某某", "", id="surname_that_is_a_verb"),
        pytest.param(
            "被告人赵某，2010年3月任某村总支书记，住某村。",
            "赵某",
            "2010年3月任某村总支书记",
            id="since",
        ),
        pytest.param(
            "被告人孙某，男，某公司经理。被告人孙某因涉嫌挪用资金罪，于2014年1月1日被拘留。",
            "孙某",
            "某公司经理",
            id="named_again_when_arrested",
        ),
        pytest.param(
            "被告人孙某，男，某公司经理。被告人因涉嫌挪用资金罪，于2014年1月1日被拘留。",
            "孙某",
            "某公司经理",
            id="arrested_without_a_name",
        ),
    ],
)
def test_one_accused(paragraph: str, name: str, position: str) -> None:
    text = (
        f"某县人民法院 刑事判决书 （2017）某刑初1号 {paragraph} "
        f"某县人民检察院指控其犯贪污罪一案，本院审理了本案。"
    )
    accused = [one for one in read_parties(text, ()) if one.role == "被告人"]
    assert [(one.name, one.position) for one in accused] == [(name, position)]


LETTERS = {
    DocumentKind.PROCURATORIAL_SUGGESTION: (
        "某省某县人民检察院\n检察建议书\n\n某县检建〔2024〕3号\n\n某县住房和城乡建设局：\n\n"
        "本院在办理张某受贿案（（2023）某0102刑初15号）中发现，你单位存在以下问题。\n\n"
        "某省某县人民检察院\n2024年5月6日\n",
        ("某县检建〔2024〕3号", "某省某县人民检察院", "某县住房和城乡建设局", "2024-05-06"),
    ),
    DocumentKind.SUPERVISION_SUGGESTION: (
        "纪检监察建议书\n某纪监建〔2024〕12号\n\n中共某县卫生健康局党组："
        "\n在查办李某案件中，发现如下问题。\n\n"
        "某县监察委员会\n二〇二四年三月一日\n",
        ("某纪监建〔2024〕12号", "某县监察委员会", "中共某县卫生健康局党组", "2024-03-01"),
    ),
    DocumentKind.JUDICIAL_SUGGESTION: (
        "某市中级人民法院\n司法建议书\n某法建〔2024〕5号\n\n某市国有资产监督管理委员会："
        "\n我院在审判工作中发现。\n\n"
        "某市中级人民法院\n2024年7月8日",
        ("某法建〔2024〕5号", "某市中级人民法院", "某市国有资产监督管理委员会", "2024-07-08"),
    ),
    DocumentKind.INDICTMENT: (
        "某市人民检察院\n起诉书\n某检刑诉〔2024〕15号\n被告人张某，男，1970年3月2日出生。"
        "\n经依法审查查明：收受财物。\n"
        "此致\n某市人民法院\n检察官：王某\n2024年2月6日\n附件：案卷8册",
        ("某检刑诉〔2024〕15号", "某市人民检察院", "某市人民法院", "2024-02-06"),
    ),
}


@pytest.mark.parametrize("kind", LETTERS, ids=str)
def test_letters(kind: DocumentKind) -> None:
    text, expected = LETTERS[kind]
    header = _read(text, kind)
    read = (header.document_no, header.issuer, header.recipient, header.date)
    assert tuple(_value(one) for one in read) == expected


@pytest.mark.parametrize(
    ("line", "recipient"),
    [
        pytest.param("某县住房和城乡建设局", "某县住房和城乡建设局", id="a unit"),
        pytest.param("各县区财政厅（局）", "各县区财政厅（局）", id="units of two names"),
        pytest.param("某镇党委、镇人民政府", "某镇党委、镇人民政府", id="two"),
        pytest.param("群里的话摘几条，有的不一定准", "", id="what follows"),
        pytest.param("老薛笔录里挑几句（未校对）", "", id="a note in brackets"),
        pytest.param("补充（周四又去了一趟）", "", id="an addition"),
        pytest.param("本院经公开审理查明", "", id="a finding"),
    ],
)
def test_only_an_addressee_makes_a_letter_of_what_has_no_kind(line: str, recipient: str) -> None:
    header = _read(f"关于有关情况\n{line}：\n前几天听人说起一件事。", DocumentKind.UNKNOWN)
    assert _value(header.recipient) == recipient


def test_a_case_mentioned_in_a_letter_is_related() -> None:
    text, _ = LETTERS[DocumentKind.PROCURATORIAL_SUGGESTION]
    header = _read(text, DocumentKind.PROCURATORIAL_SUGGESTION)
    assert header.case_no is None
    assert [one.value for one in header.related_case_nos] == ["（2023）某0102刑初15号"]


def test_notice_of_investigation() -> None:
    text = (
        "某市政协原副主席张某接受审查调查\n发布时间：2024-05-06\n"
        "据某省纪委监委消息：某市政协原副主席张某涉嫌严重违纪违法，目前正接受纪律审查和监察调查。"
    )
    header = _read(text, DocumentKind.INVESTIGATION_NOTICE)
    assert (_value(header.issuer), _value(header.date)) == ("某省纪委监委", "2024-05-06")
    assert [(one.role, one.name, one.position) for one in header.parties] == [
        ("被审查人", "张某", "某市政协原副主席")
    ]


def test_a_bulletin_of_many_cases_names_them_all() -> None:
    text = (
        "某市纪委监委公开通报2起典型问题\n"
        "1.某县某局原党组书记、局长张某某违规收受礼品问题。2018年至2020年，张某某多次收受礼品。\n"
        "2.某镇原党委委员李某酒后驾驶问题。2021年，李某酒后驾驶。\n"
    )
    header = _read(text, DocumentKind.DISCIPLINE_BULLETIN)
    assert _value(header.issuer) == "某市纪委监委"
    assert [(one.name, one.position) for one in header.parties] == [
        ("张某某", "某县某局原党组书记、局长"),
        ("李某", "某镇原党委委员"),
    ]


def test_a_regulation_bears_its_last_promulgation_not_when_it_takes_effect() -> None:
    text = (
        "# 某某管理条例\n\n1997年12月19日 国务院令第238号公布\n\n2021年6月25日 "
        "国务院令第742号第四次修订\n\n"
        "2021年8月1日 施行\n\n第一条 为了加强管理，制定本条例。\n"
    )
    header = _read(text, DocumentKind.REGULATION)
    assert (_value(header.date), _value(header.issuer)) == ("2021-06-25", "国务院")


def test_what_the_text_does_not_say_stays_empty() -> None:
    header = _read("今天天气很好。", DocumentKind.UNKNOWN)
    assert header == Header()


@pytest.mark.parametrize("bait", ["（" * 100_000, "被告人" * 30_000, "某" * 100_000, "第" * 50_000])
def test_bait_is_read_in_linear_time(bait: str) -> None:
    import time

    started = time.process_time()
    for kind in (DocumentKind.JUDGMENT_FIRST_INSTANCE, DocumentKind.DISCIPLINE_BULLETIN):
        read_header(bait, kind, ())
    assert time.process_time() - started < 2.0
