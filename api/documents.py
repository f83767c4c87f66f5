"""A kept document as one person may read it: what routes and pages both show."""

from dataclasses import dataclass

from api.reach import readable_by
from api.wiring import Service
from kb.governance.access import Principal
from kb.model import DocumentId, TaggedDocument
from kb.review.decisions import ReviewedLabel
from kb.store.access_filter import require_readable
from kb.store.catalogue import DocumentCatalogue
from kb.store.documents import DocumentStore
from kb.store.reviews import ReviewStore
from kb.store.rows import DocumentSummary
from kb.store.standing import StandingLabels


@dataclass(frozen=True, slots=True)
class WholeDocument:
    """All that was read of a document, its labels with their decisions, its case's papers."""

    summary: DocumentSummary
    tagged: TaggedDocument
    labels: tuple[ReviewedLabel, ...]
    siblings: tuple[DocumentSummary, ...]


def admit(
    service: Service, who: Principal, document_id: DocumentId, action: str, *, export: bool = False
) -> None:
    """``NotFound`` for what may not be read; else the read is recorded where it must be."""
    with service.transactions.reading() as session:
        kept = require_readable(session, who, document_id)
    service.governing.record_read(who, document_id, kept.level, action, export=export)


def whole_document(service: Service, who: Principal, document_id: DocumentId) -> WholeDocument:
    """The document; the read is recorded first."""
    admit(service, who, document_id, "document.read")
    with service.transactions.reading() as session:
        catalogue = DocumentCatalogue(session)
        summary = catalogue.summary(document_id)
        papers = catalogue.of_case(summary.case_id, among=readable_by(service, who))
        return WholeDocument(
            summary,
            StandingLabels(session).reading(document_id),
            ReviewStore(session).labels(document_id),
            tuple(one for one in papers if one.id != document_id),
        )


def original_of(service: Service, who: Principal, document_id: DocumentId) -> bytes:
    """The bytes as they came, to be looked at here: a read and no export."""
    admit(service, who, document_id, "document.read")
    with service.transactions.reading() as session:
        return DocumentStore(session).original(document_id)
