"""A DOCX in the layout of official papers (GB/T 9704—2012), written from top to bottom.

Elements stand in the order of the standard: the head, the number, the title, the recipient, the
text, notes on annexes, the signature, the imprint. A paper takes those it needs.
"""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from docx.table import _Row
from docx.text.paragraph import Paragraph

from kb.official_page import (
    BODY,
    HEADING,
    TITLE,
    add_rules,
    add_run,
    off_grid,
    plain,
    set_page,
    set_styles,
)

_CELL = Pt(10.5)
_WIDTH = 156  # mm between the margins
_POINTS_A_MM = 72 / 25.4
_CHARACTER = 16  # points
_AT_RIGHT = WD_TAB_ALIGNMENT.RIGHT
_TITLE_LINE = 20  # characters of 22 points
_RED = "E60000"
_CLOSING = ("、", "，", "》", "”", "）", "。")


class OfficialPaper:
    """A paper that grows from top to bottom; ``to_bytes`` gives the file.

    The title is written at once unless ``opening`` says that something stands above it.
    """

    def __init__(self, title: str, *, opening: bool = False) -> None:
        self._document = Document()
        set_page(self._document)
        set_styles(self._document)
        self._title = plain(title)
        if not opening:
            self.title(title)

    def marks(self, *words: str) -> None:
        """What stands at the top left, 黑体: the level of protection, who may know of it."""
        for one in words:
            paragraph = self._document.add_paragraph()
            add_run(paragraph, one, font=HEADING, size=Pt(16))

    def masthead(self, words: str, *, red: bool = True) -> None:
        """The name of the body that sends it, large and centred; red where the body uses it."""
        paragraph = self._centred(before=22, after=22)
        size = Pt(36) if len(words) <= 12 else Pt(26)
        self._large(paragraph, words, size=size, red=red)

    def cover(self, body: str, kind: str) -> None:
        """A page of its own: room for an emblem of 55 mm, the body, the kind of paper."""
        room = self._centred()
        room.paragraph_format.space_before = Mm(23 + 55)  # 60 mm from the edge, the emblem
        size = min(30, _WIDTH * _POINTS_A_MM // max(len(body), 1))  # on one line
        self._large(self._centred(before=Mm(40).pt), body, size=Pt(size))
        last = self._centred(before=15)
        self._large(last, kind, size=Pt(36))
        last.add_run().add_break(WD_BREAK.PAGE)

    def number(self, words: str, *, rule: bool = False, right: bool = False) -> None:
        """〔2026〕: the number, centred (right where ``right``), with a red rule below it."""
        paragraph = self._document.add_paragraph(plain(words))
        centre, edge = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.alignment = edge if right else centre
        if rule:
            add_rules(paragraph, color=_RED, bottom=12)
        self._document.add_paragraph()

    def title(self, words: str) -> None:
        """Centred, of 22 points; a long one in lines of about one length."""
        paragraph = self._centred(after=14)
        self._large(paragraph, _balanced(words), size=Pt(22))

    def recipient(self, words: str) -> None:
        """``某区住建局：`` from the left edge."""
        self._document.add_paragraph(plain(f"{words}："))

    def heading(self, words: str) -> None:
        """``一、检索概况``: 黑体, kept with what follows."""
        self._document.add_paragraph(plain(words), style="Heading 1")

    def subheading(self, words: str) -> None:
        """``（一）某案``: 楷体, kept with what follows."""
        self._document.add_paragraph(plain(words), style="Heading 2")

    def paragraph(self, words: str, *, centred: bool = False) -> None:
        """Body text; the first line stands two characters in unless centred."""
        paragraph = self._document.add_paragraph(plain(words))
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            paragraph.paragraph_format.first_line_indent = Pt(2 * _CHARACTER)

    def signature(self, body: str, day: date | None) -> None:
        """The body above the day, which stands four characters from the edge: a seal is set there.

        Without a day its place is left open.
        """
        words = f"{day.year}年{day.month}月{day.day}日" if day else "    年  月  日"
        if self._document.paragraphs:  # a signature does not stand alone on a page
            self._document.paragraphs[-1].paragraph_format.keep_with_next = True
        self._document.add_paragraph().paragraph_format.keep_with_next = True
        wide, narrow = len(body) * _CHARACTER, _width(words)
        inset = 4 * _CHARACTER
        for text, right in ((body, max(0, inset - (wide - narrow) / 2)), (words, inset)):
            paragraph = self._document.add_paragraph(plain(text))
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.right_indent = Pt(right)
            paragraph.paragraph_format.keep_with_next = True

    def imprint(self, *lines: str) -> None:
        """版记: 抄送 and who printed it, of 14 points between rules; behind a tab at the right.

        Never alone on a page.
        """
        for above in (self._document.paragraphs[-1], self._document.add_paragraph()):
            above.paragraph_format.keep_with_next = True
        for at, words in enumerate(lines):
            paragraph = self._document.add_paragraph()
            paragraph.paragraph_format.left_indent = Pt(14)
            paragraph.paragraph_format.right_indent = Pt(14)
            last = at == len(lines) - 1
            add_rules(paragraph, top=8 if at == 0 else 4, bottom=8 if last else 0)
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(_WIDTH) - Pt(14), _AT_RIGHT)
            add_run(paragraph, words, font=BODY, size=Pt(14))

    def new_page(self) -> None:
        """What follows begins on a page of its own, as annexes do."""
        self._document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

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
                _fill(cell.paragraphs[0], text, font=HEADING if named else BODY)
                if not header and number < len(every) - 1:  # a form stays on one page
                    cell.paragraphs[0].paragraph_format.keep_with_next = True
        gap = self._document.add_paragraph()
        gap.paragraph_format.line_spacing = Pt(10)

    def to_bytes(self, *, made: datetime) -> bytes:
        """The file; its properties name the program and the moment and nobody else."""
        properties = self._document.core_properties
        properties.title, properties.author, properties.comments = self._title, "廉鉴", ""
        properties.language = "zh-CN"
        properties.created = properties.modified = made
        out = BytesIO()
        self._document.save(out)
        return out.getvalue()

    def _centred(self, *, before: float = 0, after: float = 0) -> Paragraph:
        paragraph = self._document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_before = Pt(before)
        paragraph.paragraph_format.space_after = Pt(after)
        return paragraph

    def _large(self, paragraph: Paragraph, words: str, *, size: Pt, red: bool = False) -> None:
        """Larger than a line of the grid: the line is as high as the words."""
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
        paragraph.paragraph_format.line_spacing = Pt(size.pt * 1.3)
        off_grid(paragraph)
        add_run(paragraph, words, font=TITLE, size=size, red=red)


