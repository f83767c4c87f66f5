"""What stands on a slide: runs of words, footers, notes, cells of tables and the bars of charts."""

from collections.abc import Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.slide import NotesMaster, Slide
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Inches, Pt

from kb.education.pack_words import clean
from kb.education.slide_master import GREY, INK, MIST, PAPER, RED
from kb.education.slide_text import Line

_CELL, _LABEL = Pt(24), Pt(24)
_RAISED = "30000"
_FIXED = "\u00a0"  # a space at which no line ends


def write_lines(frame: TextFrame, lines: Sequence[Line], *, bullets: bool = False) -> None:
    """Paragraphs of a placeholder, the first in the paragraph that it has."""
    for rank, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if rank == 0 else frame.add_paragraph()
        put_line(paragraph, line, bullet=bullets)


def put_line(paragraph: _Paragraph, line: Line, *, bullet: bool, term_colour: str = RED) -> None:
    """Label, words and raised marks; the marks stay with the last word."""
    if line.term:
        say(paragraph, clean(line.term), bold=True, colour=term_colour)
        if line.note:
            _raise(say(paragraph, f"{_FIXED}{clean(line.note)}", colour=GREY))
        say(paragraph, "　")
    say(paragraph, clean(line.text))
    if line.marks:
        marks = _FIXED.join(clean(one) for one in line.marks)
        _raise(say(paragraph, _FIXED + marks, colour=GREY))
    if not bullet or not line.begins:
        unbullet(paragraph, inset=bullet)


def _raise(run: Any) -> None:
    run.font._element.set("baseline", _RAISED)


def unbullet(paragraph: _Paragraph, *, inset: bool = False) -> None:
    """The paragraph starts at the edge, or ``inset`` where the words of bullets do."""
    look = paragraph._p.get_or_add_pPr()
    if not inset:
        look.set("marL", "0")
    look.set("indent", "0")
    look.insert(0, parse_xml(f"<a:buNone {nsdecls('a')}/>"))


def say(
    paragraph: _Paragraph, words: str, *, size: Pt | None = None, bold: bool = False,
    colour: str = "",
) -> Any:  # fmt: skip
    """A run of words; size and colour are the layout's unless given."""
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


def add_foot(slide: Slide, mark: str) -> None:
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


def add_notes(slide: Slide, notes: str) -> None:
    """The notes below the picture of the slide; no number, which would have no words."""
    page = slide.notes_slide
    page.notes_text_frame.text = "\n".join(clean(one) for one in notes.splitlines())
    for shape in list(page.placeholders):
        if shape.placeholder_format.type is PP_PLACEHOLDER.SLIDE_NUMBER:
            shape._element.getparent().remove(shape._element)
        elif shape.placeholder_format.type is PP_PLACEHOLDER.BODY:
            shape.name = "备注"
        else:
            shape.name = "幻灯片"


def tidy_notes(master: NotesMaster) -> None:
    """The library's page of notes has a date and words of its template: they go."""
    for shape in list(master.placeholders):
        if shape.placeholder_format.type is PP_PLACEHOLDER.BODY:
            shape.name = shape.text_frame.text = "备注"
        elif shape.placeholder_format.type is PP_PLACEHOLDER.SLIDE_IMAGE:
            shape.name = "幻灯片"
        else:
            shape._element.getparent().remove(shape._element)


def describe(frame: Any, words: str) -> None:
    """What a reader who cannot see the picture is told."""
    frame._element.nvGraphicFramePr.cNvPr.set("descr", words)


def plain_look(table: Any) -> None:
    """No bands: lines and colours are set cell by cell, the same in every program."""
    look = table._tbl.tblPr
    look.set("bandRow", "0")
    style = look.find(f"{{{look.nsmap['a']}}}tableStyleId")
    if style is not None:
        style.text = "{5940675A-B579-460E-94D1-54222C63F5DA}"  # no style, a grid


def fill_cell(cell: Any, words: str, *, header: bool, name: bool) -> None:
    """A cell of 24 points; headers are light on dark, names bold."""
    cell.fill.solid()
    back = INK if header else (MIST if name else PAPER)
    cell.fill.fore_color.rgb = RGBColor.from_string(back)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_left = cell.margin_right = Inches(0.1)
    cell.margin_top = cell.margin_bottom = Inches(0.04)
    colour = PAPER if header else INK
    say(cell.text_frame.paragraphs[0], clean(words), size=_CELL, bold=header or name,
         colour=colour)  # fmt: skip


def draw_bars(chart: Any, unit: str) -> None:
    """Bars of one colour with their numbers behind them; no grid, no legend."""
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
