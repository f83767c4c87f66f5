"""A clue: entered with its duplicates shown, pre-judged with sources, taken on or filed."""

from datetime import date
from typing import Annotated, get_args

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import ServiceDep
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.record_forms import Entered, entered_of_facts, form_fields, read_facts
from api.pages.record_history import history
from api.pages.record_paths import record_path
from api.pages.record_words import fact_rows, linked_ids, state_tone, state_words
from api.pages.registers import level_of
from api.pages.slips import EnteredDep, Posting, Slip, take
from api.pages.sources import sources_shown
from api.pages.steps_shown import blocked, steps_shown
from api.pre_judgement import similar_to_clue
from api.registers import record_shown, registry_for_reading, registry_for_writing
from api.security import allow
from api.wiring import Service
from kb.errors import InvalidQuery
from kb.governance.access import LEVEL_NAMES, Level, Permission, Principal
from kb.prevention.chain_facts import CLUES, RISK_GRADES, RISK_POINTS
from kb.prevention.clue_twins import Twin, twins
from kb.prevention.clues import Clues, PlainClueStep
from kb.prevention.obstacles import clue_obstacle
from kb.prevention.pre_judgement import NEEDED, counted_points, propose_risk_points
from kb.prevention.stages import CLUE_STEPS, FINDING_STEPS
from kb.prevention.steps import open_steps
from kb.registers.records import Placing
from kb.store.register_events import events_of
from kb.store.register_titles import titles
from kb.store.registry import Wanted

router = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, allow(Permission.REGISTERS_READ)]
Keeper = Annotated[Principal, allow(Permission.CLUES)]
_HOME = Crumb("线索", "/clues")


@router.get("/clues/new")
def new_clue_page(who: Keeper, page: PageDep, service: ServiceDep) -> Response:
    """An empty form, received today."""
    with registry_for_reading(service, who) as registry:
        entered: Entered = {"received": [registry.today().isoformat()]}
    return _form_page(page, service, who, entered)


@router.post("/clues/new")
def add_clue(who: Keeper, form: FormDep, service: ServiceDep, entered: EnteredDep) -> Response:
    """Kept at once where nothing is near it; else the near ones are shown first."""
    posting = Posting(service, who, form, entered)

    def done() -> tuple[str, str]:
        facts = read_facts(CLUES, entered)
        with registry_for_writing(service, who) as registry:
            kept = registry.enter(CLUES, facts, Placing(level_of(posting.first("level"))))
        return record_path(kept.id), "线索已登记。下一步：提出风险点，作风险预判。"

    if not posting.first("known_new"):
        try:
            facts = read_facts(CLUES, entered)
        except InvalidQuery:
            near: list[Twin] = []
        else:
            with registry_for_reading(service, who) as registry:
                near = list(twins(registry, facts))
        if near:
            record_shown(service, who, CLUES, [one.clue for one in near])
            return _form_page(form, service, who, entered, near=near)
    return take(posting, done, lambda slip: _form_page(form, service, who, entered, slip=slip))


@router.get("/clues/{clue_id}")
def clue_page(clue_id: str, who: Reader, page: PageDep, service: ServiceDep) -> Response:
    """The clue, its pre-judgement, what may follow."""
    return _page(page, service, who, clue_id)


@router.get("/clues/{clue_id}/edit")
def edit_clue_page(clue_id: str, who: Keeper, page: PageDep, service: ServiceDep) -> Response:
    """The form with what is kept."""
    with registry_for_reading(service, who) as registry:
        kept = registry.get(CLUES, clue_id)
    entered = {**entered_of_facts(kept.facts), "version": [str(kept.head.version)]}
    return _form_page(page, service, who, entered, clue_id=clue_id)


