"""Cut statutes, regulations and interpretations: 编 章 节 条, and within an article 款 and 项."""

import re
from collections.abc import Sequence

from kb.model import Section, SectionKind, Span
from nlp.cutting import Cut, last_match
from nlp.numerals import article_number, integer

_NUMERAL = "一二三四五六七八九十百千零〇两"
_KIND = {
    "编": SectionKind.PART,
    "分编": SectionKind.PART,
    "章": SectionKind.CHAPTER,
    "节": SectionKind.DIVISION,
}
_LEVEL = {SectionKind.PART: 0, SectionKind.CHAPTER: 1, SectionKind.DIVISION: 2}
_ARTICLE_LEVEL = 3

_MARK = (
    rf"第(?P<number>[{_NUMERAL}\d]{{1,8}})(?:(?P<unit>分?编|章|节)(?![{_NUMERAL}]*[条款])"
    rf"|条(?:之(?P<sub>[一二三四五六七八九十]{{1,3}}))?(?!(?:第|的|规定|、|，|至"
    rf"|和|及|或|修改|中(?![央华国共])|后增加|所[称列规])))"
)
# 第三章　监督 ／ 第一百二十条之一　…… at the start of a line, as a rule
_LINE_MARK = re.compile(r"\n[^\S\n]*+(?P<mark>" + _MARK + ")")
# the same in a text that lost its lines: after a stop or a blank, and followed by a blank
_INLINE_MARK = re.compile(r"(?<=[。；：\s　])(?P<mark>" + _MARK + r")(?=[ 　\t【\n])")
# 一、将刑法第一百六十二条修改为……, where there is no 第一条 at all
_NUMBERED = re.compile(r"\n[^\S\n]*+(?P<mark>(?P<number>[一二三四五六七八九十百]{1,4})、)")
_GENERAL = re.compile(
    r"\n[^\S\n]*+(?P<mark>总[ 　]*纲|序[ 　]*言|前[ 　]*言|引[ 　]*言)[ \t　]*+(?=\n)"
)
_ANNEX = re.compile(r"\n[ \t　]*+附(?:件|录|表|[：:])(?![^\n]{0,10}规定)")
_ITEM = re.compile(
    r"(?:^|(?<=[\n：；。]))[ \t　]*+(?P<mark>[（(](?P<number>[一二三四五六七八九十]{1,4})[）)])"
)
_TITLE_LONGEST = 40


def cut_regulation(text: str, *, start: int = 0) -> tuple[Cut, ...]:
    """PART, CHAPTER and DIVISION cover their heading line; ARTICLE covers the article.

    The list is flat, ``level`` gives the outline (part 0, chapter 1, division 2, article 3); an
    ARTICLE is headed ``第十条`` or ``第一百二十条之一`` (``一、`` where the law numbers so). The
    table of contents belongs to PREAMBLE.
    """
    marks = _marks(text)
    if all(mark["unit"] for mark in marks):
        return _numbered(text, start)
    marks = _without_contents(text, marks)
    cuts = [_article_or_heading(text, mark) for mark in marks]
    cuts += _general(text, start, marks[0].start("mark"))
    for index, mark in enumerate(marks):
        if mark["unit"] and index + 1 < len(marks):
            cuts += _after_heading(text, mark, marks[index + 1].start("mark"))
    last = marks[-1]
    annex = _ANNEX.search(text, last.end())
    if annex:
        cuts.append(Cut(annex.start() + 1, SectionKind.ATTACHMENT))
    return (Cut(start, SectionKind.PREAMBLE), *cuts)


def find_article(sections: Sequence[Section], number: int, sub: int | None) -> Section | None:
    """The ARTICLE of that number, e.g. ``find_article(sections, 120, 1)`` for 第一百二十条之一.

    In a law numbered 一、二、三、 the number is that numeral.
    """
    for section in sections:
        if section.kind is SectionKind.ARTICLE and _numbers(section.heading) == (number, sub):
            return section
    return None


def article_parts(text: str, article: Section) -> tuple[Section, ...]:
    """款 and 项 of one article, in order: PARAGRAPH at level 1 covers its own ITEMs at level 2.

    第三条 of two paragraphs, the first with （一）（二）, gives paragraph, item, item, paragraph.
    Headings are ``第一款`` and ``（一）``.
    """
    begin = article.span.start + _mark_length(text, article)
    paragraphs: list[tuple[int, int]] = []
    at = begin
    while at < article.span.end:
        stop = text.find("\n", at, article.span.end)
        stop = article.span.end if stop < 0 else stop
        line = text[at:stop]
        if line.strip():
            if paragraphs and _ITEM.match(line):
                paragraphs[-1] = (paragraphs[-1][0], stop)
            else:
                paragraphs.append((at + len(line) - len(line.lstrip()), stop))
        at = stop + 1
    parts: list[Section] = []
    for index, (first, last) in enumerate(paragraphs, start=1):
        span = _trimmed(text, first, last)
        heading = f"第{_chinese(index)}款"
        parts.append(Section(SectionKind.PARAGRAPH, span, heading, 1))
        parts += _items(text, span)
    return tuple(parts)


