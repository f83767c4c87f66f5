"""Every provision cited, with its law resolved: 《刑法》第三百八十五条第一款、第三百八十六条.

The law of a provision is, in this order: the title right before it, a name or alias right before
it (刑法, 《解释》, 同法), the law of the provision it is joined to by 、 or 和, and in the annex
of a judgment the law whose articles are printed there. A provision with none of these is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.model import Span, StatuteMention, StatuteRef
from nlp.cited_laws import CitedLaws
from nlp.numerals import CHINESE_DIGITS, ORDINAL, integer

_LARGEST_ARTICLE = 1400
_MASKED = r"[×xX＊*Ｘ✕某]{1,6}"
# 第三百八十八条之一; a masked one (第××条) is read so that what follows keeps its law.
# Clerks drop a sign: 》三百八十五条, 、三百八十六条, 第六十七第一款
_ARTICLE = re.compile(
    rf"(?:第[ \u3000]?(?:({ORDINAL})|{_MASKED})[ \u3000]?(?:条|(?=第[一二三四五六七八九]款))"
    rf"|(?<=[、，》和及])([二三四]?百[{CHINESE_DIGITS}]{{1,6}}"
    rf"|[一二三四]百[{CHINESE_DIGITS}]{{1,6}})条)"
    r"(?:之([一二三四五六七八九十]{1,2}|\d{1,2})(?![\d年月日款项]))?"
)
_NUM = r"[一二三四五六七八九十\d]{1,3}"
_JOIN = r"(?:[、，,]|和|及|以及|与|或者|或|至)"
# 第三百八十三条［贪污罪的处罚］第一款
_GLOSS = re.compile(
    rf"[（(\[［【](?!{_NUM}[）)项])[^（）()\[\]［］【】。]{{1,24}}[）)\]］】](?=第|、|，)"
)
# 第一款; 第二、三款
_PARAGRAPHS = re.compile(rf"第?({_NUM}(?:{_JOIN}第?{_NUM}){{0,5}})款")
_BRACED = rf"[（(]?{_NUM}[）)]?"
# 第（二）项; 第（一）、（二）项; 第一、二项; （三项）
_ITEMS = re.compile(rf"[（(]?第?({_BRACED}(?:{_JOIN}第?{_BRACED}){{0,6}})项[）)]?")
_NEXT = re.compile(
    rf"{_JOIN}(?=[（(]?第?[（(]?{_NUM}[）)]?(?:{_JOIN}第?[（(]?{_NUM}[）)]?){{0,6}}[款项])"
)
_EACH = re.compile(rf"第?[（(]?({_NUM})[）)]?")
# between two provisions of one law: 、 / 以及 / （自首）、 / 贪污罪的处罚、 / ：“……”、
_JOINED = re.compile(
    r"(?:[：:]?“[^”]{1,400}”|[^。；;：《》\n]{0,44}?)(?:[、，,；; ]|和|及|与|或者|或|至"
    r"|到)[ \u3000]?(?:同时|并)?"
)
_STATED = re.compile(r"规定[^、，的之]|被告|辩护|本院|上诉人|公诉")
_REACH = 48
_QUOTED_REACH = 410


@dataclass(frozen=True, slots=True)
class _Point:
    """A paragraph or item below an article, with the place of its words."""

    paragraph: int | None
    item: int | None
    start: int
    end: int


def find_statutes(text: str, *, own_title: str = "") -> tuple[StatuteMention, ...]:
    """The provisions cited, in the order of the text; ``own_title`` is what 本法 then means.

    ``《中华人民共和国刑法》第六十七条第一款、第三款`` gives 《刑法》第67条第1款 and 第3款, each
    with the span of its own words. Masked articles (第××条) are left out, never guessed.
    """
    if "条" not in text:
        return ()
    laws: CitedLaws | None = None
    found: list[StatuteMention] = []
    last_law, last_end = "", -1
    for hit in _ARTICLE.finditer(text):
        start = hit.start()
        if laws is None:
            laws = CitedLaws.of(text, own_title=own_title)
        law, opening = laws.before(start)
        if not law and last_law and _joined(text, last_end, start):
            law, opening = last_law, start
        if not law:
            law, opening = laws.in_annex(start, hit.group(1) or ""), start
        if not law:
            continue
        points = tuple(_points(text, hit.end()))
        laws.remember(law, opening, hit.group(1) or hit.group(2) or "")
        last_law, last_end = law, points[-1].end if points else hit.end()
        found.extend(_mentions(hit, law, opening, points))
    return tuple(found)


def _joined(text: str, last_end: int, start: int) -> bool:
    if start - last_end > (
        _QUOTED_REACH if text[last_end : last_end + 2] in ("：“", ":“") else _REACH
    ):
        return False
    return bool(_JOINED.fullmatch(text, last_end, start)) and not _STATED.search(
        text, last_end, start
    )


def _mentions(
    hit: re.Match[str], law: str, opening: int, points: tuple[_Point, ...]
) -> Iterator[StatuteMention]:
    words = hit.group(1) or hit.group(2)
    article = integer(words) if words else None
    if article is None or not 1 <= article <= _LARGEST_ARTICLE:
        return
    sub = integer(hit.group(3)) if hit.group(3) else None
    if not points:
        yield StatuteMention(StatuteRef(law, article, sub), Span(opening, hit.end()))
    for rank, point in enumerate(points):
        start = opening if rank == 0 else point.start
        ref = StatuteRef(law, article, sub, point.paragraph, point.item)
        yield StatuteMention(ref, Span(start, point.end))


def _points(text: str, start: int) -> Iterator[_Point]:
    """第一款第（一）项、第二款 → (1, 1), (2, None): what follows an article, read to its end."""
    gloss = _GLOSS.match(text, start)
    position: int = gloss.end() if gloss else start
    paragraph: int | None = None
    while True:
        opening = position
        paragraphs = _PARAGRAPHS.match(text, position)
        if paragraphs:
            numbers = tuple(_numbers(paragraphs))
            paragraph, position = numbers[-1][0], paragraphs.end()
        else:
            numbers = ()
        items = _ITEMS.match(text, position)
        if not paragraphs and not items:
            return
        # in 第一、三款第二项 only the last paragraph has the item
        whole = numbers[:-1] if items else numbers
        for rank, (value, begin, end) in enumerate(whole):
            close = paragraphs.end() if paragraphs and rank == len(numbers) - 1 else end
            yield _Point(value, None, opening if rank == 0 else begin, close)
        if items:
            position = items.end()
            yield from _item_points(items, paragraph, opening if not whole else items.start())
        following = _NEXT.match(text, position)
        if not following:
            return
        position = following.end()


def _item_points(items: re.Match[str], paragraph: int | None, opening: int) -> Iterator[_Point]:
    numbers = tuple(_numbers(items))
    for rank, (value, begin, end) in enumerate(numbers):
        close = items.end() if rank == len(numbers) - 1 else end
        yield _Point(paragraph, value, opening if rank == 0 else begin, close)


def _numbers(hit: re.Match[str]) -> Iterator[tuple[int, int, int]]:
    """第二、三款 → 2 and 3, each with its place."""
    for one in _EACH.finditer(hit.string, hit.start(1), hit.end(1)):
        value = integer(one.group(1))
        if value is not None:
            yield value, one.start(), one.end()
