"""整改评估: the sheets, each filled in by one person and confirmed by another."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, TypeAlias

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import ServiceDep
from api.errors import answer, explain
from api.evaluations import evaluations_of
from api.pages import choices
from api.pages.entered import Entered, EnteredDep
from api.pages.evaluation_form import HEAD, head_of, sheet_of_form
from api.pages.evaluation_view import GRADE_TONES, EvaluationRoom, grade_of, proposed_for
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.paging import SHOWN, PageNumber, pager, total
from api.pages.shown_names import shown_names
from api.registers import record_shown, registry_for_reading, registry_for_writing
from api.security import allow
from api.wiring import Service
from kb.errors import KbError
from kb.evaluation_terms import load_evaluation_terms
from kb.governance.access import Permission, Principal
from kb.prevention.evaluation import Evaluations
from kb.prevention.ledger_facts import EVALUATIONS, LETTERS, SIDES, EvaluationFacts
from kb.prevention.reading_order import newest
from kb.registers.records import Kept, Placing
from kb.store.registry import Wanted

router = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, allow(Permission.REGISTERS_READ, Permission.LEDGER_READ)]
Evaluator = Annotated[Principal, allow(Permission.EVALUATE)]
Evaluated = Annotated[Principal, allow(Permission.EVALUATE, Permission.LEDGER_SUBMIT)]
Step: TypeAlias = Callable[[Evaluations, str, str, int], Kept[EvaluationFacts]]


@router.get("/evaluations")
def evaluations_page(
    who: Reader,
    page: PageDep,
    service: ServiceDep,
    state: str = "",
    unit: str = "",
    grade: str = "",
    at: PageNumber = 1,
) -> Response:
    """The evaluations that the person may read, the latest first."""
    terms = load_evaluation_terms()
    narrowed = [("unit", (unit,))] if unit else []
    narrowed += [("grade", (grade,))] if grade in terms.grades else []
    of_state = [("state", (state,))] if state in EVALUATIONS.states else []
    with registry_for_reading(service, who) as registry:
        counts = registry.counts(EVALUATIONS, "state", Wanted(tuple(narrowed)))
        wanted = Wanted((*narrowed, *of_state))
        found = newest(registry, EVALUATIONS, wanted, limit=SHOWN, offset=(at - 1) * SHOWN)
        names = shown_names(registry)
    record_shown(service, who, EVALUATIONS, found)
    asked = {"state": state, "unit": unit, "grade": grade}
    content = {
        "found": found,
        "pager": pager("/evaluations", asked, at, total(counts, state)),
        "counts": counts,
        "states": EVALUATIONS.states,
        "sides": SIDES,
        "grades": terms.grades,
        "grade_of": grade_of,
        "tones": GRADE_TONES,
        "state": state,
        "unit": unit,
        "grade": grade,
        "names": names,
        "units": choices.any_or(choices.units(names.units)),
        "grade_options": choices.any_or(list(terms.grades.items())),
    }
    crumbs = (Crumb("整改评估"),)
    return page.show("evaluations/list.html", content, title="整改评估", crumbs=crumbs)


@router.get("/evaluations/new")
def new_page(
    who: Evaluator, page: PageDep, service: ServiceDep, letter: str = "", unit: str = ""
) -> Response:
    """The head of a new sheet."""
    values = {"letter": letter, "unit": unit, "side": "check"}
    if letter:
        with registry_for_reading(service, who) as registry:
            facts = registry.get(LETTERS, letter).facts
        values |= {"unit": facts.unit, "title": f"{facts.title}整改效果评估"[:200]}
    return _new(page, service, who, values)


@router.post("/evaluations")
def start(who: Evaluator, form: FormDep, entered: EnteredDep, service: ServiceDep) -> Response:
    """A draft in its register; its lines are filled in on the next page."""
    try:
        facts = head_of(entered)
        with registry_for_writing(service, who) as registry:
            kept = registry.enter(EVALUATIONS, facts, _placing(entered, service, who))
    except KbError as error:
        return _new(form, service, who, {name: entered.one(name) for name in HEAD}, error)
    return form.go(f"/evaluations/{kept.id}", "评估表已建，请逐行填写数据。")


@router.get("/evaluations/{evaluation_id}")
def evaluation_page(
    evaluation_id: str, who: Reader, page: PageDep, service: ServiceDep
) -> Response:
    """The sheet: to fill in while it is a draft, to read afterwards."""
    return EvaluationRoom(service, who).show(page, evaluation_id)


@router.post("/evaluations/{evaluation_id}/sheet")
def save(
    evaluation_id: str, who: Evaluator, form: FormDep, entered: EnteredDep, service: ServiceDep
) -> Response:
    """Keep what was filled in; ``then`` submits it for confirmation in a step of its own."""
    room = EvaluationRoom(service, who)
    try:
        with registry_for_writing(service, who) as registry:
            kept = registry.get(EVALUATIONS, evaluation_id, lock=True)
            proposed = proposed_for(service, registry, kept.facts) if entered.one("adopt") else {}
            facts = sheet_of_form(entered, kept.facts, proposed)
            kept = registry.edit(EVALUATIONS, kept, facts, expected=entered.version)
    except KbError as error:
        return room.show(form, evaluation_id, refused=("sheet", error), entered=entered)
    if entered.one("then") != "submit":
        return form.go(f"/evaluations/{evaluation_id}", "评估表已保存。")
    try:
        with registry_for_writing(service, who) as registry:
            steps = evaluations_of(service, registry)
            steps.submit(evaluation_id, expected=kept.head.version)
    except KbError as error:
        return room.show(form, evaluation_id, refused=("submit", error))
    return form.go(f"/evaluations/{evaluation_id}", "已提交，等待另一人核定。")


_DONE: Mapping[str, tuple[Step, str]] = MappingProxyType(
    {
        "confirm": (lambda steps, one, _reason, at: steps.confirm(one, expected=at), "已核定。"),
        "send-back": (
            lambda steps, one, reason, at: steps.send_back(one, reason, expected=at),
            "已退回重填。",
        ),
        "appeal": (
            lambda steps, one, reason, at: steps.appeal(one, reason, expected=at),
            "已申请复核。",
        ),
        "uphold": (
            lambda steps, one, reason, at: steps.uphold(one, reason, expected=at),
            "复核维持原等级。",
        ),
        "redo": (
            lambda steps, one, reason, at: steps.redo(one, reason, expected=at),
            "已要求重评。",
        ),
    }
)


def _add_step(name: str, policy: object) -> None:
    step, said = _DONE[name]

    def take(
        evaluation_id: str,
        who: policy,  # type: ignore[valid-type]
        form: FormDep,
        entered: EnteredDep,
        service: ServiceDep,
    ) -> Response:
        try:
            with registry_for_writing(service, who) as registry:
                steps = evaluations_of(service, registry)
                step(steps, evaluation_id, entered.one("reason"), entered.version)
        except KbError as error:
            room = EvaluationRoom(service, who)
            return room.show(form, evaluation_id, refused=(name, error), entered=entered)
        return form.go(f"/evaluations/{evaluation_id}", said)

    router.add_api_route(f"/evaluations/{{evaluation_id}}/steps/{name}", take, methods=["POST"])


for _name in _DONE:
    _add_step(_name, Evaluated if _name == "appeal" else Evaluator)


def _new(
    page: Page,
    service: Service,
    who: Principal,
    values: Mapping[str, str],
    error: KbError | None = None,
) -> Response:
    with registry_for_reading(service, who) as registry:
        names = shown_names(registry)
        letters = choices.letters(registry)
    content = {
        "head": values,
        "slip": explain(error) if error else "",
        "units": choices.any_or(choices.units(names.units), "请选择"),
        "letters": choices.any_or(letters, "不针对某一份建议书"),
        "side_options": list(SIDES.items()),
    }
    crumbs = (Crumb("整改评估", "/evaluations"), Crumb("新的评估"))
    status = answer(error.code).status if error else 200
    return page.show(
        "evaluations/new.html", content, title="新的评估", crumbs=crumbs, status=status
    )


def _placing(entered: Entered, service: Service, who: Principal) -> Placing:
    """A sheet about a letter is kept with it: the same level, the same case."""
    letter = entered.one("letter")
    if not letter:
        return Placing()
    with registry_for_reading(service, who) as registry:
        head = registry.get(LETTERS, letter).head
    return Placing(level=head.level, case_id=head.case_id)
