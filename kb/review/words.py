"""From words that a reviewer points at to their span."""

import re

from kb.errors import InvalidQuery
from kb.model import Span

_BOUNDS = re.compile(r"(\d+):(\d+)")  # 12:30


def find_words(text: str, words: str, *, within: Span) -> Span:
    """Where ``words`` stand in a part of the text; refused where they stand nowhere or twice."""
    found = [match.start() for match in re.finditer(re.escape(words), within.of(text))]
    if not words or len(found) != 1:
        code = "WORDS_AMBIGUOUS" if words and found else "WORDS_NOT_FOUND"
        raise InvalidQuery(code, words=words[:60], count=len(found))
    start = within.start + found[0]
    return Span(start, start + len(words))


def parse_span(written: str) -> Span:
    """``12:30`` as a span."""
    bounds = _BOUNDS.fullmatch(written.strip())
    if bounds is None or int(bounds[1]) >= int(bounds[2]):
        raise InvalidQuery("SPAN_OUTSIDE", span=written[:60])
    return Span(int(bounds[1]), int(bounds[2]))
