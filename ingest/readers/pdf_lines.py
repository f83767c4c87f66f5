"""From the lines of pages to paragraphs: where a line ends, did the writer or the margin end it?"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

_EDGE = 3
_REPEATED = 0.5
_LEAST_PAGES = 3
_DASH = "[-–—－―─·•~ ]"
# — 12 — ； 第 3 页 共 10 页 ； 3/10 ； Page 3 of 10
_PAGE_NUMBER = re.compile(
    rf"{_DASH}{{0,4}}\d{{1,4}}{_DASH}{{0,4}}"
    r"|第\s*\d{1,4}\s*页(?:\s*[,，/／]?\s*共\s*\d{1,4}\s*页)?|共\s*\d{1,4}\s*页\s*第\s*\d{1,4}\s*页"
    r"|\d{1,4}\s*[/／]\s*\d{1,4}|[Pp]age\s*\d{1,4}(?:\s*of\s*\d{1,4})?"
)
_FIGURES = re.compile(r"\d+")

_ENDS = re.compile(r"[。：；！？!?;:…][”’」』）)】]*$")
_NUMBER = r"[一二三四五六七八九十百零〇\d]{1,6}"
# 一、 （一） (1) 1. 1．2 ① 附件： 【关键词】
_POINT = re.compile(
    r"[一二三四五六七八九十百]{1,4}[、．.]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,3}[、．]|\d{1,3}\.(?!\d)"
    r"|[①-⑳⑴-⒇⒈-⒛]|附件?\s*\d{0,2}[：:]|【[^】]{1,12}】"
)
# 第一章 总则 ； “第三百八十五条第一款” may also go on from the line above
_ARTICLE = re.compile(rf"第{_NUMBER}[编章节条](?:之{_NUMBER})?(?P<gap>[\s　]|$)?")
_NAMED = re.compile(r"(?:书|决定|报告|通知|通报|意见|办法|条例|规定)$")
_LATIN_END = re.compile(r"[A-Za-z,.;:)]$")
_LATIN_START = re.compile(r"[A-Za-z(]")
_FIRST_WORD = re.compile(r"[A-Za-z0-9.,%/@_-]*")

_DISPLAY_EMS = 4.5
_INDENT_EMS = 1.2
_SLACK_EMS = 2.3
_SIZE_RATIO = 1.15
_GAP_RATIO = 1.25
_MOSTLY = 0.7


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its words, where it begins and ends, its height and letter size."""

    text: str
    left: float
    right: float
    top: float
    size: float


@dataclass(frozen=True, slots=True)
class _Frame:
    """The column the running text fills, and the habits of the document."""

    left: float
    right: float
    em: float
    pitch: float
    indented: bool
    spaced: bool
    points_indented: bool


