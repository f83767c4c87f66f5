"""The headings under which reports, letters and guiding cases say what, in their many wordings.

A heading belongs to the first row whose words it holds. Rows are read per family of documents,
because 存在的问题 is the matter of a letter but the weak side of a rectification.
"""

import re
from dataclasses import dataclass

from kb.model import DocumentKind as K
from kb.model import SectionKind as S
from nlp.cutting import AT_START


@dataclass(frozen=True, slots=True)
class Family:
    """How one family of documents is cut: its headings, its sentence cues, its kind by default.

    A top heading that names no part is ``unnamed``; without that it goes on with the part before.
    """

    opening: S
    headings: tuple[tuple[S, re.Pattern[str]], ...]
    sentences: tuple[tuple[S, re.Pattern[str]], ...] = ()
    unnamed: S | None = None

    def kind_of(self, heading: str) -> S | None:
        """The part a heading opens: ``三、原因分析`` opens CAUSES; None when it names no part."""
        bare = re.sub(r"[\s　【】\[\]《》]", "", heading)
        for kind, pattern in self.headings:
            if pattern.search(bare):
                return kind
        return None


def _row(kind: S, words: str) -> tuple[S, re.Pattern[str]]:
    return kind, re.compile(words)


def _cue(kind: S, words: str) -> tuple[S, re.Pattern[str]]:
    return kind, re.compile(AT_START + "(?:" + words + ")")


_CONFESSION_WORDS = r"忏悔|悔过书|反思书|自我剖析|心路历程|悔恨"

# 一、案件基本情况 二、案发特点 三、原因剖析 四、警示与启示 五、对策建议
ANALYSIS = Family(
    opening=S.BODY,
    headings=(
        _row(S.ATTACHMENT, r"^附件|^附[：:]|证据索引"),
        _row(S.REFLECTION, _CONFESSION_WORDS),
        _row(S.RISK_POINTS, r"风险(?:点|清单|隐患|排查|等级|环节)|廉[政洁]风险"),
        _row(
            S.COUNTERMEASURES,
            r"建议|对策|促改|促治|整改|预防|防控|举措|防范|措施(?!不)|改进|治理(?!体系)"
            r"|工作要求|怎么[办防]|治本|拟制",
        ),
        _row(S.SHORTCOMINGS, r"差距|存在的?不足"),
        _row(S.LESSONS, r"警示|启示|教训|以案为鉴|反思|镜鉴|警醒|思考|纪法(?:评析|点评)|评析|点评"),
        _row(
            S.CAUSES,
            r"原因|根源|病根|成因|症结|剖析|漏洞|短板|为何|为什么|缺陷|主观|客观"
            r"|制度.{0,6}(?:缺失|不)|监[督管].{0,6}(?:缺|不|虚|弱)",
        ),
        _row(S.FEATURES, r"特点|特征|手段|手法|表现|规律|作案|方式"),
        _row(
            S.DECISION, r"处理(?:结果|情况|决定)|处分(?:决定|情况|结果)|判决结果|查处(?:情况|结果)"
        ),
        _row(S.RESUME, r"简历|履历|个人情况$"),
        _row(
            S.BASIC_FACTS,
            r"基本(?:情况|案情|事实)|案情|案件(?:情况|概况|回[顾放]|简介|事实)"
            r"|事实(?:经过)?$|违纪违法(?:事实|行为|问题)|概况|典型案例$",
        ),
    ),
    sentences=(
        _cue(S.BASIC_FACTS, r"经查[，,：:]|经(?:审理)?查明[，,：:]"),
        _cue(
            S.FEATURES,
            r"(?:该案|本案|案件|此案|这起案件)[^。；\n]{0,12}(?:特点|特征)|(?:作案|违法)手段",
        ),
        _cue(
            S.CAUSES,
            r"(?:究其(?:原因|根源)|剖析(?:其|该案|此案|本案|原因)|分析(?:其|该案"
            r"|本案)[^。\n]{0,10}原因|[^。；，\n]{0,16}(?:原因|根源)(?:主要)?(?:是|在于"
            r"|有)|从主观上|主观上|主观方面)",
        ),
        _cue(
            S.LESSONS,
            r"(?:该案|本案|此案|案件|[^。；，\n]{2,10}案)?[^。；，\n]{0,10}(?:警示我们"
            r"|启示我们|告诉我们|警醒|教训(?:极其|十分|是)?深刻"
            r"|给我们[^。；，\n]{0,8}(?:警示|启示))",
        ),
        _cue(
            S.COUNTERMEASURES,
            r"(?:为此|对此|因此)?[，,]?(?:建议|提出(?:如下|以下)(?:对策|建议)|对策建议"
            r"|防范[^。；，\n]{0,12}，(?:要|应))",
        ),
    ),
)

