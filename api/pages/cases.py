"""A case on its chain: what is there and missing, the checklist, findings, steps, who may read."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, get_args

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import ServiceDep
from api.pages.case_page import HOME, case_view
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.posting import EnteredDep, Posting, Slip, take
from api.pages.record_forms import (
    Entered,
    entered_of_facts,
    form_fields,
    lines_of,
    read_facts,
)
from api.pages.record_paths import record_path
from api.registers import registry_for_reading, registry_for_writing
from api.reports import similar_to_case
from api.security import allow
from api.wiring import Service
from kb.errors import InvalidQuery
from kb.governance.access import Permission, Principal
from kb.prevention.case_files import CaseFiles, Conclusion, PlainCaseStep
from kb.prevention.chain_facts import CASES
from kb.prevention.checklist import Checklist
from kb.prevention.findings import Findings
from kb.prevention.risk_report import build_report
from kb.prevention.stages import CASE_STEPS
from kb.store.registry import Registry

router = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, allow(Permission.REGISTERS_READ)]
Keeper = Annotated[Principal, allow(Permission.CASES)]
Writer = Annotated[Principal, allow(Permission.CASES, Permission.LETTERS_DRAFT)]


@router.get("/cases/{case_id}")
def case_page(
    case_id: str,
    who: Reader,
    page: PageDep,
    service: ServiceDep,
    moment: Annotated[str, Query(alias="as_of", max_length=40)] = "",
) -> Response:
    """The chain of the case; of a case of the library alone its papers and labels."""
    return case_view(page, service, who, case_id, moment=moment)


@router.get("/cases/{case_id}/edit")
def edit_case_page(case_id: str, who: Keeper, page: PageDep, service: ServiceDep) -> Response:
    """What people enter of a case."""
    with registry_for_reading(service, who) as registry:
        kept = registry.get(CASES, case_id)
    entered = {**entered_of_facts(kept.facts), "version": [str(kept.head.version)]}
    return _form_page(page, service, who, case_id, entered)


@router.post("/cases/{case_id}/edit")
def edit_case(
    case_id: str, who: Keeper, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """From the version that the form was shown with."""
    posting = Posting(service, who, form, entered)

    def change(registry: Registry) -> tuple[str, str]:
        facts = read_facts(CASES, entered, registry.get(CASES, case_id).facts)
        CaseFiles(registry).edit(case_id, facts, expected=posting.version)
        return record_path(case_id), "已保存。"

    def again(slip: Slip) -> Response:
        return _form_page(form, service, who, case_id, entered, slip=slip)

    return take(posting, lambda: _writing(posting, change), again, record_id=case_id)


@router.post("/cases/{case_id}/steps/{step}")
def step_case(
    case_id: str, step: str, who: Keeper, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """Conclude, waive, or any step behind its gate."""
    posting = Posting(service, who, form, entered)
    reason = posting.first("reason")

    def run(registry: Registry) -> tuple[str, str]:
        files = CaseFiles(registry)
        if step == "waive":
            files.waive(case_id, reason=reason, expected=posting.version)
        elif step == "conclude":
            files.conclude(case_id, _conclusion(posting), expected=posting.version)
        else:
            chosen = next((one for one in get_args(PlainCaseStep) if one == step), None)
            if chosen is None:
                raise InvalidQuery("FIELD_INVALID", field="步骤", value=step[:20])
            files.take(case_id, chosen, reason=reason, expected=posting.version)
        return record_path(case_id), f"已办理：{CASE_STEPS[step].zh}。"

    return _case_form(posting, case_id, step, run)


@router.post("/cases/{case_id}/loopholes/propose")
def propose_loopholes(
    case_id: str, who: Keeper, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """Loopholes that stand in the papers of the case."""

    def run(registry: Registry) -> tuple[str, str]:
        found = Findings(registry).propose_loopholes(case_id)
        words = (
            f"由文书提出 {len(found)} 个漏洞，请逐个确认或排除。"
            if found
            else "文书里没有新的漏洞可提。"
        )
        return f"{record_path(case_id)}#loopholes", words

    return _case_form(Posting(service, who, form, entered), case_id, "loopholes", run)


@router.post("/cases/{case_id}/checks")
def ask(
    case_id: str, who: Keeper, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """A question besides those drawn up."""
    posting = Posting(service, who, form, entered)

    def run(registry: Registry) -> tuple[str, str]:
        Checklist(registry).ask(case_id, posting.first("question"), basis=posting.first("basis"))
        return f"{record_path(case_id)}#checks", "已加一项排查。"

    return _case_form(posting, case_id, "ask", run)


@router.post("/cases/{case_id}/checks/{check_id}")
def answer(
    case_id: str,
    check_id: str,
    who: Keeper,
    form: FormDep,
    service: ServiceDep,
    entered: EnteredDep,
) -> Response:
    """With evidence, or with the reason why there is none."""
    posting = Posting(service, who, form, entered)

    def run(registry: Registry) -> tuple[str, str]:
        Checklist(registry).answer(
            check_id,
            posting.first("answer"),
            evidence=lines_of(posting.first("evidence")),
            reason=posting.first("reason"),
            expected=posting.version,
        )
        return f"{record_path(case_id)}#{check_id}", "已作答。"

    return _case_form(posting, case_id, check_id, run, record_id=check_id)


@router.post("/cases/{case_id}/report")
def build(
    case_id: str, who: Writer, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """A draft of the risk analysis report from what is kept of the case."""
    posting = Posting(service, who, form, entered)

    def done() -> tuple[str, str]:
        with registry_for_reading(service, who) as registry:
            similar = similar_to_case(service, registry, case_id)
        with registry_for_writing(service, who) as registry:
            kept = build_report(registry, case_id, similar)
        words = f"已生成草稿，共 {len(kept.facts.statements)} 句，每句都带出处。缺项列在右边。"
        return record_path(kept.id), words

    def again(slip: Slip) -> Response:
        return case_view(form, service, who, case_id, slip=slip)

    return take(posting, done, again, form="report", record_id=case_id)


def _case_form(
    posting: Posting,
    case_id: str,
    form: str,
    run: Callable[[Registry], tuple[str, str]],
    *,
    record_id: str = "",
) -> Response:
    def again(slip: Slip) -> Response:
        return case_view(
            posting.page,
            posting.service,
            posting.who,
            case_id,
            slip=slip,
            entered=posting.entered,
        )

    return take(
        posting, lambda: _writing(posting, run), again, form=form, record_id=record_id or case_id
    )


def _writing(posting: Posting, run: Callable[[Registry], tuple[str, str]]) -> tuple[str, str]:
    with registry_for_writing(posting.service, posting.who) as registry:
        return run(registry)


def _conclusion(posting: Posting) -> Conclusion:
    try:
        on = date.fromisoformat(posting.first("on"))
    except ValueError as error:
        value = posting.first("on")[:20]
        raise InvalidQuery("FIELD_INVALID", field="审结日期", value=value) from error
    return Conclusion(on, posting.first("result"), posting.first("result_number"))


def _form_page(
    page: Page,
    service: Service,
    who: Principal,
    case_id: str,
    entered: Entered,
    *,
    slip: Slip | None = None,
) -> Response:
    with registry_for_reading(service, who) as registry:
        case = registry.get(CASES, case_id)
        fields = form_fields(registry, CASES, entered)
    content = {"case": case, "fields": fields, "slip": slip}
    crumbs = (HOME, Crumb(case.facts.title[:24], record_path(case_id)), Crumb("修改"))
    status = slip.status if slip else 200
    return page.show("cases/edit.html", content, title="修改案件", crumbs=crumbs, status=status)
