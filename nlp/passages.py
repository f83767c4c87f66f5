"""Group sentences into the passages that retrieval indexes."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kb.model import DocumentKind, Passage, Section, SectionKind, Sentence, Span

_FORMULA = frozenset({SectionKind.TITLE, SectionKind.HEAD, SectionKind.SIGN, SectionKind.APPEAL})
_OUTLINE = frozenset(
    {SectionKind.PART, SectionKind.CHAPTER, SectionKind.DIVISION, SectionKind.PREAMBLE}
)
_COURT_KINDS = (
    DocumentKind.JUDGMENT_FIRST_INSTANCE,
    DocumentKind.JUDGMENT_SECOND_INSTANCE,
    DocumentKind.INDICTMENT,
    DocumentKind.NON_PROSECUTION,
)
_ROOMY = frozenset({SectionKind.ARTICLE, SectionKind.EVIDENCE})
_SHORT_TAIL = 60
_SHORT_ARTICLE = 120


def build_passages(
    text: str,
    kind: DocumentKind,
    sections: Sequence[Section],
    sentences: Sequence[Sentence],
    *,
    target: int = 320,
    maximum: int = 480,
) -> tuple[Passage, ...]:
    """Consecutive sentences of one section, about ``target`` characters, never over ``maximum``.

    An article of a law is a passage headed ``第三章 监督 第十条``; one longer than ``maximum`` is
    split, one too short to tell its matter joins the next of its chapter (``第十条至第十一条``).
    Proofs, which are long and least often sought, make passages up to ``maximum``. Title, head,
    signature, notice of appeal and the headings of a law make no passage, unless the document has
    nothing else.
    """
    left_out = _FORMULA | _OUTLINE
    if kind in _COURT_KINDS:
        left_out |= {SectionKind.ATTACHMENT}
    spans = list(_of_sections(text, sections, sentences, left_out, target, maximum))
    if not spans:
        spans = list(_of_sections(text, sections, sentences, frozenset(), target, maximum))
    headings = _headings(sections)
    return tuple(
        Passage(index, span, sections[first].kind, _heading(headings, sections, first, last))
        for index, (span, first, last) in enumerate(_with_neighbours(spans, sections, target))
    )


def _of_sections(
    text: str,
    sections: Sequence[Section],
    sentences: Sequence[Sentence],
    left_out: frozenset[SectionKind],
    target: int,
    maximum: int,
) -> Iterator[tuple[Span, int]]:
    at = 0
    while at < len(sentences):
        number = sentences[at].section
        stop = at
        while stop < len(sentences) and sentences[stop].section == number:
            stop += 1
        section = sections[number]
        if section.kind not in left_out:
            own = [sentence.span for sentence in sentences[at:stop]]
            whole = Span(own[0].start, own[-1].end)
            room = maximum if section.kind in _ROOMY else target
            if _length(whole) <= room:
                yield whole, number
            else:
                breaks = _breaks(text, own)
                wanted = maximum if section.kind is SectionKind.EVIDENCE else target
                for span in _grouped(own, breaks, wanted, maximum):
                    yield span, number
        at = stop


def _with_neighbours(
    spans: Sequence[tuple[Span, int]], sections: Sequence[Section], target: int
) -> Iterator[tuple[Span, int, int]]:
    """Passages with their first and last section: short articles joined to the next article."""
    held: tuple[Span, int, int] | None = None
    for span, number in spans:
        if held is not None:
            joined = Span(held[0].start, span.end)
            if (
                number == held[2] + 1
                and sections[number].kind is SectionKind.ARTICLE
                and sections[held[2]].kind is SectionKind.ARTICLE
                and _length(held[0]) < _SHORT_ARTICLE
                and _length(joined) <= target
            ):
                held = (joined, held[1], number)
                continue
            yield held
        held = (span, number, number)
    if held is not None:
        yield held


def _heading(headings: Sequence[str], sections: Sequence[Section], first: int, last: int) -> str:
    return headings[first] if first == last else f"{headings[first]}至{sections[last].heading}"


def _grouped(
    spans: Sequence[Span], breaks: frozenset[int], target: int, maximum: int
) -> Iterator[Span]:
    """Sentences joined up to ``target``; a short rest joins the one before, a 款 starts anew."""
    groups: list[Span] = []
    for span in spans:
        last = groups[-1] if groups else None
        joined = Span(last.start, span.end) if last else span
        anew = span.start in breaks and last is not None and _length(last) >= target // 2
        if last is not None and _length(joined) <= target and not anew:
            groups[-1] = joined
        else:
            groups.append(span)
    if len(groups) > 1 and _length(groups[-1]) < _SHORT_TAIL:
        joined = Span(groups[-2].start, groups[-1].end)
        if _length(joined) <= maximum:
            groups[-2:] = [joined]
    yield from groups


def _breaks(text: str, spans: Sequence[Span]) -> frozenset[int]:
    """Starts of lines: where a new paragraph (款) begins."""
    return frozenset(
        after.start
        for before, after in pairwise(spans)
        if "\n" in text[before.end : after.start] and text[after.start] not in "（("
    )


def _headings(sections: Sequence[Section]) -> list[str]:
    """For each section its own heading; for an article the headings above it come first."""
    headings: list[str] = []
    above: dict[int, str] = {}
    for section in sections:
        if section.kind in _OUTLINE and section.heading:
            above = {level: words for level, words in above.items() if level < section.level}
            above[section.level] = section.heading
            headings.append(" ".join(above[level] for level in sorted(above)))
        elif above and section.kind in (SectionKind.ARTICLE, SectionKind.BODY):
            titles = [above[level] for level in sorted(above)]
            headings.append(" ".join([*titles, section.heading]).strip())
        else:
            headings.append(section.heading)
    return headings


def _length(span: Span) -> int:
    return span.end - span.start