# 一、问题来源 二、存在的主要问题 三、监察建议 四、反馈要求
LETTER = Family(
    opening=S.HEAD,
    headings=(
        _row(S.ATTACHMENT, r"^附件|^附[：:]|材料清单"),
        _row(S.REPLY_REQUEST, r"反馈|回复|答复|函复|异议|时限|期限|报送|落实要求"),
        _row(S.CAUSES, r"^[^问]{0,8}原因(?!及|和|与)|产生的原因|原因(?:分析|剖析)"),
        _row(S.SUGGESTIONS, r"建议|整改(?:要求|意见|措施)|意见"),
        _row(S.PROBLEMS, r"问题(?!来源)|漏洞|隐患|薄弱|不足|短板|违法情形"),
        _row(S.FACTS, r"事实|案情|调查(?:核实)?情况|基本情况"),
        _row(S.SOURCE, r"来源|由来|缘由|背景|监督情况"),
    ),
    sentences=(
        _cue(
            S.PROBLEMS,
            r"[^。；\n]{0,60}?(?:发现|反映出|暴露出|存在)[^。；\n]{0,40}(?:问题|漏洞"
            r"|隐患|不足|短板)(?:：|:|如下|。|，主要)|(?:存在的)?(?:主要)?问题(?:如下"
            r"|是|：)",
        ),
        _cue(
            S.SUGGESTIONS,
            r"[^。；\n]{0,90}?(?:提出|发出|制发|建议)[^。；\n]{0,12}(?:建议(?:如下)?"
            r"|意见)(?:：|:|如下|。)|(?:现|特|为此[，,]?)建议|建议如下|建议(?:你"
            r"|贵)[^。；，\n]{1,8}(?:：|，|:)",
        ),
        _cue(
            S.REPLY_REQUEST,
            r"(?:以上|上述)(?:各项)?(?:建议|问题|意见)[，,]?[^。\n]{0,10}请"
            r"|请[^。；\n]{0,40}(?:回复|反馈|函告|答复|书面报告|报送|函复)"
            r"|(?:[^。；，\n]{0,12})(?:在|于|自)?收到本[^。；\n]{0,6}建议(?:书)?"
            r"|如(?:对|有|果)[^。；\n]{0,20}异议",
        ),
    ),
)

