"""What a search answers with."""

from dataclasses import dataclass

from kb.model import DocumentId, Span
from kb.retrieval.sources import Quote
from kb.store.rows import DocumentSummary


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage with its heading; ``highlights`` are spans of the document's text inside it."""

    quote: Quote
    heading: str
    highlights: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A document with its best passages, of which there is one at least.

    ``match`` says why: number, mention, article, citation, title or text; ``score`` is in 0..1 (1
    for numbers and articles); ``held`` is the share (0..1) of what is looked for that stands in it.
    ``title_highlights`` are spans of the document's title;
    ``same_case`` are other documents of this answer that tell the same case.
    """

    document: DocumentSummary
    passages: tuple[FoundPassage, ...]
    score: float
    match: str
    title_highlights: tuple[Span, ...]
    same_case: tuple[DocumentId, ...]
    held: float = 1.0


@dataclass(frozen=True, slots=True)
class Matching:
    """The documents that match; ``capped`` where there may be more than were looked at."""

    documents: frozenset[DocumentId]
    capped: bool
