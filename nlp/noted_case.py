"""Domain and post of a case told in some hundred words, as people paste it: 举报信摘录, 电话记录.

Longer than a question of a sentence or two (``nlp.asked_case``), and without the form of a
document that would name a post (担任某局局长) or repeat its matter. Every word that the cues and
the vocabulary have for a domain counts, the same word again counts less, a word of several domains
counts in part; what has too few words is left open. Whole documents never come here. A post is
told only by the vocabulary's own words for it, and only where it belongs to the domain: of all the
posts that people mention, most are another's.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from kb.model import CaseTag, DocumentKind, Span
from kb.terms import load_taxonomy
from nlp.asked_case import LONGEST as LONGEST_QUESTION
from nlp.asked_case import longest_words
from nlp.case_cues import load_case_cues
from nlp.case_domains import confidence

LONGEST = 2000
_UNIT_WORTH, _LEAST, _NEAR_TOP, _MOST = 0.8, 1.5, 0.7, 2
_MOST_EVIDENCE = 5


def is_noted(text: str, kind: DocumentKind) -> bool:
    """Whether the text is a note of a case and no document."""
    return kind is DocumentKind.UNKNOWN and LONGEST_QUESTION < len(text) <= LONGEST


def noted_domains(text: str) -> list[CaseTag]:
    """At most two, the surest first; none where the words are too few."""
    places: dict[tuple[str, str, bool], list[Span]] = defaultdict(list)
    for term, is_unit, word, span in longest_words(
        load_case_cues().noted_domains.find(text, offset=0)
    ):
        places[term, word, is_unit].append(span)
    worth = _worth({told: len(spans) for told, spans in places.items()})
    evidence: dict[str, list[Span]] = defaultdict(list)
    for (term, _, _), spans in places.items():
        evidence[term].append(spans[0])
    ranked = sorted(worth.items(), key=lambda one: (-one[1], evidence[one[0]][0]))[:_MOST]
    least = max(_LEAST, _NEAR_TOP * ranked[0][1]) if ranked else 0.0
    return [
        CaseTag("domain", term, confidence(score), tuple(sorted(evidence[term])[:_MOST_EVIDENCE]))
        for term, score in ranked
        if score >= least
    ]


def noted_positions(text: str, domains: Sequence[CaseTag]) -> list[CaseTag]:
    """The post of the surest domain that is named most often; none where none is named."""
    named: dict[str, list[Span]] = {}
    for post in load_taxonomy().positions.values():
        if domains and domains[0].term in post.domains:
            words = "|".join(map(re.escape, post.indicators))
            named[post.id] = [Span(*one.span()) for one in re.finditer(words, text)]
    told = [one for one in named if named[one]]
    if not told:
        return []
    first = min(told, key=lambda one: (-len(named[one]), named[one][0]))
    evidence = tuple(named[first][:_MOST_EVIDENCE])
    return [CaseTag("position", first, confidence(float(len(evidence))), evidence)]


def _worth(counts: Mapping[tuple[str, str, bool], int]) -> dict[str, float]:
    speaks_for = Counter(word for _, word, _ in counts)
    worth: dict[str, float] = defaultdict(float)
    for (term, word, is_unit), count in counts.items():
        once = _UNIT_WORTH if is_unit else 1.0
        worth[term] += once * (1 + math.log2(min(count, 8)) / 2) / math.sqrt(speaks_for[word])
    return worth
