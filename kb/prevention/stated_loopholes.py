"""The loopholes that a case's papers state, in words that the person may read."""

from kb.errors import NotFound
from kb.model import CaseId
from kb.retrieval.case_labels import case_labels
from kb.retrieval.sources import Quote
from kb.store.access_filter import readable_documents
from kb.store.registry import Registry


def stated_loopholes(registry: Registry, case_id: CaseId) -> tuple[tuple[str, Quote], ...]:
    """Each term with the words that say it best; terms that only formulas carry are left out."""
    readable = readable_documents(registry.principal)
    try:
        labels = case_labels(registry.session, case_id, among=readable)
    except NotFound:  # no papers that the person may read
        return ()
    stated = []
    for label in labels:
        layer, _, term = label.key.partition(":")
        if layer == "loopholes" and label.best and not label.formula:
            stated.append((term, label.best[0]))
    return tuple(stated)
