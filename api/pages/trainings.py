"""警示教育活动: planned with a released pack, held with attendance, answers and feedback."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.responses import Response

from api.deps import ServiceDep
from api.packs import told_of, trainings
from api.pages.bodies import body_of
from api.pages.pack_list import HOME
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.shown_names import unit_names
from api.pages.step_slips import slip_of, slip_of_step, take_step
from api.pages.step_words import action_words
from api.pages.training_forms import NAMES, SentDep, result_of
from api.registers import record_shown, registry_for_reading, registry_for_writing
from api.routes.packs import Either, Trainer
from api.schemas.packs import TrainingIn, TrainingResultIn
from api.wiring import Service
from kb.education.pack_facts import PACKS, TRAINING_STEPS, TRAININGS, TrainingFacts
from kb.education.trainings import Trainings
from kb.errors import InvalidQuery, KbError, NotFound, WorkflowError
from kb.governance.access import Principal
from kb.governance.names import people_names
from kb.prevention.steps import open_steps
from kb.registers.records import Event, Kept
from kb.store.register_events import events_of
from kb.store.registry import Registry, Wanted

router = APIRouter(include_in_schema=False)
LIST = Crumb("活动", "/trainings")
_PAGE = 50
_Word = Annotated[str, Form(max_length=200)]
_Text = Annotated[str, Form(max_length=20_000)]


@router.get("/trainings")
def trainings_page(
    who: Either,
    page: PageDep,
    service: ServiceDep,
    after: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """All trainings with who came."""
    with registry_for_reading(service, who) as registry:
        found = registry.page(TRAININGS, after=after, limit=_PAGE)
        titles = _titles(registry, [one.facts.pack for one in found])
        units, total = unit_names(registry), registry.count(TRAININGS)
    record_shown(service, who, TRAININGS, found)
    content = {
        "lines": sorted(found, key=lambda one: one.facts.held, reverse=True),
        "titles": titles,
        "units": units,
        "states": TRAININGS.states,
        "total": total,
        "next": f"/trainings?after={found[-1].id}" if len(found) == _PAGE else "",
    }
    return page.show("packs/trainings.html", content, title="警示教育活动", crumbs=(HOME, LIST))


@router.get("/trainings/new")
def new_training_page(
    who: Trainer,
    page: PageDep,
    service: ServiceDep,
    pack: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """The form, for a released pack."""
    return _form(page, service, who, {"pack": pack}, None)


@router.post("/trainings/new")
def plan(
    who: Trainer,
    form: FormDep,
    service: ServiceDep,
    pack: _Word = "",
    held: _Word = "",
    unit: _Word = "",
    place: _Word = "",
    speaker: _Word = "",
    invited: _Word = "0",
) -> Response:
    """Plan it."""
    entered = {
        "pack": pack,
        "held": held,
        "unit": unit,
        "place": place,
        "speaker": speaker,
        "invited": invited,
    }
    try:
        facts = body_of(TrainingIn, {**entered, "invited": invited or 0}, NAMES).facts()
        with registry_for_writing(service, who) as registry:
            kept = trainings(service, registry).plan(facts)
    except (InvalidQuery, WorkflowError, NotFound) as error:
        return _form(form, service, who, entered, error)
    return form.go(f"/trainings/{kept.id}", "已安排。举办之后请回来记录到场、答题与反馈。")


@router.get("/trainings/{training_id}")
def training_page(training_id: str, who: Either, page: PageDep, service: ServiceDep) -> Response:
    """One training with its result."""
    return _shown(page, service, who, training_id, {}, None)


@router.post("/trainings/{training_id}/record")
def record(
    training_id: str,
    sent: SentDep,
    who: Trainer,
    form: FormDep,
    service: ServiceDep,
) -> Response:
    """Attendance, answers and feedback; may be corrected."""

    def run(steps: Trainings, at: int) -> Kept[TrainingFacts]:
        body = body_of(TrainingResultIn, result_of(sent), NAMES)
        return steps.record(training_id, body.result(), expected=at)

    return _step(service, who, form, training_id, sent, run, "结果已记下。")


@router.post("/trainings/{training_id}/cancel")
def cancel(
    training_id: str,
    who: Trainer,
    form: FormDep,
    service: ServiceDep,
    version: _Word = "",
    reason: _Text = "",
) -> Response:
    """It will not be held."""
    return _step(
        service,
        who,
        form,
        training_id,
        {"version": version, "reason": reason},
        lambda steps, at: steps.cancel(training_id, reason=reason, expected=at),
        "已取消。",
    )


def _step(
    service: Service,
    who: Principal,
    form: Page,
    training_id: str,
    entered: Mapping[str, str],
    run: Callable[[Trainings, int], Kept[TrainingFacts]],
    words: str,
) -> Response:
    return take_step(
        service,
        who,
        form,
        version=entered.get("version", ""),
        desk=partial(trainings, service),
        run=run,
        again=lambda error: _shown(form, service, who, training_id, entered, error),
        done=(f"/trainings/{training_id}", words),
    )


def _form(
    page: Page,
    service: Service,
    who: Principal,
    entered: Mapping[str, str],
    error: KbError | None,
) -> Response:
    with registry_for_reading(service, who) as registry:
        released = registry.all(PACKS, Wanted(equal=(("state", ("released",)),)))
        units = unit_names(registry)
    empty = {"pack": "", "held": "", "unit": "", "place": "", "speaker": "", "invited": ""}
    content = {
        "packs": [(one.id, one.facts.title) for one in released],
        "units": [("", "（未登记的单位）"), *units.items()],
        "entered": {**empty, **entered},
        "slip": slip_of(error) if error else None,
    }
    status = slip_of(error).status if error else 200
    crumbs = (HOME, LIST, Crumb("安排一次"))
    return page.show(
        "packs/new_training.html", content, title="安排一次", crumbs=crumbs, status=status
    )


def _shown(
    page: Page,
    service: Service,
    who: Principal,
    training_id: str,
    entered: Mapping[str, str],
    error: KbError | None,
) -> Response:
    with registry_for_reading(service, who) as registry:
        kept = registry.get(TRAININGS, training_id)
        told = told_of(service, registry, kept.facts.pack)
        people = people_names(registry.session)
        events = events_of(registry.session, training_id)
        slip = slip_of_step(error, registry, training_id) if error else None
        units = unit_names(registry)
    record_shown(service, who, TRAININGS, [kept])
    facts = kept.facts
    content = {
        "training": kept,
        "facts": facts,
        "state": TRAININGS.states[kept.state],
        "unit": units.get(facts.unit, ""),
        "told": told,
        "answers": {one.question: one for one in facts.answers},
        "feedback": {one.case: one for one in facts.feedback},
        "steps": {one.action for one in open_steps(TRAINING_STEPS, kept.state)},
        "entered": entered,
        "slip": slip,
        "timeline": _timeline(events, people),
    }
    status = slip.status if slip else 200
    name = told.pack.facts.title
    crumbs, title = (HOME, LIST, Crumb(name)), f"{name}：活动"
    return page.show("packs/training.html", content, title=title, crumbs=crumbs, status=status)


def _titles(registry: Registry, ids: Sequence[str]) -> Mapping[str, str]:
    if not ids:
        return {}
    found = registry.all(PACKS, Wanted(equal=(("id", tuple(dict.fromkeys(ids))),)))
    return {one.id: one.facts.title for one in found}


def _timeline(events: Sequence[Event], people: Mapping[str, str]) -> Sequence[Mapping[str, object]]:
    return [
        {
            "at": one.at,
            "words": _acted(one.action),
            "by": people.get(one.actor, one.actor),
            "note": one.reason,
        }
        for one in reversed(events)
    ]


def _acted(action: str) -> str:
    return "安排" if action == "create" else action_words("training", action)
