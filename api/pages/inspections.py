"""督查: planned, then completed with findings that draft items or touch standing ones."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import ServiceDep, TaxonomyDep
from api.errors import explain
from api.pages import choices
from api.pages.bodies import body_of
from api.pages.entered import Entered, EnteredDep
from api.pages.inspection_view import InspectionRoom, plan_values
from api.pages.page import Crumb, FormDep, PageDep
from api.pages.paging import SHOWN, PageNumber, pager, total
from api.pages.shown_names import shown_names
from api.registers import record_shown, registry_for_reading, registry_for_writing
from api.schemas.ledger import CompletionIn, FindingIn
from api.schemas.registers import RecordIn
from api.security import allow
from kb.errors import KbError
from kb.governance.access import Permission, Principal
from kb.prevention.inspections import Inspections
from kb.prevention.ledger_facts import INSPECTION_METHODS, INSPECTIONS, InspectionFacts
from kb.prevention.reading_order import latest_inspections
from kb.store.registry import Wanted

router = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, allow(Permission.REGISTERS_READ, Permission.LEDGER_READ)]
Inspector = Annotated[Principal, allow(Permission.LEDGER_WRITE)]
_NAMES = {"title": "督查名称", "unit": "单位", "method": "方式", "planned": "计划日期"}
_COMPLETION = {"conclusion": "督查结论", "findings": "发现的问题"}
_FINDING = {
    "outcome": "怎样处理",
    "problem": "发现的问题",
    "item": "整改事项",
    "measure": "措施",
    "owner": "责任人",
    "domain": "领域",
    "due": "时限",
}


@router.get("/inspections")
def inspections_page(
    who: Reader,
    page: PageDep,
    service: ServiceDep,
    state: str = "",
    unit: str = "",
    at: PageNumber = 1,
) -> Response:
    """Those planned and those done, the latest first."""
    of_unit = (("unit", (unit,)),) if unit else ()
    of_state = (("state", (state,)),) if state in INSPECTIONS.states else ()
    with registry_for_reading(service, who) as registry:
        counts = registry.counts(INSPECTIONS, "state", Wanted(of_unit))
        found = latest_inspections(
            registry, Wanted((*of_unit, *of_state)), limit=SHOWN, offset=(at - 1) * SHOWN
        )
        names = shown_names(registry)
    record_shown(service, who, INSPECTIONS, found)
    content = {
        "found": found,
        "pager": pager("/inspections", {"state": state, "unit": unit}, at, total(counts, state)),
        "counts": counts,
        "states": INSPECTIONS.states,
        "methods": INSPECTION_METHODS,
        "state": state,
        "unit": unit,
        "names": names,
        "units": choices.any_or(choices.units(names.units)),
    }
    return page.show("inspections/list.html", content, title="督查", crumbs=(Crumb("督查"),))


@router.get("/inspections/new")
def plan_page(who: Inspector, page: PageDep, service: ServiceDep, unit: str = "") -> Response:
    """The form for a plan."""
    room = InspectionRoom(service, who)
    return room.plan_form(page, values={"unit": unit, "method": "papers"}, slip="")


@router.post("/inspections")
def plan(who: Inspector, form: FormDep, entered: EnteredDep, service: ServiceDep) -> Response:
    """Enter it in its register."""
    try:
        body = body_of(RecordIn[InspectionFacts], {"facts": _plan(entered)}, _NAMES)
        with registry_for_writing(service, who) as registry:
            kept = registry.enter(INSPECTIONS, body.facts, body.placing())
    except KbError as error:
        room = InspectionRoom(service, who)
        values = plan_values(entered)
        return room.plan_form(form, values=values, slip=explain(error), error=error)
    return form.go(f"/inspections/{kept.id}", "督查计划已登记。")


@router.get("/inspections/{inspection_id}")
def inspection_page(
    inspection_id: str, who: Reader, page: PageDep, service: ServiceDep, taxonomy: TaxonomyDep
) -> Response:
    """The plan with the form that completes it, or what came of it."""
    return InspectionRoom(service, who).show(page, taxonomy, inspection_id)


@router.post("/inspections/{inspection_id}/edit")
def edit(
    inspection_id: str,
    who: Inspector,
    form: FormDep,
    entered: EnteredDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
) -> Response:
    """Change a plan that was not carried out yet."""
    try:
        body = body_of(RecordIn[InspectionFacts], {"facts": _plan(entered)}, _NAMES)
        with registry_for_writing(service, who) as registry:
            kept = registry.get(INSPECTIONS, inspection_id, lock=True)
            registry.edit(
                INSPECTIONS, kept, _replanned(kept.facts, body.facts), expected=entered.version
            )
    except KbError as error:
        return InspectionRoom(service, who).show(
            form, taxonomy, inspection_id, refused=("edit", error), entered=entered
        )
    return form.go(f"/inspections/{inspection_id}", "督查计划已改。")


@router.post("/inspections/{inspection_id}/complete")
def complete(
    inspection_id: str,
    who: Inspector,
    form: FormDep,
    entered: EnteredDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
) -> Response:
    """Every finding drafts an item or touches a standing one; all of it or nothing."""
    room = InspectionRoom(service, who)
    if entered.one("more"):
        return room.show(form, taxonomy, inspection_id, entered=entered, more=True)
    try:
        told = [body_of(FindingIn, one, _FINDING) for one in _findings(entered)]
        given = {"conclusion": entered.one("conclusion"), "findings": told}
        body = body_of(CompletionIn, given, _COMPLETION)
        findings = [one.finding() for one in body.findings]
        with registry_for_writing(service, who) as registry:
            kept = Inspections(registry).complete(
                inspection_id, findings, conclusion=body.conclusion, expected=entered.version
            )
    except KbError as error:
        return room.show(
            form, taxonomy, inspection_id, refused=("complete", error), entered=entered
        )
    said = f"督查已完成：{len(findings)} 条发现，涉及 {len(kept.facts.items)} 项整改。"
    return form.go(f"/inspections/{inspection_id}", said)


@router.post("/inspections/{inspection_id}/cancel")
def cancel(
    inspection_id: str,
    who: Inspector,
    form: FormDep,
    entered: EnteredDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
) -> Response:
    """Before it was carried out, for a reason."""
    try:
        with registry_for_writing(service, who) as registry:
            Inspections(registry).cancel(
                inspection_id, reason=entered.one("reason"), expected=entered.version
            )
    except KbError as error:
        return InspectionRoom(service, who).show(
            form, taxonomy, inspection_id, refused=("cancel", error), entered=entered
        )
    return form.go(f"/inspections/{inspection_id}", "督查已取消。")


def _replanned(standing: InspectionFacts, plan: InspectionFacts) -> InspectionFacts:
    """The new plan; what the form does not ask for stays."""
    return replace(
        standing,
        title=plan.title,
        unit=plan.unit,
        method=plan.method,
        planned=plan.planned,
        people=plan.people,
    )


def _plan(entered: Entered) -> dict[str, object]:
    given = plan_values(entered)
    planned = entered.day("planned", _NAMES["planned"])
    people = [one for one in given["people"].replace("，", "、").split("、") if one.strip()]
    return {
        "title": given["title"],
        "unit": given["unit"],
        "method": given["method"],
        "planned": planned,
        "people": [one.strip() for one in people],
    }


def _findings(entered: Entered) -> list[dict[str, object]]:
    """The rows of the form that say a problem, each as the API takes it."""
    columns = {name: entered.many(name) for name in (*_FINDING, "acceptance", "loophole")}
    rows = [
        {name: values[at] if at < len(values) else "" for name, values in columns.items()}
        for at in range(len(columns["problem"]))
    ]
    return [
        {
            **{name: row[name] for name in _FINDING if row[name]},
            "acceptance": tuple(filter(None, map(str.strip, row["acceptance"].splitlines()))),
            "loopholes": tuple(filter(None, [row["loophole"]])),
        }
        for row in rows
        if row["problem"]
    ]
