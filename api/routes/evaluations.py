"""Evaluations over HTTP: the sheet line by line, proposals, both sides, and the steps."""

from collections.abc import Callable
from typing import Annotated, TypeAlias

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from api.deps import Exporter, ServiceDep
from api.evaluations import evaluations_of
from api.file_answers import XLSX, attachment
from api.problems import StrictJsonRoute
from api.registers import record_shown, registry_for_reading
from api.schemas.evaluations import PairOut, ProposalOut, RulesOut, SheetOut, StepIn
from api.schemas.ratings import ReasonIn
from api.schemas.registers import RecordOut
from api.security import allow
from api.stepping import Stepping, SteppingDep
from kb.evaluation_terms import load_evaluation_terms
from kb.governance.access import Permission, Principal
from kb.prevention.evaluation import Evaluations
from kb.prevention.evaluation_export import export_sheet
from kb.prevention.evaluation_pairs import side_by_side
from kb.prevention.ledger_facts import EVALUATIONS, EvaluationFacts
from kb.prevention.prefill import proposals
from kb.registers.records import Kept

router = APIRouter(tags=["效果评估"], route_class=StrictJsonRoute)
Reader = Annotated[Principal, allow(Permission.REGISTERS_READ, Permission.LEDGER_READ)]
Evaluator = Annotated[Principal, allow(Permission.EVALUATE)]
Step: TypeAlias = Callable[[Evaluations, int], Kept[EvaluationFacts]]
_SHOWN = RecordOut[EvaluationFacts]
_NOTHING = StepIn()
Evaluated = Annotated[Principal, allow(Permission.EVALUATE, Permission.LEDGER_SUBMIT)]


@router.get("/evaluation-rules", summary="现行的评分规则")
def rules_in_force(_who: Reader, service: ServiceDep) -> RulesOut:
    """Points, bands, floors and vetoes."""
    return RulesOut.of(service.evaluation_rules, load_evaluation_terms())


@router.get("/evaluations/{record_id}/sheet", summary="评估表：逐行可复算")
def sheet_of(record_id: str, who: Reader, service: ServiceDep) -> SheetOut:
    """Every line with its data, rate, points and score, and what the grade rests on."""
    with registry_for_reading(service, who) as registry:
        kept = registry.get(EVALUATIONS, record_id)
        steps = evaluations_of(service, registry)
        found = SheetOut.of(
            steps.sheet(kept.facts),
            load_evaluation_terms(),
            holds=steps.holds(kept.facts),
            appeal_until=steps.appeal_until(kept) if kept.state == "confirmed" else None,
        )
    record_shown(service, who, EVALUATIONS, [kept])
    return found


@router.get("/evaluations/{record_id}/proposals", summary="登记里能算出的数据")
def proposals_for(record_id: str, who: Evaluator, service: ServiceDep) -> list[ProposalOut]:
    """What the registers say of the lines, each with the records behind it."""
    with registry_for_reading(service, who) as registry:
        kept = registry.get(EVALUATIONS, record_id)
        found = proposals(registry, kept.facts, service.evaluation_rules)
    record_shown(service, who, EVALUATIONS, [kept])
    return [ProposalOut.of(one, load_evaluation_terms()) for one in found]


@router.get("/evaluations/{record_id}/comparison", summary="自查自评与实地核查并列")
def compared(record_id: str, who: Reader, service: ServiceDep) -> PairOut:
    """The sheet and the last one of the other side, line by line with the gap."""
    with registry_for_reading(service, who) as registry:
        pair = side_by_side(registry, evaluations_of(service, registry), record_id)
    record_shown(service, who, EVALUATIONS, [one for one in (pair.own, pair.check) if one])
    return PairOut.of(pair, load_evaluation_terms())


@router.get(
    "/evaluations/{record_id}/sheet/export", summary="导出评估表：XLSX", response_class=Response
)
def export(record_id: str, who: Exporter, service: ServiceDep) -> Response:
    """The sheet line by line as a workbook; recorded before a byte leaves."""
    with registry_for_reading(service, who) as registry:
        content = export_sheet(registry, evaluations_of(service, registry), record_id)
    return attachment(content, "整改效果评估表.xlsx", XLSX)


@router.post("/evaluations/{record_id}:submit", summary="提交核定", response_model=_SHOWN)
def submit(record_id: str, who: Evaluator, stepping: SteppingDep) -> Response:
    """The draft is scored and waits for a second person."""
    return _take(stepping, who, lambda one, at: one.submit(record_id, expected=at))


@router.post("/evaluations/{record_id}:confirm", summary="核定：须由第二人", response_model=_SHOWN)
def confirm(record_id: str, who: Evaluator, stepping: SteppingDep) -> Response:
    """Recounted and confirmed; 不合格 sends the letter's items back to rectification."""
    return _take(stepping, who, lambda one, at: one.confirm(record_id, expected=at))


@router.post("/evaluations/{record_id}:send-back", summary="退回重填", response_model=_SHOWN)
def send_back(record_id: str, body: ReasonIn, who: Evaluator, stepping: SteppingDep) -> Response:
    """What was submitted becomes a draft again."""
    reason = body.reason
    return _take(stepping, who, lambda one, at: one.send_back(record_id, reason, expected=at), body)


@router.post("/evaluations/{record_id}:appeal", summary="被评单位申请复核", response_model=_SHOWN)
def appeal(record_id: str, body: ReasonIn, who: Evaluated, stepping: SteppingDep) -> Response:
    """Within the working days that the rules give."""
    reason = body.reason
    return _take(stepping, who, lambda one, at: one.appeal(record_id, reason, expected=at), body)


@router.post("/evaluations/{record_id}:uphold", summary="复核维持原等级", response_model=_SHOWN)
def uphold(record_id: str, body: ReasonIn, who: Evaluator, stepping: SteppingDep) -> Response:
    """By another person than who confirmed it."""
    reason = body.reason
    return _take(stepping, who, lambda one, at: one.uphold(record_id, reason, expected=at), body)


@router.post("/evaluations/{record_id}:redo", summary="复核要求重评", response_model=_SHOWN)
def redo(record_id: str, body: ReasonIn, who: Evaluator, stepping: SteppingDep) -> Response:
    """A draft again, to be filled in and confirmed anew."""
    reason = body.reason
    return _take(stepping, who, lambda one, at: one.redo(record_id, reason, expected=at), body)


def _take(stepping: Stepping, who: Principal, step: Step, body: BaseModel = _NOTHING) -> Response:
    return stepping.take(
        who,
        EVALUATIONS,
        body,
        lambda registry, at: step(evaluations_of(stepping.service, registry), at),
    )
