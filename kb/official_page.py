"""The page of official papers (GB/T 9704—2012): margins, grid, fonts with their fallbacks, numbers.

A4, 22 lines of 28 characters in 156 mm × 225 mm, 仿宋 of 16 points. Fonts are named and not
embedded; the font table tells a machine without them which other name to look for.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

LATIN = "Times New Roman"
BODY, HEADING, SUBHEADING, TITLE, PLAIN = "仿宋", "黑体", "楷体", "方正小标宋简体", "宋体"
# 22 lines fill 225 mm; a line a hair lower than 225 / 22 mm, so that the last one is not pushed on
LINE = Pt(28.95)
_GRID_LINE = "579"  # twentieths of a point
# 28 characters of 16 points are wider than 156 mm by a hair: each gives up a quarter of a point.
# A grid of characters would do in one program and halve the line in another
_TIGHTER = "-5"
# what else a font is called, and what stands in for it
_ALTERNATIVES: Mapping[str, str] = MappingProxyType(
    {
        TITLE: "FZXiaoBiaoSong-B05S,宋体,SimSun",
        BODY: "仿宋_GB2312,FangSong",
        SUBHEADING: "楷体_GB2312,KaiTi",
        HEADING: "SimHei",
        PLAIN: "SimSun",
    }
)
_SPACE = qn("xml:space")
_FONT_TABLE = "/word/fontTable.xml"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def set_page(document: Document) -> None:
    """Margins, the grid, and the numbers below the text: outside on each page."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), _GRID_LINE)
    document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)
    _tell_alternatives(document)


def set_styles(document: Document) -> None:
    """Body text and two levels of headings; every line on the grid."""
    styles = document.styles
    defaults = styles.element.find(".//" + qn("w:rPrDefault"))
    for fonts in defaults.iter(qn("w:rFonts")):
        name_fonts(fonts, BODY)
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    for name, font, size in (
        ("Normal", BODY, Pt(16)),
        ("Heading 1", HEADING, Pt(16)),
        ("Heading 2", SUBHEADING, Pt(16)),
    ):
        style = styles[name]
        style.font.size = size
        style.font.bold = False
        style.font.color.rgb = RGBColor(0, 0, 0)
        look: Any = style.element.get_or_add_rPr()
        name_fonts(look.get_or_add_rFonts(), font)
        tighter = OxmlElement("w:spacing")
        tighter.set(qn("w:val"), _TIGHTER)
        look.insert_element_before(tighter, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
        spacing = style.paragraph_format
        spacing.space_before = spacing.space_after = Pt(0)
        spacing.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        spacing.line_spacing = LINE
        if name != "Normal":
            spacing.first_line_indent = Pt(32)


def name_fonts(fonts: BaseOxmlElement, east_asian: str) -> None:
    """Named outright: a theme's font would win over the name beside it."""
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.attrib.pop(qn(f"w:{script}Theme"), "")
        fonts.set(qn(f"w:{script}"), east_asian if script == "eastAsia" else LATIN)
    fonts.attrib.pop(qn("w:cstheme"), "")
    # quotes and dashes are wide in Chinese text
    fonts.set(qn("w:hint"), "eastAsia")


def add_run(
    paragraph: Paragraph, words: str, *, font: str, size: Pt, bold: bool = False, red: bool = False
) -> Run:
    """Words in a font of their own, whatever the style of the paragraph says."""
    run = paragraph.add_run(plain(words))
    run.font.size = size
    run.font.bold = bold
    if red:
        run.font.color.rgb = RGBColor(0xE6, 0, 0)
    name_fonts(run._r.get_or_add_rPr().get_or_add_rFonts(), font)
    return run


def add_rules(
    paragraph: Paragraph, *, top: int = 0, bottom: int = 0, color: str = "000000"
) -> None:
    """Lines above or below a paragraph: ``top=12`` is a line of one and a half points above it."""
    borders: Any = OxmlElement("w:pBdr")
    for side, eighths in (("top", top), ("bottom", bottom)):
        if eighths:
            border = OxmlElement(f"w:{side}")
            values = {"val": "single", "sz": str(eighths), "space": "1", "color": color}
            for name, value in values.items():
                border.set(qn(f"w:{name}"), value)
            borders.append(border)
    properties: Any = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def off_grid(paragraph: Paragraph) -> None:
    """Its lines are as high as their words, not multiples of the grid's lines."""
    properties: Any = paragraph._p.get_or_add_pPr()
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    properties.insert_element_before(snap, "w:spacing", "w:ind", "w:jc", "w:rPr")


def plain(words: str) -> str:
    """XML has no place for control characters."""
    return "".join(c for c in words if c in "\n\t" or c.isprintable() or c == "　")


def _number(paragraph: Paragraph, alignment: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 — in 宋体 of 14 points, one character from the outer edge."""
    paragraph.alignment = alignment
    spacing = paragraph.paragraph_format
    if alignment is WD_ALIGN_PARAGRAPH.RIGHT:
        spacing.right_indent = Pt(14)
    else:
        spacing.left_indent = Pt(14)
    add_run(paragraph, "— ", font=PLAIN, size=Pt(14))
    run = add_run(paragraph, "", font=PLAIN, size=Pt(14))
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.set(_SPACE, "preserve")
            element.text = words
        run._r.append(element)
    add_run(paragraph, " —", font=PLAIN, size=Pt(14))


def _tell_alternatives(document: Document) -> None:
    """The template's table knows Western fonts alone; it is written anew."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/></w:font>'
        for name, others in _ALTERNATIVES.items()
    )
    table = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{_WORD}">'
        f"{fonts}</w:fonts>"
    )
    for part in document.part.package.iter_parts():
        if part.partname == _FONT_TABLE:
            part._blob = table.encode()
