"""The words of a letter: vague, without owner, date or result, commanding, naming people; and
whether each suggestion speaks of its problem.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeAlias

from kb.model import Span
from kb.prevention.ledger_facts import LetterFacts
from kb.terms import Taxonomy

Found: TypeAlias = tuple[str, str, int, Span | None, str]

_VAGUE = re.compile(
    r"(?:进一步|切实|不断|持续|着力|大力|全面)(?:加强|加大|强化|提高|提升|完善|增强|健全|推进|改进|抓好|做好|落实)"
    r"|高度重视|提高(?:思想)?认识|提高政治站位|举一反三|引以为戒|狠抓落实|常抓不懈|齐抓共管|压实责任"
    r"|加强(?:领导|监督|管理|教育|学习|建设)(?=[，。；、]|$)|加大[^，。；]{0,8}力度|加强[^，。；]{0,6}意识"
)
# what makes a suggestion something that can be done and seen
_CONCRETE = re.compile(
    r"《[^》]+》|\d|[一二三四五六七八九十百两]+(?:个|名|人|次|日|天|月|年|项|家|份|万元|%|成)"
    r"|修订|制定|印发|出台|公示|公开|备案|台账|清单|轮岗|轮换|复核|签字|双人|分离|抽查|审计|函证|对账|上线|留痕"
    r"|系统|登记|回避|清退|追缴|培训|评估|核验|比对|报送"
)
_OWNER = re.compile(
    r"由[^，。；：]{2,24}?(?:负责|牵头|承担|组织|落实|会同|完成|办理|实施|审核|签字|报送|开展|审批)"
    r"|(?:责任单位|责任人|责任部门|牵头单位|责任主体)[：:为]"
    r"|[^，。；]{2,16}?(?:党委|党组|局|科|处|室|部|院|公司|中心|委员会|办公室|科室|所|站|队)(?:负责|牵头|承担)"
)
_DATE = re.compile(
    r"\d{4}年\d{1,2}月(?:\d{1,2}日)?(?:底|前|末)?|\d{1,2}月(?:\d{1,2}日|底|末)前?"
    r"|[一二两三四五六七八九十\d]+\s*(?:个)?(?:工作)?(?:日|天|周|月|季度|年)(?:之?内|以内|前)"
    r"|每(?:日|天|周|月|季度?|半年|年)|(?:年|季|月|本年度|年度)(?:底|末|内)前?|即日起|立行立改"
)
_RESULT = re.compile(
    r"《[^》]+》|\d+(?:\.\d+)?\s*(?:%|％|％|人|次|家|份|项|笔|万元|个)|100%|百分之"
    r"|[一二三四五六七八九十百两]+(?:次|份|项|家|人|笔)"
    r"|全部|全覆盖|逐[笔项户人一家份次条]|登记|表决|上传|名单|印发|出台|公示|备案|台账|清单|报送|报告|抄送|上线|留痕|签字|验收标准|可查|存档|归档"
)
_COMMAND = re.compile(
    r"责令|勒令|必须立即|予以(?:开除|撤职|免职|降级|罚款|没收|取缔|查封)|给予[^，。；]{0,12}(?:处分|处罚)"
    r"|(?:开除|撤销)[^，。；]{0,8}(?:党籍|公职|职务)|处以[^，。；]{0,10}罚款|依法判处|吊销"
)
_PERSON = re.compile(
    r"(?:证人|举报人|被害人|控告人|检举人|受害人)(?P<name>(?!某)[\u4e00-\u9fff]{2,3})"
    r"(?=反映|证实|陈述|称|举报|控告|提供|指认|、|，|。|（)"
    r"|(?<!\d)(?P<id>\d{17}[\dXx]|1[3-9]\d{9})(?!\d)"
)
_NOT_NAMES = re.compile(r"某|反映|证实|陈述|姓名|信息|人员|身份|材料|保护|证言|笔录")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?")
_BODY = ("source", "findings", "problems", "suggestions")
_SHORT = 4
# pairs that any problem and any suggestion share
_COMMON = (
    "建立健全完善制度管理监督加强问题工作没有存在情况进行相关有关单位部门落实责任负责完成以及对于是否未按不到"
    "到位规定要求人员办法机制由某某局某区某市一人公司验收标准不严不力不够流于形式执行严格检查以上以下同时其中"
)
_STOP = frozenset(_COMMON[at : at + 2] for at in range(0, len(_COMMON), 2))


def wording_findings(letter: LetterFacts, today: date) -> Iterator[Found]:
    """What the words themselves show, item by item."""
    for at, words in enumerate(letter.suggestions, start=1):
        yield from _suggestion(words, at, today)
    for name in _BODY:
        told = getattr(letter, name)
        for at, words in enumerate(told if isinstance(told, tuple) else (told,), start=1):
            index = at if isinstance(told, tuple) else 0
            yield from _anywhere(words, name, index)


def pair_findings(
    letter: LetterFacts, taxonomy: Taxonomy, linked: frozenset[int] = frozenset()
) -> Iterator[Found]:
    """MISMATCH where a suggestion shares no word with its problem and answers no loophole of it.

    It is one too where two suggestions have changed places: each fits the other's problem better.
    Pairs that the registers link (``linked``, from 1) are left alone.
    """
    pairs = list(zip(letter.problems, letter.suggestions, strict=False))
    words = [(_bigrams(problem), _bigrams(_deed(suggestion))) for problem, suggestion in pairs]
    for at, (problem, suggestion) in enumerate(pairs):
        if at + 1 in linked:
            continue
        if min(len(problem), len(suggestion)) < _SHORT or _answers(problem, suggestion, taxonomy):
            continue
        shared = len(words[at][0] & words[at][1])
        changed = any(
            len(words[at][0] & words[other][1]) > shared + 1
            and len(words[other][0] & words[at][1]) > shared + 1
            for other in range(len(pairs))
            if other != at
        )
        if not shared or changed:
            yield "MISMATCH", "suggestions", at + 1, None, ""


def _suggestion(words: str, at: int, today: date) -> Iterator[Found]:
    if not words.strip():
        return
    vague = _VAGUE.search(words)
    if vague and not _CONCRETE.search(_VAGUE.sub("", _deed(words))):
        yield "VAGUE", "suggestions", at, Span(vague.start(), vague.end()), vague[0]
    for pattern, code in (
        (_OWNER, "OWNER_MISSING"),
        (_DATE, "DATE_MISSING"),
        (_RESULT, "RESULT_MISSING"),
    ):
        if not pattern.search(words):
            yield code, "suggestions", at, None, ""
    for hit in _DAY.finditer(words):
        if words[hit.end() : hit.end() + 2].startswith(("前", "底", "之前", "以前")) and _past(
            hit, today
        ):
            yield "DATE_PAST", "suggestions", at, Span(hit.start(), hit.end()), hit[0]


def _anywhere(words: str, name: str, index: int) -> Iterator[Found]:
    if name == "suggestions":
        for hit in _COMMAND.finditer(words):
            yield "COMMAND", name, index, Span(hit.start(), hit.end()), hit[0]
    for hit in _PERSON.finditer(words):
        if hit["id"] or not _NOT_NAMES.search(hit["name"]):
            yield "PERSON_NAMED", name, index, Span(hit.start(), hit.end()), hit[0]


def _past(hit: re.Match[str], today: date) -> bool:
    year, month = int(hit[1]), int(hit[2])
    if not 1 <= month <= 12:
        return False
    if hit[3]:
        return (year, month, int(hit[3])) < (today.year, today.month, today.day)
    return (year, month) < (today.year, today.month)


def _answers(problem: str, suggestion: str, taxonomy: Taxonomy) -> bool:
    """Whether a measure that the suggestion names answers a loophole that the problem names."""
    measures = {one.id for one in taxonomy.layer("measures") if _names(one.indicators, suggestion)}
    return any(
        measures & set(one.counterparts)
        for one in taxonomy.layer("loopholes")
        if _names(one.indicators, problem)
    )


def _names(indicators: Sequence[str], words: str) -> bool:
    return any(all(part in words for part in one.split("……")) for one in indicators)


def _deed(suggestion: str) -> str:
    """What is to be done, without by whom and until when."""
    return _DATE.sub("，", _OWNER.sub("，", suggestion))


def _bigrams(words: str) -> set[str]:
    """Pairs of Chinese characters that say what it is about."""
    runs = re.findall(r"[\u4e00-\u9fff]+", words)
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    return pairs - _STOP
