"""Cut reports, letters, guiding cases and confessions: by headings, else by telling sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.model import DocumentKind, SectionKind
from nlp.cutting import Cut, heading_at
from nlp.foot import cut_foot
from nlp.section_cues import ANALYSIS, FAMILY_OF, GUIDING, LETTER, RECTIFICATION, Family

_MARK = (
    r"(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,2}(?:部分|章"
    r"|节)[、：:\s]?|[（(][一二三四五六七八九十]{1,3}[）)]"
    r"|\d{1,2}[.、．](?!\d)|[（(]\d{1,2}[）)])"
)
# 二、案发特点 ／ （一）直接原因 ／ 【要旨】 ／ a bare line without a stop: 违纪违法事实
_HEADING_LINE = re.compile(
    rf"(?m)^(?P<blank>[ \t　]*+)(?:(?P<number>{_MARK})[ \t　]*+(?P<numbered>[^\n]{{1,200}})"
    r"|(?P<bracket>[【\[][^】\]\n]{1,24}[】\]])[^\n]{0,400}"
    r"|(?P<bare>[^\n。；！？，：:]{2,24})[：:]?(?=[ \t　]*+(?:\n(?P<long>[^\n]{50"
    r"})?|$))"
    r"|(?P<poetic>[^\n。；：:]{6,40})(?=\n[^\n]{50})"
    r"|(?P<lead>[^\s：:。；，]{2,6})[：:　 ][^\n]{1,400})"
)
_TOP = re.compile(r"[一二三四五六七八九十]{1,3}、|第")
_STOP = re.compile(r"[。：；:！？]")
_HEADING_LONGEST = 36
_ADDRESSEE_WITHIN = 400
# 某某单位： the addressee; the letter proper begins on the next line
_ADDRESSEE = re.compile(r"(?:^|\n)[ \t　]*+[^\n。；！？]{2,40}[：:][ \t　]*+(?=\n)")
# quoted law has （一）（二） of its own
_WITHOUT_PARTS = (SectionKind.RELATED_LAW, SectionKind.KEYWORDS, SectionKind.ATTACHMENT)
# what a letter lists 一、二、三、 under the sentence that announces it
_LISTED = (SectionKind.PROBLEMS, SectionKind.SUGGESTIONS, SectionKind.CAUSES)
_BARE_LONGEST = 16
_UNSIGNED = (DocumentKind.CASE_ANALYSIS, DocumentKind.GUIDING_CASE, DocumentKind.CLUE_RECORD)


@dataclass(frozen=True, slots=True)
class _Line:
    """A heading line: where it stands, its words, and how deep its numbering is."""

    start: int
    words: str
    depth: int
    numbered: bool
    free: bool = False


@dataclass(frozen=True, slots=True)
class _Opening:
    """A place where a part opens; ``kind`` None for a heading that names no part."""

    start: int
    kind: SectionKind | None
    words: str
    level: int


def cut_report(text: str, kind: DocumentKind, *, start: int = 0) -> tuple[Cut, ...]:
    """Where the parts of a report, letter, guiding case or clue record begin."""
    family = FAMILY_OF[kind]
    foot = cut_foot(text, start=start) if kind not in _UNSIGNED else []
    end = min((cut.start for cut in foot), default=len(text))
    body = _body_start(text, start, family)
    cuts = [] if body <= start else [Cut(start, SectionKind.HEAD), Cut(body, _first_kind(family))]
    openings = _by_headings(text, family, body, end)
    named = {o.kind for o in openings if o.kind is not None}
    if len(named) < 2:
        told = _by_sentences(text, family, body, end, taken=named)
        openings += told if len(told) >= 2 or not openings else []
    return tuple(cuts + _settled(openings, family, _first_kind(family)) + foot)


def _first_kind(family: Family) -> SectionKind:
    if family is LETTER:
        return SectionKind.SOURCE
    return SectionKind.DEPLOYMENT if family is RECTIFICATION else family.opening


def _body_start(text: str, start: int, family: Family) -> int:
    """After the line that addresses the letter; the same place as ``start`` where there is none."""
    if family not in (LETTER, RECTIFICATION):
        return start
    found = _ADDRESSEE.search(text, max(0, start - 1), start + _ADDRESSEE_WITHIN)
    return found.end() + 1 if found else start


def heading_lines(text: str, start: int, end: int) -> Iterator[_Line]:
    """The lines that look like headings, numbered or not, with their depth.

    ``一、基本情况`` has depth 0, ``（一）`` and ``1.`` depth 1, a bare short line depth 0.
    """
    for found in _HEADING_LINE.finditer(text, start, end):
        line = _line(found)
        if line:
            yield line


def _line(found: re.Match[str]) -> _Line | None:
    at = found.end("blank")
    if found["number"]:
        words = found["numbered"]
        stop = _STOP.search(words)
        words = words[: stop.start()] if stop else words
        words = words.strip() if len(words) <= _HEADING_LONGEST else ""
        depth = 0 if _TOP.match(found["number"]) else 1
        return _Line(at, found["number"] + words, depth, True)
    if found["bracket"]:
        return _Line(at, found["bracket"], 0, True)
    words = (found["bare"] or found["poetic"] or found["lead"]).strip()
    if "\t" in words or words.count(" ") > 2:
        return None
    return _Line(at, words, 0, False, free=bool(found["poetic"] or found["long"]))


def _by_headings(text: str, family: Family, start: int, end: int) -> list[_Opening]:
    """A heading that names a part opens it; one that names none goes on with what stands before.

    Below a part, deeper headings stay in it at level 1 (（一）直接原因 under 三、原因分析).
    """
    openings: list[_Opening] = []
    current: SectionKind | None = None
    for line in heading_lines(text, start, end):
        kind = family.kind_of(line.words)
        if line.depth:
            if current not in _WITHOUT_PARTS:
                openings.append(_Opening(line.start, None, line.words, 1))
        elif kind is not None and (line.numbered or len(line.words) <= _BARE_LONGEST):
            again = kind is current and not line.numbered
            openings.append(_Opening(line.start, kind, line.words, int(again)))
            current = kind
        elif (line.numbered and family is not GUIDING) or (line.free and family is ANALYSIS):
            openings.append(_Opening(line.start, None, line.words, 0))
            current = None if family.unnamed else current
    return openings


def _by_sentences(
    text: str, family: Family, start: int, end: int, *, taken: set[SectionKind]
) -> list[_Opening]:
    """First sentence of each part that no heading names, in the family's order."""
    openings: list[_Opening] = []
    floor = start
    for kind, pattern in family.sentences:
        found = None if kind in taken else pattern.search(text, floor, end)
        if found:
            heading = heading_at(text, found.start())[:_BARE_LONGEST]
            openings.append(_Opening(found.start(), kind, heading, 0))
            floor = found.end()
    return openings


