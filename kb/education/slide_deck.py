"""A deck that grows slide by slide: text, quotes, tables and native charts, each slide marked.

Long text goes on over several slides, (1/2) behind the title; nothing is made smaller to fit.
"""

from collections.abc import Sequence
from io import BytesIO

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.slide import Slide
from pptx.util import Emu, Inches, Pt

from kb.education.chart_sheet import counts_sheet
from kb.education.office_file import settled
from kb.education.pack_content import CountChart
from kb.education.pack_words import clean
from kb.education.slide_master import (
    GREY,
    INK,
    RED,
    SIDE,
    TEXT_HEIGHT,
    TEXT_TOP,
    TEXT_WIDTH,
    Layout,
    new_deck,
)
from kb.education.slide_shapes import (
    add_foot,
    add_notes,
    describe,
    draw_bars,
    fill_cell,
    plain_look,
    put_line,
    say,
    tidy_notes,
    unbullet,
    write_lines,
)
from kb.education.slide_text import Line, fits, slides_of

_ROOM, _ROWS = 29.5, 7
_QUOTE_ROOM, _QUOTE_ROWS = 20.5, 5
_COLUMN_ROOM, _COLUMN_ROWS = 13.2, 7


Column = tuple[str, Sequence[Line]]


def fits_column(lines: Sequence[Line]) -> bool:
    """Whether a section is short enough to stand beside another."""
    return fits(lines, room=_COLUMN_ROOM, most=_COLUMN_ROWS)


class SlideDeck:
    """``mark`` stands in the footer of every slide; ``to_bytes`` gives the file."""

    def __init__(self, mark: str) -> None:
        self._deck = new_deck()
        self._mark = clean(mark)

    def cover(self, title: str, lines: Sequence[str], *, notes: str = "") -> None:
        """A dark slide: the title large, a few lines below."""
        self._dark(Layout.COVER, title, lines, notes=notes)

    def divider(self, title: str, lines: Sequence[str], *, notes: str = "") -> None:
        """A dark slide before each part."""
        self._dark(Layout.DIVIDER, title, lines, notes=notes)

    def text(
        self, title: str, lines: Sequence[Line], *, bullets: bool = False, notes: str = ""
    ) -> None:
        """Paragraphs of 28 points, seven rows a slide at most."""
        parts = slides_of(lines, room=_ROOM, most=_ROWS)
        for rank, part in enumerate(parts):
            slide = self._slide(Layout.TEXT, _numbered(title, rank, len(parts)), notes=notes)
            write_lines(slide.placeholders[1].text_frame, part, bullets=bullets)

    def pair(self, title: str, columns: Sequence[Column], *, notes: str = "") -> None:
        """Two short sections side by side."""
        slide = self._slide(Layout.PAIR, title, notes=notes)
        for index, (head, lines) in enumerate(columns, start=1):
            holder = slide.placeholders[index]
            holder.name = head
            frame = holder.text_frame
            say(frame.paragraphs[0], clean(head), bold=True, colour=RED)
            unbullet(frame.paragraphs[0])
            for line in lines:
                put_line(frame.add_paragraph(), line, bullet=len(lines) > 1, term_colour=INK)

    def quote(self, title: str, lines: Sequence[Line], *, notes: str = "") -> None:
        """Words of the person, or a question to the room: larger and in another hand."""
        parts = slides_of(lines, room=_QUOTE_ROOM, most=_QUOTE_ROWS)
        for rank, part in enumerate(parts):
            slide = self._slide(Layout.QUOTE, _numbered(title, rank, len(parts)), notes=notes)
            write_lines(slide.placeholders[1].text_frame, part)

    def table(
        self,
        title: str,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        widths: Sequence[Emu],
        notes: str = "",
    ) -> None:
        """A table with a dark header; the caller sees to it that it fits."""
        slide = self._slide(Layout.TITLE_ONLY, title, notes=notes)
        frame = slide.shapes.add_table(
            len(rows) + 1, len(header), SIDE, TEXT_TOP, TEXT_WIDTH, Emu(0)
        )
        frame.name = "表格"
        describe(frame, title)
        table = frame.table
        plain_look(table)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for number, words in enumerate((header, *rows)):
            table.rows[number].height = Inches(0.5)
            for place, cell_words in enumerate(words):
                fill_cell(
                    table.cell(number, place), cell_words, header=number == 0, name=place == 0
                )

    def chart(self, chart: CountChart, title: str, *, notes: str = "") -> None:
        """Bars that the program draws itself, so that they can be edited and read out."""
        slide = self._slide(Layout.TITLE_ONLY, title, notes=notes)
        bars = [(clean(name), count) for name, count in chart.bars]
        counts = CategoryChartData()
        counts.categories = [name for name, _ in bars]
        counts.add_series(clean(chart.unit), [count for _, count in bars])
        room = Inches(4.0) if chart.note else TEXT_HEIGHT
        frame = slide.shapes.add_chart(
            XL_CHART_TYPE.BAR_CLUSTERED, SIDE, TEXT_TOP, TEXT_WIDTH, room, counts
        )
        frame.chart.part.chart_workbook.update_from_xlsx_blob(counts_sheet(chart.unit, bars))
        frame.name = "图表"
        describe(frame, "；".join(f"{name}{count}{clean(chart.unit)}" for name, count in bars))
        draw_bars(frame.chart, clean(chart.unit))
        if chart.note:
            box = slide.shapes.add_textbox(SIDE, Inches(5.85), TEXT_WIDTH, Inches(0.95))
            box.name = "注"
            box.text_frame.word_wrap = True
            say(box.text_frame.paragraphs[0], clean(chart.note), size=Pt(24), colour=GREY)

    def to_bytes(self) -> bytes:
        """The file, without properties."""
        if any(slide.has_notes_slide for slide in self._deck.slides):
            tidy_notes(self._deck.notes_master)
        out = BytesIO()
        self._deck.save(out)
        return settled(out.getvalue())

    def _dark(self, layout: Layout, title: str, lines: Sequence[str], *, notes: str) -> None:
        slide = self._slide(layout, title, notes=notes)
        write_lines(slide.placeholders[1].text_frame, [Line(clean(one)) for one in lines])

    def _slide(self, layout: Layout, title: str, *, notes: str) -> Slide:
        slide = self._deck.slides.add_slide(self._deck.slide_layouts[layout])
        slide.shapes.title.name = "标题"
        slide.shapes.title.text_frame.text = clean(title)
        if layout not in (Layout.TITLE_ONLY, Layout.PAIR):
            slide.placeholders[1].name = "正文"
        add_foot(slide, self._mark)
        if notes:
            add_notes(slide, notes)
        return slide


def _numbered(title: str, rank: int, count: int) -> str:
    return f"{title}（{rank + 1}/{count}）" if count > 1 else title
