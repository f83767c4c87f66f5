"""Sentences of a new case beside the sentences of past cases most like them, by exact spans."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.model import Span
from kb.retrieval.case_query import QuerySentence
from kb.retrieval.sources import Quote, Sources

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

_PAIRS = 3
# below this the static vectors liken sentences that a reader would not
_MIN_LIKENESS = 0.5


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """A sentence of the new case beside the sentence of the past case most like it."""

    query: Span
    query_text: str
    quote: Quote
    similarity: float


def aligned(
    ours: Sequence[QuerySentence], quotes: Sequence[Quote], sources: Sources, encode: Encode
) -> tuple[AlignedPair, ...]:
    """At most three pairs, the likest first; no sentence comes twice."""
    theirs = [
        sources.quote(quote.document_id, span, section=quote.section)
        for quote in quotes
        for span in sources.sentences(quote.document_id, quote.span)
    ]
    if not theirs or not ours:
        return ()
    likeness = np.stack([s.vector for s in ours]) @ encode([quote.text for quote in theirs]).T
    pairs: list[AlignedPair] = []
    while len(pairs) < min(_PAIRS, *likeness.shape):
        row, column = np.unravel_index(int(likeness.argmax()), likeness.shape)
        value = float(likeness[row, column])
        if value < _MIN_LIKENESS:
            break
        one = ours[int(row)]
        pairs.append(AlignedPair(one.span, one.text, theirs[int(column)], value))
        likeness[row, :] = -1.0
        likeness[:, column] = -1.0
    return tuple(pairs)
