"""Findings over HTTP: what machines propose of risk points and loopholes, what people decide."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from api.pre_judgement import similar_to_clue
from api.problems import StrictJsonRoute
from api.schemas.chain import (
    FindingDecision,
    LoopholesOut,
    MeasureDecision,
    RiskPointsOut,
    StepIn,
)
from api.schemas.registers import RecordOut
from api.security import allow
from api.stepping import SteppingDep
from kb.governance.access import Permission, Principal
from kb.prevention.chain_facts import (
    LOOPHOLES,
    MEASURES,
    RISK_POINTS,
    LoopholeFacts,
    MeasureFacts,
    RiskPointFacts,
)
from kb.prevention.findings import Findings
from kb.prevention.pre_judgement import propose_risk_points
from kb.store.registry import Registry

router = APIRouter(tags=["办案链条"], route_class=StrictJsonRoute)
ClueKeeper = Annotated[Principal, allow(Permission.CLUES)]
CaseKeeper = Annotated[Principal, allow(Permission.CASES)]
Judge = Annotated[Principal, allow(Permission.CLUES, Permission.CASES)]


@router.post(
    "/clues/{clue_id}:propose-risk-points",
    summary="线索：由相似旧案、旧线索与词表提出风险点",
    response_model=RiskPointsOut,
)
def propose_points(clue_id: str, body: StepIn, who: ClueKeeper, stepping: SteppingDep) -> Response:
    """Proposals with their sources; people confirm or dismiss each."""
    similar = similar_to_clue(stepping.service, who, clue_id)

    def run(registry: Registry) -> Response:
        found = propose_risk_points(registry, clue_id, similar)
        shown = RiskPointsOut(proposed=[RecordOut.of(RISK_POINTS, one) for one in found])
        return Response(shown.model_dump_json(), media_type="application/json")

    return stepping.make(who, body, run)


@router.post(
    "/cases/{case_id}:propose-loopholes",
    summary="案件：由案内文书的标签提出漏洞",
    response_model=LoopholesOut,
)
def propose_loopholes(
    case_id: str, body: StepIn, who: CaseKeeper, stepping: SteppingDep
) -> Response:
    """Each with the words of the paper that say it; people confirm or dismiss."""

    def run(registry: Registry) -> Response:
        found = Findings(registry).propose_loopholes(case_id)
        shown = LoopholesOut(proposed=[RecordOut.of(LOOPHOLES, one) for one in found])
        return Response(shown.model_dump_json(), media_type="application/json")

    return stepping.make(who, body, run)


@router.post(
    "/risk-points/{point_id}:{decision}",
    summary="风险点：确认、排除、重新考虑",
    response_model=RecordOut[RiskPointFacts],
)
def decide_point(
    point_id: str, decision: FindingDecision, body: StepIn, who: Judge, stepping: SteppingDep
) -> Response:
    """A person decides; dismissing needs a reason."""
    return stepping.take(
        who,
        RISK_POINTS,
        body,
        lambda registry, expected: Findings(registry).decide(
            RISK_POINTS, point_id, decision, reason=body.reason, expected=expected
        ),
    )


@router.post(
    "/loopholes/{loophole_id}:{decision}",
    summary="漏洞：确认、排除、重新考虑",
    response_model=RecordOut[LoopholeFacts],
)
def decide_loophole(
    loophole_id: str,
    decision: FindingDecision,
    body: StepIn,
    who: CaseKeeper,
    stepping: SteppingDep,
) -> Response:
    """A person decides; dismissing needs a reason."""
    return stepping.take(
        who,
        LOOPHOLES,
        body,
        lambda registry, expected: Findings(registry).decide(
            LOOPHOLES, loophole_id, decision, reason=body.reason, expected=expected
        ),
    )


@router.post(
    "/measures/{measure_id}:{decision}",
    summary="措施：采用、不采用、重新考虑",
    response_model=RecordOut[MeasureFacts],
)
def decide_measure(
    measure_id: str, decision: MeasureDecision, body: StepIn, who: CaseKeeper, stepping: SteppingDep
) -> Response:
    """A person decides; not adopting needs a reason."""
    return stepping.take(
        who,
        MEASURES,
        body,
        lambda registry, expected: Findings(registry).decide(
            MEASURES, measure_id, decision, reason=body.reason, expected=expected
        ),
    )
