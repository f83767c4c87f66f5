"""A reviewer at work from the command line: proposals named as they are shown, words for spans."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from api.schemas.reviews import ReviewedLabelOut
from api.settings import Settings
from api.wiring import Service, open_service
from kb.errors import InvalidQuery, WorkflowError
from kb.governance.access import desktop_principal
from kb.governance.audit import AuditEntry
from kb.model import DocumentId, Span, TaggedDocument
from kb.review.decisions import Answer, Choice, ProposalId, ReviewedLabel, label_key, reviewer_name
from kb.review.queue import QueueFilter
from kb.review.words import find_words, parse_span
from kb.store.catalogue import DocumentCatalogue
from kb.store.documents import DocumentStore
from kb.store.review_queue import ReviewQueue, ReviewTask
from kb.store.reviews import ReviewStore
from kb.terms import Taxonomy, load_taxonomy


class ReviewDesk:
    """Decisions of one reviewer, each committed at once; the index follows when the desk closes."""

    def __init__(self, service: Service, reviewer: str, taxonomy: Taxonomy) -> None:
        self._transactions = service.transactions
        self._audit = service.governing.audit
        self._reviewer = reviewer
        self.taxonomy = taxonomy

    @classmethod
    @contextmanager
    def open(cls, settings: Settings, by: str) -> Iterator["ReviewDesk"]:
        """A desk over a running service; a reviewer without a name is refused before it starts."""
        reviewer = reviewer_name(by)
        with open_service(settings) as service:
            try:
                yield cls(service, reviewer, load_taxonomy())
            finally:
                service.sync.drain()

    def tasks(self, wanted: QueueFilter, *, limit: int) -> tuple[ReviewTask, ...]:
        """What this reviewer should look at next."""
        with self._transactions.reading() as session:
            mine = replace(wanted, reviewer=self._reviewer)
            return ReviewQueue(session).tasks(mine, limit=limit)

    def answer(
        self, proposal: str, choice: Choice, *, note: str = "", model: str | None = None
    ) -> ReviewedLabelOut:
        """Accept or reject."""
        answer = Answer(choice, self._reviewer, note=note, model=model)
        return self._decide(self._proposal(proposal), answer)

    def edit(
        self,
        proposal: str,
        *,
        label: str = "",
        span: str = "",
        words: str = "",
        note: str = "",
        model: str | None = None,
    ) -> ReviewedLabelOut:
        """Another label, other words (in the same sentence), or both."""
        found = self._proposal(proposal)
        tagged = self._reading(found.document_id)
        sentence = {one.index: one.span for one in tagged.sentences}.get(found.sentence)
        if sentence is None:
            raise WorkflowError("PROPOSAL_UNKNOWN", id=proposal)
        answer = Answer(
            Choice.EDIT,
            self._reviewer,
            key=label_key(label, self.taxonomy) if label else "",
            span=_span(tagged, sentence, span, words),
            note=note,
            model=model,
        )
        return self._decide(found, answer)

    def add(
        self, document: str, *, label: str, span: str = "", words: str = "", note: str = ""
    ) -> ReviewedLabelOut:
        """A label that the machine missed, at words of the document."""
        with self._transactions.reading() as session:
            tagged = DocumentStore(session).get(DocumentCatalogue(session).resolve(document))
        whole = Span(0, len(tagged.document.text))
        place = _span(tagged, whole, span, words)
        if place is None:
            raise InvalidQuery("SPAN_OUTSIDE", span="")
        answer = Answer(Choice.ADD, self._reviewer, span=place, note=note)
        with self._audit.writing() as work:
            key = label_key(label, self.taxonomy)
            decided = ReviewStore(work.session).add(tagged.document.id, key, answer)
            work.record(self._entry(tagged.document.id, key, answer))
        return ReviewedLabelOut.of(decided, tagged.document.text, self.taxonomy)

    def _decide(self, proposal: ProposalId, answer: Answer) -> ReviewedLabelOut:
        with self._audit.writing() as work:
            decided: ReviewedLabel = ReviewStore(work.session).decide(proposal, answer)
            text = DocumentStore(work.session).text(proposal.document_id)
            work.record(self._entry(proposal.document_id, proposal.key, answer))
        return ReviewedLabelOut.of(decided, text, self.taxonomy)

    def _entry(self, document_id: DocumentId, key: str, answer: Answer) -> AuditEntry:
        reason = f"{answer.choice} {answer.reviewer}"
        return AuditEntry(
            desktop_principal(), "label.decide", f"{document_id} {key}", reason=reason
        )

    def _proposal(self, written: str) -> ProposalId:
        """``3f9a2c:12:loopholes:no_trace`` in full; the document by its first characters."""
        document, *rest = written.split(":")
        if len(rest) != 3 or not rest[0].isdecimal():
            raise WorkflowError("PROPOSAL_UNKNOWN", id=written[:120])
        with self._transactions.reading() as session:
            document_id = DocumentCatalogue(session).resolve(document)
        return ProposalId(document_id, int(rest[0]), f"{rest[1]}:{rest[2]}")

    def _reading(self, document_id: DocumentId) -> TaggedDocument:
        with self._transactions.reading() as session:
            return DocumentStore(session).get(document_id)


def _span(tagged: TaggedDocument, within: Span, span: str, words: str) -> Span | None:
    """The place that is written or quoted; None where neither is given."""
    if span:
        return parse_span(span)
    return find_words(tagged.document.text, words, within=within) if words else None
