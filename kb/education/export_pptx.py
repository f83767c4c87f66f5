"""A pack as slides: cases, comparison, native charts, measures and a quiz, for a room.

The facilitator's deck has speaker notes (why the case fits, sources, answers) and a slide with each
answer; the learner's has neither.
"""

from collections.abc import Iterator, Sequence

from pptx.util import Emu, Inches

from kb.education.pack_content import (
    TEACHING_NAMES,
    ComparedTable,
    CountChart,
    PackContent,
    QuizQuestion,
    TaughtCase,
    TaughtMeasure,
    Teaching,
    TeachingSection,
)
from kb.education.pack_words import (
    QUESTION_NAMES,
    answer_of,
    case_name,
    clean,
    facts_of,
    kinds_of,
    match_of,
    options_of,
    told,
    unchecked_of,
)
from kb.education.slide_deck import SlideDeck, fits_column
from kb.education.slide_master import TEXT_WIDTH
from kb.education.slide_text import Line, rows_of, width_of
from kb.education.variant import Variant
from kb.education.watermark import Watermark

_SIDE_BY_SIDE = 3
_FIRST_COLUMN = Inches(2.2)
_SIGN = 0.337  # inches that a sign of 24 points takes
_ROW_LINE, _ROW_AIR, _TABLE_HEIGHT = 0.42, 0.1, 5.1  # inches
_MOST_BARS = 6
_LARGE = frozenset({Teaching.CONFESSION, Teaching.DISCUSSION})
_SPOKEN = {
    Teaching.TURNING: "怎样开始",
    Teaching.CONFESSION: "他自己说",
}


def write_pptx(
    content: PackContent, mark: Watermark, *, variant: Variant = Variant.LEARNER
) -> bytes:
    """The slides as a file; the same bytes for the same pack, mark and variant."""
    deck = SlideDeck(mark.line)
    leading = variant is Variant.FACILITATOR
    _opening(deck, content, variant)
    for case in content.cases:
        _case(deck, content, case, leading=leading)
    _comparison(deck, content.comparison)
    for chart in content.charts:
        _chart(deck, chart)
    if content.measures:
        deck.text("可以这样做", [_measure(one) for one in content.measures], bullets=True)
    for number, question in enumerate(content.quiz, start=1):
        _question(deck, content, number, question, leading=leading)
    deck.text("材料来源", list(_sources(content)))
    return deck.to_bytes()


def _opening(deck: SlideDeck, content: PackContent, variant: Variant) -> None:
    facts = [f"{name}：{words}" for name, words in facts_of(content)]
    below = [f"{facts[0]}　{facts[3]}", f"{facts[2]} · {variant.shown}"]
    deck.cover(content.title, below)
    deck.text("使用须知", [Line(clean(content.declaration))])
    if variant is Variant.FACILITATOR and content.steps:
        lines = [
            Line(f"{clean(one.title)}（{one.minutes}分钟）", f"第{one.start}分钟")
            for one in content.steps
        ]
        notes = "\n".join(
            f"第{one.start}分钟 {one.title}（{one.minutes}分钟）：{one.text}"
            for one in content.steps
        )
        deck.text(f"本次安排（{content.minutes}分钟）", lines, notes=notes)
    cases = [Line(clean(one.title), case_name(one)) for one in content.cases]
    deck.text("案例目录", cases)


def _case(deck: SlideDeck, content: PackContent, case: TaughtCase, *, leading: bool) -> None:
    notes = "\n".join(_why(case)) if leading else ""
    deck.divider(case.title, [case_name(case)], notes=notes)
    for sections in _pages(case):
        title = f"{case_name(case)}　{' · '.join(_called(one) for one in sections)}"
        columns = [(_called(one), _lines(one)) for one in sections]
        behind = _behind(sections, content) if leading else ""
        lines = columns[0][1]
        if len(columns) > 1:
            deck.pair(title, columns, notes=behind)
        elif sections[0].kind in _LARGE:
            deck.quote(title, lines, notes=behind)
        else:
            deck.text(title, lines, bullets=len(lines) > 1, notes=behind)


def _pages(case: TaughtCase) -> Iterator[tuple[TeachingSection, ...]]:
    """Two short neighbours share a slide; what is long or said by a person stands alone."""
    held: TeachingSection | None = None
    for section in (one for one in told(case) if one.passages):
        short = section.kind not in _LARGE and fits_column(_lines(section))
        if held and short:
            yield held, section
            held = None
            continue
        if held:
            yield (held,)
        held = section if short else None
        if not short:
            yield (section,)
    if held:
        yield (held,)


