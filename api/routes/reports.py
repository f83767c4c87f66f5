"""Risk analysis reports over HTTP, from draft to approval; check-up and export of letters."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import Exporter, ServiceDep
from api.file_answers import DOCX, attachment
from api.problems import StrictJsonRoute
from api.register_requests import with_etag
from api.registers import record_shown, registry_for_reading
from api.reports import hiding_names, lint_letter, similar_to_case
from api.schemas.chain import StepIn
from api.schemas.registers import FactsIn, RecordOut
from api.schemas.reports import ConflictIn, ExaminedOut, LetterDraftIn, LintOut, ReviewIn
from api.security import allow
from api.stepping import SteppingDep
from kb.governance.access import Permission, Principal
from kb.prevention.ledger_facts import LETTERS, LetterFacts
from kb.prevention.letter_draft import draft_letter
from kb.prevention.letter_paper import letter_paper
from kb.prevention.report_check import examine
from kb.prevention.report_facts import REPORTS, ReportFacts
from kb.prevention.report_paper import report_paper
from kb.prevention.reports import RiskReports
from kb.prevention.risk_report import build_report
from kb.store.registry import Registry

router = APIRouter(tags=["廉政风险分析报告"], route_class=StrictJsonRoute)
Reader = Annotated[Principal, allow(Permission.REGISTERS_READ, Permission.LEDGER_READ)]
Writer = Annotated[Principal, allow(Permission.CASES, Permission.LETTERS_DRAFT)]
Drafter = Annotated[Principal, allow(Permission.LETTERS_DRAFT)]
Reviewer = Annotated[Principal, allow(Permission.LETTERS_DRAFT, Permission.LETTERS_APPROVE)]
Approver = Annotated[Principal, allow(Permission.LETTERS_APPROVE)]
_SHOWN = RecordOut[ReportFacts]


@router.post(
    "/cases/{case_id}/risk-report",
    status_code=201,
    summary="案件：由标签、字段与登记生成廉政风险分析报告的草稿",
    response_model=_SHOWN,
)
def build(case_id: str, body: StepIn, who: Writer, stepping: SteppingDep) -> Response:
    """Every sentence has its anchor; what has no source is listed as a gap."""
    with registry_for_reading(stepping.service, who) as registry:
        similar = similar_to_case(stepping.service, registry, case_id)

    def run(registry: Registry) -> Response:
        kept = build_report(registry, case_id, similar)
        return with_etag(kept, RecordOut.of(REPORTS, kept), status=201)

    return stepping.make(who, body, run)


@router.put("/reports/{report_id}", summary="报告：改", response_model=_SHOWN)
def edit(
    report_id: str, body: FactsIn[ReportFacts], who: Writer, stepping: SteppingDep
) -> Response:
    """Statements that a person changed bear the person's account."""
    return stepping.take(
        who,
        REPORTS,
        body,
        lambda registry, at: RiskReports(registry).edit(report_id, body.facts, expected=at),
    )


@router.get("/reports/{report_id}/examination", summary="报告：每句的出处、缺项与会审分歧")
def examination(report_id: str, who: Reader, service: ServiceDep) -> ExaminedOut:
    """As it stands now, over what the person may read."""
    with registry_for_reading(service, who) as registry:
        report = registry.get(REPORTS, report_id)
        found = ExaminedOut.of(report, examine(registry, report))
    record_shown(service, who, REPORTS, [report])
    return found


@router.post("/reports/{report_id}:submit", summary="报告：送会审", response_model=_SHOWN)
def submit(report_id: str, body: StepIn, who: Writer, stepping: SteppingDep) -> Response:
    """What was said of a former version lapses."""
    return stepping.take(
        who,
        REPORTS,
        body,
        lambda registry, at: RiskReports(registry).submit(report_id, expected=at),
    )


@router.post("/reports/{report_id}:review", summary="报告：会审", response_model=_SHOWN)
def review(report_id: str, body: ReviewIn, who: Reviewer, stepping: SteppingDep) -> Response:
    """By one body; 403 for its writers and for the department of the other body's reviewer."""
    return stepping.take(
        who,
        REPORTS,
        body,
        lambda registry, at: RiskReports(registry).review(
            report_id, body.body, body.said(), expected=at
        ),
    )


