"""A text beside what became of it, piece by piece: what was told anew, and of which kind it was.

The pieces are the engine's own replacements, not a comparison made afterwards: put together, their
``old`` words are the original and their ``new`` ones the new text, to the sign.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.education.redaction.found import Kind
from kb.model import Span


@dataclass(frozen=True, slots=True)
class Piece:
    """Words as they were and as they are; ``kind`` of what was replaced, None where they stayed."""

    old: str
    new: str
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """New words for a span of a text, and of which kind the old ones were."""

    span: Span
    words: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text and what became of it."""

    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, text: str) -> "Rewritten":
        """A text of which nothing was changed yet."""
        return cls((Piece(text, text),) if text else ())

    @property
    def original(self) -> str:
        """As it was."""
        return "".join(one.old for one in self.pieces)

    @property
    def text(self) -> str:
        """As it is now."""
        return "".join(one.new for one in self.pieces)

    def changed(self, edits: Iterable[Edit]) -> "Rewritten":
        """With edits of the text as it is now, no two of which overlap.

        What was replaced before and is touched again is one piece with the new words.
        """
        ordered = sorted(edits, key=lambda one: one.span)
        if all(one.kind is None for one in self.pieces):
            return Rewritten(tuple(_tidied(_cut(self.text, ordered))))
        pieces = self.pieces
        for one in reversed(ordered):
            pieces = _edited(pieces, one)
        return Rewritten(tuple(_tidied(pieces)))


def _cut(text: str, edits: Iterable[Edit]) -> Iterator[Piece]:
    """A text that nothing was changed of: in one pass, for a paper may be long."""
    place = 0
    for one in edits:
        kept = text[place : one.span.start]
        yield Piece(kept, kept)
        yield Piece(one.span.of(text), one.words, one.kind)
        place = one.span.end
    yield Piece(text[place:], text[place:])


def _edited(pieces: Iterable[Piece], edit: Edit) -> tuple[Piece, ...]:
    start, end = edit.span.start, edit.span.end
    before: list[Piece] = []
    after: list[Piece] = []
    old = opening = rest = ""
    place = 0
    for one in pieces:
        first, place = place, place + len(one.new)
        if place <= start:
            before.append(one)
        elif first >= end:
            after.append(one)
        else:
            head, tail = one.new[: max(0, start - first)], one.new[max(0, end - first) :]
            if one.kind is None:
                before.append(Piece(head, head))
                after.append(Piece(tail, tail))
                old += one.old[len(head) : len(one.old) - len(tail)]
            else:
                opening, rest = opening or head, tail
                old += one.old
    return (*before, Piece(old, f"{opening}{edit.words}{rest}", edit.kind), *after)


def _tidied(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """What stayed the same is told as that, neighbours of it together."""
    kept = ""
    for one in pieces:
        if one.old == one.new:
            kept += one.new
            continue
        if kept:
            yield Piece(kept, kept)
            kept = ""
        yield one
    if kept:
        yield Piece(kept, kept)
