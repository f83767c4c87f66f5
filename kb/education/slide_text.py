"""Text cut to slides: how many rows it takes, where a long passage is cut, what goes together.

Widths are counted in Han signs: a letter or digit takes about half of one.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

_NARROW = 0.56
_SENTENCES = re.compile(r"[^。！？；]+[。！？；]*[”’」』）]*|[。！？；”’」』）]+")
_CLAUSES = re.compile(r"[^，、：]+[，、：]*[”’」』）]*|[，、：”’」』）]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a slide: a label in front, the text, the marks of its sources behind.

    ``note`` stands raised beside the label. ``begins`` is false where it goes on from the slide
    before.
    """

    text: str
    term: str = ""
    marks: tuple[str, ...] = ()
    begins: bool = True
    note: str = ""

    @property
    def width(self) -> float:
        """Label, text and marks, as they stand in one paragraph."""
        raised = 0.6 * (width_of(" ".join(self.marks)) + width_of(self.note))
        return width_of(f"{self.term}　") * bool(self.term) + width_of(self.text) + raised


def width_of(words: str) -> float:
    """``约236万元`` is 4 + 3 × 0.56 wide."""
    return sum(_NARROW if ord(one) < 0x2E80 and one not in "“”—…·" else 1.0 for one in words)


def rows_of(width: float, room: float) -> int:
    """Lines that so much text takes in a column so wide."""
    return max(1, math.ceil(width / room))


def fits(lines: Sequence[Line], *, room: float, most: int) -> bool:
    """Whether the lines stand on one slide, or in one column of it."""
    return sum(rows_of(one.width, room) for one in lines) <= most


def slides_of(lines: Sequence[Line], *, room: float, most: int) -> list[list[Line]]:
    """The lines in slides of ``most`` rows at most, about equally full."""
    pieces = [piece for line in lines for piece in _pieces(line, room=room, most=most)]
    heights = [rows_of(piece.width, room) for piece in pieces]
    slides = max(1, math.ceil(sum(heights) / most))
    fair = math.ceil(sum(heights) / slides)
    found: list[list[Line]] = []
    used = most + 1
    for piece, height in zip(pieces, heights, strict=True):
        if used >= fair or used + height > most:
            found.append([])
            used = 0
        found[-1].append(piece)
        used += height
    return found


def _pieces(line: Line, *, room: float, most: int) -> Iterator[Line]:
    """A line too long for a slide, cut where a sentence ends; its marks stand with the last."""
    if rows_of(line.width, room) <= most:
        yield line
        return
    most_wide = room * (most - 1)
    slides = math.ceil(line.width / most_wide)
    parts = list(_grouped(line.text, min(most_wide, line.width / slides * 1.15)))
    if len(parts) > 1 and width_of(parts[-2] + parts[-1]) <= most_wide:
        parts[-2:] = [parts[-2] + parts[-1]]  # no slide for a few words
    for rank, part in enumerate(parts):
        first, last = rank == 0, rank == len(parts) - 1
        term, marks = line.term if first else "", line.marks if last else ()
        note = line.note if first else ""
        yield replace(line, text=part, term=term, marks=marks, begins=first, note=note)


def _grouped(text: str, room: float) -> Iterator[str]:
    """Sentences, else clauses, else signs, together as long as there is room."""
    held = ""
    for unit in _units(text, room):
        if held and width_of(held + unit) > room:
            yield held
            held = ""
        held += unit
    if held:
        yield held


def _units(text: str, room: float) -> Iterator[str]:
    for sentence in _SENTENCES.findall(text):
        if width_of(sentence) <= room:
            yield sentence
            continue
        for clause in _CLAUSES.findall(sentence):
            if width_of(clause) <= room:
                yield clause
            else:
                yield from clause
