"""Writing a report: its head, and the sentences of a section with what they rest on."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import ServiceDep
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.posting import EnteredDep, Posting, Slip, take
from api.pages.record_forms import Entered, entered_of_facts, form_fields, lines_of, read_facts
from api.pages.record_paths import record_path
from api.pages.report_view import HOME
from api.pages.sources import sources_shown
from api.registers import record_shown, registry_for_reading, registry_for_writing
from api.security import allow
from api.wiring import Service
from kb.governance.access import Permission, Principal
from kb.prevention.report_facts import (
    REPORTS,
    SECTION_NAMES,
    ReportFacts,
    ReportSection,
    Statement,
)
from kb.prevention.reports import RiskReports

router = APIRouter(include_in_schema=False)
Writer = Annotated[Principal, allow(Permission.CASES, Permission.LETTERS_DRAFT)]
_HEAD = ("title", "audience", "unit", "domain", "legal_basis", "measures")
_SPARE = 2  # empty rows for new sentences


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
    crumbs = (HOME, Crumb(report.facts.title[:24], record_path(report_id)), Crumb(title))
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
    crumbs = (HOME, Crumb(report.facts.title[:24], record_path(report_id)), Crumb("报告信息"))
    status = slip.status if slip else 200
    return page.show("reports/head.html", content, title="报告信息", crumbs=crumbs, status=status)
