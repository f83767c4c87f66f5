"""What retrieval compares past cases with: a new case, understood and vectorised elsewhere."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.index.port import SparseVector
from kb.model import DocumentKind, Span
from kb.retrieval.ranking import CaseFeatures
from kb.store.papers import Paper

NO_PAPER = Paper("", DocumentKind.UNKNOWN, "", "")


@dataclass(frozen=True, slots=True)
class QuerySentence:
    """A sentence of the new case that tells facts, and its vector."""

    span: Span
    text: str
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """A new case, ready to be compared: its facts as vectors, its features, its sentences.

    ``rarity`` is how much each word of ``sparse`` says beside the others, shares that add up to 1.
    ``paper`` is the new case as the papers of past cases are; it is compared on the reason card
    (punishments, circumstances) and never scored. ``of_official``: a sentence or two about an
    official; what crime it may be is sought among duty crimes, for such few words speak as much of
    the other party's crime. ``of_duty``: it tells of a duty crime, by post, crime or words.
    """

    dense: NDArray[np.float32]
    sparse: SparseVector
    rarity: NDArray[np.float32]
    features: CaseFeatures
    sentences: tuple[QuerySentence, ...]
    paper: Paper = NO_PAPER
    of_official: bool = False
    of_duty: bool = True
