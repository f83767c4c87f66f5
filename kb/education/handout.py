"""A printed handout that grows from top to bottom: headings, marked passages, tables, bars.

A passage's marks stand raised behind it and lead to the list of sources at the end.
"""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from kb.education.handout_page import (
    GREY,
    INDENT,
    LANDSCAPE,
    PORTRAIT,
    RED,
    SIZE,
    fill,
    lead,
    left_rule,
    set_handout,
    shade,
    turn,
)
from kb.education.office_file import settled
from kb.education.pack_content import CountChart, PackSource, Passage
from kb.education.pack_words import clean, unchecked_of
from kb.official_page import BODY, HEADING, SUBHEADING, TITLE, add_rules, add_run, off_grid

_CELL, _SMALL = Pt(10.5), Pt(10)
_MIST = "F4F1EA"
_FIXED = "\u00a0"  # a space at which no line ends


class Handout:
    """``to_bytes`` gives the file. ``sources`` are those that marks may lead to."""

    def __init__(self, mark: str, sources: Sequence[PackSource]) -> None:
        self._document = Document()
        set_handout(self._document, clean(mark))
        self._places = {one.mark: f"source{rank}" for rank, one in enumerate(sources, start=1)}
        self._anchors = 0
        self._wide = PORTRAIT

    def title(self, words: str, below: str) -> None:
        """Large and centred, a red rule and a line of smaller words below."""
        paragraph = self._loose(before=48, after=10)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_run(paragraph, clean(words), font=TITLE, size=Pt(24))
        paragraph = self._loose(before=4, after=18)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_rules(paragraph, top=12, color=RED)
        add_run(paragraph, clean(below), font=SUBHEADING, size=Pt(15))

    def contents(self, entries: Sequence[tuple[str, str]]) -> None:
        """Names that lead to headings: ``(anchor, 案例一　某县…)``."""
        for anchor, words in entries:
            paragraph = self._document.add_paragraph()
            paragraph.paragraph_format.left_indent = INDENT
            run = add_run(paragraph, clean(words), font=BODY, size=SIZE)
            lead(run._r, anchor)

    def heading(self, words: str, anchor: str, *, new_page: bool = True) -> None:
        """A part of the handout, on a page of its own, which the contents lead to."""
        paragraph = self._document.add_paragraph(style="Heading 1")
        paragraph.paragraph_format.page_break_before = new_page
        add_rules(paragraph, bottom=8, color=RED)
        paragraph.add_run(clean(words))
        self._anchor(paragraph, anchor)

    def subheading(self, words: str) -> None:
        """A section of a part."""
        self._document.add_paragraph(clean(words), style="Heading 2")

    def plain(self, words: str, *, bold: bool = False, indent: bool = True) -> None:
        """A paragraph without sources."""
        paragraph = self._document.add_paragraph()
        if indent:
            paragraph.paragraph_format.first_line_indent = INDENT
        add_run(paragraph, clean(words), font=HEADING if bold else BODY, size=SIZE, bold=bold)

    def question(self, words: str, options: Sequence[str]) -> None:
        """A question and its options, kept on one page."""
        lines = [(words, HEADING, Pt(0)), *((one, BODY, INDENT) for one in options)]
        for rank, (text, font, inset) in enumerate(lines):
            paragraph = self._document.add_paragraph()
            spacing = paragraph.paragraph_format
            spacing.left_indent = inset
            spacing.space_before = Pt(12 if rank == 0 else 0)
            spacing.keep_with_next = rank < len(lines) - 1
            spacing.keep_together = True
            add_run(paragraph, clean(text), font=font, size=SIZE, bold=rank == 0)

    def passage(self, passage: Passage, *, quoted: bool = False) -> None:
        """A passage with its label in front and its marks behind."""
        paragraph = self._document.add_paragraph()
        spacing = paragraph.paragraph_format
        if quoted:
            spacing.left_indent, spacing.right_indent = Pt(20), Pt(12)
            left_rule(paragraph, RED)
        else:
            spacing.first_line_indent = INDENT
        if passage.term:
            add_run(paragraph, f"{clean(passage.term)}　", font=HEADING, size=SIZE, bold=True)
        if said := unchecked_of(passage):
            mark = add_run(paragraph, f"（{said}）　", font=SUBHEADING, size=_SMALL)
            mark.font.color.rgb = RGBColor.from_string(GREY)
        add_run(paragraph, clean(passage.text), font=SUBHEADING if quoted else BODY, size=SIZE)
        self.marks(paragraph, passage.sources)

    def missing(self, why: str) -> None:
        """Why a section is empty, so that nobody takes it for an oversight."""
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.first_line_indent = INDENT
        run = add_run(paragraph, f"（{clean(why)}）", font=SUBHEADING, size=SIZE)
        run.font.color.rgb = RGBColor.from_string(GREY)

    def marks(self, paragraph: Paragraph, marks: Sequence[str]) -> None:
        """``S1 S2`` raised, each leading to its source."""
        for mark in marks:
            run = add_run(paragraph, "", font=BODY, size=SIZE)
            run.text = _FIXED + clean(mark)
            run.font.superscript = True
            run.font.color.rgb = RGBColor.from_string(RED)
            if mark in self._places:
                lead(run._r, self._places[mark])

    def boxed(self, words: str) -> None:
        """Words that must be read first, in a box."""
        table = self._table(1, [1])
        cell = table.rows[0].cells[0]
        shade(cell._tc.get_or_add_tcPr(), _MIST)
        fill(cell, words, font=BODY, size=Pt(12))
        self._gap()

    def table(
        self, header: Sequence[str], rows: Sequence[Sequence[str]], *, widths: Sequence[float]
    ) -> None:
        """A ruled table; the header is repeated on each page, no row is torn in two.

        Without a header each row says names and values in turn: 主题, 工程建设, 时长, 60分钟.
        """
        every = [tuple(header), *rows] if header else list(rows)
        table = self._table(len(every), widths)
        for number, (row, words) in enumerate(zip(table.rows, every, strict=True)):
            kept = row._tr.get_or_add_trPr()
            kept.append(OxmlElement("w:cantSplit"))
            if header and number == 0:
                kept.append(OxmlElement("w:tblHeader"))
            for place, (cell, text) in enumerate(zip(row.cells, words, strict=True)):
                named = number == 0 if header else place % 2 == 0
                if named:
                    shade(cell._tc.get_or_add_tcPr(), _MIST)
                fill(cell, text, font=HEADING if named else BODY, size=_CELL)
        self._gap()

    def bars(self, chart: CountChart) -> None:
        """Counts as bars in a table, which every program and every printer shows."""
        most = max(count for _, count in chart.bars)
        widths = (46.0, 92.0, 18.0)
        table = self._table(len(chart.bars), widths, ruled=False)
        for row, (name, count) in zip(table.rows, chart.bars, strict=True):
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            words, bar, value = row.cells
            fill(words, name, font=BODY, size=_CELL)
            fill(value, f"{count}{clean(chart.unit)}", font=HEADING, size=_CELL)
            paragraph = bar.paragraphs[0]
            fill(bar, "", font=BODY, size=_CELL)
            paragraph.runs[0].text = _FIXED
            free = widths[1] - 4
            paragraph.paragraph_format.right_indent = Mm(free * (1 - count / max(most, 1)))
            shade(paragraph._p.get_or_add_pPr(), RED)
        if chart.note:
            self.missing(chart.note)
        self._gap()

    def sources(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """The list that marks lead to: mark, kind, the start of the digest."""
        table = self._table(len(rows) + 1, (1.2, 3, 5))
        for row, words in zip(
            table.rows, [("标记", "材料种类", "引文校验值（前十二位）"), *rows], strict=True
        ):
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell, text in zip(row.cells, words, strict=True):
                fill(cell, text, font=BODY, size=_SMALL)
            if words[0] in self._places:
                self._anchor(row.cells[0].paragraphs[0], self._places[words[0]])
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def turned(self, *, landscape: bool) -> None:
        """Pages across for what is wide, then upright again."""
        turn(self._document, landscape=landscape)
        self._wide = LANDSCAPE if landscape else PORTRAIT

    def to_bytes(self) -> bytes:
        """The file, without properties."""
        out = BytesIO()
        self._document.save(out)
        return settled(out.getvalue())

    def _loose(self, *, before: float, after: float) -> Paragraph:
        paragraph = self._document.add_paragraph()
        spacing = paragraph.paragraph_format
        spacing.line_spacing_rule = WD_LINE_SPACING.SINGLE
        spacing.space_before, spacing.space_after = Pt(before), Pt(after)
        off_grid(paragraph)
        return paragraph

    def _table(self, rows: int, widths: Sequence[float], *, ruled: bool = True) -> Table:
        style = "Table Grid" if ruled else "Normal Table"
        table: Table = self._document.add_table(rows=rows, cols=len(widths), style=style)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(self._wide * width / sum(widths))
            for cell in column.cells:
                cell.width = column.width
        return table

    def _gap(self) -> None:
        self._document.add_paragraph().paragraph_format.line_spacing = Pt(10)

    def _anchor(self, paragraph: Paragraph, name: str) -> None:
        self._anchors += 1
        for kind in ("bookmarkEnd", "bookmarkStart"):
            element = OxmlElement(f"w:{kind}")
            element.set(qn("w:id"), str(self._anchors))
            if kind == "bookmarkStart":
                element.set(qn("w:name"), name)
            paragraph._p.insert(1, element)
