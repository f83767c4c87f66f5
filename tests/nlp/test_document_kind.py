"""What kind a text is: title, first lines, body and tail, and the traps between them."""

import json
import lzma
from pathlib import Path

import pytest

from kb.model import DocumentKind as K
from nlp.document_kind import detect_kind

_FIRST = (
    "某省某市中级人民法院\n刑事判决书\n（2020）某01刑初8号\n公诉机关某市人民检"
    "察院。\n被告人张某，男，1970年生。\n"
    "某市人民检察院以某检刑诉〔2020〕8号起诉书指控被告人张某犯受贿罪，向本院提"
    "起公诉。现已审理终结。\n"
    "本院认为，被告人张某的行为已构成受贿罪。判决如下：\n被告人张某犯受贿罪，判处有期徒刑三年。\n"
    "如不服本判决，可在接到判决书的第二日起十日内提出上诉。\n审判长 李某\n"
)
_SECOND = (
    "某省高级人民法院 刑事裁定书 （2020）某刑终12号 原公诉机关某市人民检察院。 "
    "上诉人（原审被告人）张某，男。 "
    "经二审审理查明的事实与原判一致。 本院认为，原判正确。裁定如下： 驳回上诉，"
    "维持原判。 本裁定为终审裁定。 审判长李某"
)
_BULLETIN = (
    "日前，经某市委批准，某市纪委监委对某局原局长张某严重违纪违法问题进行了立案审查调查。\n"
    "经查，张某违反政治纪律，对抗组织审查；违反廉洁纪律，违规收受礼品礼金。\n"
    "张某严重违反党的纪律，性质严重，影响恶劣，应予严肃处理。经会议研究，决定给予张某开除党籍处分。"
)
_MANY = (
    "某省纪委监委公开通报3起典型问题\n现将3起违反中央八项规定精神典型问题通报如下：\n"
    "1.某县某局原局长张某违规收受礼品问题。2019年，张某收受礼品。张某受到党内警告处分。\n"
    "2.某县某镇镇长李某公车私用问题。2020年，李某用公车办私事。李某受到政务警告处分。\n"
    "3.某县某校校长王某违规接受宴请问题。2021年，王某接受宴请。王某受到党内严重警告处分。\n"
)
_LAW = (
    "某市政府采购管理办法\n（2020年1月1日某市人民政府常务会议通过）\n第一条 为"
    "了规范采购，制定本办法。\n"
    "第二条 本办法适用于本市。\n第三条 采购应当公开。\n第四条 本办法自2020年3月1日起施行。\n"
)
_CONFESSION = (
    "我的忏悔\n我出生在一个农民家庭，是党把我培养成干部。我放松了学习，我的思想"
    "滑坡了，我收了老板的钱。"
    "我对不起组织，我辜负了信任，我后悔莫及。"
)
_ANALYSIS = (
    "某局原局长张某受贿案剖析报告\n一、基本案情\n张某收受他人财物。\n二、案发特"
    "点\n时间长。\n三、原因剖析\n监督缺位。\n"
    "四、警示启示\n要加强监督。\n"
)
_GUIDING = (
    "（检例第999号）张某贪污案\n【关键词】\n贪污\n【要旨】\n依法办理。\n【基本"
    "案情】\n被告人张某。\n【指导意义】\n从严。\n"
    "【相关规定】\n刑法\n"
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param(_FIRST, K.JUDGMENT_FIRST_INSTANCE, id="first_instance"),
        pytest.param(_FIRST.replace("\n", " "), K.JUDGMENT_FIRST_INSTANCE, id="without_lines"),
        pytest.param(_SECOND, K.JUDGMENT_SECOND_INSTANCE, id="second_instance_ruling"),
        pytest.param(
            "某市人民检察院\n起诉书\n某检刑诉〔2020〕8号\n被告人张某，男。\n本案由某市"
            "监察委员会调查终结，"
            "向本院移送起诉。\n经依法审查查明：张某受贿。\n此致\n某市人民法院\n检察官 李某\n",
            K.INDICTMENT,
            id="indictment",
        ),
        pytest.param(
            "某市人民检察院\n不起诉决定书\n某检刑不诉〔2020〕8号\n被不起诉人张某，男。"
            "\n本院决定对张某不起诉。\n"
            "被不起诉人如不服本决定，可以自收到本决定书后七日内申诉。\n",
            K.NON_PROSECUTION,
            id="non_prosecution",
        ),
        pytest.param(
            "某市原副市长张某接受纪律审查和监察调查\n某市原副市长张某涉嫌严重违纪违法，"
            "目前正接受某省纪委监委"
            "纪律审查和监察调查。\n",
            K.INVESTIGATION_NOTICE,
            id="investigation_notice",
        ),
        pytest.param(_BULLETIN, K.DISCIPLINE_BULLETIN, id="bulletin"),
        pytest.param(_MANY, K.DISCIPLINE_BULLETIN, id="bulletin_of_many_cases"),
        pytest.param(_CONFESSION, K.CONFESSION, id="confession"),
        pytest.param(_ANALYSIS, K.CASE_ANALYSIS, id="case_analysis"),
        pytest.param(
            "某市监察委员会\n监察建议书\n某监建〔2026〕3号\n某市某局：\n发现你局存在以"
            "下问题。\n现提出如下监察建议：\n"
            "一、健全制度。\n请于两个月内书面反馈整改情况。\n",
            K.SUPERVISION_SUGGESTION,
            id="supervision_suggestion",
        ),
        pytest.param(
            "某市人民检察院\n检察建议书\n某检建〔2026〕3号\n某市某局：\n本院在办理案件"
            "中发现你局存在漏洞。\n"
            "现提出如下检察建议：加强管理。\n",
            K.PROCURATORIAL_SUGGESTION,
            id="procuratorial_suggestion",
        ),
        pytest.param(
            "某市中级人民法院关于规范采购的司法建议书\n某法建〔2026〕3号\n某市某局：\n"
            "我院在审判中发现问题。\n"
            "提出如下司法建议：公开采购。\n",
            K.JUDICIAL_SUGGESTION,
            id="judicial_suggestion",
        ),
        pytest.param(
            "关于对《检察建议书》整改落实情况的报告\n某市人民检察院：\n现将整改落实情况"
            "报告如下。\n一、工作部署\n"
            "二、整改落实情况\n三、下一步打算\n附件：整改台账\n",
            K.RECTIFICATION_REPORT,
            id="answer_to_a_letter_is_no_letter",
        ),
        pytest.param(_LAW, K.REGULATION, id="regulation"),
        pytest.param(
            "最高人民法院关于办理贪污案件适用法律若干问题的解释\n为依法办案，现解释如下"
            "：\n一、数额较大。\n二、数额巨大。\n"
            "三、本解释自公布之日起施行。\n",
            K.REGULATION,
            id="interpretation_numbered_一二三",
        ),
        pytest.param(_GUIDING, K.GUIDING_CASE, id="guiding_case"),
        pytest.param(
            "关于张某受贿案的廉政风险分析报告\n一、案件基本情况\n二、案发特点\n三、原因"
            "分析\n四、风险点清单\n五、预防建议\n",
            K.RISK_ANALYSIS_REPORT,
            id="risk_report",
        ),
        pytest.param(
            "问题线索登记表\n线索编号：2026-3\n线索来源：来信\n被反映人：张某\n反映的主"
            "要问题：收受礼金。\n",
            K.CLUE_RECORD,
            id="clue_record",
        ),
    ],
)
def test_each_kind_is_recognised(text: str, kind: K) -> None:
    assert detect_kind(text).kind is kind


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "某局原局长张某受贿案一审宣判\n某市中级人民法院公开宣判，对被告人张某以受贿"
            "罪判处有期徒刑三年。张某当庭表示认罪。",
            id="news_of_a_verdict",
        ),
        pytest.param(
            "某市公开招聘公告\n根据工作需要，现面向社会公开招聘工作人员若干名。报名时间另行通知。",
            id="unrelated",
        ),
        pytest.param(
            "2015年至2018年，被告人张某利用担任某局局长的职务便利，收受李某现金20万元，"
            "为其承揽工程提供帮助。",
            id="bare_facts",
        ),
        pytest.param(
            "关于加强和改进新时代某项工作的意见\n一、总体要求\n坚持问题导向。\n二、主要"
            "任务\n完善机制。\n三、组织保障\n强化领导。\n",
            id="policy_opinion",
        ),
        pytest.param(
            "关于一季度重点工作进展情况的通报\n一季度，各单位认真推进重点工作，总体进展"
            "顺利。现将有关情况通报如下。",
            id="circular_about_work",
        ),
        pytest.param("", id="empty"),
        pytest.param(" \n\t", id="blank"),
    ],
)
def test_what_is_none_of_them_stays_unknown(text: str) -> None:
    assert detect_kind(text).kind is K.UNKNOWN