def _marks(text: str) -> list[re.Match[str]]:
    marks = list(_LINE_MARK.finditer(text))
    head = _LINE_MARK.match("\n" + text[:80]) if text[:20].lstrip().startswith("第") else None
    articles = sum(not m["unit"] for m in marks)
    if articles < 2 and not head:
        inline = list(_INLINE_MARK.finditer(text))
        if sum(not m["unit"] for m in inline) > articles + 1:
            return inline
    return marks


def _without_contents(text: str, marks: list[re.Match[str]]) -> list[re.Match[str]]:
    """Without the headings that head nothing: the lines of a table of contents.

    第一章 followed by 第二章 with no word between them is such a line; 第一章 before 第一节 is not,
    unless that 第一节 is one itself.
    """
    kept = marks[-1:]
    for index in range(len(marks) - 2, -1, -1):
        mark, after = marks[index], kept[-1]
        if mark["unit"] and after["unit"] and _rank(after) <= _rank(mark):
            following = marks[index + 1].start("mark")
            end = text.find("\n", mark.end("mark"), following)
            if end >= 0 and not text[end:following].strip():
                continue
        kept.append(mark)
    return kept[::-1]


def _rank(mark: re.Match[str]) -> int:
    return _LEVEL[_KIND[mark["unit"]]]


def _article_or_heading(text: str, mark: re.Match[str]) -> Cut:
    at = mark.start("mark")
    if not mark["unit"]:
        return Cut(at, SectionKind.ARTICLE, re.sub(r"\s", "", mark["mark"]), _ARTICLE_LEVEL)
    kind = _KIND[mark["unit"]]
    return Cut(at, kind, _heading_line(text, mark), _LEVEL[kind])


def _heading_line(text: str, mark: re.Match[str]) -> str:
    """``第三章　监督`` as ``第三章 监督``: blanks within the title go."""
    end = text.find("\n", mark.end("mark"))
    rest = text[mark.end("mark") : end if end >= 0 else mark.end("mark") + _TITLE_LONGEST]
    title = re.sub(r"\s", "", rest.split("。")[0])[:_TITLE_LONGEST]
    label = re.sub(r"\s", "", mark["mark"])
    return f"{label} {title}".strip()


def _after_heading(text: str, mark: re.Match[str], next_mark: int) -> list[Cut]:
    """Words between a heading line and the next mark (总则 of a part, a preamble) are BODY."""
    end = text.find("\n", mark.end("mark"), next_mark)
    if end < 0 or not text[end:next_mark].strip():
        return []
    return [Cut(end + 1, SectionKind.BODY)]


def _general(text: str, start: int, first: int) -> list[Cut]:
    """总纲 or 序言 before the articles: a chapter without articles, its words are BODY."""
    found = last_match(_GENERAL, text, max(0, start - 1), first)
    if found is None or not text[found.end() : first].strip():
        return []
    name = re.sub(r"\s", "", found["mark"])
    return [
        Cut(found.start("mark"), SectionKind.CHAPTER, name, _LEVEL[SectionKind.CHAPTER]),
        Cut(found.end() + 1, SectionKind.BODY),
    ]


def _numbered(text: str, start: int) -> tuple[Cut, ...]:
    """一、二、三、 as articles, when they count up from one without a gap; else BODY."""
    cuts: list[Cut] = []
    for found in _NUMBERED.finditer(text, start):
        if integer(found["number"]) != len(cuts) + 1:
            continue
        line_end = text.find("\n", found.end())
        line = text[found.end() : line_end if line_end >= 0 else len(text)].strip()
        title = line if len(line) <= _TITLE_LONGEST and "。" not in line else ""
        cuts.append(
            Cut(found.start("mark"), SectionKind.ARTICLE, found["mark"] + title, _ARTICLE_LEVEL)
        )
    if len(cuts) >= 2:
        return (Cut(start, SectionKind.PREAMBLE), *cuts)
    return (Cut(start, SectionKind.BODY),)


# 第一百二十条之一 ／ 三、
_HEADING_MARK = re.compile(
    rf"第[{_NUMERAL}\d]+条(?:之[一二三四五六七八九十]+)?|(?P<plain>[一二三四五六七八九十百]+)、"
)


def _numbers(heading: str) -> tuple[int, int | None]:
    found = _HEADING_MARK.match(heading)
    if found and found["plain"]:
        return integer(found["plain"]) or 0, None
    return article_number(heading) or (0, None)


def _mark_length(text: str, article: Section) -> int:
    found = _HEADING_MARK.match(text, article.span.start)
    return found.end() - article.span.start if found else 0


def _items(text: str, paragraph: Span) -> list[Section]:
    marks = list(_ITEM.finditer(text, paragraph.start, paragraph.end))
    items: list[Section] = []
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else paragraph.end
        span = _trimmed(text, mark.start("mark"), end)
        items.append(Section(SectionKind.ITEM, span, mark["mark"], 2))
    return items


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    left = len(part) - len(part.lstrip())
    return Span(start + left, start + left + len(part.strip()))


def _chinese(number: int) -> str:
    numerals = "零一二三四五六七八九十"
    if number <= 10:
        return numerals[number]
    tens, ones = divmod(number, 10)
    head = "十" if tens == 1 else numerals[tens] + "十"
    return head + (numerals[ones] if ones else "")
