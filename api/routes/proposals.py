"""Proposals to the vocabulary and the dictionary over HTTP: propose, decide, export."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.deps import Exporter, LabelReviewer, LibraryReader, ServiceDep, TaxonomyDep
from api.file_answers import attachment
from api.problems import StrictJsonRoute
from api.proposals import (
    EXPORTS,
    counts,
    decide,
    dictionary,
    exported,
    found,
    impact,
    listed,
    propose,
    to_decide,
)
from api.register_requests import IfMatch, version_of
from api.schemas.proposals import DecisionIn, OwnWordOut, ProposalIn, ProposalOut, ProposalsOut
from api.security import allow
from kb.governance.access import Permission, Principal
from kb.vocabulary.proposals import State

router = APIRouter(tags=["词典与词表"], route_class=StrictJsonRoute)
Decider = Annotated[Principal, allow(Permission.VOCABULARY, Permission.LABELS_REVIEW)]
ProposalId = Annotated[int, Path(ge=1, le=2**63 - 1)]
Before = Annotated[int, Query(ge=0, le=2**63 - 1, description="只要更早的；0 从最新的起")]
Decision = Literal["accept", "refuse", "withdraw"]
DECISIONS: Mapping[Decision, State] = {
    "accept": State.ACCEPTED,
    "refuse": State.REFUSED,
    "withdraw": State.WITHDRAWN,
}
Form = Annotated[Literal["yaml", "csv"], Query(description="yaml 与词表同形，csv 一行一条")]


@router.get("/vocabulary/proposals", summary="对词典与词表的提议")
def list_proposals(
    who: LibraryReader,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    state: State | None = None,
    target: Annotated[str, Query(max_length=120, description="词条代码")] = "",
    before: Before = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ProposalsOut:
    """The latest first, without their sources."""
    shown, page = listed(service, state=state, target=target, before=before, limit=limit)
    more = len(shown) == limit and shown[-1].proposal.id > 1
    return ProposalsOut(
        proposals=[ProposalOut.of(one, taxonomy) for one in shown],
        total=page.total,
        counts=dict(counts(service)),
        to_decide=to_decide(service, who),
        before=shown[-1].proposal.id if more else 0,
    )


@router.post("/vocabulary/proposals", status_code=201, summary="提一条")
def make_proposal(
    body: ProposalIn, who: LabelReviewer, service: ServiceDep, taxonomy: TaxonomyDep
) -> ProposalOut:
    """409 for what is there already, in the vocabulary or among the proposals."""
    made = propose(service, who, taxonomy, body.wish())
    return ProposalOut.of(found(service, who, made.id), taxonomy)


@router.get(
    "/vocabulary/proposals/export",
    summary="导出已采纳、还没进词表与随附词典的",
    response_class=Response,
)
def export_proposals(
    who: Exporter, service: ServiceDep, taxonomy: TaxonomyDep, format: Form = "yaml"
) -> Response:
    """For whoever edits the next version."""
    content = exported(service, who, format, taxonomy)
    return attachment(content, f"vocabulary-proposals.{format}", EXPORTS[format])


@router.get("/vocabulary/proposals/{proposal_id}", summary="看一条提议与它的影响")
def read_proposal(
    proposal_id: ProposalId,
    response: Response,
    who: LibraryReader,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
) -> ProposalOut:
    """With what its words meet in the documents that may be read."""
    shown = found(service, who, proposal_id)
    response.headers["ETag"] = f'"{shown.proposal.version}"'
    return ProposalOut.of(shown, taxonomy, impact(service, who, shown.proposal.wish))


@router.post(
    "/vocabulary/proposals/{proposal_id}:{decision}",
    summary="采纳、不采纳（须是另一人，不采纳须写理由）、撤回（须是本人）",
)
def decide_proposal(
    proposal_id: ProposalId,
    decision: Decision,
    body: DecisionIn,
    who: Decider,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    if_match: IfMatch = "",
) -> ProposalOut:
    """A word comes into force with the next index, a change of the vocabulary with its next
    version."""
    expected = version_of(if_match)
    state = DECISIONS[decision]
    decide(service, who, proposal_id, state, expected=expected, reason=body.reason)
    return ProposalOut.of(found(service, who, proposal_id), taxonomy)


@router.get("/vocabulary/words", summary="本单位加进词典的词")
def list_words(_who: LibraryReader, service: ServiceDep) -> list[OwnWordOut]:
    """In force, or waiting for the next index."""
    return [OwnWordOut.of(one) for one in dictionary(service)]
