"""Cuts of a text: where a part begins, and how cuts become sections that cover the whole text."""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from kb.model import Section, SectionKind, Span
from nlp.numerals import integer

# The start of the text, of a line or of a sentence; flattened judgments part paragraphs by a space.
AT_START = r"(?:(?<![^。；：！？\n\r \t　])|(?<=[。！？][”）)]))(?=\S)"

_WHOLE_HEADING = 40
_SENTENCE_ENDS = "。；！？\n"


@dataclass(frozen=True, slots=True)
class Cut:
    """From ``start`` on the text is ``kind``, until the next cut."""

    start: int
    kind: SectionKind
    heading: str = ""
    level: int = 0


def to_sections(text: str, cuts: Iterable[Cut], *, opening: SectionKind) -> tuple[Section, ...]:
    """Sections without gap or overlap; what stands before the first cut is ``opening``.

    Of two cuts at one place the later one counts. A stretch of mere blanks joins its neighbour.
    """
    places: dict[int, Cut] = {0: Cut(0, opening)}
    for cut in sorted(cuts, key=lambda c: c.start):
        places[cut.start] = cut
    ordered = list(places.values())
    sections: list[Section] = []
    start = 0
    for index, cut in enumerate(ordered):
        end = ordered[index + 1].start if index + 1 < len(ordered) else len(text)
        if not text[start:end].strip():
            continue
        sections.append(Section(cut.kind, Span(start, end), cut.heading, cut.level))
        start = end
    if sections and start < len(text):
        last = sections[-1]
        span = Span(last.span.start, len(text))
        sections[-1] = Section(last.kind, span, last.heading, last.level)
    return tuple(sections)


def sentence_start(text: str, at: int, *, floor: int = 0) -> int:
    """Where the sentence that holds ``at`` begins, not before ``floor``."""
    begin = max(text.rfind(mark, floor, at) for mark in _SENTENCE_ENDS)
    begin = floor if begin < 0 else begin + 1
    while begin < at and text[begin].isspace():
        begin += 1
    return begin


def heading_at(text: str, start: int) -> str:
    """The heading that opens at ``start``: a short line, or the words up to the first stop.

    ``一、主要问题及原因⏎……`` gives ``一、主要问题及原因``; of a long sentence only ``一、`` stays.
    """
    line_end = text.find("\n", start, start + _WHOLE_HEADING + 20)
    line = text[start : start + _WHOLE_HEADING] if line_end < 0 else text[start:line_end]
    cut = _HEADING_STOP.search(line)
    if cut:
        line = line[: cut.start()]
        if "，" in line or len(line.strip()) > _WHOLE_HEADING - 10:
            number = _NUMBER.match(line)
            return number.group(0) if number else ""
    elif line_end < 0 and start + _WHOLE_HEADING < len(text):
        number = _NUMBER.match(line)
        return number.group(0) if number else ""
    return line.strip()


_HEADING_STOP = re.compile(r"[。：；:]|(?<=\S) ")
# 一、 ／ （二） ／ 3.
_NUMBER = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.、．])"
)


def last_match(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """The last place in a stretch where the pattern is found."""
    last = deque(pattern.finditer(text, start, end), maxlen=1)
    return last[0] if last else None


def title_cut(text: str, *, longest: int = 80) -> tuple[int, int] | None:
    """The span of a title line: the first line, short, without a full stop, and not alone."""
    lead = len(text) - len(text.lstrip())
    end = text.find("\n", lead, lead + longest + 1)
    if end < 0 or not text[end:].strip():
        return None
    line = text[lead:end].rstrip()
    if not line or line[-1] in "。；：:，、" or _NUMBER.match(line) or line[0] == "【":
        return None
    return lead, end + 1


# 一、 ／ （一） ／ 1．
_PART_STYLES = (
    re.compile(AT_START + r"(?P<n>[一二三四五六七八九十]{1,2})、"),
    re.compile(AT_START + r"[（(](?P<n>[一二三四五六七八九十]{1,2})[）)]"),
    re.compile(AT_START + r"(?P<n>\d{1,2})(?:[、．]|\.(?!\d))"),
)


def part_number(text: str, at: int) -> tuple[int, int]:
    """Style (0 for 一、 1 for （一） 2 for 1.) and number at ``at``; (-1, 0) for none."""
    for style, pattern in enumerate(_PART_STYLES):
        found = pattern.match(text, at)
        if found:
            return style, integer(found.group("n")) or 0
    return -1, 0


def last_numbers(text: str, span: Span) -> dict[int, int]:
    """For each style of numbering the last number that stands in a stretch: ``{0: 2, 2: 5}``."""
    last: dict[int, int] = {}
    for style, pattern in enumerate(_PART_STYLES):
        for found in pattern.finditer(text, span.start, span.end):
            last[style] = integer(found.group("n")) or 0
    return last


def numbered_parts(text: str, span: Span) -> tuple[int, ...]:
    """Where the parts 一、二、三、… (or （一）…, 1.…) of a stretch begin; () unless there are two.

    Only an unbroken count from one is believed; the style that opens first is the outer one.
    """
    best: tuple[int, ...] = ()
    for style in _PART_STYLES:
        starts: list[int] = []
        for found in style.finditer(text, span.start, span.end):
            if integer(found.group("n")) == len(starts) + 1:
                starts.append(found.start())
        if len(starts) >= 2 and (not best or starts[0] < best[0]):
            best = tuple(starts)
    return best
