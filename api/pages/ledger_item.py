"""An item of the ledger: what it is, where it stands, and every step that may follow as a form."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import Reader as FileReader
from api.deps import ServiceDep, TaxonomyDep
from api.errors import answer
from api.evidence import Signs, evidence_signs
from api.guarded import Guarded
from api.ledger import LedgerDesk
from api.pages import choices
from api.pages.entered import EnteredDep, day_of_words
from api.pages.item_forms import FORMS, Filled, asked_body, entered_values
from api.pages.item_view import view_item
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.shown_names import shown_names
from api.pages.stale import words_for
from api.registers import record_shown, registry_for_reading, registry_for_writing
from api.schemas.item_steps import ITEM_STEPS, AskedStep
from api.security import allow
from api.wiring import Service
from kb.errors import KbError
from kb.evaluation_terms import load_evaluation_terms
from kb.governance.access import Level, Permission, Principal
from kb.model import TaggedDocument
from kb.prevention.evidence_checks import SIGNS
from kb.prevention.item_steps import PERMISSIONS
from kb.prevention.ledger_clock import ladder
from kb.prevention.ledger_facts import ITEMS, ItemFacts
from kb.registers.records import Kept
from kb.store.calendar_days import working_days
from kb.terms import Taxonomy

router = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, allow(Permission.LEDGER_READ)]
_AHEAD = (5, 10, 15, 20, 30)


@router.get("/ledger/{item_id}")
def item_page(
    item_id: str,
    who: Reader,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    reader: FileReader,
    until: str = "",
    signs: bool = False,
) -> Response:
    """The item; ``until`` previews a date in working days, ``signs`` looks for rework on paper."""
    room = ItemRoom(service, who, taxonomy)
    found = room.signs(reader, item_id) if signs else None
    return room.show(page, item_id, until=day_of_words(until, "延至"), signs=found)


def _add_step(step: AskedStep) -> None:
    """``POST /ledger/{item_id}/steps/urge``; who may ask is the policy of the step."""

    def take(
        item_id: str,
        who: Annotated[Principal, allow(*PERMISSIONS[step.by])],
        form: FormDep,
        entered: EnteredDep,
        service: ServiceDep,
        taxonomy: TaxonomyDep,
    ) -> Response:
        try:
            body = asked_body(step, entered)
            with registry_for_writing(service, who) as registry:
                desk = LedgerDesk(registry, service.settings)
                kept = body.take(desk, item_id, entered.version)
        except KbError as error:
            room = ItemRoom(service, who, taxonomy)
            entered_now = {step.name: entered_values(step.name, entered)}
            return room.show(form, item_id, refused=(step.name, error), values=entered_now)
        return form.go(f"/ledger/{item_id}", _done(step, kept))

    router.add_api_route(f"/ledger/{{item_id}}/steps/{step.name}", take, methods=["POST"])


for _step in ITEM_STEPS:
    _add_step(_step)


def _done(step: AskedStep, kept: Kept[ItemFacts]) -> str:
    return f"{FORMS[step.name].words}：已办，现为“{ITEMS.states[kept.state]}”。"


class ItemRoom:
    """Shows one item to one person, fresh or beside a refusal."""

    def __init__(self, service: Service, who: Principal, taxonomy: Taxonomy) -> None:
        self._service = service
        self._who = who
        self._taxonomy = taxonomy

    def signs(self, reader: Guarded[TaggedDocument], item_id: str) -> Signs:
        """The signs on the evidence, for those who verify."""
        self._who.require(Permission.LEDGER_VERIFY)
        return evidence_signs(self._service, self._who, reader, item_id)

    def show(
        self,
        page: Page,
        item_id: str,
        *,
        until: date | None = None,
        signs: Signs | None = None,
        refused: tuple[str, KbError] | None = None,
        values: Mapping[str, Filled] | None = None,
    ) -> Response:
        """The page; ``refused`` names the form that the words of an error stand beside."""
        with registry_for_reading(self._service, self._who) as registry:
            calendar, names = working_days(registry.session), shown_names(registry)
            tiers = ladder(self._service.settings.escalation_days)
            view = view_item(registry, item_id, names=names, calendar=calendar, tiers=tiers)
            today = registry.today()
            slip = words_for(refused[1], registry, item_id, names) if refused else ""
            resumed = calendar.add(view.due, view.lost) if view.due and view.lost else view.due
        record_shown(self._service, self._who, ITEMS, [view.kept])
        preview = {"until": {"until": until.isoformat()}} if until else {}
        content = {
            "view": view,
            "names": names,
            "today": today,
            "slip": slip,
            "refused": refused[0] if refused else "",
            "values": {**view.values, "extend": preview.get("until", {}), **(values or {})},
            "until": until,
            "until_left": calendar.between(today, until) if until else 0,
            "until_more": calendar.between(view.due, until) if until and view.due else 0,
            "until_working": calendar.is_working(until) if until else True,
            "ahead": [(n, calendar.add(max(view.due or today, today), n)) for n in _AHEAD],
            "resumed": resumed,
            "signs": signs,
            "sign_words": SIGNS,
            "grades": load_evaluation_terms().grades,
            "label": self._taxonomy.label,
            "measure_terms": choices.terms("measures", self._taxonomy),
            "sensitive": view.kept.head.level >= Level.SENSITIVE,
        }
        crumbs = (Crumb("整改台账", "/ledger"), Crumb(f"整改事项 {view.kept.facts.ordinal}"))
        status = answer(refused[1].code).status if refused else 200
        return page.show(
            "ledger/item.html", content, title="整改事项", crumbs=crumbs, status=status
        )
