"""廉政风险分析报告: a list, the report by section with its sources, review, approval."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.deps import ServiceDep
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.record_forms import Entered, entered_of_facts, form_fields, lines_of, read_facts
from api.pages.record_paths import record_path
from api.pages.register_lists import filters, listing
from api.pages.report_view import report_content
from api.pages.slips import EnteredDep, Posting, Slip, take
from api.pages.sources import sources_shown
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
    SECTION_NAMES,
    ReportFacts,
    ReportSection,
    ReviewBody,
    Stance,
    Statement,
)
from kb.prevention.reports import RiskReports
from kb.prevention.stages import REPORT_STEPS
from kb.store.registry import Registry, Wanted

router = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, allow(Permission.REGISTERS_READ, Permission.LEDGER_READ)]
Writer = Annotated[Principal, allow(Permission.CASES, Permission.LETTERS_DRAFT)]
Drafter = Annotated[Principal, allow(Permission.LETTERS_DRAFT)]
Reviewer = Annotated[Principal, allow(Permission.LETTERS_DRAFT, Permission.LETTERS_APPROVE)]
Approver = Annotated[Principal, allow(Permission.LETTERS_APPROVE)]
_HOME = Crumb("风险分析报告", "/reports")
_HEAD = ("title", "audience", "unit", "domain", "legal_basis", "measures")
_SPARE = 2  # empty rows for new sentences


@router.get("/reports")
def reports_page(who: Reader, request: Request, page: PageDep, service: ServiceDep) -> Response:
    """The reports, the newest first."""
    found = listing(service, who, request, (REPORTS.kind,))
    with registry_for_reading(service, who) as registry:
        total = registry.count(REPORTS)
        by_state = {
            state: registry.count(REPORTS, Wanted(equal=(("state", (state,)),)))
            for state in REPORTS.states
        }
        chosen = filters(registry, request, "domain", "unit")
    content = {
        "found": found,
        "total": total,
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


@router.get("/reports/{report_id}/head")
def head_page(report_id: str, who: Writer, page: PageDep, service: ServiceDep) -> Response:
    """Title, who may know of it, basis, measures."""
    with registry_for_reading(service, who) as registry:
        kept = registry.get(REPORTS, report_id)
    return _head_page(page, service, who, report_id, entered_of_facts(kept.facts))


@router.post("/reports/{report_id}/head")
def edit_head(
    report_id: str, who: Writer, form: FormDep, service: ServiceDep, entered: EnteredDep
) -> Response:
    """From the version that the form was shown with."""
    posting = Posting(service, who, form, entered)

    def done() -> tuple[str, str]:
        with registry_for_writing(service, who) as registry:
            former = registry.get(REPORTS, report_id).facts
            facts = read_facts(REPORTS, entered, former, only=_HEAD)
            RiskReports(registry).edit(report_id, facts, expected=posting.version)
        return record_path(report_id), "已保存。"

    def again(slip: Slip) -> Response:
        return _head_page(form, service, who, report_id, entered, slip=slip)

    return take(posting, done, again, record_id=report_id)


@router.get("/reports/{report_id}/sections/{section}")
def section_page(
    report_id: str, section: ReportSection, who: Writer, page: PageDep, service: ServiceDep
) -> Response:
    """The sentences of a section to be edited, with what they rest on."""
    return _section_page(page, service, who, report_id, section)


@router.post("/reports/{report_id}/sections/{section}")
def edit_section(
    report_id: str,
    section: ReportSection,
    who: Writer,
    form: FormDep,
    service: ServiceDep,
    entered: EnteredDep,
) -> Response:
    """An emptied sentence is gone; one that was changed bears its writer's name."""
    posting = Posting(service, who, form, entered)

    def done() -> tuple[str, str]:
        with registry_for_writing(service, who) as registry:
            former = registry.get(REPORTS, report_id).facts
            facts = _with_section(former, section, _sentences(entered, section))
            RiskReports(registry).edit(report_id, facts, expected=posting.version)
        return f"{record_path(report_id)}#{section}", f"已保存“{SECTION_NAMES[section]}”。"

    def again(slip: Slip) -> Response:
        return _section_page(form, service, who, report_id, section, slip=slip, entered=entered)

    return take(posting, done, again, record_id=report_id)


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


def _sentences(entered: Entered, section: ReportSection) -> tuple[Statement, ...]:
    columns = [entered.get(name, ()) for name in ("text", "anchors", "note", "term")]
    rows = zip(*columns, strict=False)
    return tuple(
        Statement(
            section=section,
            text=" ".join(text.split()),
            anchors=lines_of(anchors),
            note=note.strip(),
            term=term,
        )
        for text, anchors, note, term in rows
        if text.strip()
    )


def _with_section(
    facts: ReportFacts, section: ReportSection, sentences: tuple[Statement, ...]
) -> ReportFacts:
    others = tuple(one for one in facts.statements if one.section is not section)
    return replace(facts, statements=(*others, *sentences))


def _section_page(
    page: Page,
    service: Service,
    who: Principal,
    report_id: str,
    section: ReportSection,
    *,
    slip: Slip | None = None,
    entered: Entered | None = None,
) -> Response:
    with registry_for_reading(service, who) as registry:
        report = registry.get(REPORTS, report_id)
        kept = [one for one in report.facts.statements if one.section is section]
        sentences = list(_sentences(entered, section)) if entered else kept
        found = sources_shown(service, registry, (a for one in sentences for a in one.anchors))
    record_shown(service, who, REPORTS, [report])
    spare = [Statement(section=section, text="") for _ in range(_SPARE)]
    content = {
        "report": report,
        "section": section,
        "name": SECTION_NAMES[section],
        "sentences": [*sentences, *spare],
        "sources": found,
        "slip": slip,
    }
    title = SECTION_NAMES[section]
    crumbs = (_HOME, Crumb(report.facts.title[:24], record_path(report_id)), Crumb(title))
    status = slip.status if slip else 200
    return page.show(
        "reports/section.html", content, title=f"修改{title}", crumbs=crumbs, status=status
    )


def _head_page(
    page: Page,
    service: Service,
    who: Principal,
    report_id: str,
    entered: Entered,
    *,
    slip: Slip | None = None,
) -> Response:
    with registry_for_reading(service, who) as registry:
        report = registry.get(REPORTS, report_id)
        fields = form_fields(registry, REPORTS, entered, only=_HEAD, case_id=report.head.case_id)
    content = {"report": report, "fields": fields, "slip": slip}
    crumbs = (_HOME, Crumb(report.facts.title[:24], record_path(report_id)), Crumb("报告信息"))
    status = slip.status if slip else 200
    return page.show("reports/head.html", content, title="报告信息", crumbs=crumbs, status=status)


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
    crumbs = (_HOME, Crumb("报告"))
    status = slip.status if slip else 200
    return page.show(
        "reports/report.html", content, title=report.facts.title, crumbs=crumbs, status=status
    )
