"""A form that was refused: the sentence and the code shown beside it, who came first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from api.errors import answer, explain
from api.pages.environment import moment
from api.pages.page import Page
from api.pages.record_forms import Entered, entered_of
from api.pages.record_paths import record_path
from api.pages.step_words import action_words
from api.registers import registry_for_reading
from api.wiring import Service
from kb.errors import KbError, NotFound, StoreError
from kb.governance.access import Principal
from kb.governance.accounts import account_names
from kb.registers.catalogue import register_of
from kb.store.register_events import events_of

_WRITTEN = ("", "edit")  # the forms of whole records


@dataclass(frozen=True, slots=True)
class Slip:
    """Why a form was not taken; ``form`` names it where a page has several.

    ``newest`` leads to the record that somebody else changed meanwhile.
    """

    words: str
    code: str
    status: int
    form: str = ""
    newest: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """What is shared by the forms of a room: who posts what, and the page it answers with."""

    service: Service
    who: Principal
    page: Page
    entered: Entered

    def first(self, name: str) -> str:
        """The value of a field that has one."""
        given = self.entered.get(name, ())
        return given[0].strip() if given else ""

    @property
    def version(self) -> int:
        """The version that the form was shown with; 0 (which no record has) where it bears none."""
        given = self.first("version")
        return int(given) if given.isdecimal() and len(given) < 10 else 0


def take(
    posting: Posting,
    done: Callable[[], tuple[str, str]],
    again: Callable[[Slip], Response],
    *,
    form: str = "",
    record_id: str = "",
) -> Response:
    """Take a step and go on (303); refused, the page anew with the slip beside its form."""
    try:
        path, words = done()
    except StoreError:
        raise
    except KbError as error:
        if isinstance(error, NotFound) and error.context.get("id") == record_id:
            raise
        return again(slip_of(posting.service, posting.who, error, form=form, record_id=record_id))
    return posting.page.go(path, words)


def slip_of(
    service: Service, who: Principal, error: KbError, *, form: str = "", record_id: str = ""
) -> Slip:
    """The slip for a refusal; of a stale version it says who changed the record and when.

    Steps are shown anew over the newest version; an edit keeps what was written.
    """
    words, newest = explain(error), ""
    if error.code == "VERSION_STALE" and record_id:
        words = _who_came_first(service, who, record_id)
        if form in _WRITTEN:
            words += "下面仍是您填的内容：请先核对最新的一版，再保存即以您填的为准。"
            newest = record_path(record_id)
        else:
            words += "下面是最新的样子，请核对后重新提交。"
    return Slip(words, error.code, answer(error.code).status, form, newest)


def _who_came_first(service: Service, who: Principal, record_id: str) -> str:
    with registry_for_reading(service, who) as registry:
        registry.find(record_id)
        last = events_of(registry.session, record_id)[-1]
        name = account_names(registry.session, [last.actor]).get(last.actor, last.actor)
    step = action_words(register_of(record_id).kind, last.action)
    return f"这条记录已被“{name}”于 {moment(last.at)} 改过（{step}），您的改动没有保存。"


async def _entered(request: Request) -> Entered:
    form = await request.form()
    assert isinstance(form, FormData)
    return entered_of(form)


EnteredDep = Annotated[Entered, Depends(_entered)]
