"""What is near enough to be told of itself: a list is always full, a message must mean something.

A search that a person runs shows the best there is; one that runs of itself keeps silent of all but
what the person would have looked for. The floors are measured: ``docs/queries_read.md``.
"""

from kb.retrieval.found import SearchHit
from kb.retrieval.nearness import Nearness, standard_score
from kb.retrieval.similar import SimilarCase

# the share of what is looked for that must stand in a document: all of it, but for a common word
HELD = 0.9
# above the floor of what is shown as near (``nearness``): there a person looks, here one is called
ALIKE = 0.5
_EXACT = frozenset({"number", "mention", "article", "citation"})


def tells_hit(hit: SearchHit) -> bool:
    """Of a document that words found: a number or an article, or (nearly) all of the words."""
    return hit.match in _EXACT or hit.held >= HELD


def tells_case(case: SimilarCase) -> bool:
    """Of a past case like a new one."""
    return case.nearness is Nearness.NEAR and standard_score(case.parts) >= ALIKE
