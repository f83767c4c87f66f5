"""A refusal beside the form: its sentence, its code, and of a stale version who came first."""

from collections.abc import Callable
from typing import TypeVar

from starlette.responses import Response

from api.errors import answer, explain
from api.pages.environment import moment
from api.pages.page import Page
from api.pages.posting import Slip
from api.register_requests import version_of
from api.registers import registry_for_writing
from api.wiring import Service
from kb.errors import InvalidQuery, KbError, WorkflowError
from kb.governance.access import Principal
from kb.governance.names import people_names
from kb.store.register_events import events_of
from kb.store.registry import Registry

Desk = TypeVar("Desk")


def take_step(
    service: Service,
    who: Principal,
    form: Page,
    *,
    version: str,
    desk: Callable[[Registry], Desk],
    run: Callable[[Desk, int], object],
    again: Callable[[KbError], Response],
    done: tuple[str, str],
) -> Response:
    """A step from the version that the form bears; refused, what ``again`` shows.

    ``desk`` is where the step is taken; ``done`` is where it leads and what is said there.
    """
    try:
        expected = version_of(version)
        with registry_for_writing(service, who) as registry:
            run(desk(registry), expected)
    except (WorkflowError, InvalidQuery) as error:
        return again(error)
    return form.go(*done)


def slip_of(error: KbError) -> Slip:
    """The refusal as it is."""
    return Slip(explain(error), error.code, answer(error.code).status)


def slip_of_step(error: KbError, registry: Registry, record_id: str) -> Slip:
    """The refusal of a step on a record; of VERSION_STALE, who changed it and when."""
    found = slip_of(error)
    if error.code != "VERSION_STALE":
        return found
    last = events_of(registry.session, record_id)[-1]
    actor = people_names(registry.session).get(last.actor, last.actor)
    words = (
        f"{actor}已在 {moment(last.at)} 改过这条记录，您这次没有提交。"
        "下面是最新的样子，所填的还在，请核对后再提交。"
    )
    return Slip(words, found.code, found.status)
