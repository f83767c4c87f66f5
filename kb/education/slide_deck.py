"""A deck that grows slide by slide: text, quotes, tables and native charts, each slide marked.

Long text goes on over several slides, (1/2) behind the title; nothing is made smaller to fit.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.slide import Slide
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Emu, Inches, Pt

from kb.education.office_file import settled
from kb.education.pack_content import CountChart
from kb.education.pack_words import clean
from kb.education.slide_master import (
    GREY,
    INK,
    MIST,
    PAPER,
    RED,
    SIDE,
    TEXT_HEIGHT,
    TEXT_TOP,
    TEXT_WIDTH,
    Layout,
    new_deck,
)
from kb.education.slide_text import Line, fits, slides_of

_ROOM, _ROWS = 29.5, 7
_QUOTE_ROOM, _QUOTE_ROWS = 20.5, 5
_COLUMN_ROOM, _COLUMN_ROWS = 13.2, 7
_CELL, _LABEL = Pt(24), Pt(24)
_RAISED = "30000"
_FIXED = "\u00a0"  # a space at which no line ends: marks stay with the last word


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
            _write(slide.placeholders[1].text_frame, part, bullets=bullets)

    def pair(self, title: str, columns: Sequence[Column], *, notes: str = "") -> None:
        """Two short sections side by side."""
        slide = self._slide(Layout.PAIR, title, notes=notes)
        for index, (head, lines) in enumerate(columns, start=1):
            holder = slide.placeholders[index]
            holder.name = head
            frame = holder.text_frame
            _say(frame.paragraphs[0], clean(head), bold=True, colour=RED)
            _unbullet(frame.paragraphs[0])
            for line in lines:
                _put(frame.add_paragraph(), line, bullet=len(lines) > 1, term_colour=INK)

    def quote(self, title: str, lines: Sequence[Line], *, notes: str = "") -> None:
        """Words of the person, or a question to the room: larger and in another hand."""
        parts = slides_of(lines, room=_QUOTE_ROOM, most=_QUOTE_ROWS)
        for rank, part in enumerate(parts):
            slide = self._slide(Layout.QUOTE, _numbered(title, rank, len(parts)), notes=notes)
            _write(slide.placeholders[1].text_frame, part)

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
        _describe(frame, title)
        table = frame.table
        _plain_look(table)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for number, words in enumerate((header, *rows)):
            table.rows[number].height = Inches(0.5)
            for place, cell_words in enumerate(words):
                _fill(table.cell(number, place), cell_words, header=number == 0, name=place == 0)

    def chart(self, chart: CountChart, title: str, *, notes: str = "") -> None:
        """Bars that the program draws itself, so that they can be edited and read out."""
        slide = self._slide(Layout.TITLE_ONLY, title, notes=notes)
        counts = CategoryChartData()
        counts.categories = [clean(name) for name, _ in chart.bars]
        counts.add_series(clean(chart.unit), [count for _, count in chart.bars])
        room = Inches(4.0) if chart.note else TEXT_HEIGHT
        frame = slide.shapes.add_chart(
            XL_CHART_TYPE.BAR_CLUSTERED, SIDE, TEXT_TOP, TEXT_WIDTH, room, counts
        )
        frame.name = "图表"
        _describe(frame, "；".join(f"{clean(n)}{c}{clean(chart.unit)}" for n, c in chart.bars))
        _draw(frame.chart, clean(chart.unit))
        if chart.note:
            box = slide.shapes.add_textbox(SIDE, Inches(5.85), TEXT_WIDTH, Inches(0.95))
            box.name = "注"
            box.text_frame.word_wrap = True
            _say(box.text_frame.paragraphs[0], clean(chart.note), size=Pt(24), colour=GREY)

    def to_bytes(self) -> bytes:
        """The file, without properties."""
        out = BytesIO()
        self._deck.save(out)
        return settled(out.getvalue())

    def _dark(self, layout: Layout, title: str, lines: Sequence[str], *, notes: str) -> None:
        slide = self._slide(layout, title, notes=notes)
        _write(slide.placeholders[1].text_frame, [Line(clean(one)) for one in lines])

    def _slide(self, layout: Layout, title: str, *, notes: str) -> Slide:
        slide = self._deck.slides.add_slide(self._deck.slide_layouts[layout])
        slide.shapes.title.name = "标题"
        slide.shapes.title.text_frame.text = clean(title)
        if layout not in (Layout.TITLE_ONLY, Layout.PAIR):
            slide.placeholders[1].name = "正文"
        _foot(slide, self._mark)
        if notes:
            _note(slide, notes)
        return slide


def _numbered(title: str, rank: int, count: int) -> str:
    return f"{title}（{rank + 1}/{count}）" if count > 1 else title


def _write(frame: TextFrame, lines: Sequence[Line], *, bullets: bool = False) -> None:
    for rank, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if rank == 0 else frame.add_paragraph()
        _put(paragraph, line, bullet=bullets)


def _put(paragraph: _Paragraph, line: Line, *, bullet: bool, term_colour: str = RED) -> None:
    if line.term:
        _say(paragraph, f"{clean(line.term)}　", bold=True, colour=term_colour)
    _say(paragraph, clean(line.text))
    if line.marks:
        run = _say(paragraph, _FIXED + _FIXED.join(clean(one) for one in line.marks), colour=GREY)
        run.font._element.set("baseline", _RAISED)
    if not bullet:
        _unbullet(paragraph)


def _unbullet(paragraph: _Paragraph) -> None:
    look = paragraph._p.get_or_add_pPr()
    look.set("marL", "0")
    look.set("indent", "0")
    look.insert(0, parse_xml(f"<a:buNone {nsdecls('a')}/>"))


def _say(
    paragraph: _Paragraph, words: str, *, size: Pt | None = None, bold: bool = False,
    colour: str = "",
) -> Any:  # fmt: skip
    run = paragraph.add_run()
    run.text = words
    run.font._element.set("lang", "zh-CN")
    if size is not None:
        run.font.size = size
    if bold:
        run.font.bold = True
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    return run


def _foot(slide: Slide, mark: str) -> None:
    """Footer and number as PowerPoint itself places them: placeholders that are filled."""
    tree = slide.shapes._spTree
    number = (
        '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr lang="zh-CN"/>'
        f"<a:t>{slide.part.package.presentation_part.presentation.slides.index(slide) + 1}</a:t>"
        "</a:fld>"
    )
    for name, kind, index, inner in (
        ("页脚", "ftr", 11, '<a:r><a:rPr lang="zh-CN"/><a:t></a:t></a:r>'),
        ("页码", "sldNum", 12, number),
    ):
        shape = parse_xml(
            f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{len(tree) + 40}" name="{name}"/>'
            f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{kind}" '
            f'sz="quarter" idx="{index}"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>'
            f"<a:lstStyle/><a:p>{inner}</a:p></p:txBody></p:sp>"
        )
        tree.append(shape)
        if kind == "ftr":
            slide.shapes[-1].text_frame.paragraphs[0].runs[0].text = mark


def _note(slide: Slide, notes: str) -> None:
    """The notes and nothing else: the number that the library adds has no words."""
    page = slide.notes_slide
    page.notes_text_frame.text = "\n".join(clean(one) for one in notes.splitlines())
    for shape in list(page.placeholders):
        if shape.has_text_frame and not shape.text_frame.text:
            shape._element.getparent().remove(shape._element)


def _describe(frame: Any, words: str) -> None:
    frame._element.nvGraphicFramePr.cNvPr.set("descr", words)


def _plain_look(table: Any) -> None:
    """No bands: lines and colours are set cell by cell, the same in every program."""
    look = table._tbl.tblPr
    look.set("bandRow", "0")
    style = look.find(f"{{{look.nsmap['a']}}}tableStyleId")
    if style is not None:
        style.text = "{5940675A-B579-460E-94D1-54222C63F5DA}"  # no style, a grid


def _fill(cell: Any, words: str, *, header: bool, name: bool) -> None:
    cell.fill.solid()
    back = INK if header else (MIST if name else PAPER)
    cell.fill.fore_color.rgb = RGBColor.from_string(back)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_left = cell.margin_right = Inches(0.1)
    cell.margin_top = cell.margin_bottom = Inches(0.04)
    colour = PAPER if header else INK
    _say(cell.text_frame.paragraphs[0], clean(words), size=_CELL, bold=header or name,
         colour=colour)  # fmt: skip


def _draw(chart: Any, unit: str) -> None:
    chart.has_legend = chart.has_title = False
    chart.font.size, chart.font.color.rgb = _LABEL, RGBColor.from_string(INK)
    plot = chart.plots[0]
    plot.gap_width, plot.vary_by_categories = 55, False
    plot.series[0].format.fill.solid()
    plot.series[0].format.fill.fore_color.rgb = RGBColor.from_string(RED)
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = f'0"{unit}"', False
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size, labels.font.bold = _LABEL, True
    chart.category_axis.reverse_order = True
    chart.category_axis.format.line.color.rgb = RGBColor.from_string(GREY)
    chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    chart.category_axis.tick_labels.font.size = _LABEL
    axis = chart.value_axis
    axis.visible, axis.has_major_gridlines = False, False
    axis.minimum_scale = 0
