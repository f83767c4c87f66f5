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


def test_every_colour_stands_once_with_its_day_and_its_night() -> None:
    words = (FOLDER / "app.css").read_text("utf-8")
    palette = words.split("\n:root {\n", 1)[1].split("\n}", 1)[0].splitlines()
    assert len(palette) > 25
    for line in palette:
        name = line.split(":", 1)[0].strip()
        assert name.startswith("--") and ": var(--day, " in line and " var(--night, " in line
        others = [one for one in words.splitlines() if f"{name}: " in one and one != line]
        assert all("color-scheme: light" in one for one in others), name  # paper alone is printed
