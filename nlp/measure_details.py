"""What a sentence that states a measure says of itself: who, by when, how often, by which paper.

>>> read_details("由区财政局牵头，于6月底前印发《公务卡管理办法》，每季度抽查一次。").owner.value
'区财政局'
"""

import re

from kb.model import Mention, Span
from kb.prevention.measure_statements import Details
from nlp.case_numbers import find_document_numbers
from nlp.statute_refs import find_statutes

_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九十两半]{1,3})"
_WHO = r"[\u4e00-\u9fa5、（）\dA-Za-z]"
_DOES = (
    r"(?:牵头|负责|会同|统一|每(?:年|季|月|半年|周|日)|定期|组织|开展|制定|审核|审批|复核|验收|核验|核对"
    r"|抽查|检查|监督|签字|把关|保管|掌握|随机|按|于|对|在|以|将|向|直接|共同|分别|联合)"
    r"(?!科|处|室|组|局|部|站)"
)
# 由区财政局牵头 ／ 由使用、财务、纪检三方共同验收
_BY = re.compile(rf"由(?:请)?(?P<who>{_WHO}{{2,24}}?){_DOES}")
# 责任单位：区财政局 ／ （责任部门为采购科）
_NAMED = re.compile(
    rf"责任(?:单位|部门|科室|领导|人)[：:为是]\s?(?P<who>{_WHO}{{2,24}}?)(?=[，。；）)\s]|$)"
)
# （驻局纪检监察组负责）
_IN_BRACKETS = re.compile(rf"[（(](?P<who>{_WHO}{{2,24}}?)(?:牵头|负责)[^（）()]{{0,8}}[）)]")
# 县审计局每年对……
_SUBJECT = re.compile(
    r"(?:^|[，；：:、.．])(?:建议|请|责成|督促)?(?P<who>[\u4e00-\u9fa5]{1,14}(?:局|委|委员会|办公室|科|处|室|部|院|组|公司|中心|政府|所|会"
    rf"|队|学校|医院))(?:应当?|要|须|必须|{_DOES})"
)
_UNIT = r"(?:个工作日|个月|日|天|周|年|小时)"
# 于2024年6月底前 ／ 三十日内 ／ 年底前
_DEADLINE = re.compile(
    rf"(?:于|在)?(?P<when>(?:(?:20\d{{2}}|今|本|明)年)(?:{_NUMBER}月)?(?:{_NUMBER}日|底|中旬|上旬)?(?:前|之前|以前|内)"
    rf"|{_NUMBER}月(?:{_NUMBER}日|底)?(?:前|之前)"
    rf"|(?:收到[^，。；]{{2,12}})?{_NUMBER}{_UNIT}(?:之?内|以内)"
    r"|年底前|年内|月底前|立行立改|即日起|长期坚持)"
)
# 每季度抽查一次 ／ 任期满五年
_RHYTHM = re.compile(
    rf"(?P<how>每(?:{_NUMBER})?个?(?:半年|季度|季|年度?|月|周|日|届|批次?|笔|次)(?:不少于|至少|进行)?"
    rf"[^，。；、]{{0,12}}?(?:{_NUMBER}次|一次|抽查|公示|公开|对账|盘点|轮岗|审计|检查|核对|比对)"
    rf"|(?:任期|任职|连续任职|在岗)[^，。；]{{0,6}}满?{_NUMBER}年[^，。；]{{0,10}})"
)
_RULE = re.compile(r"《(?P<name>[^《》\n]{3,40})》")
# 《刑法》 is a law that the measure rests on, 《采购管理办法》 may be what it made
_OF_LAW = re.compile(r"(?:(?<!办)法|条例|准则)$")
_NO_ONE = re.compile(r"^(?:此|其|于|一人|专人|他人|上级|自己|谁|临时)|^[一二三四五六七八九十\d]+$")


def read_details(text: str) -> Details:
    """Owner, deadline, rhythm, numbers of papers, rules, laws; what is not said is empty."""
    rules = [Mention(one["name"], Span(*one.span())) for one in _RULE.finditer(text)]
    laws = [Mention(str(one.ref), one.span) for one in find_statutes(text)]
    named = [one for one in rules if _OF_LAW.search(one.value)]
    cited = {law.value.partition("》")[0].lstrip("《") for law in laws}
    return Details(
        owner=_owner(text),
        deadline=_first(_DEADLINE, text, "when"),
        rhythm=_first(_RHYTHM, text, "how"),
        numbers=find_document_numbers(text),
        rules=tuple(one for one in rules if one not in named),
        laws=(*laws, *(one for one in named if one.value not in cited)),
    )


def _owner(text: str) -> Mention | None:
    for pattern in (_NAMED, _IN_BRACKETS, _BY, _SUBJECT):
        found = _first(pattern, text, "who")
        if found and not _NO_ONE.match(found.value):
            return found
    return None


def _first(pattern: re.Pattern[str], text: str, group: str) -> Mention | None:
    found = pattern.search(text)
    return Mention(found[group], Span(*found.span(group))) if found else None
