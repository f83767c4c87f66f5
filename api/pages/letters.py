"""建议书: a list, the editor with its check-up, every step from review to 总销号."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.deps import ServiceDep
from api.pages.bodies import whole_numbers
from api.pages.letter_form import entered_of_letter, letter_form, read_letter
from api.pages.letter_view import NEEDED, check_up, letter_content
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.posting import EnteredDep, Posting, Slip, slip_of, take
from api.pages.record_entry import level_of
from api.pages.record_forms import Entered, form_fields, read_facts
from api.pages.record_paths import record_path
from api.pages.register_lists import filters, listing
from api.registers import record_shown, registry_for_reading, registry_for_writing
from api.security import allow
from api.wiring import Service
from kb.errors import InvalidQuery, KbError
from kb.governance.access import LEVEL_NAMES, Level, Permission, Principal
from kb.prevention.ledger_facts import LETTERS
from kb.prevention.letter_rules import ServiceMethod
from kb.prevention.letters import Letters
from kb.prevention.stages import LETTER_STEPS
from kb.registers.records import Placing
from kb.store.registry import Registry

router = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, allow(Permission.REGISTERS_READ, Permission.LEDGER_READ)]
Drafter = Annotated[Principal, allow(Permission.LETTERS_DRAFT)]
Either = Annotated[Principal, allow(Permission.LETTERS_DRAFT, Permission.LETTERS_APPROVE)]
_HOME = Crumb("建议书", "/letters")
_NEW = ("kind", "body", "mark", "title", "unit")


@router.get("/letters")
def letters_page(who: Reader, request: Request, page: PageDep, service: ServiceDep) -> Response:
    """The letters, the newest first, with their clocks."""
    found = listing(service, who, request, (LETTERS.kind,))
    with registry_for_reading(service, who) as registry:
        by_state = registry.counts(LETTERS, "state")
        chosen = filters(registry, request, "domain", "unit")
        today = registry.today()
    content = {
        "found": found,
        "total": sum(by_state.values()),
        "by_state": by_state,
        "states": LETTERS.states,
        "state": request.query_params.get("state", ""),
        "filters": chosen,
        "text": request.query_params.get("text", "")[:100],
        "mine": bool(request.query_params.get("mine")),
        "today": today,
        "may_add": Permission.LETTERS_DRAFT in who.permissions,
    }
    return page.show("letters/list.html", content, title="建议书")


@router.get("/letters/new")
def new_letter_page(
    who: Drafter,
    page: PageDep,
    service: ServiceDep,
    case_id: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """The head of a letter that no report is behind."""
    return _new_page(page, service, who, {"case_id": [case_id]})


@router.post("/letters/new")
def add_letter(who: Drafter, form: FormDep, service: ServiceDep, entered: EnteredDep) -> Response:
    """A draft with its head; the rest is written in the editor."""
    posting = Posting(service, who, form, entered)

    def done() -> tuple[str, str]:
        facts = read_facts(LETTERS, entered, only=_NEW)
        placing = Placing(level_of(posting.first("level")), case_id=posting.first("case_id"))
        with registry_for_writing(service, who) as registry:
            kept = registry.enter(LETTERS, facts, placing)
        return record_path(kept.id), "已建草稿。"

    return take(posting, done, lambda slip: _new_page(form, service, who, entered, slip=slip))


@router.get("/letters/{letter_id}")
def letter_page(letter_id: str, who: Reader, page: PageDep, service: ServiceDep) -> Response:
    """A draft in its editor, for whoever may edit it; else the letter as it reads."""
    return _page(page, service, who, letter_id)


@router.post("/letters/{letter_id}")
def edit_letter(
    letter_id: str, who: Drafter, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """Saved from the version that the form was shown with; the check-up is made anew."""
    posting = Posting(service, who, form, entered)

    def done() -> tuple[str, str]:
        with registry_for_writing(service, who) as registry:
            kept = registry.get(LETTERS, letter_id, lock=True)
            facts = read_letter(entered, kept.facts)
            registry.edit(LETTERS, kept, facts, expected=posting.version)
            score = check_up(registry, letter_id).score
        return record_path(letter_id), f"已保存。体检 {score} 分。"

    def again(slip: Slip) -> Response:
        return _page(form, service, who, letter_id, slip=slip, entered=entered)

    return take(posting, done, again, form="edit", record_id=letter_id)


@router.post("/letters/{letter_id}/lint")
def lint(
    letter_id: str, who: Drafter, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """The check-up of what is in the form, as a piece of the page; nothing is kept."""
    slip = None
    with registry_for_reading(service, who) as registry:
        letter = registry.get(LETTERS, letter_id)
        try:
            check = check_up(registry, letter_id, read_letter(entered, letter.facts))
        except KbError as error:
            check, slip = None, slip_of(service, who, error)
    record_shown(service, who, LETTERS, [letter])
    return form.show("letters/lint.html", {"check": check, "slip": slip}, title="体检")


@router.post("/letters/{letter_id}/steps/{step}")
def step_letter(
    letter_id: str, step: str, who: Either, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """Any step; what it needs of rights is asked of the table that the page shows it by."""
    posting = Posting(service, who, form, entered)

    def done() -> tuple[str, str]:
        if step not in NEEDED:
            raise InvalidQuery("FIELD_INVALID", field="步骤", value=step[:20])
        who.require(*NEEDED[step])
        with registry_for_writing(service, who) as registry:
            _run(registry, posting, letter_id, step)
        return record_path(letter_id), f"已办理：{LETTER_STEPS[step].zh}。"

    def again(slip: Slip) -> Response:
        return _page(form, service, who, letter_id, slip=slip, entered=entered)

    return take(posting, done, again, form=step, record_id=letter_id)


def _run(registry: Registry, posting: Posting, letter_id: str, step: str) -> None:
    letters, at, reason = Letters(registry), posting.version, posting.first("reason")
    if step == "submit":
        letters.submit(letter_id, expected=at)
    elif step == "send_back":
        letters.send_back(letter_id, reason=reason, expected=at)
    elif step == "countersign":
        letters.countersign(letter_id, opinion=posting.first("opinion"), expected=at)
    elif step == "approve":
        letters.approve(letter_id, decision=posting.first("decision"), expected=at)
    elif step == "serve":
        _serve(letters, posting, letter_id)
    elif step == "object":
        objection = posting.first("objection")
        letters.object(letter_id, on=_day(posting), objection=objection, expected=at)
    elif step == "maintain":
        letters.resolve(letter_id, "maintain", reason=reason, expected=at)
    elif step == "amend":
        letters.resolve(letter_id, "amend", reason=reason, expected=at)
    elif step == "reply":
        adopted = tuple(whole_numbers(posting.entered.get("adopted", ())))
        letters.reply(
            letter_id,
            on=_day(posting),
            reply=posting.first("reply"),
            adopted=adopted,
            expected=at,
        )
    elif step == "conclude":
        letters.conclude(letter_id, expected=at)
    else:
        letters.withdraw(letter_id, reason=reason, expected=at)


def _serve(letters: Letters, posting: Posting, letter_id: str) -> None:
    method = posting.first("method")
    if method not in set(ServiceMethod):
        raise InvalidQuery("FIELD_NEEDED", field="送达方式")
    letters.serve(
        letter_id, on=_day(posting), method=ServiceMethod(method), expected=posting.version
    )


def _day(posting: Posting) -> date:
    given = posting.first("on")
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise InvalidQuery("FIELD_INVALID", field="日期", value=given[:20]) from error


def _new_page(
    page: Page, service: Service, who: Principal, entered: Entered, *, slip: Slip | None = None
) -> Response:
    with registry_for_reading(service, who) as registry:
        fields = form_fields(registry, LETTERS, entered, only=_NEW)
    content = {
        "fields": fields,
        "case_id": (entered.get("case_id") or [""])[0],
        "levels": [(str(int(one)), LEVEL_NAMES[one]) for one in Level if one <= who.clearance],
        "level": (entered.get("level") or ["1"])[0],
        "slip": slip,
    }
    crumbs = (_HOME, Crumb("新拟"))
    status = slip.status if slip else 200
    return page.show("letters/new.html", content, title="新拟建议书", crumbs=crumbs, status=status)


def _page(
    page: Page,
    service: Service,
    who: Principal,
    letter_id: str,
    *,
    slip: Slip | None = None,
    entered: Entered | None = None,
) -> Response:
    with registry_for_reading(service, who) as registry:
        content = letter_content(service, registry, letter_id)
        letter = registry.get(LETTERS, letter_id)
        if content["may_edit"]:
            refused = entered is not None and slip is not None and slip.form == "edit"
            written = entered if refused and entered else entered_of_letter(letter.facts)
            content["form"] = letter_form(registry, written)
    record_shown(service, who, LETTERS, [letter])
    content |= {"slip": slip, "entered": entered or {}}
    crumbs = (_HOME, Crumb(letter.facts.number or "未编号"))
    template = "letters/edit.html" if content["may_edit"] else "letters/letter.html"
    status = slip.status if slip else 200
    return page.show(template, content, title=letter.facts.title, crumbs=crumbs, status=status)
