"""The labels that stand: what machines proposed, as people accepted, edited, refused or added.

A proposal that people answered is what its verdict says; any other is what the machine says. The
index and every filter by label go by this and not by the table of labels.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import (
    ColumnElement,
    SelectBase,
    Subquery,
    exists,
    false,
    or_,
    select,
    union,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from kb.model import DocumentId, TaggedDocument
from kb.review.decisions import Status, gathered, standing
from kb.store.documents import DocumentStore
from kb.store.review_tables import LabelVerdictRow
from kb.store.reviews import ReviewStore
from kb.store.tables import LabelRow

Documents = Sequence[DocumentId] | SelectBase
Text = InstrumentedAttribute[str]


class StandingLabels:
    """Readings with the labels that stand; the caller owns the transaction."""

    def __init__(self, session: Session) -> None:
        self._documents = DocumentStore(session)
        self._reviews = ReviewStore(session)

    def reading(self, document_id: DocumentId) -> TaggedDocument:
        """The document as it was read, with its labels as people left them."""
        tagged = self._documents.get(document_id)
        decisions = tuple(self._reviews.decisions(document_id))
        if not decisions:
            return tagged
        labels = standing(gathered(document_id, tagged.labels, decisions))
        return replace(tagged, labels=labels)


def standing_labels(
    *, documents: Documents | None = None, keys: Sequence[str] | None = None
) -> Subquery:
    """``document_id, sentence, layer, term`` of standing labels, narrowed to what is given.

    Both halves are narrowed before they are joined, so that each goes by its index.
    """
    answered = exists().where(
        LabelVerdictRow.document_id == LabelRow.document_id,
        LabelVerdictRow.sentence == LabelRow.sentence,
        LabelVerdictRow.layer == LabelRow.layer,
        LabelVerdictRow.term == LabelRow.term,
    )
    machine = select(LabelRow.document_id, LabelRow.sentence, LabelRow.layer, LabelRow.term).where(
        ~answered, *_narrowed(LabelRow.document_id, LabelRow.layer, LabelRow.term, documents, keys)
    )
    row = LabelVerdictRow
    people = select(
        row.document_id, row.sentence, row.new_layer.label("layer"), row.new_term.label("term")
    ).where(
        row.status != Status.REJECTED.value,
        *_narrowed(row.document_id, row.new_layer, row.new_term, documents, keys),
    )
    return union(machine, people).subquery("standing")


def _narrowed(
    document: Text,
    layer: Text,
    term: Text,
    documents: Documents | None,
    keys: Sequence[str] | None,
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if documents is not None:
        found.append(document.in_(documents))
    if keys is not None:
        parts = [key.partition(":") for key in keys]
        found.append(or_(false(), *((layer == one) & (term == two) for one, _, two in parts)))
    return found
