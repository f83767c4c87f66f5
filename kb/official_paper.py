"""A DOCX in the layout of official papers (GB/T 9704—2012): page, fonts, headings, tables.

Chinese fonts are named for East Asian text by their common names (仿宋, 黑体, 楷体, 宋体); they are
not embedded, and a machine without them shows its own substitute.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

_LATIN = "Times New Roman"
_BODY, _HEADING, _SUBHEADING, _TITLE = "仿宋", "黑体", "楷体", "宋体"
_LINE = Pt(28)
_CELL = Pt(10.5)
_WIDTH = 156  # mm between the margins
_XML_SPACE = qn("xml:space")


class OfficialPaper:
    """A paper that grows from top to bottom; ``to_bytes`` gives the file."""

    def __init__(self, title: str) -> None:
        self._document = Document()
        self._set_page()
        self._set_styles()
        self._title = _plain(title)
        heading = self._document.add_paragraph()
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
        heading.paragraph_format.space_after = Pt(14)
        self._run(heading, title, font=_TITLE, size=Pt(22), bold=True)

    def heading(self, words: str) -> None:
        """``一、检索概况``: 黑体, kept with what follows."""
        self._document.add_paragraph(_plain(words), style="Heading 1")

    def subheading(self, words: str) -> None:
        """``（一）某案``: 楷体, kept with what follows."""
        self._document.add_paragraph(_plain(words), style="Heading 2")

    def paragraph(self, words: str, *, centred: bool = False) -> None:
        """Body text; the first line stands two characters in unless centred."""
        paragraph = self._document.add_paragraph(_plain(words))
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            paragraph.paragraph_format.first_line_indent = Pt(32)

    def table(
        self, header: Sequence[str], rows: Sequence[Sequence[str]], *, widths: Sequence[float]
    ) -> None:
        """A ruled table whose header is repeated on each page; ``widths`` are shares of the line.

        An empty ``header`` leaves the header out: the first column then names the rows.
        """
        every = [tuple(header), *rows] if header else list(rows)
        table = self._document.add_table(rows=len(every), cols=len(widths), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        sizes = [Mm(_WIDTH * width / sum(widths)) for width in widths]
        for column, size in zip(table.columns, sizes, strict=True):
            column.width = size
        for number, (row, words) in enumerate(zip(table.rows, every, strict=True)):
            _keep_whole(row)
            if header and number == 0:
                _repeat(row)
            for place, (cell, text) in enumerate(zip(row.cells, words, strict=True)):
                cell.width = sizes[place]
                named = number == 0 if header else place == 0
                self._fill(cell.paragraphs[0], text, font=_HEADING if named else _BODY)
        self._gap()

    def to_bytes(self, *, made: datetime) -> bytes:
        """The file; its properties name the program and the moment and nobody else."""
        properties = self._document.core_properties
        properties.title, properties.author, properties.comments = self._title, "廉鉴", ""
        properties.language = "zh-CN"
        properties.created = properties.modified = made
        out = BytesIO()
        self._document.save(out)
        return out.getvalue()

    def _set_page(self) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(25)
        self._document.settings.odd_and_even_pages_header_footer = True
        self._number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
        self._number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)

    def _set_styles(self) -> None:
        styles = self._document.styles
        defaults = styles.element.find(".//" + qn("w:rPrDefault"))
        for fonts in defaults.iter(qn("w:rFonts")):
            _name_fonts(fonts, _BODY)
        for language in defaults.iter(qn("w:lang")):
            language.set(qn("w:eastAsia"), "zh-CN")
        for name, font, size in (
            ("Normal", _BODY, Pt(16)),
            ("Heading 1", _HEADING, Pt(16)),
            ("Heading 2", _SUBHEADING, Pt(16)),
        ):
            style = styles[name]
            style.font.size = size
            style.font.bold = False
            style.font.color.rgb = RGBColor(0, 0, 0)
            _name_fonts(style.element.get_or_add_rPr().get_or_add_rFonts(), font)
            spacing = style.paragraph_format
            spacing.space_before = spacing.space_after = Pt(0)
            spacing.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            spacing.line_spacing = _LINE
            if name != "Normal":
                spacing.first_line_indent = Pt(32)

    def _number(self, paragraph: Paragraph, alignment: WD_ALIGN_PARAGRAPH) -> None:
        """— 1 — below the text: outside on each page, in 宋体 of 14 points."""
        paragraph.alignment = alignment
        self._run(paragraph, "— ", font=_TITLE, size=Pt(14))
        run = self._run(paragraph, "", font=_TITLE, size=Pt(14))
        for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
            element = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                element.set(qn("w:fldCharType"), kind)
            else:
                element.set(_XML_SPACE, "preserve")
                element.text = words
            run._r.append(element)
        self._run(paragraph, " —", font=_TITLE, size=Pt(14))

    def _fill(self, paragraph: Paragraph, words: str, *, font: str) -> None:
        spacing = paragraph.paragraph_format
        spacing.line_spacing_rule = WD_LINE_SPACING.SINGLE
        self._run(paragraph, words, font=font, size=_CELL)

    def _gap(self) -> None:
        gap = self._document.add_paragraph()
        gap.paragraph_format.line_spacing = Pt(10)

    def _run(
        self, paragraph: Paragraph, words: str, *, font: str, size: Pt, bold: bool = False
    ) -> Run:
        run = paragraph.add_run(_plain(words))
        run.font.size = size
        run.font.bold = bold
        _name_fonts(run._r.get_or_add_rPr().get_or_add_rFonts(), font)
        return run


def _name_fonts(fonts: BaseOxmlElement, east_asian: str) -> None:
    """Named outright: a theme's font would win over the name beside it."""
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.attrib.pop(qn(f"w:{script}Theme"), "")
        fonts.set(qn(f"w:{script}"), east_asian if script == "eastAsia" else _LATIN)
    fonts.attrib.pop(qn("w:cstheme"), "")
    # quotes and dashes are wide in Chinese text
    fonts.set(qn("w:hint"), "eastAsia")


def _repeat(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _plain(words: str) -> str:
    """XML has no place for control characters."""
    return "".join(c for c in words if c == "\n" or c.isprintable() or c == "　")
