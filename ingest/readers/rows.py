"""How the row of a table becomes text, the same for Word files and web pages."""

from collections.abc import Sequence

_LONG_CELL = 120


def row_lines(cells: Sequence[Sequence[str]]) -> list[str]:
    """``[["姓名"], ["张某"]]`` is one line parted by a tab.

    A row that tells a story (a form with a long cell of several paragraphs) keeps its lines.
    """
    filled = [cell for cell in cells if any(line.strip() for line in cell)]
    told = any(len(cell) > 2 or sum(map(len, cell)) > _LONG_CELL for cell in filled)
    if len(filled) == 1 or (told and any(len(cell) > 1 for cell in filled)):
        return [line for cell in filled for line in cell]
    row = "\t".join(" ".join(" ".join(cell).split()) for cell in filled)
    return [row] if row else []
