"""词表的提议: made on a form, listed by state, looked at with what its words meet, decided."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import LabelReviewer, LibraryReader, ServiceDep, TaxonomyDep
from api.pages.bodies import body_of
from api.pages.marking import hits
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.posting import EnteredDep, Posting, Slip
from api.pages.proposal_form import FIELD_NAMES, ProposalForm, current_of, form_for
from api.pages.record_paths import words_path
from api.pages.step_slips import slip_of
from api.pages.vocabulary import VOCABULARY
from api.routes import proposals
from api.routes.proposals import DECISIONS, Before, Decider, Decision, ProposalId
from api.schemas.proposals import DecisionIn, ProposalIn, ProposalOut
from api.wiring import Service
from kb.errors import KbError, NotFound, StoreError
from kb.governance.access import Permission, Principal
from kb.model import Span
from kb.terms import Taxonomy
from kb.vocabulary.proposals import STATE_NAMES, State

router = APIRouter(include_in_schema=False)
_ROOM = "/admin/vocabulary/proposals"
_LIST = Crumb("提议", _ROOM)
_PAGE = 50
_DONE: Mapping[Decision, str] = {
    "accept": "已采纳。",
    "refuse": "已定为不采纳，提议人看得到理由。",
    "withdraw": "已撤回。",
}


@router.get(_ROOM)
def proposals_page(
    who: LibraryReader,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    state: State | None = None,
    target: Annotated[str, Query(max_length=120)] = "",
    before: Before = 0,
) -> Response:
    """Proposals by state, the latest first."""
    found = proposals.list_proposals(
        who, service, taxonomy, state=state, target=target, before=before, limit=_PAGE
    )
    total = sum(found.counts.values())
    content = {
        "found": found,
        "state": state,
        "target": target,
        "subject": found.proposals[0].subject if target and found.proposals else "",
        "total": total,
        "tabs": [
            (_ROOM, "全部", state is None, total),
            *(
                (f"{_ROOM}?state={one.value}", words, state is one, found.counts[one])
                for one, words in STATE_NAMES.items()
            ),
        ],
        "more": _more(found.before, state, target),
    }
    crumbs = (VOCABULARY, Crumb("提议"))
    return page.show("admin/proposals.html", content, title="提议", crumbs=crumbs)


@router.get("/admin/vocabulary/propose")
def propose_page(
    _who: LabelReviewer,
    page: PageDep,
    taxonomy: TaxonomyDep,
    kind: Annotated[str, Query(max_length=20)] = "",
    target: Annotated[str, Query(max_length=120)] = "",
    text: Annotated[str, Query(max_length=60)] = "",
    source: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """A form for what is to be proposed; what is known already stands in it."""
    form = form_for(taxonomy, kind, target)
    given = {"text": text} if text else {}
    return _form_shown(page, form, {**given, "source": source}, None)


@router.post("/admin/vocabulary/propose")
def propose_form(
    who: LabelReviewer,
    form: FormDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    entered: EnteredDep,
) -> Response:
    """Refused, the form anew with what was entered."""
    posting = Posting(service, who, form, entered)
    values = {name: posting.first(name) for name in FIELD_NAMES}
    asked = form_for(taxonomy, values["kind"], values["target"])
    try:
        body = body_of(ProposalIn, values, FIELD_NAMES)
        made = proposals.make_proposal(body, who, service, taxonomy)
    except StoreError:
        raise
    except KbError as error:
        return _form_shown(form, asked, values, error)
    return form.go(f"{_ROOM}/{made.id}", f"已提出，是第 {made.id} 号，由另一人定夺。")


@router.get(_ROOM + "/{proposal_id}")
def proposal_page(
    proposal_id: ProposalId,
    who: LibraryReader,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
) -> Response:
    """One with what its words meet."""
    return _shown(page, service, who, taxonomy, proposal_id, {}, None)


@router.post(_ROOM + "/{proposal_id}/decide")
def decide_form(
    proposal_id: ProposalId,
    who: Decider,
    form: FormDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    entered: EnteredDep,
) -> Response:
    """Accepted, refused or withdrawn from the version that the form was shown with."""
    posting = Posting(service, who, form, entered)
    values = {"reason": posting.first("reason")}
    try:
        decision = next((one for one in DECISIONS if one == posting.first("decision")), None)
        if decision is None:
            raise NotFound(id=posting.first("decision")[:20])
        body = body_of(DecisionIn, values, {"reason": "理由"})
        proposals.decide_proposal(
            proposal_id, decision, body, who, service, taxonomy, str(posting.version)
        )
    except StoreError:
        raise
    except KbError as error:
        return _shown(form, service, who, taxonomy, proposal_id, values, slip_of(error))
    return form.go(f"{_ROOM}/{proposal_id}", _DONE[decision])


def _form_shown(
    page: Page, form: ProposalForm, values: Mapping[str, str], error: KbError | None
) -> Response:
    exists = error.context.get("id") if error and error.code == "PROPOSAL_EXISTS" else None
    slip = slip_of(error) if error else None
    content = {
        "form": form,
        "entered": {**dict.fromkeys(FIELD_NAMES, ""), **form.prefilled, **values},
        "slip": slip,
        "exists": exists,
    }
    status = slip.status if slip else 200
    crumbs = (VOCABULARY, _LIST, Crumb(form.title))
    return page.show("admin/propose.html", content, title=form.title, crumbs=crumbs, status=status)


def _shown(
    page: Page,
    service: Service,
    who: Principal,
    taxonomy: Taxonomy,
    proposal_id: int,
    entered: Mapping[str, str],
    slip: Slip | None,
) -> Response:
    response = Response()
    found = proposals.read_proposal(proposal_id, response, who, service, taxonomy)
    impact = found.impact
    open_, own = found.state is State.PROPOSED, found.author == who.account
    content = {
        "one": found,
        "current": current_of(taxonomy, found.kind, found.target),
        "source_path": _source_path(found),
        "examples": [
            (
                one.title,
                words_path(one.document_id, Span(one.span.start, one.span.end)),
                hits(one.text, [Span(hit.start, hit.end) for hit in one.hits]),
            )
            for one in (impact.examples if impact else ())
        ],
        "may_decide": open_ and not own and Permission.VOCABULARY in who.permissions,
        "may_withdraw": open_ and own,
        "entered": {"reason": "", **entered},
        "slip": slip,
    }
    title = f"{found.kind_name}：{found.text_name or found.subject}"[:60]
    crumbs = (VOCABULARY, _LIST, Crumb(f"第 {found.id} 号"))
    status = slip.status if slip else 200
    return page.show("admin/proposal.html", content, title=title, crumbs=crumbs, status=status)


def _source_path(found: ProposalOut) -> str:
    if found.source is None:
        return ""
    span = found.source.span
    return words_path(found.source.document_id, Span(span.start, span.end))


def _more(before: int, state: State | None, target: str) -> str:
    if not before:
        return ""
    asked = [("state", state.value)] if state else []
    asked += [("target", target)] if target else []
    return f"{_ROOM}?{urlencode([*asked, ('before', str(before))])}"
