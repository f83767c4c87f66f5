"""廉政风险分析报告: a list, the report by section with its sources, review, approval."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.deps import ServiceDep
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.posting import EnteredDep, Posting, Slip, take
from api.pages.record_forms import Entered
from api.pages.record_paths import record_path
from api.pages.register_lists import filters, listing
from api.pages.report_view import HOME, report_content
from api.registers import record_shown, registry_for_reading, registry_for_writing
from api.reports import hiding_names
from api.security import allow
from api.wiring import Service
from kb.errors import InvalidQuery
from kb.governance.access import Permission, Principal
from kb.prevention.ledger_facts import LetterKind
from kb.prevention.letter_draft import Sender, draft_letter
from kb.prevention.report_facts import (
    REPORTS,
    ReportSection,
    ReviewBody,
    Stance,
)
from kb.prevention.reports import RiskReports
from kb.prevention.stages import REPORT_STEPS
from kb.store.registry import Registry

router = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, allow(Permission.REGISTERS_READ, Permission.LEDGER_READ)]
Writer = Annotated[Principal, allow(Permission.CASES, Permission.LETTERS_DRAFT)]
Drafter = Annotated[Principal, allow(Permission.LETTERS_DRAFT)]
Reviewer = Annotated[Principal, allow(Permission.LETTERS_DRAFT, Permission.LETTERS_APPROVE)]
Approver = Annotated[Principal, allow(Permission.LETTERS_APPROVE)]


@router.get("/reports")
def reports_page(who: Reader, request: Request, page: PageDep, service: ServiceDep) -> Response:
    """The reports, the newest first."""
    found = listing(service, who, request, (REPORTS.kind,))
    with registry_for_reading(service, who) as registry:
        by_state = registry.counts(REPORTS, "state")
        chosen = filters(registry, request, "domain", "unit")
    content = {
        "found": found,
        "total": sum(by_state.values()),
        "by_state": by_state,
        "states": REPORTS.states,
        "state": request.query_params.get("state", ""),
        "filters": chosen,
        "text": request.query_params.get("text", "")[:100],
        "mine": bool(request.query_params.get("mine")),
    }
    return page.show("reports/list.html", content, title="风险分析报告")


@router.get("/reports/{report_id}")
def report_page(
    report_id: str,
    who: Reader,
    page: PageDep,
    service: ServiceDep,
    version: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """The report with its sources, now or as a former version."""
    return _page(page, service, who, report_id, version=version)


@router.post("/reports/{report_id}/steps/submit")
def submit(
    report_id: str, who: Writer, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """For joint review."""
    posting = Posting(service, who, form, entered)
    return _step(posting, report_id, "submit")


@router.post("/reports/{report_id}/steps/review")
def review(
    report_id: str, who: Reviewer, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """What one body says of each section; sections not disagreed with are agreed to."""
    return _step(Posting(service, who, form, entered), report_id, "review")


@router.post("/reports/{report_id}/steps/{step}")
def step_report(
    report_id: str, step: str, who: Approver, form: FormDep, service: ServiceDep,
    entered: EnteredDep,
) -> Response:  # fmt: skip
    """Resolve a conflict, send back, approve."""
    return _step(Posting(service, who, form, entered), report_id, step)


@router.post("/reports/{report_id}/letters")
def draft(
    report_id: str, who: Drafter, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """A draft of a letter from the measures that were ticked."""
    posting = Posting(service, who, form, entered)

    def done() -> tuple[str, str]:
        kind = posting.first("kind")
        if kind not in set(LetterKind):
            raise InvalidQuery("FIELD_NEEDED", field="种类")
        sender = Sender(posting.first("body"), posting.first("mark"), posting.first("contact"))
        with registry_for_writing(service, who) as registry:
            report = registry.get(REPORTS, report_id)
            kept = draft_letter(
                registry,
                report_id,
                tuple(entered.get("measure", ())),
                LetterKind(kind),
                sender,
                hide=hiding_names(registry, report.head.case_id),
            )
        return record_path(
            kept.id
        ), "已拟草稿：问题与建议一一对应，人名已替换。请逐处核对体检意见。"

    def again(slip: Slip) -> Response:
        return _page(form, service, who, report_id, slip=slip, entered=entered)

    return take(posting, done, again, form="letter", record_id=report_id)


def _step(posting: Posting, report_id: str, step: str) -> Response:
    def done() -> tuple[str, str]:
        with registry_for_writing(posting.service, posting.who) as registry:
            _run(registry, posting, report_id, step)
        return record_path(report_id), f"已办理：{REPORT_STEPS[step].zh}。"

    def again(slip: Slip) -> Response:
        return _page(
            posting.page,
            posting.service,
            posting.who,
            report_id,
            slip=slip,
            entered=posting.entered,
        )

    return take(posting, done, again, form=step, record_id=report_id)


def _run(registry: Registry, posting: Posting, report_id: str, step: str) -> None:
    reports, at, reason = RiskReports(registry), posting.version, posting.first("reason")
    if step == "submit":
        reports.submit(report_id, expected=at)
    elif step == "review":
        body = posting.first("body")
        if body not in set(ReviewBody):
            raise InvalidQuery("FIELD_NEEDED", field="会审机关")
        reports.review(report_id, ReviewBody(body), _said(posting), expected=at)
    elif step == "resolve":
        section = posting.first("section")
        if section not in set(ReportSection):
            raise InvalidQuery("FIELD_INVALID", field="部分", value=section[:20])
        reports.resolve(report_id, ReportSection(section), reason, expected=at)
    elif step == "send_back":
        reports.send_back(report_id, reason=reason, expected=at)
    elif step == "approve":
        reports.approve(report_id, expected=at)
    else:
        raise InvalidQuery("FIELD_INVALID", field="步骤", value=step[:20])


def _said(posting: Posting) -> dict[ReportSection, tuple[Stance, str]]:
    said = {}
    for section in ReportSection:
        text = posting.first(f"opinion-{section}")
        against = posting.first(f"stance-{section}") == Stance.DISAGREE
        if against or text:
            said[section] = (Stance.DISAGREE if against else Stance.AGREE, text)
    return said


def _page(
    page: Page,
    service: Service,
    who: Principal,
    report_id: str,
    *,
    version: int = 0,
    slip: Slip | None = None,
    entered: Entered | None = None,
) -> Response:
    with registry_for_reading(service, who) as registry:
        report = registry.get(REPORTS, report_id)
        content = report_content(service, registry, report_id, version=version)
    record_shown(service, who, REPORTS, [report])
    content |= {"slip": slip, "entered": entered or {}}
    crumbs = (HOME, Crumb("报告"))
    status = slip.status if slip else 200
    return page.show(
        "reports/report.html", content, title=report.facts.title, crumbs=crumbs, status=status
    )
