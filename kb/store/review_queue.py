"""The queue of labels that wait for a reviewer, the most worth seeing first."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session

from kb.model import DocumentId, Label, Section, Sentence, Span, TaggedDocument
from kb.review.decisions import ProposalId, Status
from kb.review.queue import Candidate, Mode, QueueFilter, priority
from kb.store.among import EVERY, Condition, of_documents
from kb.store.catalogue import DocumentCatalogue
from kb.store.documents import DocumentStore
from kb.store.review_tables import LabelReviewRow, LabelVerdictRow
from kb.store.reviews import ReviewStore
from kb.store.rows import DocumentSummary
from kb.store.tables import DocumentRow, LabelRow

_Proposals = type[LabelRow] | type[LabelVerdictRow] | type[LabelReviewRow]


@dataclass(frozen=True, slots=True)
class ReviewTask:
    """A proposal to be answered, in its sentence; earlier answers are kept back on purpose.

    ``page`` counts from 1 and is None where there are no pages.
    """

    id: ProposalId
    label: Label
    document: DocumentSummary
    sentence: Span
    text: str
    section: Section
    page: int | None
    candidate: Candidate

    @property
    def priority(self) -> float:
        """Why it stands where it does, 0..1."""
        return priority(self.candidate)


class ReviewQueue:
    """Read-only, over the documents ``among`` some; the caller owns the transaction."""

    def __init__(self, session: Session, *, among: Condition = EVERY) -> None:
        self._session = session
        self._among = among

    def tasks(self, wanted: QueueFilter, *, limit: int = 20) -> tuple[ReviewTask, ...]:
        """The ``limit`` first tasks; equal priorities in the order of document and sentence."""
        chosen = nsmallest(limit, self._waiting(wanted))
        ids = dict.fromkeys(proposal.document_id for _, proposal, _ in chosen)
        summaries = DocumentCatalogue(self._session).summaries(ids)
        readings = {one: DocumentStore(self._session).get(one) for one in ids}
        labels = {
            reviewed.id: reviewed.label
            for one in ids
            for reviewed in ReviewStore(self._session).labels(one)
        }
        return tuple(
            _task(
                proposal,
                candidate,
                labels[proposal],
                summaries[proposal.document_id],
                readings[proposal.document_id],
            )
            for _, proposal, candidate in chosen
        )

    def count(self, wanted: QueueFilter) -> int:
        """How many wait."""
        first = wanted.mode is Mode.FIRST
        waiting = _unseen(wanted, self._among) if first else _answered(wanted, self._among)
        return self._session.scalar(select(func.count()).select_from(waiting.subquery())) or 0

    def settled(self) -> int:
        """How many proposals somebody has answered."""
        row = LabelVerdictRow
        query = select(func.count()).select_from(row)
        return self._session.scalar(query.where(of_documents(row.document_id, self._among))) or 0

    def _waiting(self, wanted: QueueFilter) -> Iterator[tuple[float, ProposalId, Candidate]]:
        frequency = self._frequencies()
        readers = self._readers(wanted.reviewer)
        first = wanted.mode is Mode.FIRST
        found = self._session.execute(
            _unseen(wanted, self._among) if first else _answered(wanted, self._among)
        )
        for document_id, sentence, layer, term, confidence, boilerplate in found:
            key = f"{layer}:{term}"
            candidate = Candidate(
                layer, confidence, boilerplate, frequency.get(key, 1), readers.get(document_id, 0)
            )
            yield -priority(candidate), ProposalId(document_id, sentence, key), candidate

    def _frequencies(self) -> dict[str, int]:
        found = self._session.execute(
            select(LabelRow.layer, LabelRow.term, func.count())
            .where(of_documents(LabelRow.document_id, self._among))
            .group_by(LabelRow.layer, LabelRow.term)
        )
        return {f"{layer}:{term}": count for layer, term, count in found}

    def _readers(self, reviewer: str) -> dict[DocumentId, int]:
        found = self._session.execute(
            select(LabelReviewRow.document_id, func.count(LabelReviewRow.reviewer.distinct()))
            .where(LabelReviewRow.reviewer != reviewer)
            .group_by(LabelReviewRow.document_id)
        )
        return {one[0]: one[1] for one in found}


def _unseen(wanted: QueueFilter, among: Condition) -> "Select[str, int, str, str, float, bool]":
    row = LabelRow
    answered = exists().where(_same(LabelVerdictRow, row))
    return select(
        row.document_id, row.sentence, row.layer, row.term, row.confidence, row.boilerplate
    ).where(~answered, *_conditions(row, wanted, among))


def _answered(wanted: QueueFilter, among: Condition) -> "Select[str, int, str, str, float, bool]":
    row = LabelVerdictRow
    query = select(
        row.document_id, row.sentence, row.layer, row.term, row.confidence, row.boilerplate
    )
    conditions = _conditions(row, wanted, among)
    if wanted.mode is Mode.SECOND:
        conditions.append(row.reviewers == 1)
    else:
        conditions.append(row.status == Status.DISPUTED.value)
    if wanted.reviewer:
        mine = _same(LabelReviewRow, row) & (LabelReviewRow.reviewer == wanted.reviewer)
        conditions.append(~exists().where(mine))
    return query.where(*conditions)


def _conditions(row: _Proposals, wanted: QueueFilter, among: Condition) -> list[Condition]:
    found = [of_documents(row.document_id, among)]
    if wanted.layer:
        found.append(row.layer == wanted.layer)
    if wanted.key:
        layer, _, term = wanted.key.partition(":")
        found += [row.layer == layer, row.term == term]
    if wanted.document_id:
        found.append(row.document_id == wanted.document_id)
    if wanted.kind:
        documents = select(DocumentRow.id).where(DocumentRow.kind == wanted.kind)
        found.append(row.document_id.in_(documents))
    return found


def _same(one: _Proposals, other: _Proposals) -> ColumnElement[bool]:
    return and_(
        one.document_id == other.document_id,
        one.sentence == other.sentence,
        one.layer == other.layer,
        one.term == other.term,
    )


def _task(
    proposal: ProposalId,
    candidate: Candidate,
    label: Label,
    document: DocumentSummary,
    tagged: TaggedDocument,
) -> ReviewTask:
    sentence = _sentence(tagged, proposal.sentence)
    starts = [page.start for page in tagged.document.pages]
    return ReviewTask(
        id=proposal,
        label=label,
        document=document,
        sentence=sentence.span,
        text=sentence.span.of(tagged.document.text),
        section=tagged.sections[sentence.section],
        page=bisect_right(starts, sentence.span.start) if starts else None,
        candidate=candidate,
    )


def _sentence(tagged: TaggedDocument, index: int) -> Sentence:
    return next(one for one in tagged.sentences if one.index == index)
