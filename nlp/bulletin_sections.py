"""Cut disciplinary bulletins: one case told in full, or many cases in a row, and notices."""

import re

from kb.model import SectionKind
from nlp.cutting import AT_START, Cut, sentence_start
from nlp.foot import cut_foot

# 1.某县某局原局长张某违规收受礼品礼金问题。2019年…… ／ ●某市…… ／ 一是……
_ITEM_MARKS = (
    re.compile(r"(?:^|(?<=\n))[ \t　]*+[●◆■▲★]"),
    re.compile(r"(?:^|(?<=\n))[ \t　]*+\d{1,2}[.、．](?!\d)"),
    re.compile(r"(?:^|(?<=\n))[ \t　]*+[一二三四五六七八九十]{1,3}、"),
    re.compile(r"(?:^|(?<=\n))[ \t　]*+[（(][一二三四五六七八九十]{1,3}[）)]"),
    re.compile(r"(?:^|(?<=[。；：:\n]))[ \t　]*+[一二三四五六七八九十]{1,2}是"),
    re.compile(r"(?:^|(?<=\n))[ \t　]*+(?=[^\n。]{8,120}(?:等)?问题(?:。|\n))"),
)
_ITEM_LEAST = 3
_ITEM_HEADING = re.compile(r"[^\n。：:]{0,90}")
_ITEM_WORDS = re.compile(r"处分|警告|开除|撤职|记过|问责|诫勉|免职|移送|判处|问题|批评教育")
# 上述通报的5起案例…… ／ 省纪委监委指出，各级党组织要……
_CLOSING = re.compile(
    r"(?<=\n)[ \t　]*+(?=[^\n]{0,60}?(?:通报(?:指出|强调|要求)|(?:纪委|监委|专班"
    r"|教育部|有关负责人)[^\n。，]{0,12}(?:指出|强调|要求)"
    r"|(?:上述|以上|这些)[^\n。，]{0,16}(?:案例|问题|案件|起)"
    r"|[\d一二三四五六七八九十]+起[^\n。，]{0,8}(?:案例|问题|案件)"
    r"|[^\n。]{2,40}(?:典型|教训|警示)[^\n]{0,30}。?[^\n]{0,20}各级党组织))"
)
_GROUP = re.compile(
    r"(?<=\n)[ \t　]*+(?=附[：:]|[^\n。]{0,70}(?:通报|曝光)[^\n。]{2,70}(?:问题"
    r"|案例|案件)[：:][ \t]*+\n"
    r"|[^\n。]{0,60}(?:通报|曝光)[^\n。]{0,20}[\d一二三四五六七八九十]+起[^\n。]"
    r"{0,60}[：:\n]|[^\n。]{4,80}(?:通报|案例)如下[：:。])"
)

_RESUME = re.compile(
    AT_START + r"(?:[^。；，：\n]{2,10}(?:个人)?简历(?:[：:]|[ \t]*+\n)|(?:简历|任职经历)[：:\n])"
)
# 张某，男，汉族，1966年3月出生……
_PERSON = re.compile(AT_START + r"[^。；，：\n]{2,8}，(?:男|女)，[^。\n]{4,300}。")
_FINDINGS = re.compile(
    AT_START + r"(?:经查[，,：:]|(?:审查)?调查(?:显示|发现|查明)[，,：:]"
    r"|经[^。；，\n]{0,10}(?:调查|审查|查明)[，：])"
)
_REPORTED = re.compile(r"(?<=通报如下)[：:。][ \t]*+\n+")
_BREACH = re.compile(
    AT_START + r"[^。；，：\n]{2,10}(?:违反|身为[^。\n]{2,80}(?:违反|丧失|背弃)|丧失理想信念)"
)
_CHARACTER = re.compile(
    r"严重违反党的|应予严肃处理|构成(?:严重)?职务违(?:法|纪)|性质(?:恶劣|严重)，|影响恶劣"
)
_DECISION = re.compile(
    AT_START + r"(?:(?:依据|根据|依照|按照)[^。；\n]{0,14}(?:《|规定[，,])"
    r"|经[^。；，\n]{2,60}(?:研究|批准|决定)[，,]|决定给予"
    r"|给予[^。；，\n]{2,12}(?:开除|撤|记|警告|党内)"
    r"|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?[，,]?[^。；，\n]{2,24}?(?:受到"
    r"|被(?:给予)?)[^。；\n]{0,12}(?:开除|撤|记|警告|党内|处分|处罚|判处|双开)"
    r"|[^。；，\n]{2,24}(?:受到|被给予|被)(?:开除|撤销|党内|政务|留党)[^。；\n]{0,24}处?分?)"
)
_CONFESSION = re.compile(
    r"(?:^|(?<=\n))[ \t　]*+[^\n。，]{0,16}(?:忏悔|悔过|反思)(?:书|录"
    r"|材料)?(?:[（(]?(?:节选|摘录|摘编)[）)]?)?[：:]?[ \t　]*+(?=\n)"
)
_FACTS_LINE = re.compile(r"(?:^|(?<=\n))[ \t　]*+违纪违法(?:事实|行为|问题)[：:]?[ \t　]*+(?=\n)")
_ANALYSIS_LINE = re.compile(
    r"(?:^|(?<=\n))[ \t　]*+[^\n。，]{0,8}(?:剖析|评析|警示|点评|启示|教训|反思"
    r"|纪法链接)[^\n。，]{0,8}[：:]?[ \t　]*+(?=\n)"
)
_SOURCE_LINE = re.compile(r"(?<=\n)[ \t　]*+[（(]?\s*(?:来源|责任编辑|编辑)[：:][^\n]{0,80}")


