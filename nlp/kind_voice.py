"""Who speaks, and to what end: the confession of one who did it, the analysis of a case told.

Both are told without headings at times: “我输入了弟媳的账号……”, “为什么没人拦得住……整改建议”.
"""

import re

_FIRST_PERSON = re.compile(r"我(?![们院市县区省局国单委公部处方])")
_DENSE = 0.012
_REPENTANCE = ("忏悔", "悔恨", "后悔", "对不起", "辜负", "悔过", "认罪", "检讨", "反思")
# 我把卡收下了 ／ 我按了下去，钱转给弟媳
_ADMITS = re.compile(
    r"我[^。；\n我]{0,24}(?:收下|收了|拿了|挪|贪|侵占|套取|伸[出了]?手|转[到给出走]|账号|补上|骗|送了|默许|放行)"
)
_CAUGHT = re.compile(
    r"看守所|留置|投案|自首|坐[^。\n]{0,8}牢|服刑|判刑|入狱|铁窗|囚|手铐|办案(?:的同志|人员)|讯问"
    r"|组织审查|监委门口|法庭"
)
_GUILT = re.compile(
    r"不是理由|不能说不知道|代价|红线|底线|侥幸|亏欠|羞愧|愧|一失足|一念之差|贪|像我一样|不要学我|回不了头"
    r"|无法回头|还回去|[赎悔认]罪|大错|悔"
)
# 张某，男，1970年生 ／ 经查，张某……: another tells it
_TOLD_BY_ANOTHER = re.compile(
    r"被告人|[某\u4e00-\u9fff]，[男女]，|经查|举报人|被反映人|公诉机关|记者"
)
_TESTIMONY = re.compile(r"证人|证言|供述|经辨认|公诉")
_LEAD = 400

NARRATIVE = (
    "围猎", "贪欲", "私欲", "忏悔", "初心", "侥幸", "沦为", "蜕变", "腐化", "一步步", "权钱交易",
    "把持不住", "理想信念", "家风", "老板", "深渊", "堕落", "攀附", "利益输送",
    "敛财", "破纪", "防线", "政绩", "腐败",
    "一把手", "甜头", "急功近利", "好大喜功", "听之任之", "形同虚设", "有样学样", "变本加厉",
    "中饱私囊", "为所欲为", "置若罔闻", "胆大妄为", "掩耳盗铃", "里应外合", "心领神会", "遮羞布",
    "浑水摸鱼", "投桃报李", "挖空心思", "捞取", "利益链", "不正之风", "乱象", "扭曲",
)  # fmt: skip
_WRONGDOER = ("经查", "审查调查", "被查", "落马", "有期徒刑", "留置", "开除", "违纪违法")
_CASE_TOLD = re.compile(
    r"受贿|贪污|挪用|侵占|行贿|徇私|渎职|玩忽职守|滥用职权|窝案|涉案|收受|骗取|套取|违纪违法|搜查|案发"
)
_ACTOR = re.compile(r"[\u4e00-\u9fff]某|该案|此案|本案|涉案|窝案")
_GAPS = re.compile(
    r"没有(?:人|查|核|被|规定|约束|公式|提示|说明|收到|登记|见|触发|比对|加密|第三方|专职|到会|审)|没人|无人"
    r"|从未|未(?:公示|核|填|登记|按|见|约定|抽查)|等于自己|形同|摆设|走过场|盲区|漏洞|真空|流于形式|失守|一个人说了算"
    r"|一支笔|不看|只看|只查|只审|只核|兼任|共用"
)
_LEAST_GAPS = 6
_LEAST_TOLD = 1_000
# 违纪违法事实 …… 忏悔书节选: facts and an excerpt, with no teller between them
_EXCERPT = "违纪违法事实"
_LEAST_TOLD_BESIDE_EXCERPT = 1_200
# a line that is a heading, or the words before the first full stop of a paragraph
_LINE_LEAD = r"\n[ \t　]*+(?:[（(]?[一二三四五六七八九十\d]{1,3}[、.．）)][ 　]?)?"
_PARTS = tuple(
    re.compile(_LINE_LEAD + rf"[^\n。：；]{{0,14}}(?:{words})[^\n。：；]{{0,12}}(?:[。：]|(?=\n))")
    for words in (
        r"案情|基本情况|案件(?:概况|特[征点]|回放|经过)|发案轨迹|作案|手段|手法|办法”?$|链条",
        r"为什么|为何|怎样|怎么|如何(?:发生|得逞|失守)|原因|失守|没有(?:被)?(?:发现|看见)|拦得住|漏洞|症结所在",
        r"思想(?:根源|剖析|症结|蜕变|上)|人的因素|心路|主观",
        r"建议|对策|教训|启示|警示|反思|堵漏|治理举措|防范",
    )
)  # fmt: skip
_REMEDIES = _PARTS[-1]
_LEAST_PARTS = 3


def confession_weight(body: str) -> float:
    """How far a voice convinces that the wrongdoer speaks: 0.6 where repentance is named.

    Without such words the speaker must tell the act, the being caught and the guilt, and nobody
    else may open the text.
    """
    density = len(_FIRST_PERSON.findall(body)) / max(len(body), 1)
    if density <= _DENSE:
        return 0.0
    if any(word in body for word in _REPENTANCE):
        return 0.6
    if _TOLD_BY_ANOTHER.search(body, 0, _LEAD) or _TESTIMONY.search(body):
        return 0.0
    return 0.55 if all(cue.search(body) for cue in (_ADMITS, _CAUGHT, _GUILT)) else 0.0


def analysis_weight(body: str, *, length: int) -> float:
    """How far a text that tells a case also explains it, with headings or without.

    案件特征、为什么没有被发现、思想根源、整治建议 as leads of paragraphs are one way, many gaps
    (没有人翻看、等于自己对自己汇报) before the remedies another, a moral tale the third.
    """
    weight = 0.0
    if _CASE_TOLD.search(body) and _ACTOR.search(body):
        parts = sum(part.search(body) is not None for part in _PARTS)
        if parts >= _LEAST_PARTS:
            weight = 0.55
        elif len(_GAPS.findall(body)) >= _LEAST_GAPS and _REMEDIES.search(body):
            weight = 0.45
    narrative = sum(word in body for word in NARRATIVE)
    of_a_case = any(word in body for word in _WRONGDOER)
    least = _LEAST_TOLD_BESIDE_EXCERPT if _EXCERPT in body[:_LEAD] else _LEAST_TOLD
    if narrative >= _LEAST_PARTS and length > least and of_a_case:
        weight = max(weight, min(0.8, 0.15 * narrative))
    return weight
