"""预警: the list by level, one warning with its steps; the run of the rules now."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from starlette.responses import Response

from api.deps import ServiceDep
from api.pages.named import record_named
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.shown_names import unit_names
from api.pages.step_slips import slip_of_step, take_step
from api.pages.warning_view import line_of, rule_name, view_of
from api.registers import record_shown, registry_for_reading
from api.routes.warnings import Handler, Reader, Runner
from api.warnings import run_daily
from api.wiring import Service
from kb.errors import InvalidQuery, KbError
from kb.evaluation_terms import WarningLevel, load_evaluation_terms
from kb.governance.access import Principal
from kb.governance.audit import AuditEntry
from kb.prevention.ledger_facts import WARNING_NOTE, WARNINGS, WarningFacts
from kb.prevention.reading_order import gravest_warnings
from kb.prevention.warning_run import STANDING
from kb.prevention.warning_terms import GRADES, RULES
from kb.prevention.warnings import Warnings
from kb.registers.records import Kept
from kb.store.registry import Wanted

router = APIRouter(include_in_schema=False)
_PAGE = 50
_NOTHING = {"founded": "", "finding": "", "reason": "", "action": ""}
_OPEN = "open"
_Code = Annotated[str, Query(max_length=64)]
_Version = Annotated[str, Form(max_length=20)]
_Text = Annotated[str, Form(max_length=20_000)]
Run = Callable[[Warnings, int], Kept[WarningFacts]]


@router.get("/warnings")
def warnings_page(
    who: Reader,
    page: PageDep,
    service: ServiceDep,
    state: _Code = _OPEN,
    grade: _Code = "",
    rule: _Code = "",
    unit: _Code = "",
    at: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Warnings that stand (or of a state), the gravest first."""
    chosen = {"state": state, "grade": grade, "rule": rule, "unit": unit}
    with registry_for_reading(service, who) as registry:
        wanted = _wanted(chosen)
        by_grade = registry.counts(WARNINGS, "grade", wanted)
        found = by_grade[grade] if grade else sum(by_grade.values())
        of_grade = Wanted((*wanted.equal, *((("grade", (grade,)),) if grade else ())))
        shown = gravest_warnings(registry, of_grade, limit=_PAGE, offset=(at - 1) * _PAGE)
        units, today = unit_names(registry), registry.today()
        standing = registry.count(WARNINGS, Wanted(equal=(("state", STANDING),)))
        total = registry.count(WARNINGS)
    record_shown(service, who, WARNINGS, shown)
    content = {
        "lines": [line_of(one, units, today) for one in shown],
        "total": found,
        "grades": _by_grade(by_grade, chosen),
        "tabs": [
            (_path(chosen, state=_OPEN), "待办", state == _OPEN, standing),
            (_path(chosen, state=""), "全部", state == "", total),
        ],
        "chosen": chosen,
        "states": WARNINGS.states,
        "rules": RULES,
        "units": units,
        "note": WARNING_NOTE,
        "former": _path(chosen, page=str(at - 1)) if at > 1 else "",
        "next": _path(chosen, page=str(at + 1)) if found > at * _PAGE else "",
    }
    return page.show("warnings/list.html", content, title="预警")


@router.post("/warnings/run")
def run_page(who: Runner, form: FormDep, service: ServiceDep) -> Response:
    """What the daily run does, now."""
    service.governing.audit.record(AuditEntry(who, "warning.run", ""))
    run = run_daily(service.governing).run
    words = (
        f"已按规则查过一遍：新提出 {len(run.raised)} 条，补充依据 {len(run.added_to)} 条，"
        f"升级 {len(run.lifted)} 条，不再成立 {len(run.lapsed)} 条。"
    )
    return form.go("/warnings", words)


@router.get("/warnings/{warning_id}")
def warning_page(warning_id: str, who: Reader, page: PageDep, service: ServiceDep) -> Response:
    """One warning."""
    return _shown(warning_id, who, page, service, {})


