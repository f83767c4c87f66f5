"""Whose words the quoted sentences are, and passages of the court's own to quote beside others."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from kb.index.filters import Match
from kb.index.port import PointPayload, VectorIndex
from kb.model import DocumentId, Passage, SectionKind, Span
from kb.retrieval.criteria import joined
from kb.retrieval.rejections import Rejections
from kb.retrieval.roles import Role, role_of
from kb.retrieval.sources import Sources
from kb.store.papers import Paper

_OWN_PARTS = (SectionKind.FACTS.value, SectionKind.OPINION.value)
# parts that tell what somebody else says
_OTHERS_PARTS = frozenset(
    part.value
    for part in (
        SectionKind.CHARGE,
        SectionKind.DEFENCE,
        SectionKind.EVIDENCE,
        SectionKind.APPEAL_REASONS,
    )
)
_PER_DOCUMENT, _REACH = 2, 6
# span and section of some passages of each document
CourtsOwn: TypeAlias = Mapping[DocumentId, tuple[tuple[Span, str], ...]]


class Voices:
    """The roles of sentences of some documents; what the court rejects is read once a document."""

    def __init__(
        self,
        sources: Sources,
        passages: Mapping[DocumentId, Sequence[Passage]],
        papers: Iterable[Paper],
    ) -> None:
        self._sources = sources
        self._passages = {i: sorted(of, key=lambda one: one.span) for i, of in passages.items()}
        self._papers = {paper.id: paper for paper in papers}
        self._rejections: dict[DocumentId, Rejections] = {}

    def of(self, document_id: DocumentId, sentence: Span) -> tuple[Role, bool]:
        """Its role, and whether it tells an act that the court says it does not find."""
        paper, text = self._papers[document_id], self._sources.text(document_id)
        section = self._section(document_id, sentence)
        role = role_of(text, sentence, section=section, kind=paper.kind)
        return role, self._rejected(document_id).covers(sentence, role)

    def _section(self, document_id: DocumentId, sentence: Span) -> str:
        passages = self._passages.get(document_id, ())
        at = bisect_right(passages, sentence.start, key=lambda one: one.span.start) - 1
        return passages[at].section.value if at >= 0 else ""

    def _rejected(self, document_id: DocumentId) -> Rejections:
        if document_id not in self._rejections:
            paper = self._papers[document_id]
            names: dict[str, list[str]] = {"found": [], "alleged": []}
            for mention in paper.offences:
                names[mention.status].append(mention.name)
            self._rejections[document_id] = Rejections.of(
                self._sources.text(document_id),
                paper.kind,
                self._passages.get(document_id, ()),
                charged=tuple(dict.fromkeys(names["alleged"])),
                found=tuple(dict.fromkeys(names["found"])),
            )
        return self._rejections[document_id]


def courts_own(
    index: VectorIndex,
    dense: NDArray[np.float32],
    quotes: Iterable[PointPayload],
) -> CourtsOwn:
    """For documents quoted by others' words alone, the passages of facts and reasons nearest.

    Span and section of at most two a document.
    """
    parts: defaultdict[DocumentId, set[str]] = defaultdict(set)
    for quote in quotes:
        parts[quote.document_id].add(quote.section)
    wanting = sorted(one for one, of in parts.items() if of <= _OTHERS_PARTS)
    if not wanting:
        return {}
    only = joined(
        [Match("document_id", values=tuple(wanting)), Match("section", values=_OWN_PARTS)]
    )
    hits = index.search(dense=dense, sparse=None, filter=only, limit=_REACH * len(wanting))
    found: defaultdict[DocumentId, tuple[tuple[Span, str], ...]] = defaultdict(tuple)
    for payload in (hit.payload for hit in hits):
        if len(found[payload.document_id]) < _PER_DOCUMENT:
            one = (Span(payload.start, payload.end), payload.section)
            found[payload.document_id] += (one,)
    return dict(found)