def _balanced(words: str) -> str:
    """No line of a single character: 41 characters are three lines of 14, not 20, 20 and 1.

    Of a long title the body stands alone before 关于; no line begins with a mark that closes, and
    a line ends behind a mark or 的 where one is near.
    """
    about = words.find("关于")
    if len(words) > _TITLE_LINE and about > 0:
        return f"{_balanced(words[:about])}\n{_balanced(words[about:])}"
    found: list[str] = []
    for left in range(-(-len(words) // _TITLE_LINE), 1, -1):
        at = _break(words, -(-len(words) // left))
        found.append(words[:at])
        words = words[at:]
    return "\n".join([*found, words])


def _break(words: str, length: int) -> int:
    """Where a line of about ``length`` characters ends."""
    places = range(max(1, length - 4), min(_TITLE_LINE, length + 3) + 1)
    near = sorted(places, key=lambda at: (abs(at - length), at))
    fit = [at for at in near if not words[at:].startswith(_CLOSING)] or near
    return next((at for at in fit if words[:at].endswith(("、", "，", "》", "”", "的"))), fit[0])


def _width(words: str) -> float:
    """In points: letters and digits are half as wide."""
    return sum(_CHARACTER / 2 if ord(one) < 256 else _CHARACTER for one in words)


def _fill(paragraph: Paragraph, words: str, *, font: str) -> None:
    spacing = paragraph.paragraph_format
    spacing.line_spacing_rule = WD_LINE_SPACING.SINGLE
    off_grid(paragraph)
    add_run(paragraph, words, font=font, size=_CELL)


def _repeat(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
