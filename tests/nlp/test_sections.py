"""Every kind of document is cut into its parts, whole and without overlap."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from kb.model import DocumentKind as K
from kb.model import Section
from kb.model import SectionKind as S
from nlp.sections import cut_sections


def _kinds(sections: Sequence[Section]) -> list[S]:
    return [section.kind for section in sections]


def _check_cover(text: str, sections: Sequence[Section]) -> None:
    assert sections[0].span.start == 0
    assert sections[-1].span.end == len(text)
    for before, after in pairwise(sections):
        assert before.span.end == after.span.start


@pytest.mark.parametrize(
    ("kind", "text", "parts"),
    [
        pytest.param(
            K.INDICTMENT,
            "某市人民检察院\n起诉书\n某检刑诉〔2020〕8号\n被告人张某，男。\n本案由某市"
            "监察委员会调查终结，移送本院。\n"
            "经依法审查查明：张某收受财物。\n认定上述事实的证据如下：书证。\n本院认为，"
            "张某构成受贿罪。\n此致\n某市人民法院\n"
            "检察官 李某\n附件：案卷三册\n",
            [S.HEAD, S.PARTIES, S.PROCEDURE, S.FACTS, S.EVIDENCE, S.OPINION, S.SIGN, S.ATTACHMENT],
            id="indictment",
        ),
        pytest.param(
            K.NON_PROSECUTION,
            "某市人民检察院\n不起诉决定书\n某检刑不诉〔2020〕8号\n被不起诉人张某，男。"
            "\n本案由某市监察委员会调查终结。\n"
            "经本院依法审查查明：张某收受财物。\n本院认为，情节轻微。依据《中华人民共和"
            "国刑事诉讼法》第一百七十七条第二款的"
            "规定，决定对张某不起诉。\n被不起诉人如不服本决定，可以申诉。\n某市人民检察"
            "院\n2020年5月6日\n",
            [
                S.HEAD,
                S.PARTIES,
                S.PROCEDURE,
                S.FACTS,
                S.OPINION,
                S.STATUTES,
                S.RULING,
                S.APPEAL,
                S.SIGN,
            ],
            id="non_prosecution",
        ),
        pytest.param(
            K.DISCIPLINE_BULLETIN,
            "某市某局原局长张某被开除党籍\n日前，某市纪委监委对张某进行了立案审查调查。"
            "\n经查，张某违反廉洁纪律，收受礼金。\n"
            "张某严重违反党的纪律，应予严肃处理。依据《中国共产党纪律处分条例》，决定给"
            "予张某开除党籍处分。\n张某简历\n"
            "张某，男，1970年出生。\n",
            [S.TITLE, S.LEAD, S.FINDINGS, S.CHARACTERISATION, S.DECISION, S.RESUME],
            id="bulletin",
        ),
        pytest.param(
            K.DISCIPLINE_BULLETIN,
            "某市通报3起典型问题\n现将3起典型问题通报如下：\n1.某局张某收受礼品问题。张"
            "某受到警告处分。\n"
            "2.某镇李某公车私用问题。李某受到警告处分。\n3.某校王某违规宴请问题。王某受"
            "到警告处分。\n"
            "市纪委监委强调，各级党组织要引以为戒。\n",
            [S.TITLE, S.LEAD, S.CASE_ITEM, S.CASE_ITEM, S.CASE_ITEM, S.LESSONS],
            id="bulletin_of_many_cases",
        ),
        pytest.param(
            K.INVESTIGATION_NOTICE,
            "某市张某接受审查调查\n张某涉嫌严重违纪违法，目前正接受审查调查。\n张某简历"
            "\n张某，男，1970年出生。\n",
            [S.TITLE, S.BODY, S.RESUME],
            id="notice",
        ),
        pytest.param(
            K.CONFESSION,
            "我的忏悔\n我出生于农村，参加工作后任某局局长。\n我的人生观、价值观扭曲，心"
            "存侥幸。\n我对不起父母，愧对组织。\n"
            "希望大家以我为戒，引以为戒。\n",
            [S.TITLE, S.EXPERIENCE, S.REFLECTION, S.CONSEQUENCE, S.EXHORTATION],
            id="confession",
        ),
        pytest.param(
            K.CASE_ANALYSIS,
            "张某案剖析报告\n一、案情回顾\n张某收受财物。\n二、案发特点\n时间长。\n三、"
            "原因剖析\n（一）主观原因\n私欲。\n"
            "（二）制度漏洞\n缺位。\n四、警示与启示\n警钟长鸣。\n五、对策建议\n健全制度。\n",
            [
                S.TITLE,
                S.BASIC_FACTS,
                S.FEATURES,
                S.CAUSES,
                S.CAUSES,
                S.CAUSES,
                S.LESSONS,
                S.COUNTERMEASURES,
            ],
            id="case_analysis",
        ),
        pytest.param(
            K.RISK_ANALYSIS_REPORT,
            "廉政风险分析报告\n一、案件基本情况\n张某。\n二、案发特点\n长。\n三、原因分"
            "析\n多。\n四、风险点清单\n审批。\n"
            "五、预防建议\n轮岗。\n",
            [S.TITLE, S.BASIC_FACTS, S.FEATURES, S.CAUSES, S.RISK_POINTS, S.COUNTERMEASURES],
            id="risk_report",
        ),
        pytest.param(
            K.SUPERVISION_SUGGESTION,
            "某市监察委员会\n监察建议书\n某监建〔2026〕3号\n某市某局：\n我委在办理张某"
            "案中开展了调查。\n一、存在的主要问题\n"
            "审批不严。\n二、监察建议\n健全制度。\n三、反馈要求\n请于两个月内书面反馈。"
            "\n某市监察委员会\n2026年3月2日\n",
            [S.HEAD, S.SOURCE, S.PROBLEMS, S.SUGGESTIONS, S.REPLY_REQUEST, S.SIGN],
            id="letter_with_headings",
        ),
        pytest.param(
            K.JUDICIAL_SUGGESTION,
            "某市中级人民法院司法建议书\n某法建〔2026〕3号\n某市某局：\n采购工作关系民"
            "生。\n我院在审理张某案中发现你局存在以下问题：\n"
            "一、评审专家未随机抽取。\n二、合同变更无人复核。\n针对上述问题，提出如下建"
            "议：\n1.随机抽取专家。\n2.复核合同变更。\n"
            "请你局自收到本建议书之日起两个月内书面回复。\n某市中级人民法院\n2026年3月2日\n",
            [
                S.TITLE,
                S.HEAD,
                S.SOURCE,
                S.PROBLEMS,
                S.PROBLEMS,
                S.PROBLEMS,
                S.SUGGESTIONS,
                S.SUGGESTIONS,
                S.SUGGESTIONS,
                S.REPLY_REQUEST,
                S.SIGN,
            ],
            id="letter_without_headings",
        ),
        pytest.param(
            K.RECTIFICATION_REPORT,
            "关于监察建议书整改落实情况的报告\n某市监察委员会：\n现将整改情况报告如下。"
            "\n一、工作部署\n召开会议。\n二、整改落实情况\n"
            "已完成。\n三、取得的成效\n规范。\n四、存在的不足\n进度慢。\n五、下一步打算"
            "\n常态化。\n附件：整改台账\n某市某局\n2026年5月6日\n",
            [
                S.TITLE,
                S.HEAD,
                S.DEPLOYMENT,
                S.DEPLOYMENT,
                S.RECTIFICATION,
                S.RESULTS,
                S.SHORTCOMINGS,
                S.NEXT_STEPS,
                S.ATTACHMENT,
                S.SIGN,
            ],
            id="rectification",
        ),
        pytest.param(
            K.GUIDING_CASE,
            "张某贪污案\n（检例第999号）\n【关键词】\n贪污\n【要　旨】\n依法。\n【基本"
            "案情】\n张某。\n【检察履职情况】\n（一）审查。\n"
            "指控。\n【指导意义】\n从严。\n【相关规定】\n《刑法》：\n（一）数额较大的；\n",
            [
                S.TITLE,
                S.HEAD,
                S.KEYWORDS,
                S.GIST,
                S.FACTS,
                S.DUTY_PERFORMANCE,
                S.DUTY_PERFORMANCE,
                S.SIGNIFICANCE,
                S.RELATED_LAW,
            ],
            id="guiding_case",
        ),
        pytest.param(
            K.GUIDING_CASE,
            "指导性案例3号\n关键词\n受贿\n裁判要点\n干股。\n相关法条\n刑法。\n基本案情"
            "\n张某。\n裁判结果\n有罪。\n裁判理由\n成立。\n",
            [S.TITLE, S.KEYWORDS, S.GIST, S.RELATED_LAW, S.FACTS, S.RULING, S.OPINION],
            id="guiding_case_with_plain_headings",
        ),
        pytest.param(
            K.CLUE_RECORD,
            "问题线索登记表\n一、线索来源\n来信。\n二、反映的主要问题\n收礼。\n三、处置"
            "意见\n初核。\n",
            [S.TITLE, S.SOURCE, S.PROBLEMS, S.SUGGESTIONS],
            id="clue_record",
        ),
        pytest.param(
            K.UNKNOWN,
            "公诉机关指控：2015年，被告人张某收受财物。经审理查明，张某收受20万元。上述"
            "事实，有证人证言证实。本院认为，张某有罪。",
            [S.CHARGE, S.FACTS, S.EVIDENCE, S.OPINION],
            id="fragment_of_a_judgment",
        ),
        pytest.param(
            K.UNKNOWN,
            "某案分析\n一、原因分析\n监督缺位。\n二、对策建议\n加强监督。\n",
            [S.TITLE, S.CAUSES, S.COUNTERMEASURES],
            id="unknown_with_headings",
        ),
        pytest.param(K.UNKNOWN, "张某收受财物。", [S.BODY], id="nothing_to_cut_by"),
        pytest.param(K.REGULATION, "关于某事的批复：同意。", [S.BODY], id="law_without_articles"),
    ],
)
def test_parts(kind: K, text: str, parts: list[S]) -> None:
    sections = cut_sections(text, kind)
    assert _kinds(sections) == parts
    _check_cover(text, sections)


def test_a_blank_text_has_no_sections() -> None:
    assert cut_sections(" \n　", K.UNKNOWN) == ()


@pytest.mark.parametrize("kind", list(K))
def test_any_kind_covers_any_text(kind: K) -> None:
    for text in (
        "。经审理查明" * 50,
        "公诉机关指控：甲。" * 9,
        "\n一、" * 50,
        "“" * 500,
        "第一条\n" * 20,
    ):
        _check_cover(text, cut_sections(text, kind))