def without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Pages less page numbers and the headers and footers that most pages repeat in place."""
    depth = _EDGE if len(pages) >= _LEAST_PAGES else 1
    edges = [_edges(page, depth) for page in pages]
    seen = Counter(key for page in edges for key in {_place(line) for line in page})
    least = max(2, min(_LEAST_PAGES, len(pages)), _REPEATED * len(pages))
    return [
        [
            line
            for line in page
            if line not in edge
            or not (_PAGE_NUMBER.fullmatch(line.text) or seen[_place(line)] >= least)
        ]
        for page, edge in zip(pages, edges, strict=True)
    ]


def _edges(page: Sequence[Line], depth: int) -> set[Line]:
    by_height = sorted(page, key=lambda line: -line.top)
    return {*by_height[:depth], *by_height[-depth:]}


def _place(line: Line) -> tuple[str, int]:
    """The running title of an even and an odd page differ in side and number, not in height."""
    return _FIGURES.sub("#", line.text), round(line.top / 4)


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[str]:
    """One string a page, a newline where a paragraph ends; none where it runs over the page.

    Titles, the lines of a head (法院 ⏎ 文书 ⏎ 案号), headings and short lines stay on their own.
    """
    frames = _frames(pages)
    parts: list[str] = []
    before: tuple[Line, _Frame] | None = None
    for page, frame in zip(pages, frames, strict=True):
        part: list[str] = []
        for index, line in enumerate(page):
            if before is not None:
                joined = _runs_on(*before, line, frame, same_page=index > 0)
                glue = _glue(before[0].text, line.text) if joined else "\n"
                if part or not parts:
                    part.append(glue)
                else:
                    parts[-1] += glue
            part.append(line.text)
            before = line, frame
        parts.append("".join(part))
    if parts:
        parts[-1] += "\n"
    return parts


def _glue(before: str, after: str) -> str:
    return " " if _LATIN_END.search(before) and _LATIN_START.match(after) else ""


def _runs_on(
    before: Line, frame: _Frame, after: Line, next_frame: _Frame, *, same_page: bool
) -> bool:
    """Whether ``after`` is the same paragraph as ``before``."""
    if _is_display(before, frame) or _is_display(after, next_frame):
        return _is_broken_title(before, after, frame)
    if _is_short(before, frame, after):
        return False
    if max(before.size, after.size) > _SIZE_RATIO * min(before.size, after.size):
        return False
    if same_page and before.top - after.top > _GAP_RATIO * frame.pitch:
        return False
    ended = _ENDS.search(before.text) is not None
    offset = after.left - next_frame.left
    if offset > _INDENT_EMS * next_frame.em:
        beside = abs(offset - (before.left - frame.left)) < 0.5 * frame.em
        return beside and not ended and not _POINT.match(after.text)
    if frame.spaced and same_page and not ended:
        return True
    if _opens(after.text, ended=ended) and not frame.points_indented:
        return False
    return frame.indented or not ended or (frame.spaced and same_page)


def _opens(text: str, *, ended: bool) -> bool:
    if _POINT.match(text):
        return ended or not text[0].isdigit()
    article = _ARTICLE.match(text)
    return article is not None and (ended or bool(article["gap"]))


def _is_display(line: Line, frame: _Frame) -> bool:
    """A centred or right-aligned line, or one in large letters."""
    return line.left - frame.left > _DISPLAY_EMS * frame.em or line.size > 1.25 * frame.em


def _is_broken_title(before: Line, after: Line, frame: _Frame) -> bool:
    """A title in large letters that fills its line goes on in the next one."""
    large = before.size > _SIZE_RATIO * frame.em and abs(before.size - after.size) < 0.5
    filled = before.right > frame.right - 1.5 * before.size
    if _NAMED.search(before.text):
        return False
    return large and filled and before.left < frame.left + 1.5 * before.size


def _is_short(line: Line, frame: _Frame, after: Line) -> bool:
    """The line ended before the margin, and not because the next word would not fit."""
    room = frame.right - line.right
    word = len(_FIRST_WORD.match(after.text)[0]) * 0.55 * frame.em  # type: ignore[index]
    return room > max(_SLACK_EMS * frame.em, word + frame.em)


def _frames(pages: Sequence[Sequence[Line]]) -> list[_Frame]:
    """Each page's own margins where it has enough lines to tell, else the document's."""
    lines = [line for page in pages for line in page]
    if not lines:
        return [_Frame(0, 0, 1, 1, False, False, False) for _ in pages]
    whole = _frame(lines, pages)
    return [
        replace(whole, left=_left(page), right=_right(page)) if _long_lines(page) > 4 else whole
        for page in pages
    ]


def _long_lines(page: Sequence[Line]) -> int:
    widest = max((line.right - line.left for line in page), default=0)
    return sum(line.right - line.left > 0.8 * widest for line in page)


def _frame(lines: Sequence[Line], pages: Sequence[Sequence[Line]]) -> _Frame:
    em = median(line.size for line in lines for _ in range(max(1, len(line.text) // 8))) or 1.0
    left = _left(lines)
    steps = [step for page in pages for step in _steps(page) if 0 < step < 5 * em]
    pitch = median(steps) if steps else 2 * em
    opening = [line for line in lines if _INDENT_EMS * em < line.left - left < _DISPLAY_EMS * em]
    points = [line for line in lines if _POINT.match(line.text)]
    inside = sum(line.left - left > _INDENT_EMS * em for line in points)
    return _Frame(
        left=left,
        right=max(_right(lines), left),
        em=em,
        pitch=pitch,
        indented=len(opening) >= max(2, 0.06 * len(lines)),
        spaced=sum(step > _GAP_RATIO * pitch for step in steps) > 0.05 * len(steps),
        points_indented=inside > _MOSTLY * len(points),
    )


def _left(lines: Sequence[Line]) -> float:
    return _usual(line.left for line in _full(lines))


def _right(lines: Sequence[Line]) -> float:
    return _usual((line.right for line in _full(lines)), last=True)


def _full(lines: Sequence[Line]) -> list[Line]:
    widest = sorted(line.right - line.left for line in lines)[int(0.9 * (len(lines) - 1))]
    return [line for line in lines if line.right - line.left > 0.7 * widest]


def _usual(places: Iterator[float], *, last: bool = False) -> float:
    """The margin: the outermost place that at least a tenth of the lines share.

    Where a third of the lines reach beyond it (a font the machine lacks, drawn by another of other
    widths), it is no margin, and the outermost place is taken.
    """
    counted = Counter(round(place / 3) for place in places)
    if not counted:
        return 0.0
    least = max(1, min(2, len(counted)), 0.1 * sum(counted.values()))
    shared = [place for place, count in counted.items() if count >= least] or list(counted)
    margin = max(shared) if last else min(shared)
    beyond = sum(n for place, n in counted.items() if (place > margin if last else place < margin))
    if beyond > sum(counted.values()) / 3:
        margin = max(counted) if last else min(counted)
    return 3.0 * margin


def _steps(page: Sequence[Line]) -> Iterator[float]:
    for upper, lower in itertools.pairwise(page):
        yield upper.top - lower.top
