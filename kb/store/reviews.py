"""The repository of reviews: decisions in, history and training sentences out.

The caller owns the transaction. A decision writes one row that is never changed, what all the
decisions on that proposal now come to, and an outbox entry, so that the index follows; the stored
reading stays as the machine made it.
"""

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from kb.errors import InvalidQuery, NotFound, WorkflowError
from kb.model import DocumentId, Label, Span, TaggedDocument
from kb.review.decisions import (
    BY_REVIEWER,
    Answer,
    Choice,
    Decision,
    Outcome,
    ProposalId,
    ReviewedLabel,
    ReviewedSentence,
    Status,
    gathered,
    reviewer_name,
    votes,
)
from kb.store import rows
from kb.store.among import EVERY, Condition, of_documents
from kb.store.documents import DocumentStore
from kb.store.outbox import Outbox
from kb.store.review_tables import LabelReviewRow, LabelVerdictRow
from kb.store.tables import DocumentRow, LabelRow, in_utc, now


class ReviewStore:
    """Decisions on labels: append-only, one vote a reviewer and proposal."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def decide(self, proposal: ProposalId, answer: Answer) -> ReviewedLabel:
        """Keep a reviewer's answer; returns the label with all decisions on it.

        PROPOSAL_UNKNOWN where nothing proposes the label there, PROPOSAL_STALE where another
        model does than the one answered, LABEL_PROPOSED for adding what is proposed already.
        """
        reviewer = reviewer_name(answer.reviewer)
        if "\x00" in answer.note:
            raise InvalidQuery("INVALID_TEXT", field="note")
        self._lock(proposal.document_id)
        present = {one.id: one for one in self.labels(proposal.document_id)}.get(proposal)
        if answer.choice is Choice.ADD:
            if present:
                raise WorkflowError("LABEL_PROPOSED", id=str(proposal))
            present = self._addition(proposal, answer)
        if present is None:
            raise WorkflowError("PROPOSAL_UNKNOWN", id=str(proposal))
        if answer.model is not None and answer.model != present.label.model:
            raise WorkflowError("PROPOSAL_STALE", id=str(proposal), model=present.label.model)
        outcome = self._outcome(present.label, proposal, answer)
        decision = Decision(present.label, answer.choice, outcome, reviewer, answer.note, now())
        self._session.execute(insert(LabelReviewRow), [_values(proposal, decision)])
        decided = ReviewedLabel(proposal, present.label, (*present.decisions, decision))
        self._conclude(decided)
        Outbox(self._session).enqueue([proposal.document_id])
        return decided

    def add(self, document_id: DocumentId, key: str, answer: Answer) -> ReviewedLabel:
        """A label that the machine missed, in the sentence where its words stand."""
        self._lock(document_id)
        if answer.span is None:
            raise InvalidQuery("SPAN_OUTSIDE", span="")
        for sentence in DocumentStore(self._session).get(document_id).sentences:
            if sentence.span.covers(answer.span):
                return self.decide(ProposalId(document_id, sentence.index, key), answer)
        raise InvalidQuery("SPAN_OUTSIDE", span=f"{answer.span.start}:{answer.span.end}")

    def labels(self, document_id: DocumentId) -> tuple[ReviewedLabel, ...]:
        """Every proposal of a document with its decisions, in reading order."""
        made = self._session.scalars(
            select(LabelRow)
            .where(LabelRow.document_id == document_id)
            .order_by(LabelRow.start, LabelRow.id)
        )
        labels = [rows.label(row) for row in made]
        return gathered(document_id, labels, self.decisions(document_id))

    def decisions(
        self, document_id: DocumentId = "", *, layer: str = "", among: Condition = EVERY
    ) -> Iterator[tuple[ProposalId, Decision]]:
        """All decisions (of a document, on a layer), proposal by proposal, oldest first."""
        row = LabelReviewRow
        query = select(row).where(of_documents(row.document_id, among))
        query = query.order_by(row.document_id, row.sentence, row.layer, row.term, row.id)
        if document_id:
            query = query.where(row.document_id == document_id)
        if layer:
            query = query.where(row.layer == layer)
        for found in self._session.scalars(query):
            key = f"{found.layer}:{found.term}"
            yield ProposalId(found.document_id, found.sentence, key), _decision(found)

    def answers(self, *, among: Condition = EVERY) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The label and the reviewers' present answers, for every proposal that was answered."""
        for proposal, found in groupby(self.decisions(among=among), key=lambda one: one[0]):
            cast = votes(decision for _, decision in found)
            yield proposal.key, tuple(one.answer for one in cast)

    def reviewed_sentences(self) -> Iterator[ReviewedSentence]:
        """Sentences with what people affirmed and refused of them, document by document."""
        ids = select(LabelReviewRow.document_id).distinct().order_by(LabelReviewRow.document_id)
        for document_id in self._session.scalars(ids).all():
            tagged = DocumentStore(self._session).get(document_id)
            reviewed = gathered(document_id, tagged.labels, self.decisions(document_id))
            decided = sorted((r for r in reviewed if r.decisions), key=lambda r: r.id.sentence)
            for index, found in groupby(decided, key=lambda r: r.id.sentence):
                sentence = _training_sentence(tagged, index, list(found))
                if sentence.labels or sentence.rejected:
                    yield sentence

    def _lock(self, document_id: DocumentId) -> None:
        """Decisions on one document come one after the other, so that each counts all votes."""
        one = select(DocumentRow.id).where(DocumentRow.id == document_id).with_for_update()
        if self._session.scalar(one) is None:
            raise NotFound(id=document_id)

    def _addition(self, proposal: ProposalId, answer: Answer) -> ReviewedLabel:
        span = self._inside(proposal, answer.span)
        layer, _, term = proposal.key.partition(":")
        label = Label(layer, term, span, proposal.sentence, 1.0, method=BY_REVIEWER)
        return ReviewedLabel(proposal, label, ())

    def _outcome(self, label: Label, proposal: ProposalId, answer: Answer) -> Outcome | None:
        if answer.choice is Choice.REJECT:
            return None
        proposed = Outcome(label.key, label.span)
        if answer.choice is not Choice.EDIT:
            return proposed
        span = self._inside(proposal, answer.span) if answer.span else label.span
        edited = Outcome(answer.key or label.key, span)
        if edited == proposed:
            raise InvalidQuery("EDIT_UNCHANGED", id=str(proposal))
        return edited

    def _inside(self, proposal: ProposalId, span: Span | None) -> Span:
        sentences = DocumentStore(self._session).get(proposal.document_id).sentences
        around = {one.index: one.span for one in sentences}.get(proposal.sentence)
        if span is None or around is None or span.start == span.end or not around.covers(span):
            words = f"{span.start}:{span.end}" if span else ""
            raise InvalidQuery("SPAN_OUTSIDE", span=words)
        return span

    def _conclude(self, decided: ReviewedLabel) -> None:
        proposal, verdict = decided.id, decided.verdict
        layer, _, term = proposal.key.partition(":")
        table = LabelVerdictRow
        self._session.execute(
            delete(table).where(
                table.document_id == proposal.document_id,
                table.sentence == proposal.sentence,
                table.layer == layer,
                table.term == term,
            )
        )
        values = {
            "document_id": proposal.document_id,
            "sentence": proposal.sentence,
            "layer": layer,
            "term": term,
            "status": verdict.status.value,
            "reviewers": verdict.reviewers,
            "confidence": decided.label.confidence,
            "boilerplate": decided.label.boilerplate,
            "new_layer": verdict.standing.layer if verdict.standing else "",
            "new_term": verdict.standing.term if verdict.standing else "",
        }
        self._session.execute(insert(table), [values])


