"""A clue: entered with its duplicates shown, pre-judged with sources, taken on or filed."""

from datetime import date
from typing import Annotated, get_args

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import ServiceDep
from api.pages.clue_view import HOME, clue_view
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.posting import EnteredDep, Posting, Slip, take
from api.pages.record_entry import level_of
from api.pages.record_forms import Entered, entered_of_facts, form_fields, read_facts
from api.pages.record_paths import record_path
from api.pre_judgement import similar_to_clue
from api.registers import record_shown, registry_for_reading, registry_for_writing
from api.security import allow
from api.wiring import Service
from kb.errors import InvalidQuery
from kb.governance.access import LEVEL_NAMES, Level, Permission, Principal
from kb.prevention.chain_facts import CLUES
from kb.prevention.clue_twins import Twin, twins
from kb.prevention.clues import Clues, PlainClueStep
from kb.prevention.pre_judgement import propose_risk_points
from kb.prevention.stages import CLUE_STEPS
from kb.registers.records import Placing

router = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, allow(Permission.REGISTERS_READ)]
Keeper = Annotated[Principal, allow(Permission.CLUES)]


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
    return clue_view(page, service, who, clue_id)


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
        return clue_view(form, service, who, clue_id, slip=slip, entered=entered)

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
        return clue_view(form, service, who, clue_id, slip=slip, entered=entered)

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
        "cases/clue_form.html", content, title=title, crumbs=(HOME, Crumb(title)), status=status
    )
