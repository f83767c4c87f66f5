"""整改台账: the list by deadline, its filters and counts, steps on several items at once."""

from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import ServiceDep, TaxonomyDep
from api.errors import answer, explain
from api.ledger import LedgerDesk, look_at_ledger
from api.pages import choices
from api.pages.entered import Entered, EnteredDep
from api.pages.item_forms import FORMS, asked_body, entered_values
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.shown_names import shown_names
from api.reckoned import reckoned_from
from api.registers import registry_for_reading, registry_for_writing
from api.schemas.item_steps import ITEM_STEPS, AskedStep
from api.schemas.ledger import LedgerFilter, LedgerListIn
from api.schemas.ledger_steps import ItemStepIn
from api.security import allow
from api.wiring import Service
from kb.errors import InvalidQuery, KbError
from kb.governance.access import Permission, Principal
from kb.prevention.item_steps import CLOSED
from kb.prevention.ledger_facts import ITEMS
from kb.prevention.ledger_lines import COLOURS, Colour
from kb.prevention.ledger_list import LedgerList
from kb.registers.days import day_of
from kb.store.calendar_days import working_days
from kb.store.register_titles import titles
from kb.store.tables import now

router = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, allow(Permission.LEDGER_READ)]
Author = Annotated[Principal, allow(Permission.LEDGER_WRITE)]
BULK: tuple[AskedStep, ...] = tuple(one for one in ITEM_STEPS if one.name in ("urge", "extend"))
_LONGEST_QUERY = 1500
OPEN_STATES = tuple(one for one in ITEMS.states if one not in CLOSED)


class LedgerLookIn(LedgerListIn):
    """The list as a page asks for it: open items unless states are chosen or ``all`` is."""

    all: bool = False

    def narrowed(self) -> LedgerFilter:
        """The filter of the API for it."""
        given = self.model_dump(exclude={"after", "limit", "all"}, exclude_defaults=True)
        if not (self.all or self.state or self.colour == Colour.DONE):
            given["state"] = list(OPEN_STATES)
        return LedgerFilter(**given)


@router.get("/ledger")
def ledger_page(
    who: Reader,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    asked: Annotated[LedgerLookIn, Query()],
) -> Response:
    """The items that the person may read, the most pressing first."""
    narrowed = asked.narrowed()
    looked = look_at_ledger(service, who, narrowed.query(), after=asked.after, limit=asked.limit)
    with registry_for_reading(service, who) as registry:
        names = shown_names(registry)
        letters = choices.letters(registry)
        if asked.letter:
            known = titles(registry, [asked.letter])
            title = known[asked.letter].title if known else choices.UNSEEN
            letters = choices.with_kept(letters, asked.letter, title)
        of_colour = reckoned_from(
            service,
            registry,
            ("ledger colours", narrowed.query(), registry.today()),
            lambda kept: LedgerList(kept, working_days(kept.session)).colours(narrowed.query()),
        )
    given = asked.model_dump(mode="json", exclude_defaults=True, exclude={"after"})
    exported = _query(narrowed.model_dump(mode="json", exclude_defaults=True))
    content = {
        "asked": asked,
        "looked": looked,
        "of_colour": of_colour,
        "total": sum(looked.counts[one] for one in narrowed.state or ITEMS.states),
        "open_count": sum(looked.counts[one] for one in OPEN_STATES),
        "all_count": sum(looked.counts.values()),
        "states": ITEMS.states,
        "colours": COLOURS,
        "names": names,
        "chosen": _chosen(asked, dict(choices.domains(taxonomy)), names.units, dict(letters)),
        "domains": choices.any_or(choices.domains(taxonomy)),
        "units": choices.any_or(choices.units(names.units)),
        "letters": choices.any_or(letters),
        "label": taxonomy.label,
        "with_": lambda **changed: _path(given, changed),
        "here": _query({**given, "after": asked.after}),
        "export": f"/api/v1/ledger/export?{exported}",
        "today": day_of(now()),
    }
    return page.show("ledger/list.html", content, title="整改台账", crumbs=(Crumb("整改台账"),))


