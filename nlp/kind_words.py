"""Words of the body that speak for a kind of document, found at C speed in a long text."""

import re
from dataclasses import dataclass

from kb.model import DocumentKind as K


@dataclass(frozen=True, slots=True)
class Words:
    """Any of ``words`` anywhere in the body speaks for ``kind``, once, with ``weight``."""

    kind: K
    weight: float
    words: tuple[str, ...]


def _words(kind: K, weight: float, *words: str) -> Words:
    return Words(kind, weight, words)


BODY_WORDS: tuple[Words, ...] = (
    _words(K.JUDGMENT_FIRST_INSTANCE, 0.2, "判决如下", "现已审理终结"),
    _words(K.JUDGMENT_FIRST_INSTANCE, 0.4, "如不服本判决"),
    _words(K.JUDGMENT_SECOND_INSTANCE, 0.25, "驳回上诉", "经二审审理", "上诉人"),
    _words(K.JUDGMENT_SECOND_INSTANCE, 0.4, "为终审判决", "为终审裁定", "系终审判决", "系终审裁定"),
    _words(
        K.INDICTMENT,
        0.4,
        "经依法审查查明",
        "向本院移送起诉",
        "移送本院审查起诉",
        "提起公诉，请依法判处",
    ),
    _words(K.NON_PROSECUTION, 0.3, "作出不起诉", "不起诉。", "决定对其不起诉"),
    _words(K.DISCIPLINE_BULLETIN, 0.2, "经查，", "经查:", "经查："),
    _words(
        K.DISCIPLINE_BULLETIN,
        0.3,
        "违反政治纪律",
        "违反组织纪律",
        "违反廉洁纪律",
        "违反工作纪律",
        "违反生活纪律",
        "违反群众纪律",
        "违反中央八项规定精神",
        "严重违反党的",
    ),
    _words(
        K.DISCIPLINE_BULLETIN,
        0.3,
        "开除党籍",
        "开除公职",
        "政务撤职",
        "党内严重警告",
        "党内警告",
        "政务记过",
        "政务警告",
        "政务记大过",
        "双开",
        "党纪处分",
        "留党察看",
    ),
    _words(
        K.DISCIPLINE_BULLETIN,
        0.3,
        "应予严肃处理",
        "会议研究",
        "不收敛、不收手",
        "其涉嫌犯罪问题移送",
    ),
    _words(
        K.CASE_ANALYSIS,
        0.3,
        "案发特点",
        "案件特点",
        "作案手段",
        "发案特点",
        "案发原因",
        "原因剖析",
        "究其原因",
    ),
    _words(
        K.CASE_ANALYSIS,
        0.3,
        "警示启示",
        "案件警示",
        "案件启示",
        "警示教训",
        "教训与启示",
        "深刻教训",
        "案例启示",
        "以案为鉴",
        "剖析其",
    ),
    _words(
        K.CASE_ANALYSIS,
        0.25,
        "原因分析",
        "主观原因",
        "主观方面",
        "从主观",
        "反思该案",
        "剖析该案",
        "纵观",
    ),
    _words(
        K.SUPERVISION_SUGGESTION,
        0.3,
        "提出如下监察建议",
        "提出以下监察建议",
        "提出如下纪律检查建议",
        "监察建议如下",
        "提出监察建议",
    ),
    _words(
        K.PROCURATORIAL_SUGGESTION,
        0.3,
        "提出如下检察建议",
        "提出以下检察建议",
        "检察建议如下",
        "人民检察院检察建议工作规定",
    ),
    _words(K.JUDICIAL_SUGGESTION, 0.3, "提出如下司法建议", "提出以下司法建议", "司法建议如下"),
    _words(
        K.RECTIFICATION_REPORT,
        0.3,
        "整改落实情况",
        "整改工作情况",
        "整改台账",
        "整改成效",
        "逐项整改",
        "整改完成",
    ),
    _words(
        K.REGULATION,
        0.2,
        "本法",
        "本条例",
        "本规定",
        "本办法",
        "本解释",
        "本细则",
        "本规则",
        "本准则",
        "本决定",
        "本规程",
        "本章程",
        "本纪要",
    ),
    _words(
        K.RISK_ANALYSIS_REPORT,
        0.35,
        "风险点清单",
        "风险等级",
        "廉政风险点",
        "廉洁风险点",
        "拟制发文书",
    ),
    _words(K.CLUE_RECORD, 0.3, "线索来源", "被反映人", "处置方式", "反映的主要问题", "拟办意见"),
)

# searched in the text with a line end put before it
GUIDING_HEADINGS = re.compile(
    r"【\s*(?:关\s*键\s*词|要\s*旨|裁判要[点旨]|执纪执法要点"
    r"|基本案情[^】\n]{0,8}|[^】\n]{0,6}履职[^】\n]{0,6}"
    r"|检察工作情况|指导意义|典型意义|相关(?:规定|条款|法条)|裁判(?:结果|理由)"
    r"|诉讼(?:过程|结果)[^】\n]{0,6})\s*】"
    r"|\n[ 　\t]*+(?:关键词|裁判要[点旨]|要旨|相关法条|基本案情|裁判结果"
    r"|裁判理由|指导意义)[ 　\t:：]*(?=\n)"
    r"|\n[ 　\t]*+关键词[ 　\t:：]+"
)
