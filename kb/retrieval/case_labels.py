"""Which labels a case has over all its documents, each with the sentences that say it best."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kb.model import CaseId, DocumentId, Label
from kb.retrieval.sources import Quote, Sources
from kb.store.among import EVERY, Condition
from kb.store.catalogue import DocumentCatalogue
from kb.store.standing import StandingLabels
from kb.terms import LAYERS

_BEST = 3


@dataclass(frozen=True, slots=True)
class CaseLabel:
    """A label of a case: in how many sentences and documents it stands, and how sure the surest is.

    ``formula`` is true where only formulas (丧失理想信念…) carry it; ``best`` are at most three
    quotes, the surest first, formulas last.
    """

    key: str
    sentences: int
    documents: int
    confidence: float
    formula: bool
    best: tuple[Quote, ...]


def case_labels(
    session: Session, case_id: CaseId, *, among: Condition = EVERY
) -> tuple[CaseLabel, ...]:
    """By layer, then by how many sentences carry them; labels that people refused are left out.

    Only documents ``among`` those; ``NotFound`` where the case has none of them.
    """
    ids = [one.id for one in DocumentCatalogue(session).of_case(case_id, among=among)]
    sources = Sources(session, ids)
    found: dict[str, list[tuple[DocumentId, Label]]] = defaultdict(list)
    for document_id, label in _labels(session, ids):
        found[label.key].append((document_id, label))
    rolled = [_rolled(key, marks, sources) for key, marks in found.items()]
    order = {layer: place for place, layer in enumerate(LAYERS)}
    rolled.sort(key=lambda one: (order[one.key.partition(":")[0]], -one.sentences, one.key))
    return tuple(rolled)


def _labels(session: Session, ids: list[DocumentId]) -> Iterator[tuple[DocumentId, Label]]:
    standing = StandingLabels(session)
    for document_id in ids:
        for label in standing.reading(document_id).labels:
            yield document_id, label


def _rolled(key: str, marks: list[tuple[DocumentId, Label]], sources: Sources) -> CaseLabel:
    surest = sorted(marks, key=lambda mark: (mark[1].boilerplate, -mark[1].confidence, mark[0]))
    return CaseLabel(
        key=key,
        sentences=len({(document_id, label.sentence) for document_id, label in marks}),
        documents=len({document_id for document_id, _ in marks}),
        confidence=max(label.confidence for _, label in marks),
        formula=all(label.boilerplate for _, label in marks),
        best=tuple(sources.quote(document_id, label.span) for document_id, label in surest[:_BEST]),
    )