@router.post("/warnings/{warning_id}/acknowledge")
def acknowledge(
    warning_id: str, who: Handler, form: FormDep, service: ServiceDep, version: _Version = ""
) -> Response:
    """Sign for it."""
    return _step(
        service,
        who,
        form,
        warning_id,
        {"version": version},
        lambda steps, at: steps.acknowledge(warning_id, expected=at),
        "已签收，请核查。",
    )


@router.post("/warnings/{warning_id}/verify")
def verify(
    warning_id: str,
    who: Handler,
    form: FormDep,
    service: ServiceDep,
    version: _Version = "",
    founded: Annotated[str, Form(max_length=5)] = "",
    finding: _Text = "",
) -> Response:
    """Whether the signal holds."""

    def run(steps: Warnings, at: int) -> Kept[WarningFacts]:
        if founded not in ("yes", "no"):
            raise InvalidQuery("FIELD_NEEDED", field="信号是否成立")
        return steps.verify(warning_id, founded=founded == "yes", finding=finding, expected=at)

    kept = {"version": version, "founded": founded, "finding": finding}
    return _step(service, who, form, warning_id, kept, run, "核查情况已记下。")


@router.post("/warnings/{warning_id}/dismiss")
def dismiss(
    warning_id: str,
    who: Handler,
    form: FormDep,
    service: ServiceDep,
    version: _Version = "",
    reason: _Text = "",
) -> Response:
    """There is nothing in it."""
    return _step(
        service,
        who,
        form,
        warning_id,
        {"version": version, "reason": reason},
        lambda steps, at: steps.dismiss(warning_id, reason=reason, expected=at),
        "已排除。",
    )


@router.post("/warnings/{warning_id}/close")
def close(
    warning_id: str,
    who: Handler,
    form: FormDep,
    service: ServiceDep,
    version: _Version = "",
    action: _Text = "",
) -> Response:
    """What was done about it."""
    return _step(
        service,
        who,
        form,
        warning_id,
        {"version": version, "action": action},
        lambda steps, at: steps.close(warning_id, action=action, expected=at),
        "已处置了结。",
    )


def _step(
    service: Service,
    who: Principal,
    form: Page,
    warning_id: str,
    entered: Mapping[str, str],
    run: Run,
    words: str,
) -> Response:
    return take_step(
        service,
        who,
        form,
        version=entered["version"],
        desk=Warnings,
        run=run,
        again=lambda error: _shown(warning_id, who, form, service, entered, error),
        done=(f"/warnings/{warning_id}", words),
    )


def _shown(
    warning_id: str,
    who: Principal,
    page: Page,
    service: Service,
    entered: Mapping[str, str],
    error: KbError | None = None,
) -> Response:
    with registry_for_reading(service, who) as registry:
        kept = registry.get(WARNINGS, warning_id)
        view = view_of(registry, kept)
        slip = slip_of_step(error, registry, warning_id) if error else None
    record_shown(service, who, WARNINGS, [kept])
    record_named(service, who, [one.record for one in view.grounds if one.record])
    content = {"view": view, "entered": {**_NOTHING, **entered}, "slip": slip}
    crumbs = (Crumb("预警", "/warnings"), Crumb(rule_name(kept.facts.rule)))
    title = kept.facts.title
    status = slip.status if slip else 200
    return page.show("warnings/one.html", content, title=title, crumbs=crumbs, status=status)


def _by_grade(
    counts: Mapping[str, int], chosen: Mapping[str, str]
) -> Sequence[tuple[WarningLevel, int, str, bool]]:
    """The levels, the gravest first, with their numbers and the way to each (or back to all)."""
    levels = load_evaluation_terms().warning_levels
    return [
        (
            levels[one],
            counts[one],
            _path(chosen, grade="" if one == chosen["grade"] else one),
            one == chosen["grade"],
        )
        for one in reversed(GRADES)
    ]


def _path(chosen: Mapping[str, str], **other: str) -> str:
    return f"/warnings?{urlencode({**chosen, **other})}"


def _wanted(chosen: Mapping[str, str]) -> Wanted:
    equal: list[tuple[str, tuple[object, ...]]] = []
    for name, value in chosen.items():
        if not value or name == "grade":
            continue
        equal.append((name, STANDING if value == _OPEN and name == "state" else (value,)))
    return Wanted(equal=tuple(equal))