@router.post("/reports/{report_id}:resolve", summary="报告：处理分歧", response_model=_SHOWN)
def resolve(report_id: str, body: ConflictIn, who: Approver, stepping: SteppingDep) -> Response:
    """By name, and by neither reviewer."""
    return stepping.take(
        who,
        REPORTS,
        body,
        lambda registry, at: RiskReports(registry).resolve(
            report_id, body.section, body.reason, expected=at
        ),
    )


@router.post("/reports/{report_id}:send-back", summary="报告：退回修改", response_model=_SHOWN)
def send_back(report_id: str, body: StepIn, who: Approver, stepping: SteppingDep) -> Response:
    """With what is to be changed."""
    return stepping.take(
        who,
        REPORTS,
        body,
        lambda registry, at: RiskReports(registry).send_back(
            report_id, reason=body.reason, expected=at
        ),
    )


@router.post("/reports/{report_id}:approve", summary="报告：审定", response_model=_SHOWN)
def approve(report_id: str, body: StepIn, who: Approver, stepping: SteppingDep) -> Response:
    """409 while a sentence lacks its anchor, a body its review, a conflict its resolution."""
    return stepping.take(
        who,
        REPORTS,
        body,
        lambda registry, at: RiskReports(registry).approve(report_id, expected=at),
    )


@router.get("/reports/{report_id}/docx", summary="报告：导出 DOCX", response_class=Response)
def export_report(report_id: str, who: Exporter, service: ServiceDep) -> Response:
    """In the layout of official papers; recorded before a byte leaves."""
    with registry_for_reading(service, who) as registry:
        content = report_paper(registry, report_id)
    return attachment(content, "廉政风险分析报告.docx", DOCX)


@router.post(
    "/reports/{report_id}/letters",
    status_code=201,
    summary="报告：按选定的措施拟一份建议书",
    response_model=RecordOut[LetterFacts],
)
def draft(report_id: str, body: LetterDraftIn, who: Drafter, stepping: SteppingDep) -> Response:
    """Problems and suggestions one to one, each with its sources; names of persons are replaced."""

    def run(registry: Registry) -> Response:
        report = registry.get(REPORTS, report_id)
        kept = draft_letter(
            registry,
            report_id,
            tuple(body.measures),
            body.kind,
            body.sender(),
            hide=hiding_names(registry, report.head.case_id),
        )
        return with_etag(kept, RecordOut.of(LETTERS, kept), status=201)

    return stepping.make(who, body, run)


@router.post("/letters/{letter_id}:lint", summary="建议书：体检")
def check_up(letter_id: str, who: Reader, service: ServiceDep) -> LintOut:
    """What is wrong with it and a score beside its text; nothing is changed."""
    with registry_for_reading(service, who) as registry:
        letter, found = lint_letter(registry, letter_id)
    record_shown(service, who, LETTERS, [letter])
    return LintOut.of(RecordOut.of(LETTERS, letter), found)


@router.post("/letters/{letter_id}:lint-draft", summary="建议书：未保存的文本体检")
def check_up_draft(
    letter_id: str, body: FactsIn[LetterFacts], who: Drafter, service: ServiceDep
) -> LintOut:
    """What is wrong with what is about to be saved; nothing is kept."""
    with registry_for_reading(service, who) as registry:
        letter, found = lint_letter(registry, letter_id, body.facts)
    record_shown(service, who, LETTERS, [letter])
    return LintOut.of(RecordOut.of(LETTERS, letter), found)


@router.get("/letters/{letter_id}/docx", summary="建议书：导出 DOCX", response_class=Response)
def export_letter(letter_id: str, who: Exporter, service: ServiceDep) -> Response:
    """Each kind with its own head; recorded before a byte leaves."""
    with registry_for_reading(service, who) as registry:
        content = letter_paper(registry, letter_id)
    return attachment(content, "建议书.docx", DOCX)
