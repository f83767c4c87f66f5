"""Split a text into sentences that never leave their section."""

import re
from collections.abc import Iterator, Sequence

from kb.model import Section, Sentence, Span

_LONGEST = 400
_QUOTE_LONGEST = 400
_BRACKET_LONGEST = 300
_TITLE_LONGEST = 120

_END = "。！？；!?;"
_OPEN = "“（《(「『"


def _closed(opening: str, closing: str, longest: int) -> str:
    return rf"{re.escape(opening)}[^{re.escape(closing)}\n]{{0,{longest}}}+{re.escape(closing)}"


# “我错了，对不起组织。” 后来…… : a quotation that ends a sentence ends the sentence around it
_QUOTED = _closed("“", "”", _QUOTE_LONGEST)
_ASIDE = "|".join(
    (
        _closed("（", "）", _BRACKET_LONGEST),
        _closed("(", ")", _BRACKET_LONGEST),
        _closed("《", "》", _TITLE_LONGEST),
        _closed("「", "」", _QUOTE_LONGEST),
        _closed("『", "』", _QUOTE_LONGEST),
    )
)
_GOES_ON = r"(?=[，、；：。,的等和与为是])"
_FULL = r"(?<![。！？!?])”"
_UNIT = re.compile(
    rf"(?:[^{_END}{re.escape(_OPEN)}\n]++"
    rf"|“[^”\n]{{0,{_QUOTE_LONGEST}}}+(?:{_FULL}|”{_GOES_ON})"
    rf"|{_ASIDE}"
    # an opening mark that nothing closes is a mark like any other
    rf"|(?!{_QUOTED})[{re.escape(_OPEN)}])*+"
    rf"(?:{_QUOTED}|[{_END}]++[”’）)」』]*+|\n|\Z)"
)
_EDGE = " \t\r\n　\ufeff"


def split_sentences(text: str, sections: Sequence[Section]) -> tuple[Sentence, ...]:
    """The sentences in order, by 。！？； and line ends, trimmed, none empty.

    What stands in quotation marks, brackets or 《》 is not split; a mark that is not closed within
    its line is no mark. ``section`` is the index in ``sections``; a sentence longer than 400
    characters is split at ，.
    """
    sentences: list[Sentence] = []
    for number, section in enumerate(sections):
        for start, end in _stretches(text, section.span):
            sentences.append(Sentence(len(sentences), Span(start, end), number))
    return tuple(sentences)


def _stretches(text: str, span: Span) -> Iterator[tuple[int, int]]:
    for found in _UNIT.finditer(text, span.start, span.end):
        words = found.group()
        bare = words.strip(_EDGE)
        if not bare:
            continue
        start = found.start() + len(words) - len(words.lstrip(_EDGE))
        end = start + len(bare)
        if len(bare) <= _LONGEST:
            yield start, end
        else:
            yield from _pieces(text, start, end)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A long sentence in pieces of at most 400, each ending at a comma where there is one."""
    while end - start > _LONGEST:
        cut = text.rfind("，", start + 1, start + _LONGEST) + 1
        if cut <= start + 1:
            cut = text.rfind("、", start + 1, start + _LONGEST) + 1
        if cut <= start + 1:
            cut = start + _LONGEST
        piece = text[start:cut]
        if piece.strip(_EDGE):
            lead = len(piece) - len(piece.lstrip(_EDGE))
            yield start + lead, start + len(piece.rstrip(_EDGE))
        start = cut
    piece = text[start:end]
    if piece.strip(_EDGE):
        yield start + len(piece) - len(piece.lstrip(_EDGE)), end
