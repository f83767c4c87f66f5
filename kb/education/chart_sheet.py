"""The workbook behind a native chart: what a person sees who chooses to edit its numbers.

The library's own would take a name that begins like a formula for one, and an address for a link.
"""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook

SHEET = "Sheet1"  # the chart's references say so


def counts_sheet(unit: str, bars: Sequence[tuple[str, int]]) -> bytes:
    """Names in the first column, counts in the second, the unit above them; nothing computes."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    for row, (name, count) in enumerate((("", unit), *bars), start=1):
        for column, value in enumerate((name, count), start=1):
            cell = sheet.cell(row=row, column=column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type, cell.quotePrefix = "s", value.startswith("=")
    out = BytesIO()
    book.save(out)
    return out.getvalue()