def _settled(openings: list[_Opening], family: Family, first: SectionKind) -> list[Cut]:
    """Headings without a part of their own take the part they stand in."""
    cuts: list[Cut] = []
    current, by_sentence = first, False
    for opening in sorted(openings, key=lambda o: o.start):
        if opening.kind is not None:
            current, level = opening.kind, opening.level
            by_sentence = True
        else:
            if not opening.level and family.unnamed:
                current = family.unnamed
            level = opening.level or int(by_sentence and current in _LISTED)
        cuts.append(Cut(opening.start, current, opening.words, level))
    return cuts


_CONFESSION_CUES: tuple[tuple[SectionKind, re.Pattern[str]], ...] = (
    (
        SectionKind.EXHORTATION,
        re.compile(
            r"奉劝|告诫|劝诫|希望(?:大家|同志|广大|所有|其他|能以)|引以为[戒鉴]|以我为"
            r"|千万不要|警醒|警示(?:他人|大家|后人)|想告诉|想对[^。，]{2,12}说|请把"
            r"|不要学我|我的教训"
        ),
    ),
    (
        SectionKind.CONSEQUENCE,
        re.compile(
            r"对不起|愧对|辜负|身陷囹圄|妻离子散|家破|高墙|失去(?:自由|了)|抬不起头"
            r"|亏欠|愧疚|连累|拖累|尽孝|留置(?:那|期间|后|室|点)|铁窗|白发|泪"
        ),
    ),
    (
        SectionKind.EXPERIENCE,
        re.compile(
            r"我(?:出生|叫|于\d{4}|从小|参加工作|毕业|原?任|是[^。，]{2,24}(?:局长|主任"
            r"|书记|院长|经理|队长|人))|出生[于在]|参加工作|入党|提拔|任命|担任|先后任"
            r"|历任|考上|退伍|调到|\d{4}年(?:春|夏|秋|冬|底|初|\d|，|我)"
        ),
    ),
    (
        SectionKind.REFLECTION,
        re.compile(
            r"世界观|人生观|价值观|理想信念|放松(?:了)?|侥幸|贪[欲婪念心]|法纪|纪法"
            r"|法律意识|党纪|反思|剖析|思想(?:上|根源|滑坡|防线)|攀比|虚荣|底线|心理"
            r"|不平衡|为什么|现在(?:想来|看来|想想)|错误地认为|以为|习惯"
        ),
    ),
)
_SENTENCE = re.compile(r"[^。！？\n]+[。！？\n]*")
_LINE = re.compile(r"[^\n]+\n*")


def cut_confession(text: str, *, start: int = 0) -> tuple[Cut, ...]:
    """EXPERIENCE, REFLECTION, CONSEQUENCE, EXHORTATION by the words of each paragraph.

    A paragraph that says nothing of the kind goes on with the one before; the first is REFLECTION.
    """
    lines = [m for m in _LINE.finditer(text, start) if m.group().strip()]
    units = lines if len(lines) >= 3 else list(_SENTENCE.finditer(text, start))
    cuts: list[Cut] = []
    current: SectionKind | None = None
    for unit in units:
        hits = {kind: len(p.findall(unit.group())) for kind, p in _CONFESSION_CUES}
        best = max(hits, key=lambda kind: hits[kind])
        kind = best if hits[best] else current or SectionKind.REFLECTION
        if kind is not current:
            cuts.append(Cut(unit.start(), kind))
            current = kind
    foot = cut_foot(text, start=start)
    end = min((cut.start for cut in foot), default=len(text))
    return (*(cut for cut in cuts if cut.start < end), *foot)
