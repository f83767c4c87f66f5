"""What gives a kind of document away in its title.

``weight`` is how far one cue alone convinces, 0..1; several cues add up as doubts that shrink.
"""

import re
from dataclasses import dataclass

from kb.model import DocumentKind as K


@dataclass(frozen=True, slots=True)
class Cue:
    """``pattern`` found in the zone speaks for ``kind`` with ``weight``."""

    kind: K
    weight: float
    pattern: re.Pattern[str]


def cue(kind: K, weight: float, pattern: str) -> Cue:
    """A cue from the text of its regex."""
    return Cue(kind, weight, re.compile(pattern))


_ANSWERS_A_LETTER = r"(?![^\n]{0,24}(?:整改|落实|采纳|回复|复函|报告|工作规[定则]|办法|制度))"
_ORDINANCE = (
    r"(?:法|条例|规定|办法|细则|解释|准则|规则|章程|批复|意见|决[定议]|通知|规程|纪要|答复|复函"
    r"|指引|修正案|标准|规范|解答)"
)
_YEAR_OR_NOTE = r"(?:[（(\s_]*(?:试行|草案|[一二三四五六七八九十\d]{1,4})[^（）()\n]{0,8}[）)]?)?"
_PENALTY = r"(?:开除(?:党籍|公职)|双开|撤职|处分|通报|严重警告|政务)"

TITLE_CUES: tuple[Cue, ...] = (
    # 张某受贿一审刑事判决书 ／ 刑 事 判 决 书
    cue(
        K.JUDGMENT_FIRST_INSTANCE,
        0.45,
        r"刑\s*事\s*(?:附\s*带\s*民\s*事\s*)?(?:判\s*决|裁\s*定)\s*书",
    ),
    cue(K.JUDGMENT_FIRST_INSTANCE, 0.4, r"一审刑事"),
    # 张某受贿二审刑事裁定书
    cue(K.JUDGMENT_SECOND_INSTANCE, 0.75, r"(?:二审|再审|审判监督)[^\n]{0,6}刑事"),
    cue(K.INDICTMENT, 0.5, r"(?<!不)(?<!公益)起\s*诉\s*书\s*$"),
    cue(K.NON_PROSECUTION, 0.75, r"不\s*起\s*诉\s*决\s*定\s*书"),
    # 某市原副市长张某接受纪律审查和监察调查
    cue(
        K.INVESTIGATION_NOTICE,
        0.6,
        r"(?:接受|主动投案)[^\n]{0,16}(?:纪律审查|监察调查|审查调查)\s*$",
    ),
    # 某市原副市长张某严重违纪违法被开除党籍和公职
    cue(
        K.DISCIPLINE_BULLETIN,
        0.6,
        rf"(?:违纪|违法|违规)[^\n]{{0,14}}(?:被|受到|给予)[^\n]{{0,6}}{_PENALTY}",
    ),
    cue(K.DISCIPLINE_BULLETIN, 0.55, r"(?<!不)被[“\"]?(?:双开|开除党籍|开除公职)"),
    # 某市纪委监委公开通报5起典型问题 ／ 违纪违法部分典型案例
    cue(
        K.DISCIPLINE_BULLETIN,
        0.6,
        r"(?:通报|曝光)[^\n]{0,24}[\d一二三四五六七八九十]+起[^\n]{0,40}(?:问题|案例|案件)",
    ),
    cue(
        K.DISCIPLINE_BULLETIN, 0.4, r"(?:违反|违纪|违法|违规|腐败)[^\n]{0,24}典型(?:问题|案例|案件)"
    ),
    cue(K.CONFESSION, 0.7, r"(?:忏悔|悔过|反思|检讨|检查)(?:书|录|材料)|^我的(?:忏悔|反思|悔)"),
    cue(K.CASE_ANALYSIS, 0.65, r"案[例件]?[^\n]{0,8}(?:剖析|解析|警示录|启示录|反思)"),
    # 城西治超站腐败窝案成因分析 ／ 一名土地干部的五处失守
    cue(K.CASE_ANALYSIS, 0.5, r"案[件例]?[^\n]{0,8}(?:成因|原因|症结|手段)[^\n]{0,6}分析"),
    cue(K.CASE_ANALYSIS, 0.3, r"失守|沉沦|蜕变|覆辙|歧途|迷途|坠落|堕落|变质"),
    cue(K.CASE_ANALYSIS, 0.4, r"以案(?:为鉴|说纪|说法|促改|明纪|释纪|释法)|剖析报告|警示录"),
    cue(
        K.SUPERVISION_SUGGESTION,
        0.8,
        r"(?:纪律检查|监察|纪检监察|纪检)建议书?(?:\s|$|》)" + _ANSWERS_A_LETTER,
    ),
    cue(K.PROCURATORIAL_SUGGESTION, 0.8, r"检\s*察\s*建\s*议\s*书" + _ANSWERS_A_LETTER),
    cue(K.JUDICIAL_SUGGESTION, 0.8, r"司\s*法\s*建\s*议\s*书" + _ANSWERS_A_LETTER),
    # 关于对监察建议书整改落实情况的报告 ／ 关于检察建议的回复
    cue(K.RECTIFICATION_REPORT, 0.75, r"整改[^\n]{0,16}(?:报告|情况|回复|复函|汇报|总结)"),
    cue(K.RECTIFICATION_REPORT, 0.7, r"建议书?》?[^\n]{0,24}(?:回复|复函|报告|汇报)"),
    cue(K.REGULATION, 0.3, _ORDINANCE + _YEAR_OR_NOTE + r"\s*$"),
    cue(K.REGULATION, 0.4, r"(?:条例|批复|纪要|准则|修正案|法)" + _YEAR_OR_NOTE + r"\s*$"),
    # 最高人民法院、最高人民检察院关于办理……适用法律若干问题的解释
    cue(
        K.REGULATION,
        0.45,
        r"^(?:中华人民共和国|国务院|最高人民(?:法院|检察院)|两高|全国法院"
        r"|中国共产党|中共中央|国家监察委|全国人大)"
        rf"[^\n]{{2,80}}{_ORDINANCE}",
    ),
    cue(K.REGULATION, 0.45, r"适用法律[^\n]{0,12}问题的(?:解释|意见|批复|规定|答复|复函)"),
    cue(K.GUIDING_CASE, 0.6, r"检例第\s*\d+\s*号|指导性?案例第?\s*\d+\s*号|指导性案例第"),
    cue(
        K.RISK_ANALYSIS_REPORT, 0.8, r"(?:廉政|廉洁|腐败|职务犯罪)风险[^\n]{0,10}(?:分析|评估|排查)"
    ),
    cue(
        K.CLUE_RECORD,
        0.75,
        r"线索[^\n]{0,8}(?:登记|记录|处置|移送|受理|核查|台账|初核|初步核实|核实|摘报)",
    ),
    cue(K.CLUE_RECORD, 0.6, r"(?:信访|举报|来访|来电)[^\n]{0,6}(?:登记|记录|摘要|受理)"),
)