@router.post("/clues/{clue_id}/edit")
def edit_clue(
    clue_id: str, who: Keeper, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """From the version that the form was shown with."""
    posting = Posting(service, who, form, entered)

    def done() -> tuple[str, str]:
        with registry_for_writing(service, who) as registry:
            kept = registry.get(CLUES, clue_id, lock=True)
            facts = read_facts(CLUES, entered, kept.facts)
            registry.edit(CLUES, kept, facts, expected=posting.version)
        return record_path(clue_id), "已保存。"

    def again(slip: Slip) -> Response:
        return _form_page(form, service, who, entered, clue_id=clue_id, slip=slip)

    return take(posting, done, again, record_id=clue_id)


@router.post("/clues/{clue_id}/propose")
def propose(
    clue_id: str, who: Keeper, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """Risk points from similar cases, earlier clues and the vocabulary, each with its source."""
    posting = Posting(service, who, form, entered)

    def done() -> tuple[str, str]:
        similar = similar_to_clue(service, who, clue_id)
        with registry_for_writing(service, who) as registry:
            found = propose_risk_points(registry, clue_id, similar)
        words = (
            f"提出 {len(found)} 个风险点，请逐个确认或排除。" if found else "没有新的风险点可提。"
        )
        return f"{record_path(clue_id)}#points", words

    def again(slip: Slip) -> Response:
        return _page(form, service, who, clue_id, slip=slip, entered=entered)

    return take(posting, done, again, form="propose", record_id=clue_id)


@router.post("/clues/{clue_id}/steps/{step}")
def step_clue(
    clue_id: str, step: str, who: Keeper, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """Any step; filing opens the case and leads to it."""
    posting = Posting(service, who, form, entered)

    def done() -> tuple[str, str]:
        if step == "file":
            return _file(posting, clue_id)
        chosen = next((one for one in get_args(PlainClueStep) if one == step), None)
        if chosen is None:
            raise InvalidQuery("FIELD_INVALID", field="步骤", value=step[:20])
        with registry_for_writing(service, who) as registry:
            Clues(registry).take(
                clue_id, chosen, reason=posting.first("reason"), expected=posting.version
            )
        return record_path(clue_id), f"已办理：{CLUE_STEPS[step].zh}。"

    def again(slip: Slip) -> Response:
        return _page(form, service, who, clue_id, slip=slip, entered=entered)

    return take(posting, done, again, form=step, record_id=clue_id)


def _file(posting: Posting, clue_id: str) -> tuple[str, str]:
    on = posting.first("on")
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError as error:
        raise InvalidQuery("FIELD_INVALID", field="立案日期", value=on[:20]) from error
    with registry_for_writing(posting.service, posting.who) as registry:
        filed = Clues(registry).file(
            clue_id,
            approval=posting.first("reason"),
            number=posting.first("number"),
            title=posting.first("title"),
            on=day,
            level=level_of(posting.first("level") or str(int(Level.SENSITIVE))),
            expected=posting.version,
        )
    words = f"已立案，生成风险排查 {len(filed.checks)} 项。"
    return record_path(filed.case.id), words


def _form_page(
    page: Page,
    service: Service,
    who: Principal,
    entered: Entered,
    *,
    clue_id: str = "",
    near: list[Twin] | None = None,
    slip: Slip | None = None,
) -> Response:
    with registry_for_reading(service, who) as registry:
        fields = form_fields(registry, CLUES, entered)
        version = registry.get(CLUES, clue_id).head.version if clue_id else 0
    title = "修改线索" if clue_id else "登记线索"
    content = {
        "fields": fields,
        "clue_id": clue_id,
        "version": version,
        "near": near or [],
        "slip": slip,
        "levels": [(str(int(one)), LEVEL_NAMES[one]) for one in Level if one <= who.clearance],
        "level": (entered.get("level") or [str(int(min(Level.RESTRICTED, who.clearance)))])[0],
    }
    status = slip.status if slip else 200
    return page.show(
        "cases/clue_form.html", content, title=title, crumbs=(_HOME, Crumb(title)), status=status
    )


def _page(
    page: Page,
    service: Service,
    who: Principal,
    clue_id: str,
    *,
    slip: Slip | None = None,
    entered: Entered | None = None,
) -> Response:
    with registry_for_reading(service, who) as registry:
        clue = registry.get(CLUES, clue_id)
        points = registry.all(RISK_POINTS, Wanted(equal=(("clue", (clue_id,)),)))
        known = titles(registry, [*linked_ids(CLUES, clue.facts), clue.head.case_id])
        counted = {one.id for one in counted_points(registry, clue_id)}
        anchors = [anchor for one in points for anchor in one.facts.sources]
        near = twins(registry, clue.facts, except_id=clue_id)
        may_keep = Permission.CLUES in who.permissions
        steps = open_steps(CLUE_STEPS, clue.state) if may_keep else ()
        shown = steps_shown(steps, lambda step: clue_obstacle(registry, clue, step))
        content = {
            "clue": clue,
            "rows": fact_rows(
                CLUES, clue.facts, registry.taxonomy, known, leave=frozenset({"title"})
            ),
            "state": state_words("clue", clue.state),
            "tone": state_tone(clue.state),
            "level_name": LEVEL_NAMES[clue.head.level],
            "case": known.get(clue.head.case_id),
            "points": points,
            "counted": counted,
            "needed": NEEDED,
            "grades": RISK_GRADES,
            "sources": sources_shown(service, registry, anchors),
            "taxonomy": registry.taxonomy,
            "point_steps": {
                one.id: open_steps(FINDING_STEPS, one.state) if _may_decide(who) else ()
                for one in points
            },
            "point_states": RISK_POINTS.states,
            "steps": shown,
            "blocked": blocked(shown),
            "near": near,
            "history": history(registry, events_of(registry.session, clue_id)),
            "today": registry.today(),
        }
    record_shown(service, who, CLUES, [clue])
    content |= {
        "slip": slip,
        "entered": entered or {},
        "may_keep": may_keep,
        "may_edit": may_keep and clue.state in (CLUES.editable or ()),
        "levels": [(str(int(one)), LEVEL_NAMES[one]) for one in Level if one <= who.clearance],
    }
    status = slip.status if slip else 200
    crumbs = (_HOME, Crumb(clue.facts.number or "线索"))
    return page.show(
        "cases/clue.html", content, title=clue.facts.title, crumbs=crumbs, status=status
    )


def _may_decide(who: Principal) -> bool:
    return bool(who.permissions & {Permission.CLUES, Permission.CASES})
