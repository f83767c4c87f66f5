"""Where each text of a pack came from: the original, piece by piece, beside what is told of it.

It holds what the pack must not: it is kept sealed, apart from content and key, and is never
exported. Whole texts that a person finds recognisable still are left out of the content by it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kb.education.facilitation import steps
from kb.education.pack_anonymity import ToldLess
from kb.education.pack_content import PackContent, Teaching
from kb.education.pack_redaction import (
    Change,
    Place,
    RedactedPack,
    case_of_question,
    changed_case,
    changed_measure,
    changed_question,
    changed_table,
    placed_texts,
)
from kb.education.redaction.found import Kind
from kb.education.redaction.rewriting import Rewritten
from kb.errors import NotFound

# what a single person may take out: a title or a cell is a name or a label, not a passage
LEAVABLE = frozenset({Place.PASSAGE, Place.QUESTION, Place.MEASURE})
# a shorter text may stand in another by chance
_LEAST_INSIDE = 8


@dataclass(frozen=True, slots=True)
class TracedText:
    """One text; ``sources`` are marks, ``dropped`` the kinds for which it was not taken at all."""

    place: Place
    case: int
    part: str
    told: Rewritten
    sources: tuple[str, ...] = ()
    term: str = ""
    dropped: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """``whole`` is the content as it was made, ``sources`` by case the papers and record behind it.

    ``anchors`` by mark; ``out`` are the places in ``texts`` that a person left out.
    """

    whole: PackContent
    texts: tuple[TracedText, ...]
    anchors: Mapping[str, str]
    sources: Mapping[int, tuple[str, ...]]
    out: tuple[int, ...] = ()

    @property
    def content(self) -> PackContent:
        """What the pack says without what was left out, told in the minutes that it has."""
        whole = self.whole
        changes = [self._change(one.number) for one in whole.cases]
        cases = tuple(
            changed_case(one, change) for one, change in zip(whole.cases, changes, strict=True)
        )
        quiz = tuple(
            asked
            for one in whole.quiz
            if (asked := changed_question(one, self._change(case_of_question(one))))
        )
        measures = tuple(
            kept for one in whole.measures if (kept := changed_measure(one, self._change(0)))
        )
        return replace(
            whole,
            cases=cases,
            comparison=changed_table(whole.comparison, changes),
            quiz=quiz,
            measures=measures,
            steps=steps(whole.minutes, cases, quiz, measures),
        )

    def is_out(self, text: TracedText) -> bool:
        """Whether it was left out, itself or as another place of the same words."""
        return not self._change(text.case)(text.told.text)

    def leaving(self, number: int) -> "Trace":
        """Without a text and whatever else of its case holds its words; ``NotFound``."""
        self._leavable(number)
        return replace(self, out=tuple(sorted({*self.out, number})))

    def taking_back(self, number: int) -> "Trace":
        """With a text that was left out; ``NotFound``."""
        self._leavable(number)
        return replace(self, out=tuple(one for one in self.out if one != number))

    def _leavable(self, number: int) -> None:
        found = self.texts[number] if 0 <= number < len(self.texts) else None
        if found is None or found.place not in LEAVABLE or found.dropped:
            raise NotFound(id=str(number))

    def _change(self, case: int) -> Change:
        out = [text for one in self.out if (text := self.texts[one]).case == case]
        words = {one.told.text for one in out}
        long = [one for one in words if len(one) >= _LEAST_INSIDE]
        return lambda text: "" if text in words or any(one in text for one in long) else text


def trace_of(
    content: PackContent,
    redacted: RedactedPack,
    less: ToldLess,
    anchors: Mapping[str, str],
    sources: Mapping[int, tuple[str, ...]],
) -> Trace:
    """The trace of a content that is not redacted yet but bears its marks."""
    whole = less.content(redacted.content)
    return Trace(whole, tuple(_traced(content, redacted, less)), anchors, sources)


def _traced(content: PackContent, redacted: RedactedPack, less: ToldLess) -> Iterator[TracedText]:
    for one in placed_texts(content):
        if one.text:
            bounds = one.place is Place.PASSAGE and one.part == Teaching.BOUNDARIES.value
            yield TracedText(
                one.place,
                one.case,
                one.part,
                less.rewritten(redacted.rewritten[one.text], one.case, bounds=bounds),
                one.sources,
                one.term,
                redacted.dropped.get(one.text, ()),
            )
