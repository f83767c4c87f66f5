"""A text with marked spans as pieces that a template writes one after another, each escaped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.model import Span


@dataclass(frozen=True, slots=True)
class Mark:
    """What marks a span: ``kind`` is its class (hit, causes …), ``title`` what it says.

    ``path`` makes it a link; ``id`` is the anchor of its beginning.
    """

    span: Span
    kind: str
    title: str = ""
    path: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words under the same marks; ``opens`` are those that begin here."""

    text: str
    start: int
    marks: tuple[Mark, ...] = ()
    opens: tuple[Mark, ...] = ()

    @property
    def kinds(self) -> str:
        """The classes of the marks: ``causes hit``."""
        return " ".join(dict.fromkeys(mark.kind for mark in self.marks))

    @property
    def path(self) -> str:
        """Where the words lead, if anywhere."""
        return next((mark.path for mark in self.marks if mark.path), "")

    @property
    def title(self) -> str:
        """What the marks say."""
        return "；".join(dict.fromkeys(mark.title for mark in self.marks if mark.title))


def pieces(text: str, marks: Iterable[Mark], *, within: Span | None = None) -> Sequence[Piece]:
    """The text (or the part ``within``) cut wherever a mark begins or ends.

    ``pieces("收受他人财物", [Mark(Span(2, 4), "hit")])`` → 收受 / 他人 (hit) / 财物.
    """
    whole = within or Span(0, len(text))
    inside = [one for one in marks if one.span.start < whole.end and one.span.end > whole.start]
    cuts = {whole.start, whole.end}
    for one in inside:
        cuts |= {max(one.span.start, whole.start), min(one.span.end, whole.end)}
    places = sorted(cuts)
    found = []
    for start, end in pairwise(places):
        over = tuple(one for one in inside if one.span.start <= start and one.span.end >= end)
        opens = tuple(one for one in over if max(one.span.start, whole.start) == start)
        found.append(Piece(text[start:end], start, over, opens))
    return found


def hits(text: str, spans: Iterable[Span], *, at: int = 0) -> Sequence[Piece]:
    """A quoted text that begins at ``at`` of its document, with the hits in it."""
    shifted = (
        Mark(Span(max(0, one.start - at), max(0, one.end - at)), "hit")
        for one in spans
        if one.end > at
    )
    return pieces(text, shifted)
