"""An XLSX workbook of tables for people: typed cells, a frozen header, nothing that computes.

What a person entered is kept as text that no program evaluates, also where it begins like a
formula (``=1+1``, ``@SUM``): the cell is of the type text and marked as quoted.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as XlsxCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

CellValue = str | int | float | bool | date | None
_MOST_LETTERS = 32_767  # what a cell can hold
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HEADER = PatternFill("solid", fgColor="FFD9E2F3")
_WRAPPED = Alignment(vertical="top", wrap_text=True)


class OfficialSheet:
    """A workbook that grows sheet by sheet; ``to_bytes`` gives the file."""

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)

    def table(
        self,
        title: str,
        header: Sequence[str],
        rows: Iterable[Sequence[CellValue]],
        *,
        widths: Sequence[float],
    ) -> int:
        """A sheet with a header that stays in view, and a filter over it; how many rows it has."""
        sheet = self._book.create_sheet(title[:31])
        for number, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.freeze_panes = "A2"
        sheet.append([_named(sheet, one) for one in header])
        count = 0
        for row in rows:
            sheet.append([_cell(sheet, one) for one in row])
            count += 1
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{count + 1}"
        return count

    def to_bytes(self, *, made: datetime) -> bytes:
        """The file; its properties name the program and the moment and nobody else."""
        properties = self._book.properties
        properties.creator, properties.lastModifiedBy = "廉鉴", "廉鉴"
        properties.created = properties.modified = made.replace(tzinfo=None)
        out = BytesIO()
        self._book.save(out)
        return out.getvalue()


def shown(value: str) -> str:
    """The text as a cell can hold it: without control characters, not too long."""
    plain = "".join(one for one in value if one in "\n\t" or one.isprintable() or one == "　")
    return plain[:_MOST_LETTERS]


def _named(sheet: Worksheet, words: str) -> XlsxCell:
    cell = WriteOnlyCell(sheet, value=words)
    cell.font, cell.fill, cell.alignment = Font(bold=True), _HEADER, _WRAPPED
    return cell


def _cell(sheet: Worksheet, value: CellValue) -> CellValue | XlsxCell:
    if not isinstance(value, str):
        return value
    plain = shown(value)
    if not plain.startswith(_FORMULA):
        return plain
    cell = WriteOnlyCell(sheet, value=plain)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
