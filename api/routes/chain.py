"""The chain over HTTP: steps of clues and cases, the risk checklist, findings, the loop."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import ServiceDep
from api.problems import StrictJsonRoute
from api.register_requests import AsOf, with_etag
from api.registers import record_shown, registry_for_reading
from api.schemas.chain import (
    AnswerIn,
    ConclusionIn,
    CountersOut,
    FiledOut,
    FilingIn,
    NextStepOut,
    NodeOut,
    QuestionIn,
    StepIn,
    TraceOut,
)
from api.schemas.clues import TwinOut
from api.schemas.registers import FactsIn, RecordOut
from api.security import allow
from api.stepping import SteppingDep
from kb.governance.access import Permission, Principal
from kb.prevention.case_counters import counters
from kb.prevention.case_files import CaseFiles, Conclusion, PlainCaseStep
from kb.prevention.case_past import lives_of, records_then
from kb.prevention.case_records import records_of
from kb.prevention.chain_facts import (
    CASES,
    CHECKS,
    CLUES,
    CaseFacts,
    CheckFacts,
    ClueFacts,
)
from kb.prevention.checklist import Checklist
from kb.prevention.clue_twins import twins
from kb.prevention.clues import Clues, PlainClueStep
from kb.prevention.obstacles import case_obstacle
from kb.prevention.stages import CASE_STEPS
from kb.prevention.steps import open_steps
from kb.prevention.trace import trace
from kb.store.registry import Registry

router = APIRouter(tags=["办案链条"], route_class=StrictJsonRoute)
ClueKeeper = Annotated[Principal, allow(Permission.CLUES)]
CaseKeeper = Annotated[Principal, allow(Permission.CASES)]
Judge = Annotated[Principal, allow(Permission.CLUES, Permission.CASES)]
Reader = Annotated[Principal, allow(Permission.REGISTERS_READ)]


@router.post("/clues/{clue_id}:file", summary="线索：立案", response_model=FiledOut)
def file_clue(clue_id: str, body: FilingIn, who: ClueKeeper, stepping: SteppingDep) -> Response:
    """Opens the case with its checklist; 409 without the risk pre-judgement."""
    expected = stepping.expected

    def run(registry: Registry) -> Response:
        filed = Clues(registry).file(
            clue_id,
            approval=body.approval,
            number=body.number,
            title=body.title,
            on=body.on,
            level=body.level,
            expected=expected,
        )
        return with_etag(filed.clue, FiledOut.of(filed))

    return stepping.make(who, body, run)


@router.post("/clues/{clue_id}:{step}", summary="线索：走一步", response_model=RecordOut[ClueFacts])
def step_clue(
    clue_id: str, step: PlainClueStep, body: StepIn, who: ClueKeeper, stepping: SteppingDep
) -> Response:
    """Preliminary verification, inquiry, hold, close, or back to intake."""
    return stepping.take(
        who,
        CLUES,
        body,
        lambda registry, expected: Clues(registry).take(
            clue_id, step, reason=body.reason, expected=expected
        ),
    )


@router.get("/clues/{clue_id}/twins", summary="线索：近似的线索")
def clue_twins(clue_id: str, who: Reader, service: ServiceDep) -> list[TwinOut]:
    """Of three years, the nearest first; people decide whether they tell of the same thing."""
    with registry_for_reading(service, who) as registry:
        clue = registry.get(CLUES, clue_id)
        found = twins(registry, clue.facts, except_id=clue_id)
    record_shown(service, who, CLUES, [one.clue for one in found])
    return [TwinOut.of(one) for one in found]


@router.put("/cases/{case_id}", summary="案件：改", response_model=RecordOut[CaseFacts])
def edit_case(
    case_id: str, body: FactsIn[CaseFacts], who: CaseKeeper, stepping: SteppingDep
) -> Response:
    """What people enter of a case; what steps set stays as it is."""
    return stepping.take(
        who,
        CASES,
        body,
        lambda registry, expected: CaseFiles(registry).edit(case_id, body.facts, expected=expected),
    )


@router.post("/cases/{case_id}:conclude", summary="案件：审结", response_model=RecordOut[CaseFacts])
def conclude_case(
    case_id: str, body: ConclusionIn, who: CaseKeeper, stepping: SteppingDep
) -> Response:
    """409 while the checklist is open, or a confirmed loophole is without measure or waiver."""
    told = Conclusion(body.on, body.result, body.result_number)
    return stepping.take(
        who,
        CASES,
        body,
        lambda registry, expected: CaseFiles(registry).conclude(case_id, told, expected=expected),
    )


@router.post(
    "/cases/{case_id}:waive", summary="案件：记录不制定措施", response_model=RecordOut[CaseFacts]
)
def waive_measures(case_id: str, body: StepIn, who: CaseKeeper, stepping: SteppingDep) -> Response:
    """Why no measures are made; the case may then be concluded without them."""
    return stepping.take(
        who,
        CASES,
        body,
        lambda registry, expected: CaseFiles(registry).waive(
            case_id, reason=body.reason, expected=expected
        ),
    )


@router.post("/cases/{case_id}:{step}", summary="案件：走一步", response_model=RecordOut[CaseFacts])
def step_case(
    case_id: str, step: PlainCaseStep, body: StepIn, who: CaseKeeper, stepping: SteppingDep
) -> Response:
    """Withdraw, rectify, improve, rework or archive, each behind its gate."""
    return stepping.take(
        who,
        CASES,
        body,
        lambda registry, expected: CaseFiles(registry).take(
            case_id, step, reason=body.reason, expected=expected
        ),
    )


@router.get("/cases/{case_id}/trace", summary="案件：闭环六个节点、三个计数与下一步")
def trace_case(
    case_id: str,
    who: Reader,
    service: ServiceDep,
    at: AsOf = None,
) -> TraceOut:
    """What is there and what is missing, over what the person may read; now, or as it stood.

    The counters are those of now.
    """
    with registry_for_reading(service, who) as registry:
        records = records_of(registry, case_id)
        counted = counters(registry, case_id)
        if at is not None:
            records = records_then(records, lives_of(registry, records), at)
    record_shown(service, who, CASES, [records.case])
    return TraceOut(
        nodes=[NodeOut.of(one) for one in trace(records)],
        counters=CountersOut.of(counted),
        next=[
            NextStepOut.of(one, case_obstacle(records, one))
            for one in open_steps(CASE_STEPS, records.case.state)
        ],
    )


@router.post(
    "/cases/{case_id}/risk-checks",
    status_code=201,
    summary="案件：加一项风险排查",
    response_model=RecordOut[CheckFacts],
)
def ask(case_id: str, body: QuestionIn, who: CaseKeeper, stepping: SteppingDep) -> Response:
    """A question besides those drawn up when the case was opened."""

    def run(registry: Registry) -> Response:
        kept = Checklist(registry).ask(case_id, body.question, basis=body.basis)
        return with_etag(kept, RecordOut.of(CHECKS, kept), status=201)

    return stepping.make(who, body, run)


@router.post(
    "/risk-checks/{check_id}:answer", summary="风险排查：作答", response_model=RecordOut[CheckFacts]
)
def answer(check_id: str, body: AnswerIn, who: CaseKeeper, stepping: SteppingDep) -> Response:
    """With evidence, or with the reason why there is none."""
    return stepping.take(
        who,
        CHECKS,
        body,
        lambda registry, expected: Checklist(registry).answer(
            check_id,
            body.answer,
            evidence=tuple(body.evidence),
            reason=body.reason,
            expected=expected,
        ),
    )
