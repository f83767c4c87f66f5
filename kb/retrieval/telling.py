"""What is near enough to be told of itself: a list is always full, a message must mean something.

A search that a person runs shows the best there is; one that runs of itself keeps silent of what
the person would not have opened. The floors are measured on the demo papers, half of them taken in
after the searches were saved: ``docs/queries_read.md``.
"""

from kb.retrieval.found import SearchHit
from kb.retrieval.nearness import standard_score
from kb.retrieval.similar import SimilarCase

# the share of what is looked for that stands in the document: but for a common word, all of it
_HELD = 0.85
# a case of the same domain, and one so alike that no domain need be read
_ALIKE_IN_DOMAIN, _ALIKE = 0.45, 0.65
_EXACT = frozenset({"number", "mention", "article", "citation"})


def tells_hit(hit: SearchHit) -> bool:
    """Of a document that words found: a number, an article, or (nearly) all of the words."""
    return hit.match in _EXACT or hit.held >= _HELD


def tells_case(case: SimilarCase) -> bool:
    """Of a past case like a new one: the same domain and alike, or very much alike."""
    score = standard_score(case.parts)
    shared = any(part.shared for part in case.parts if part.name == "domain")
    return score >= (_ALIKE_IN_DOMAIN if shared else _ALIKE)