def _training_sentence(
    tagged: TaggedDocument, index: int, reviewed: list[ReviewedLabel]
) -> ReviewedSentence:
    affirmed: set[str] = set()
    refused: set[str] = set()
    for one in reviewed:
        verdict = one.verdict
        if verdict.status is Status.DISPUTED:
            continue
        if verdict.standing:
            affirmed.add(verdict.standing.key)
        if verdict.standing is None or verdict.standing.key != one.id.key:
            refused.add(one.id.key)
    span = {one.index: one.span for one in tagged.sentences}[index]
    return ReviewedSentence(
        text=span.of(tagged.document.text),
        labels=frozenset(affirmed),
        rejected=frozenset(refused - affirmed),
        source=tagged.document.id,
        reviewers=tuple(sorted({d.reviewer for one in reviewed for d in one.decisions})),
    )


def _values(proposal: ProposalId, decision: Decision) -> dict[str, object]:
    label, outcome = decision.proposal, decision.outcome
    made = outcome if decision.choice in (Choice.EDIT, Choice.ADD) else None
    layer, _, term = made.key.partition(":") if made else ("", "", "")
    return {
        "document_id": proposal.document_id,
        "sentence": proposal.sentence,
        "layer": label.layer,
        "term": label.term,
        "start": label.span.start,
        "end": label.span.end,
        "model": label.model,
        "confidence": label.confidence,
        "decision": decision.choice.value,
        "new_layer": layer,
        "new_term": term,
        "new_start": made.span.start if made else None,
        "new_end": made.span.end if made else None,
        "reviewer": decision.reviewer,
        "note": decision.note,
        "created_at": decision.at,
    }


def _decision(row: LabelReviewRow) -> Decision:
    choice = Choice(row.decision)
    span = Span(row.start, row.end)
    method = BY_REVIEWER if choice is Choice.ADD else ""
    label = Label(
        row.layer, row.term, span, row.sentence, row.confidence, method=method, model=row.model
    )
    outcome = None if choice is Choice.REJECT else Outcome(label.key, span)
    if row.new_start is not None and row.new_end is not None:
        outcome = Outcome(f"{row.new_layer}:{row.new_term}", Span(row.new_start, row.new_end))
    return Decision(label, choice, outcome, row.reviewer, row.note, in_utc(row.created_at))
