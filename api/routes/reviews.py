"""Human review of labels over HTTP: the queue, decisions, labels with their status, agreement."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.deps import LabelReviewer, LibraryReader, ServiceDep, TaxonomyDep
from api.problems import StrictJsonRoute
from api.reach import readable_by, record_shown
from api.schemas.reviews import (
    ReviewedLabelOut,
    ReviewerAgreementOut,
    ReviewIn,
    ReviewProgressOut,
    ReviewTaskOut,
)
from kb.governance.audit import AuditEntry
from kb.model import DocumentId
from kb.review.agreement import agreements
from kb.review.decisions import Answer, Choice, ProposalId, label_key
from kb.review.queue import Mode, QueueFilter
from kb.store.access_filter import require_readable
from kb.store.documents import DocumentStore
from kb.store.review_queue import ReviewQueue
from kb.store.reviews import ReviewStore

router = APIRouter(tags=["复核"], route_class=StrictJsonRoute)
_Layer = Literal["", "causes", "loopholes", "ideological_roots", "measures"]


@router.get("/reviews/queue", summary="复核队列：最没把握、最值得看的在前")
def review_queue(
    who: LabelReviewer,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    mode: Annotated[
        Mode, Query(description="first 无人看过、second 差第二人、disputed 有分歧")
    ] = Mode.FIRST,
    layer: Annotated[_Layer, Query(description="层")] = "",
    label: Annotated[str, Query(description="标签：代码或中文名", max_length=120)] = "",
    document_id: Annotated[str, Query(max_length=64)] = "",
    kind: Annotated[str, Query(description="文种代码", max_length=40)] = "",
    reviewer: Annotated[str, Query(description="略去此人答过的", max_length=60)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[ReviewTaskOut]:
    """Labels that wait for a person, each in its sentence, with the parts of its priority."""
    key = label_key(label, taxonomy) if label else ""
    wanted = QueueFilter(mode, layer, key, document_id, kind, reviewer.strip())
    with service.transactions.reading() as session:
        queue = ReviewQueue(session, among=readable_by(service, who))
        found = queue.tasks(wanted, limit=limit)
    record_shown(service, who, (one.document.id for one in found), "label.read")
    return [ReviewTaskOut.of(one, taxonomy) for one in found]


@router.get("/reviews/progress", summary="复核队列的进度")
def progress(
    who: LabelReviewer,
    service: ServiceDep,
    layer: Annotated[_Layer, Query(description="层")] = "",
    document_id: Annotated[str, Query(max_length=64)] = "",
    reviewer: Annotated[str, Query(description="略去此人答过的", max_length=60)] = "",
) -> ReviewProgressOut:
    """How many wait of each kind, over all that may be read."""
    with service.transactions.reading() as session:
        queue = ReviewQueue(session, among=readable_by(service, who))
        counts = {
            mode.value: queue.count(QueueFilter(mode, layer, "", document_id, "", reviewer.strip()))
            for mode in Mode
        }
        return ReviewProgressOut(**counts, settled=queue.settled())


@router.post("/reviews", status_code=201, summary="对一条标签作出决定")
def decide(
    body: ReviewIn, who: LabelReviewer, service: ServiceDep, taxonomy: TaxonomyDep
) -> ReviewedLabelOut:
    """Keep a decision; the index follows at once. 409 where the proposal is gone or another's."""
    chosen = label_key(body.label, taxonomy) if body.label else ""
    answer = Answer(
        choice=body.decision,
        # whoever signed in decides in their own name
        reviewer=body.reviewer if who.desktop else who.name,
        key=chosen,
        span=body.span.span() if body.span else None,
        note=body.note,
        model=body.model,
    )
    with service.governing.audit.writing() as work:
        kept = require_readable(work.session, who, body.document_id)
        store = ReviewStore(work.session)
        if body.decision is Choice.ADD:
            decided = store.add(body.document_id, label_key(body.label, taxonomy), answer)
        else:
            sentence = -1 if body.sentence is None else body.sentence
            decided = store.decide(ProposalId(body.document_id, sentence, body.key), answer)
        text = DocumentStore(work.session).text(body.document_id)
        subject = f"{body.document_id} {body.key or chosen}"
        work.record(AuditEntry(who, "label.decide", subject, kept.level, reason=body.decision))
    service.sync.drain()
    return ReviewedLabelOut.of(decided, text, taxonomy)


@router.get("/reviews/agreement", summary="复核人之间的一致程度")
def agreement(
    who: LabelReviewer, service: ServiceDep, taxonomy: TaxonomyDep
) -> list[ReviewerAgreementOut]:
    """Over all that may be read, each layer and each label that two people answered."""
    with service.transactions.reading() as session:
        found = agreements(ReviewStore(session).answers(among=readable_by(service, who)))
    return [ReviewerAgreementOut.of(one, taxonomy) for one in found]


@router.get("/documents/{document_id}/labels", summary="文书的标签：状态与全部决定")
def document_labels(
    document_id: DocumentId, who: LibraryReader, service: ServiceDep, taxonomy: TaxonomyDep
) -> list[ReviewedLabelOut]:
    """Every proposal in reading order, rejected ones included."""
    with service.transactions.reading() as session:
        require_readable(session, who, document_id)
        text = DocumentStore(session).text(document_id)
        found = ReviewStore(session).labels(document_id)
    record_shown(service, who, [document_id], "label.read")
    return [ReviewedLabelOut.of(one, text, taxonomy) for one in found]
