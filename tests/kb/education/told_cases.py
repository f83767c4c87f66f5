"""Cases as they may be taught, made by hand of a few words each."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from kb.education.taught_papers import TaughtPaper
from kb.education.teaching_case import TeachingCase
from kb.governance.access import Level
from kb.model import Party, Sentence, Span, TaggedDocument, TimeSpan
from kb.prevention.report_words import PaperWords
from kb.terms import load_taxonomy
from tests.kb.conftest import make_reading

WHOLE = Span(0, 10_000)


def paper(
    words: str, *, name: str = "", post: str = "", acts: tuple[str, str] | None = None
) -> TaggedDocument:
    """A judgment of 2021 about somebody; ``acts``: from when to when they went on."""
    read = make_reading(words)
    party = Party(name, "被告人", Span(0, 1), position=post)
    starts = [0, *(at + 1 for at, one in enumerate(words) if one == "。")]
    spans = [Span(a, b) for a, b in pairwise(starts)]
    return replace(
        read,
        header=replace(read.header, parties=(party,) if name else ()),
        sentences=tuple(Sentence(at, span, 0) for at, span in enumerate(spans)),
        time_span=TimeSpan(*acts, Span(0, 1)) if acts else None,
    )


def case(
    *papers: TaggedDocument,
    window: Span = WHOLE,
    confirmed: Sequence[str] = (),
    item: int = 0,
) -> TeachingCase:
    """One story, of the words of its papers that stand in the window."""
    told = tuple(
        TaughtPaper(
            PaperWords(one, [(label, True) for label in one.labels], Level.INTERNAL),
            Span(window.start, min(window.end, len(one.document.text))),
        )
        for one in papers
    )
    return TeachingCase(
        id=f"case-{papers[0].document.id[:12]}",
        item=item,
        title=papers[0].document.title,
        told=told,
        analysing=(),
        level=Level.INTERNAL,
        record=None,
        unit=None,
        confirmed=frozenset(confirmed),
        refused=(),
        taxonomy=load_taxonomy(),
    )
