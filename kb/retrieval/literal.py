"""What must stand in a passage to the letter, and where it stands.

Letters of either case are one, and any blank (a line's end too) stands for a blank of a phrase.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kb.model import Span


@dataclass(frozen=True, slots=True)
class Literal:
    """All phrases must stand in a text, and none of the excluded words."""

    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.phrases or self.excluded)

    def beside(self, title: str) -> "Literal":
        """What is left to be asked of a text under this title: its phrases need not come again."""
        left = tuple(one for one in self.phrases if not _pattern([one]).search(title))
        return Literal(left, self.excluded)

    def excludes(self, text: str) -> bool:
        """Whether an excluded word stands in the text."""
        return bool(self.excluded and _pattern(self.excluded).search(text))

    def places(self, text: str) -> list[Span]:
        """Where any of the phrases stands."""
        return _found(self.phrases, text, 0, len(text))

    def holds(self, text: str) -> bool:
        """Whether the text is as asked."""
        every = all(_pattern([one]).search(text) for one in self.phrases)
        return every and not self.excludes(text)

    def marks(self, text: str, *, start: int = 0, words: Iterable[str] = ()) -> tuple[Span, ...]:
        """Where phrases (each one span) and, between them, words stand; never overlapping.

        ``text`` begins at the character ``start`` of its document, and so do the spans count.
        """
        marks: list[Span] = []
        done = 0
        for phrase in _found(self.phrases, text, 0, len(text)):
            marks += _found(words, text, done, phrase.start)
            marks.append(phrase)
            done = phrase.end
        marks += _found(words, text, done, len(text))
        return tuple(Span(start + one.start, start + one.end) for one in marks)


def _found(literals: Iterable[str], text: str, start: int, end: int) -> list[Span]:
    wanted = [one for one in literals if one]
    if not wanted:
        return []
    return [Span(*one.span()) for one in _pattern(wanted).finditer(text, start, end)]


def _pattern(literals: Iterable[str]) -> re.Pattern[str]:
    """Any of the literals, the longest first."""
    ordered = sorted(set(literals), key=lambda one: (-len(one), one))
    return re.compile("|".join(map(_escaped, ordered)), re.IGNORECASE)


def _escaped(literal: str) -> str:
    return r"\s+".join(map(re.escape, literal.split()))