# 一、工作部署 二、整改落实情况 三、取得成效 四、存在不足 五、下一步打算
RECTIFICATION = Family(
    opening=S.HEAD,
    headings=(
        _row(S.ATTACHMENT, r"^附件|^附[：:]"),
        _row(S.NEXT_STEPS, r"下[一]?步|今后|后续|下阶段|打算|努力方向|长效"),
        _row(S.SHORTCOMINGS, r"不足|差距|困难|短板|存在的?(?:主要)?问题$|尚未|薄弱|未完成"),
        _row(S.RESULTS, r"成效|效果|成果|变化$|取得"),
        _row(
            S.DEPLOYMENT,
            r"部署|组织领导|站位|思想认识|提高认识|工作开展|责任分工|总体情况"
            r"|组织(?:实施|推进)|压实|研究|高度重视|基本情况",
        ),
        _row(S.RECTIFICATION, r"整改|落实|措施|完成情况|问题|反馈意见|逐[项条]"),
    ),
    sentences=(
        _cue(
            S.DEPLOYMENT,
            r"(?:收到|接到)[^。；\n]{0,40}(?:建议|意见|反馈)[^。；\n]{0,6}后[，,]"
            r"|[^。；\n]{0,20}高度重视",
        ),
        _cue(
            S.RECTIFICATION,
            r"(?:针对|关于|对照)[^。；\n]{0,60}问题|(?:现将"
            r"|整改)[^。；\n]{0,24}(?:落实)?情况(?:报告|汇报)?如下",
        ),
        _cue(
            S.RESULTS,
            r"(?:通过|经过)[^。；\n]{0,20}整改[，,]|[^。；\n]{0,16}取得(?:了)?[^。；\n]{0,12}成效",
        ),
        _cue(
            S.SHORTCOMINGS,
            r"(?:虽然|尽管)[^。；\n]{0,60}但|[^。；\n]{0,24}(?:仍"
            r"|还)存在[^。；\n]{0,30}(?:不足|差距|问题|短板)",
        ),
        _cue(S.NEXT_STEPS, r"下一?步[，,]?|今后[，,]|接下来"),
    ),
)

# 【关键词】 ／ 裁判要点 ／ 【检察履职情况】
GUIDING = Family(
    opening=S.HEAD,
    headings=(
        _row(S.KEYWORDS, r"^关键词"),
        _row(
            S.GIST, r"^(?:要旨|裁判要[点旨]|案例要旨|(?:执纪)?执法要点|案例要点|要点提示|裁判规则)"
        ),
        _row(
            S.RELATED_LAW,
            r"^(?:相关|有关|适用|参照)?(?:规定|条款|法条|法律|立法|依据)|^相关(?:规定"
            r"|条款|法条|法律)",
        ),
        _row(S.SIGNIFICANCE, r"^(?:指导|典型|警示|示范|社会|参考)(?:意义|价值)|^案例意义"),
        _row(S.OPINION, r"^(?:裁判|判决|法院)(?:理由|认为)|^争议焦点|^案件?评析|^评析|^分歧意见"),
        _row(S.RULING, r"^(?:裁判|判决|处理|诉讼|审判)(?:结果|结论)"),
        _row(
            S.DUTY_PERFORMANCE,
            r"^[^。]{0,12}(?:履职|检察(?:机关)?(?:工作|监督|办案)|调查和督促|指控"
            r"|监督(?:情况|过程|结果)|工作情况|调查处置|办案)",
        ),
        _row(S.PROCEDURE, r"^(?:诉讼|办案|审理|办理)(?:过程|经过|情况)"),
        _row(S.FACTS, r"^(?:基本案情|案情|基本事实|案件事实|案例|简要案情|主要案情)"),
    ),
)

# 线索编号 线索来源 反映的主要问题 处置意见
CLUE = Family(
    opening=S.BODY,
    headings=(
        _row(S.SOURCE, r"来源|受理|举报(?:人|方式)"),
        _row(S.PROBLEMS, r"反映(?:的)?(?:主要)?(?:问题|内容)|问题(?:摘要|描述|线索)|主要问题"),
        _row(
            S.SUGGESTIONS,
            r"(?:处置|拟办|承办|初核|处理|初步)(?:意见|建议|方式|情况|评估)|批示|拟办",
        ),
        _row(S.BASIC_FACTS, r"基本情况|反映对象|被反映人|核查情况|核实|查明"),
    ),
    unnamed=S.BODY,
)

FAMILY_OF: dict[K, Family] = {
    K.CASE_ANALYSIS: ANALYSIS,
    K.RISK_ANALYSIS_REPORT: ANALYSIS,
    K.SUPERVISION_SUGGESTION: LETTER,
    K.PROCURATORIAL_SUGGESTION: LETTER,
    K.JUDICIAL_SUGGESTION: LETTER,
    K.RECTIFICATION_REPORT: RECTIFICATION,
    K.GUIDING_CASE: GUIDING,
    K.CLUE_RECORD: CLUE,
}
