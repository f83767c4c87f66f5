"""The loopholes that a case's papers state, in words that the person may read."""

from sqlalchemy import select

from kb.errors import NotFound
from kb.model import CaseId
from kb.retrieval.case_labels import case_labels
from kb.retrieval.sources import Quote
from kb.store.access_filter import readable_documents
from kb.store.registry import Registry
from kb.store.tables import DocumentRow


def stated_loopholes(registry: Registry, case_id: CaseId) -> tuple[tuple[str, Quote], ...]:
    """Each term with the words that say it best; terms that only formulas carry are left out."""
    try:
        labels = case_labels(registry.session, case_id)
    except NotFound:  # no papers yet
        return ()
    query = select(DocumentRow.id).where(
        DocumentRow.case_id == case_id, readable_documents(registry.principal)
    )
    open_ids = set(registry.session.scalars(query))
    stated = []
    for label in labels:
        layer, _, term = label.key.partition(":")
        best = [quote for quote in label.best if quote.document_id in open_ids]
        if layer == "loopholes" and best and not label.formula:
            stated.append((term, best[0]))
    return tuple(stated)