def test_the_file_name_hints_but_does_not_win() -> None:
    assert detect_kind(_MANY, name="某案一审刑事判决书.docx").kind is K.DISCIPLINE_BULLETIN
    assert detect_kind("张某收受李某财物。", name="我的忏悔书.txt").kind is K.UNKNOWN


def test_the_title_counts_though_the_text_does_not_hold_it() -> None:
    body = "一、基本情况\n张某任职多年。\n二、原因分析\n监督缺位。\n"
    assert detect_kind(body, title="某局张某案剖析报告").kind is K.CASE_ANALYSIS


def test_evidence_points_at_words_of_the_text() -> None:
    guess = detect_kind(_FIRST)
    words = [span.of(_FIRST) for span in guess.evidence]
    assert "判决如下" in words
    assert any("刑初" in word for word in words)
    assert 0.5 < guess.confidence <= 1.0


@pytest.mark.real
def test_real_judgments(shared_data: Path) -> None:
    path = shared_data / "lecard" / "judgments.jsonl.xz"
    right = total = 0
    with lzma.open(path, "rt", encoding="utf-8") as rows:
        for number, line in enumerate(rows):
            if number >= 600:
                break
            row = json.loads(line)
            if "一审刑事判决书" in row["title"] or "二审刑事判决书" in row["title"]:
                second = "二审" in row["title"]
                wanted = K.JUDGMENT_SECOND_INSTANCE if second else K.JUDGMENT_FIRST_INSTANCE
                total += 1
                right += detect_kind(row["text"]).kind is wanted
    assert total > 300
    assert right / total > 0.98


@pytest.mark.real
def test_real_notices_hold_no_judgment(shared_data: Path) -> None:
    kinds = set()
    for path in sorted((shared_data / "notices").glob("*.txt")):
        first, _, rest = path.read_text(encoding="utf-8").partition("\n")
        kinds.add(detect_kind(rest.partition("\n")[2], title=first.lstrip("# ")).kind)
    assert K.DISCIPLINE_BULLETIN in kinds
    assert kinds <= {K.DISCIPLINE_BULLETIN, K.CASE_ANALYSIS, K.UNKNOWN, K.CONFESSION}