@router.post("/ledger/bulk/{name}")
def bulk_step(
    name: str, who: Author, form: FormDep, entered: EnteredDep, service: ServiceDep
) -> Response:
    """One step on each of the ticked items; every item's own result is told."""
    step = next((one for one in BULK if one.name == name), None)
    if step is None:
        raise InvalidQuery("FIELD_INVALID", field="批量办理", value=name[:60])
    ticked = entered.told("item")
    if not ticked:
        return form.go(_back(entered), "没有勾选整改事项。", tone="note")
    try:
        body = asked_body(step, entered)
    except InvalidQuery as error:
        return _bulk_again(form, step, entered, error)
    results = [_taken(service, who, body, one) for one in ticked]
    content = {
        "results": results,
        "done": sum(not one[2] for one in results),
        "words": FORMS[name].words,
        "back": _back(entered),
    }
    crumbs = (Crumb("整改台账", _back(entered)), Crumb("批量办理"))
    return form.show("ledger/bulk.html", content, title=f"批量{FORMS[name].words}", crumbs=crumbs)


def _bulk_again(page: Page, step: AskedStep, entered: Entered, error: KbError) -> Response:
    """The form of the step for what was ticked, with what was filled in."""
    content = {
        "step": step.name,
        "form": FORMS[step.name],
        "ticked": entered.told("item"),
        "given": entered_values(step.name, entered),
        "slip": explain(error),
        "back": _back(entered),
        "narrowed": entered.one("back"),
    }
    crumbs = (Crumb("整改台账", _back(entered)), Crumb("批量办理"))
    title, status = f"批量{FORMS[step.name].words}", answer(error.code).status
    return page.show("ledger/bulk_again.html", content, title=title, crumbs=crumbs, status=status)


def _taken(service: Service, who: Principal, body: ItemStepIn, ticked: str) -> tuple[str, str, str]:
    """Id, problem and refusal (empty: done) of one ticked item, ``item-1f…@3``."""
    item_id = ticked.rpartition("@")[0]
    problem = ""
    try:
        with registry_for_reading(service, who) as registry:
            problem = registry.get(ITEMS, item_id).facts.problem
        version = Entered((("version", ticked.rpartition("@")[2]),)).version
        with registry_for_writing(service, who) as registry:
            body.take(LedgerDesk(registry, service.settings), item_id, version)
    except KbError as error:
        return item_id, problem, explain(error)
    return item_id, problem, ""


def _chosen(
    asked: LedgerLookIn,
    domains: dict[str, str],
    units: dict[str, str] | object,
    letters: dict[str, str],
) -> list[tuple[str, str]]:
    """The filters in force beside state and colour, to be taken off one by one."""
    known = dict(units) if isinstance(units, dict) else {}
    said = [
        ("unit", "责任单位", known.get(asked.unit, asked.unit)),
        ("letter", "建议书", letters.get(asked.letter, asked.letter)),
        ("case_id", "案件", asked.case_id),
        ("owner", "责任人", asked.owner),
        ("domain", "领域", domains.get(asked.domain, asked.domain)),
        ("loophole", "漏洞", asked.loophole),
        ("text", "文字", asked.text),
        ("mine", "", "我负责或督办的" if asked.mine else ""),
        ("overdue", "", "只看逾期" if asked.overdue else ""),
    ]
    return [(name, f"{zh}：{value}" if zh else value) for name, zh, value in said if value]


def _path(given: dict[str, object], changed: dict[str, object]) -> str:
    """The list with some of its filters changed; an empty value takes one off."""
    asked = _query({**given, **changed})
    return f"/ledger?{asked}" if asked else "/ledger"


def _back(entered: Entered) -> str:
    """The list as it was narrowed when the form was shown."""
    asked = urlencode(parse_qsl(entered.one("back")[:_LONGEST_QUERY]))
    return f"/ledger?{asked}" if asked else "/ledger"


def _query(values: dict[str, object]) -> str:
    kept = {
        name: "true" if value is True else value
        for name, value in values.items()
        if value not in ("", None, False, [], ())
    }
    return urlencode(kept, doseq=True)
