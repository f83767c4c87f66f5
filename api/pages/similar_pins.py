"""Pins of the similar-cases page: those kept with a case, beside those that the address holds."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.asked_cases import AskedCase, asked_case
from api.deps import LibraryReader, ServiceDep
from api.errors import explain
from api.pages.page import FormDep
from api.pages.search_state import SearchState, state_in
from api.pins import pin, pins_of, unpin, with_cases
from api.similar_cases import SimilarAnswer, similar_to
from api.wiring import Service
from kb.errors import InvalidQuery, WorkflowError
from kb.governance.access import Permission, Principal
from kb.governance.accounts import account_names
from kb.model import CaseId
from kb.retrieval.pins import Pin

router = APIRouter(include_in_schema=False)
_ROOM = "/similar"
_SHOWN = 10
State = Annotated[str, Form(max_length=10_000)]
Past = Annotated[str, Form(max_length=64)]


@router.post("/similar/pin")
def pin_page(
    who: LibraryReader,
    form: FormDep,
    service: ServiceDep,
    state: State,
    past: Past,
    note: Annotated[str, Form(max_length=5000)] = "",
) -> Response:
    """Keep the pin with the case that is asked about; a second time with another note."""
    given = state_in(_ROOM, state)
    back = f"{given.path}#case-{past}"
    if given.subject is None:
        return form.go(given.pinned(past).path)
    try:
        pin(service, who, given.subject, past, note=note, weights=given.asked_weights)
    except (InvalidQuery, WorkflowError) as error:
        return form.go(back, explain(error), tone="refused")
    return form.go(back, "已钉住，留在案上。" if given.matter else "已钉住，随这件新案留着。")


@router.post("/similar/unpin")
def unpin_page(
    who: LibraryReader, form: FormDep, service: ServiceDep, state: State, past: Past
) -> Response:
    """Take it off."""
    given = state_in(_ROOM, state)
    if given.subject is not None:
        unpin(service, who, given.subject, past)
    return form.go(f"{given.path}#case-{past}", "已取消钉住。")


def asked_by(service: Service, who: Principal, state: SearchState) -> AskedCase:
    """The case that the address asks about."""
    return asked_case(
        service, who, new_case=state.case, document=state.document, matter=state.matter
    )


def answered(
    service: Service, who: Principal, state: SearchState, asked: AskedCase, *, facets: bool = False
) -> SimilarAnswer:
    """What is like it, as the address asks."""
    return similar_to(
        service,
        who,
        asked,
        where=list(state.where),
        limit=_SHOWN,
        weights=state.asked_weights,
        facets=facets,
    )


def kept_pins(service: Service, who: Principal, state: SearchState) -> tuple[Pin, ...]:
    """What is kept with the case."""
    return pins_of(service, who, state.subject) if state.subject else ()


def pinned_ids(state: SearchState, kept: Sequence[Pin]) -> tuple[CaseId, ...]:
    """Those kept, then those of the address, each once."""
    return tuple(dict.fromkeys((*(one.past_case for one in kept), *state.pins)))


def pinned(
    service: Service, who: Principal, state: SearchState, *, most: int | None = None
) -> SimilarAnswer:
    """The pinned cases; all that is found where nothing is pinned.

    What is kept is there under any weights and filters. What the address alone holds may not be
    among what is found: it says so.
    """
    kept = kept_pins(service, who, state)
    asked = asked_by(service, who, state)
    answer = answered(service, who, state, asked)
    wanted = pinned_ids(state, kept)[:most]
    known = {one.case.id for one in answer.cases} | {one.past_case for one in kept}
    if set(wanted) - known:
        raise InvalidQuery("PIN_NOT_FOUND")
    if not wanted:
        return answer
    return with_cases(service, who, asked, answer, wanted, weights=state.asked_weights)


def may_pin(who: Principal, state: SearchState) -> bool:
    """Whether the person may keep pins with the case."""
    return bool(state.case) or (bool(state.matter) and Permission.CASES in who.permissions)


def names_of(service: Service, pins: Sequence[Pin]) -> Mapping[str, str]:
    """How those who pinned are called."""
    with service.transactions.reading() as session:
        return account_names(session, (one.by for one in pins))
