"""From a hit of the index back to the words: document, page, passage and exact spans."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kb.model import DocumentId, Span
from kb.store.among import EVERY, Condition
from kb.store.catalogue import DocumentCatalogue
from kb.store.documents import DocumentStore
from kb.store.rows import DocumentSummary

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document; ``page`` counts from 1 and is None where there are no pages."""

    document_id: DocumentId
    span: Span
    text: str
    section: str
    page: int | None


class Sources:
    """The texts that a list of hits leads to, read once; those not ``among`` some are not held."""

    def __init__(
        self, session: Session, ids: Iterable[DocumentId], *, among: Condition = EVERY
    ) -> None:
        documents = DocumentStore(session)
        self.summaries: dict[DocumentId, DocumentSummary] = DocumentCatalogue(session).summaries(
            ids, among=among
        )
        self._texts = documents.texts(self.summaries)
        self._pages = documents.page_starts(self.summaries)

    def holds(self, document_id: DocumentId) -> bool:
        """Whether SQL keeps the document for the reader (the index may lag behind)."""
        return document_id in self._texts

    def text(self, document_id: DocumentId) -> str:
        """The whole text of a document that is held."""
        return self._texts[document_id]

    def quote(self, document_id: DocumentId, span: Span, *, section: str = "") -> Quote:
        """The words of a span, with their page."""
        starts = self._pages[document_id]
        page = bisect_right(starts, span.start) if starts else None
        return Quote(document_id, span, span.of(self._texts[document_id]), section, page)

    def around(self, document_id: DocumentId, span: Span) -> Span:
        """The line that holds a span (at most 160 characters on either side)."""
        text = self._texts[document_id]
        start = max(text.rfind("\n", 0, span.start) + 1, span.start - 160)
        end = text.find("\n", span.end)
        return Span(start, min(end if end >= 0 else len(text), span.end + 160))

    def sentences(self, document_id: DocumentId, span: Span) -> list[Span]:
        """The sentences inside a span."""
        text = self._texts[document_id]
        return [
            Span(match.start(), match.end())
            for match in _SENTENCE.finditer(text, span.start, span.end)
            if match.group().strip()
        ]
