"""Two texts side by side: paragraphs matched, and in them what only one says."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from api.pages.marking import Mark, Piece, pieces
from kb.model import Span

_LONGEST = 4_000  # paragraphs beyond this are compared as wholes: matching letters is quadratic


@dataclass(frozen=True, slots=True)
class Row:
    """Paragraphs across; ``same`` where nothing differs, an empty side where there is none."""

    left: Sequence[Piece]
    right: Sequence[Piece]
    same: bool


def side_by_side(left: str, right: str) -> list[Row]:
    """Paragraphs of both in order."""
    ours, theirs = _paragraphs(left), _paragraphs(right)
    found: list[Row] = []
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found += [Row(pieces(one, ()), pieces(one, ()), True) for one in ours[a:b]]
            continue
        for number in range(max(b - a, d - c)):
            one = ours[a + number] if a + number < b else ""
            two = theirs[c + number] if c + number < d else ""
            found.append(_differing(one, two))
    return found


def _differing(one: str, two: str) -> Row:
    if not one or not two or max(len(one), len(two)) > _LONGEST:
        return Row(_all_marked(one), _all_marked(two), False)
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    left, right = [], []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            left += [Mark(Span(a, b), "differs")] if b > a else []
            right += [Mark(Span(c, d), "differs")] if d > c else []
    return Row(pieces(one, left), pieces(two, right), False)


def _all_marked(text: str) -> Sequence[Piece]:
    return pieces(text, [Mark(Span(0, len(text)), "differs")] if text else [])


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
