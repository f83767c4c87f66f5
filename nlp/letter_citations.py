"""The laws that the basis of a letter names: provisions, and laws named as a whole."""

import re

from kb.model import Span
from kb.prevention.letter_laws import Citation
from nlp.law_names import is_law_title, law_name
from nlp.statute_refs import find_statutes

_TITLE = re.compile(r"《([^《》\n]{2,60})》(?:[（(][^（）()\n]{2,20}[）)])?")


def read_citations(words: str) -> tuple[Citation, ...]:
    """``《监察法》第五十二条`` → 监察法, 52; ``《检察建议工作规定》`` → the whole of it."""
    provisions = [Citation(one.ref.law, one.ref.article, one.span) for one in find_statutes(words)]
    told = {one.law for one in provisions}
    whole = [
        Citation(name, None, Span(hit.start(), hit.end()))
        for hit in _TITLE.finditer(words)
        if is_law_title(hit[1]) and (name := law_name(f"《{hit[1]}》")) not in told
    ]
    return tuple(sorted([*provisions, *whole], key=lambda one: one.span))
