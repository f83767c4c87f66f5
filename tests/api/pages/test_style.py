"""The style sheet is whole: a block left open would take the looks of all that follows."""

from api.pages.assets import FOLDER

HEADING = "/* ---- "


def test_every_part_begins_outside_all_blocks() -> None:
    depth, parts = 0, 0
    for number, line in enumerate((FOLDER / "app.css").read_text("utf-8").splitlines(), start=1):
        if line.startswith(HEADING):
            parts += 1
            assert depth == 0, f"line {number}: {line}"
        depth += line.count("{") - line.count("}")
    assert depth == 0
    assert parts > 8
