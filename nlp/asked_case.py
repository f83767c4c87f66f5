"""Domain and post of a case told in a sentence or two, as people ask: 信贷员把贷款发给空壳公司.

A whole document earns its domain by many words and its post by 担任某局局长; a question has
neither, so here one telling word is enough, from a list of its own (``asked`` in the file of
cues). Only for texts no longer than ``LONGEST``; whole documents never come here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kb.model import CaseTag, DocumentKind, Span
from nlp.case_cues import load_case_cues
from nlp.case_domains import confidence

LONGEST = 200
_NEAR_TOP, _MOST_DOMAINS, _MOST_POSITIONS = 0.7, 2, 2
_SURENESS = 1.5
_GENERAL = ("soe_leader", "top_leader")


def is_asked(text: str, kind: DocumentKind) -> bool:
    """Whether the text is a question or note of a sentence or two and no document."""
    return kind is DocumentKind.UNKNOWN and len(text) <= LONGEST


def asked_domains(text: str) -> list[CaseTag]:
    """At most two, the surest first; none where no word tells one."""
    found: dict[str, dict[str, Span]] = defaultdict(dict)
    hits = load_case_cues().asked_domains.find(text, offset=0)
    for term, _, word, span in longest_words(hits):
        found[term].setdefault(word, span)
    ranked = sorted(
        found, key=lambda term: (-len(found[term]), found[term][next(iter(found[term]))])
    )
    top = len(found[ranked[0]]) if ranked else 0
    return [
        CaseTag(
            "domain", term, confidence(_SURENESS * len(found[term])), tuple(found[term].values())
        )
        for term in ranked[:_MOST_DOMAINS]
        if len(found[term]) >= _NEAR_TOP * top
    ]


def asked_positions(text: str) -> list[CaseTag]:
    """At most two; a general post (国企负责人, 一把手) only where no particular one is named."""
    found = {
        cue.term: Span(*hit.span())
        for cue in load_case_cues().asked_positions
        if (hit := cue.find.search(text))
    }
    particular = {term: span for term, span in found.items() if term not in _GENERAL}
    chosen = sorted((particular or found).items(), key=lambda one: one[1])[:_MOST_POSITIONS]
    return [CaseTag("position", term, confidence(_SURENESS), (span,)) for term, span in chosen]


def longest_words(
    hits: Iterable[tuple[str, bool, str, Span]],
) -> Iterator[tuple[str, bool, str, Span]]:
    """Without words that lie within a longer one: 民政 within 民政局."""
    every = list(hits)
    spans = {span for _, _, _, span in every}
    for one in every:
        if not any(other != one[3] and other.covers(one[3]) for other in spans):
            yield one