def cut_bulletin(text: str, *, start: int = 0) -> tuple[Cut, ...]:
    """LEAD, then CASE_ITEM after CASE_ITEM, or FINDINGS, CHARACTERISATION, DECISION of one case."""
    items = _items(text, start)
    cuts = _many(text, start, items) if items else _single(text, start)
    source = _SOURCE_LINE.search(text, max(start, len(text) - 400))
    foot = [Cut(source.start(), SectionKind.SIGN)] if source else cut_foot(text, start=start)
    return (*cuts, *foot)


def cut_notice(text: str, *, start: int = 0) -> tuple[Cut, ...]:
    """A notice of investigation: the announcement is BODY, the curriculum vitae RESUME."""
    found = _RESUME.search(text, start) or _PERSON.search(text, start)
    return (Cut(found.start(), SectionKind.RESUME),) if found else ()


def _items(text: str, start: int) -> list[int]:
    """Where case after case begins: the mark that opens most of them, three at least."""
    best: list[int] = []
    for mark in _ITEM_MARKS:
        found = [m.start() for m in mark.finditer(text, start)]
        ends = [*found[1:], len(text)]
        told = sum(
            bool(_ITEM_WORDS.search(text, at, end)) for at, end in zip(found, ends, strict=False)
        )
        if told >= _ITEM_LEAST and 4 * told >= 3 * len(found) and len(found) > len(best):
            best = found
    return best


def _many(text: str, start: int, items: list[int]) -> list[Cut]:
    cuts = [Cut(at, SectionKind.CASE_ITEM, _item_heading(text, at)) for at in items]
    first = max(start, items[0])
    cuts += [Cut(m.start(), SectionKind.LESSONS) for m in _CLOSING.finditer(text, first)]
    cuts += [Cut(m.start(), SectionKind.LEAD) for m in _GROUP.finditer(text, first + 1)]
    return cuts


def _item_heading(text: str, at: int) -> str:
    line = _ITEM_HEADING.match(text, at)
    return line.group().strip() if line else ""


def _single(text: str, start: int) -> list[Cut]:
    cuts: list[Cut] = []
    told = _CONFESSION.search(text, start)
    end = told.start() if told else len(text)
    facts = _FACTS_LINE.search(text, start, end)
    findings = _FINDINGS.search(text, start, end) or _BREACH.search(text, start, end)
    reported = _REPORTED.search(text, start, findings.start() if findings else end)
    if reported:
        cuts.append(Cut(reported.end(), SectionKind.FINDINGS))
    if facts:
        cuts.append(Cut(facts.start(), SectionKind.FINDINGS, facts.group().strip()))
    person = _RESUME.search(text, start, end) or _PERSON.search(text, start, end)
    if person:
        cuts.append(Cut(person.start(), SectionKind.RESUME))
    at = findings.start() if findings else (facts.end() if facts else start)
    if findings:
        cuts.append(Cut(at, SectionKind.FINDINGS, findings.group().strip("，：:,")[:12]))
    if person and person.start() < at:
        after = text.find("\n", person.end(), at)
        if 0 <= after < at - 1:
            cuts.append(Cut(after + 1, SectionKind.LEAD))
    cuts += _verdict(text, at, end)
    if told:
        cuts.append(Cut(told.start(), SectionKind.REFLECTION, told.group().strip()))
    analysis = _ANALYSIS_LINE.search(text, at)
    closing = _CLOSING.search(text, at, end)
    if closing:
        cuts.append(Cut(closing.start(), SectionKind.LESSONS))
    if analysis and not (told and analysis.start() == told.start()):
        cuts.append(Cut(analysis.start(), SectionKind.LESSONS, analysis.group().strip()))
    return cuts


def _verdict(text: str, findings: int, end: int) -> list[Cut]:
    """The sentence that sums up the breach, and the one that punishes."""
    cuts: list[Cut] = []
    first_stop = text.find("。", findings, end)
    after = first_stop + 1 if first_stop >= 0 else end
    judged = _CHARACTER.search(text, after, end)
    if judged:
        at = sentence_start(text, judged.start(), floor=after)
        stop = max(text.rfind("。", findings, judged.start()), text.rfind("\n", 0, judged.start()))
        at = max(after, stop + 1) if stop >= after else at
        cuts.append(Cut(at, SectionKind.CHARACTERISATION))
    decided = _DECISION.search(text, max(after, judged.end() if judged else after), end)
    if decided:
        cuts.append(Cut(decided.start(), SectionKind.DECISION, decided.group().strip()[:16]))
    return cuts