def _called(section: TeachingSection) -> str:
    return _SPOKEN.get(section.kind, TEACHING_NAMES[section.kind])


def _why(case: TaughtCase) -> Iterator[str]:
    yield f"与听课对象的匹配度：{match_of(case)}"
    for part in case.match:
        yield f"{part.name} {part.score:.2f}／{part.most:.2f}：{part.why}"
    for section in told(case):
        if section.missing:
            yield f"没有“{TEACHING_NAMES[section.kind]}”：{section.missing}"


def _behind(sections: Sequence[TeachingSection], content: PackContent) -> str:
    passages = [one for section in sections for one in section.passages]
    marks = list(dict.fromkeys(mark for one in passages for mark in one.sources))
    return f"材料来源：{kinds_of(marks, content.sources)}" if marks else ""


def _lines(section: TeachingSection) -> list[Line]:
    return [
        Line(
            clean(one.text),
            clean(one.term),
            tuple(clean(mark) for mark in one.sources),
            note=unchecked_of(one),
        )
        for one in section.passages
    ]


def _comparison(deck: SlideDeck, table: ComparedTable) -> None:
    """Three cases a slide, and as many rows as there is room for."""
    for start in range(1, len(table.columns), _SIDE_BY_SIDE):
        places = range(start, min(start + _SIDE_BY_SIDE, len(table.columns)))
        other = Emu((TEXT_WIDTH - _FIRST_COLUMN) // len(places))
        widths = [_FIRST_COLUMN, *(other for _ in places)]
        header = [table.columns[0], *(table.columns[place] for place in places)]
        rows = [[row[0], *(row[place] for place in places)] for row in table.rows]
        for group in _rows_by_slide([header, *rows], widths):
            deck.table(table.title, header, group, widths=widths)


def _rows_by_slide(
    rows: Sequence[Sequence[str]], widths: Sequence[Emu]
) -> Iterator[list[Sequence[str]]]:
    heights = [_height(row, widths) for row in rows]
    room = _TABLE_HEIGHT - heights[0]
    slides = max(1, -(-sum(heights[1:]) // room))
    fair = sum(heights[1:]) / slides
    held: list[Sequence[str]] = []
    used = 0.0
    for row, height in zip(rows[1:], heights[1:], strict=True):
        if held and (used + height > room or used + height / 2 > fair):
            yield held
            held, used = [], 0.0
        held.append(row)
        used += height
    if held:
        yield held


def _height(row: Sequence[str], widths: Sequence[Emu]) -> float:
    lines = [
        rows_of(width_of(clean(words)), (width.inches - 0.2) / _SIGN)
        for words, width in zip(row, widths, strict=True)
    ]
    return max(lines) * _ROW_LINE + _ROW_AIR


def _chart(deck: SlideDeck, chart: CountChart) -> None:
    starts = range(0, len(chart.bars), _MOST_BARS)
    parts = [chart.bars[start : start + _MOST_BARS] for start in starts]
    for rank, bars in enumerate(parts):
        title = clean(chart.title) + (f"（{rank + 1}/{len(parts)}）" if len(parts) > 1 else "")
        deck.chart(CountChart(chart.title, chart.unit, bars, chart.note), title)


def _measure(one: TaughtMeasure) -> Line:
    marks = tuple(clean(mark) for mark in one.sources)
    return Line(f"{clean(one.text)}（{clean(one.grade)}）", clean(one.label), marks)


def _question(
    deck: SlideDeck, content: PackContent, number: int, question: QuizQuestion, *, leading: bool
) -> None:
    name = f"第{number}题（{QUESTION_NAMES[question.kind]}）"
    lines = [Line(clean(question.stem)), *(Line(one) for one in options_of(question))]
    marks = tuple(clean(one) for one in question.sources)
    answer = answer_of(question)
    notes = ""
    if leading:
        notes = f"正确答案：{answer}\n解析：{question.explanation}"
    deck.text(f"测验　{name}", lines, notes=notes)
    if leading:
        behind = f"材料来源：{kinds_of(marks, content.sources)}" if marks else ""
        explained = Line(clean(question.explanation), f"正确答案：{answer}", marks)
        deck.text(f"答案　{name}", [explained], notes=behind)


def _sources(content: PackContent) -> Iterator[Line]:
    """By kind: the marks alone say all that may be said of them here."""
    kinds: dict[str, list[str]] = {}
    for one in content.sources:
        kinds.setdefault(clean(one.kind), []).append(clean(one.mark))
    for kind, marks in kinds.items():
        yield Line("、".join(marks), kind)
