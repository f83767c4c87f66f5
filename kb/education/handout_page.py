"""The page of a printed handout: the margins and fonts of official papers, in a size to read from.

Every page carries its watermark twice: in words above the text, and large and pale across the page,
so that it is still there on a photocopy.
"""

from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.section import _Header
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from kb.education.pack_words import clean
from kb.official_page import (
    BODY,
    HEADING,
    PLAIN,
    SUBHEADING,
    add_rules,
    add_run,
    name_fonts,
    off_grid,
    set_page,
    set_styles,
)

SIZE, LINE = Pt(12), Pt(22)
INDENT = Pt(24)
PORTRAIT, LANDSCAPE = 156.0, 240.0  # mm of text in a line
RED, GREY = "A52A2A", "5F6B76"
_LEVELS = ("Heading 1", HEADING, Pt(16)), ("Heading 2", SUBHEADING, Pt(13))
_STRAY = (
    RT.THUMBNAIL,
    RT.CUSTOM_XML,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
)
_PALE = "#d9d9d9"
_ACROSS = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    '<w:rPr><w:noProof/></w:rPr><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" '
    'o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas>'
    '<v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/>'
    '<v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
    '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>'
    '<v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>'
    '<v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom" '
    'o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>'
    '<v:textpath on="t" fitshape="t"/><o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
    '<v:shape id="WaterMark" type="#_x0000_t136" o:allowincell="f" stroked="f" '
    f'fillcolor="{_PALE}"><v:fill opacity=".5"/><v:textpath/></v:shape></w:pict></w:r>'
)


def set_handout(document: Document, mark: str) -> None:
    """Margins, numbers, fonts and the watermark; nothing of the library's template is kept."""
    for owner in (document.part.package, document.part):
        for key in [k for k, rel in owner.rels.items() if rel.reltype in _STRAY]:
            del owner.rels[key]
    set_page(document)
    set_styles(document)
    # lines are set by the paragraph: a grid of 22 lines is for official letters
    for grid in document.sections[0]._sectPr.iter(qn("w:docGrid")):
        del grid.attrib[qn("w:type")]
    _set_sizes(document)
    section = document.sections[0]
    section.header_distance = Mm(20)
    for rank, header in enumerate((section.header, section.even_page_header)):
        _mark(header, mark, rank=rank)


def turn(document: Document, *, landscape: bool) -> None:
    """What follows stands on pages turned, or upright again."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    long, short = Mm(297), Mm(210)
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.left_margin, section.right_margin = (Mm(29), Mm(28)) if landscape else (Mm(28), Mm(26))
    section.top_margin, section.bottom_margin = (Mm(32), Mm(26)) if landscape else (Mm(37), Mm(35))
    section.footer_distance = Mm(16) if landscape else Mm(25)


def left_rule(paragraph: Paragraph, colour: str) -> None:
    """A line along the left side of a paragraph, as beside a quotation."""
    borders: Any = OxmlElement("w:pBdr")
    side = OxmlElement("w:left")
    for name, value in {"val": "single", "sz": "18", "space": "10", "color": colour}.items():
        side.set(qn(f"w:{name}"), value)
    borders.append(side)
    look: Any = paragraph._p.get_or_add_pPr()
    look.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:snapToGrid", "w:spacing", "w:ind",
        "w:jc", "w:rPr",
    )  # fmt: skip


def shade(properties: Any, colour: str) -> None:
    """A colour behind a cell (``tcPr``) or a paragraph (``pPr``)."""
    fill = OxmlElement("w:shd")
    for name, value in {"val": "clear", "color": "auto", "fill": colour}.items():
        fill.set(qn(f"w:{name}"), value)
    properties.insert_element_before(
        fill, "w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark",
        "w:tabs", "w:suppressAutoHyphens", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr",
    )  # fmt: skip


def lead(run: Any, anchor: str) -> None:
    """The run becomes a link to a place in the paper."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), anchor)
    link.set(qn("w:history"), "0")
    run.getparent().replace(run, link)
    link.append(run)


def fill(cell: _Cell, words: str, *, font: str, size: Pt) -> None:
    """Words of a cell, a little air above and below; names are bold."""
    paragraph = cell.paragraphs[0]
    spacing = paragraph.paragraph_format
    spacing.line_spacing_rule = WD_LINE_SPACING.MULTIPLE
    spacing.line_spacing = 1.15
    spacing.space_before = spacing.space_after = Pt(2)
    off_grid(paragraph)
    add_run(paragraph, clean(words), font=font, size=size, bold=font == HEADING)


def _set_sizes(document: Document) -> None:
    normal = document.styles["Normal"]
    normal.font.size = SIZE
    normal.paragraph_format.line_spacing = LINE
    for name, font, size in _LEVELS:
        style = document.styles[name]
        style.font.size = size
        style.font.bold = True
        name_fonts(style.element.get_or_add_rPr().get_or_add_rFonts(), font)
        look = style.paragraph_format
        look.first_line_indent = Pt(0)
        look.keep_with_next = True
        look.line_spacing_rule, look.line_spacing = WD_LINE_SPACING.AT_LEAST, LINE
        look.space_before, look.space_after = (
            (Pt(0), Pt(10)) if name == "Heading 1" else (Pt(10), Pt(2))
        )
    document.styles["Heading 2"].font.color.rgb = RGBColor.from_string(RED)


def _mark(header: _Header, mark: str, *, rank: int) -> None:
    paragraph = header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    off_grid(paragraph)
    add_rules(paragraph, bottom=4, color="BFBFBF")
    run = add_run(paragraph, mark, font=PLAIN, size=Pt(9))
    run.font.color.rgb = RGBColor.from_string(GREY)
    across: Any = parse_xml(_ACROSS)
    shape = next(one for one in across.iter() if one.tag.endswith("}shape"))
    shape.set("id", f"WaterMark{rank + 1}")
    wide = min(520, 22 * len(mark))
    shape.set(
        "style",
        f"position:absolute;margin-left:0;margin-top:0;width:{wide}pt;height:24pt;rotation:315;"
        "z-index:-251658752;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        "mso-position-vertical-relative:margin",
    )
    path = next(one for one in shape.iter() if one.tag.endswith("}textpath"))
    path.set("style", f'font-family:"{BODY}";font-size:1pt')
    path.set("string", mark)
    paragraph._p.append(across)
