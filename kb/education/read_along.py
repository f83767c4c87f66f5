"""The papers that are read beside the passages, so that a name known there is known everywhere.

A long judgment is read where persons are introduced (its head), where it is signed, and around
every sentence that may be quoted: reading all of it would cost seconds and tell little more.
"""

from collections.abc import Iterator, Sequence

from kb.education.case_content import RawCase
from kb.education.taught_papers import TaughtPaper, span_of
from kb.model import Span

_WHOLE, _HEAD, _TAIL, _AROUND = 60_000, 20_000, 2_000, 500


def read_along(cases: Sequence[RawCase]) -> list[str]:
    """One text for each paper of the cases."""
    papers: dict[tuple[str, Span], str] = {}
    for one in cases:
        anchors = {
            anchor
            for section in one.sections
            for each in section.passages
            for anchor in each.sources
        }
        for paper in (*one.case.told, *one.case.analysing):
            key = (paper.tagged.document.id, paper.window)
            papers.setdefault(key, _text(paper, anchors))
    return list(papers.values())


def _text(paper: TaughtPaper, anchors: set[str]) -> str:
    window = paper.window
    if window.end - window.start <= _WHOLE:
        return window.of(paper.text)
    return "\n".join(span.of(paper.text) for span in _joined(_spans(paper, anchors)))


def _spans(paper: TaughtPaper, anchors: set[str]) -> list[Span]:
    window, own = paper.window, f"{paper.tagged.document.id}:"
    quoted = [span_of(one) for one in anchors if one.startswith(own)]
    spans = [
        Span(window.start, window.start + _HEAD),
        Span(window.end - _TAIL, window.end),
        *(
            Span(max(window.start, one.start - _AROUND), min(window.end, one.end + _AROUND))
            for one in quoted
        ),
    ]
    return sorted(spans)


def _joined(spans: list[Span]) -> Iterator[Span]:
    start, end = spans[0].start, spans[0].end
    for one in spans[1:]:
        if one.start <= end:
            end = max(end, one.end)
            continue
        yield Span(start, end)
        start, end = one.start, one.end
    yield Span(start, end)
