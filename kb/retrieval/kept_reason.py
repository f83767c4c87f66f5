"""Why something was found, as it is kept beside what is told of itself or pinned to a case.

A reason rests on documents: whoever may not read all of them is not told it, for its score and its
shared labels would tell of them.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

import orjson

from kb.model import DocumentId
from kb.retrieval.ranking import ScorePart
from kb.retrieval.similar import SimilarCase


@dataclass(frozen=True, slots=True)
class KeptReason:
    """``parts`` are those of a similar case; ``match`` and ``place`` (start, end) of a word hit.

    ``versions`` name the models and the index that it was found with.
    """

    score: float
    documents: tuple[DocumentId, ...]
    parts: tuple[ScorePart, ...] = ()
    match: str = ""
    place: tuple[int, int] | None = None
    weights: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)


def similar_reason(
    found: SimilarCase, *, weights: tuple[str, ...] = (), versions: object = None
) -> KeptReason:
    """Of a similar case: it rests on all of its papers."""
    return KeptReason(
        score=found.score,
        documents=tuple(paper.id for paper in found.papers),
        parts=found.parts,
        weights=weights,
        versions=asdict(versions) if versions is not None else {},  # type: ignore[call-overload]
    )


def packed(reason: KeptReason) -> str:
    """As JSON."""
    return orjson.dumps(reason).decode()


def unpacked(text: str) -> KeptReason:
    """The inverse of ``packed``."""
    told = orjson.loads(text)
    parts = tuple(
        ScorePart(one["name"], one["value"], one["weight"], tuple(one["shared"]))
        for one in told["parts"]
    )
    place = tuple(told["place"]) if told["place"] else None
    return KeptReason(
        score=told["score"],
        documents=tuple(told["documents"]),
        parts=parts,
        match=told["match"],
        place=place,
        weights=tuple(told["weights"]),
        versions=told["versions"],
    )
