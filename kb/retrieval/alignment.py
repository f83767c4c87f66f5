"""Sentences of a new case beside the sentences of past cases most like them, by exact spans."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from kb.model import Span
from kb.retrieval.case_query import QuerySentence
from kb.retrieval.roles import Role
from kb.retrieval.sources import Quote, Sources
from kb.retrieval.voices import Voices

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

_PAIRS = 3
# below this the static vectors liken sentences that a reader would not
_MIN_LIKENESS = 0.5
# what a sentence must be liker by to stand before one that the court found
_LESS = {
    Role.ACCUSATION: 0.05,
    Role.EVIDENCE: 0.08,
    Role.DEFENDANT: 0.15,
    Role.COUNSEL: 0.15,
    Role.APPEAL: 0.15,
}
_LESS_REJECTED = 0.1


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """A sentence of the new case beside the sentence of the past case most like it.

    ``role`` says whose words the past sentence is; ``rejected``: the court says that it does not
    find what is told.
    """

    query: Span
    query_text: str
    quote: Quote
    similarity: float
    role: Role
    rejected: bool = False


def aligned(
    ours: Sequence[QuerySentence],
    quotes: Sequence[Sequence[Quote]],
    sources: Sources,
    voices: Voices,
    encode: Encode,
) -> list[tuple[AlignedPair, ...]]:
    """For the quotes of each case at most three pairs, what was found before what was said.

    No sentence comes twice. A sentence of the charge, the proofs or the defence comes only where
    it is liker by a margin, and one that the court rejects by a wider one. All sentences are
    encoded at once.
    """
    theirs = [
        [
            sources.quote(quote.document_id, span, section=quote.section)
            for quote in of_case
            for span in sources.sentences(quote.document_id, quote.span)
        ]
        for of_case in quotes
    ]
    every = [quote.text for sentences in theirs for quote in sentences]
    if not every or not ours:
        return [() for _ in theirs]
    own, vectors = np.stack([s.vector for s in ours]), encode(every)
    ends = list(accumulate(map(len, theirs), initial=0))
    return [
        _pairs(ours, sentences, own @ vectors[start:end].T, voices)
        for sentences, (start, end) in zip(theirs, pairwise(ends), strict=True)
    ]


def _pairs(
    ours: Sequence[QuerySentence],
    theirs: Sequence[Quote],
    likeness: NDArray[np.float32],
    voices: Voices,
) -> tuple[AlignedPair, ...]:
    """The pairs of one case; ``likeness`` [ours, theirs]."""
    if not theirs:
        return ()
    worth = np.where(likeness < _MIN_LIKENESS, np.float32(-1.0), likeness)
    # whose words a sentence is takes a look around it: asked only of those that come to the front
    marks: dict[int, tuple[Role, bool]] = {}
    pairs: list[AlignedPair] = []
    while len(pairs) < min(_PAIRS, *likeness.shape):
        row, column = divmod(int(worth.argmax()), len(theirs))
        if worth[row, column] < 0:
            break
        one, like = ours[row], float(likeness[row, column])
        if column not in marks:
            marks[column] = voices.of(theirs[column].document_id, theirs[column].span)
            worth[:, column] -= _less(*marks[column])
            continue
        pairs.append(AlignedPair(one.span, one.text, theirs[column], like, *marks[column]))
        worth[row, :] = -1.0
        worth[:, column] = -1.0
    return tuple(pairs)


def _less(role: Role, rejected: bool) -> float:
    return _LESS.get(role, 0.0) + (_LESS_REJECTED if rejected else 0.0)
