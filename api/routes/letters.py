"""Letters over HTTP: the steps from draft to 总销号."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from api.problems import StrictJsonRoute
from api.schemas.chain import StepIn
from api.schemas.letters import ApprovalIn, ObjectionIn, ReplyIn, ResolutionIn, ServiceIn
from api.schemas.registers import RecordOut
from api.security import allow
from api.stepping import SteppingDep
from kb.governance.access import Permission, Principal
from kb.prevention.ledger_facts import LETTERS, LetterFacts
from kb.prevention.letters import Letters

router = APIRouter(tags=["建议书"], route_class=StrictJsonRoute)
Drafter = Annotated[Principal, allow(Permission.LETTERS_DRAFT)]
Approver = Annotated[Principal, allow(Permission.LETTERS_APPROVE)]
Either = Annotated[Principal, allow(Permission.LETTERS_DRAFT, Permission.LETTERS_APPROVE)]
_SHOWN = RecordOut[LetterFacts]


@router.post("/letters/{letter_id}:submit", summary="建议书：送审", response_model=_SHOWN)
def submit(letter_id: str, body: StepIn, who: Drafter, stepping: SteppingDep) -> Response:
    """422 names the parts that this kind of letter needs and that are missing."""
    return stepping.take(
        who,
        LETTERS,
        body,
        lambda registry, expected: Letters(registry).submit(letter_id, expected=expected),
    )


@router.post("/letters/{letter_id}:send-back", summary="建议书：退回修改", response_model=_SHOWN)
def send_back(letter_id: str, body: StepIn, who: Approver, stepping: SteppingDep) -> Response:
    """To the drafter, with what is to be changed."""
    return stepping.take(
        who,
        LETTERS,
        body,
        lambda registry, expected: Letters(registry).send_back(
            letter_id, reason=body.reason, expected=expected
        ),
    )


@router.post("/letters/{letter_id}:countersign", summary="建议书：会签", response_model=_SHOWN)
def countersign(letter_id: str, body: StepIn, who: Either, stepping: SteppingDep) -> Response:
    """By one of the accounts the letter names; ``reason`` is the opinion."""
    return stepping.take(
        who,
        LETTERS,
        body,
        lambda registry, expected: Letters(registry).countersign(
            letter_id, opinion=body.reason, expected=expected
        ),
    )


@router.post("/letters/{letter_id}:approve", summary="建议书：审签并编号", response_model=_SHOWN)
def approve(letter_id: str, body: ApprovalIn, who: Approver, stepping: SteppingDep) -> Response:
    """403 for whoever wrote any of it; the items are drafted."""
    return stepping.take(
        who,
        LETTERS,
        body,
        lambda registry, expected: Letters(registry).approve(
            letter_id, decision=body.decision, expected=expected
        ),
    )


@router.post("/letters/{letter_id}:serve", summary="建议书：送达", response_model=_SHOWN)
def serve(letter_id: str, body: ServiceIn, who: Either, stepping: SteppingDep) -> Response:
    """The clock of the reply starts; the items are issued."""
    return stepping.take(
        who,
        LETTERS,
        body,
        lambda registry, expected: Letters(registry).serve(
            letter_id, on=body.on, method=body.method, expected=expected
        ),
    )


@router.post("/letters/{letter_id}:object", summary="建议书：登记异议", response_model=_SHOWN)
def object_to(letter_id: str, body: ObjectionIn, who: Either, stepping: SteppingDep) -> Response:
    """Within the time the letter gives; it goes to review."""
    return stepping.take(
        who,
        LETTERS,
        body,
        lambda registry, expected: Letters(registry).object(
            letter_id, on=body.on, objection=body.objection, expected=expected
        ),
    )


@router.post("/letters/{letter_id}:resolve", summary="建议书：异议复核", response_model=_SHOWN)
def resolve(letter_id: str, body: ResolutionIn, who: Approver, stepping: SteppingDep) -> Response:
    """The letter stands, or becomes a draft again under its number."""
    return stepping.take(
        who,
        LETTERS,
        body,
        lambda registry, expected: Letters(registry).resolve(
            letter_id, body.outcome, reason=body.reason, expected=expected
        ),
    )


@router.post("/letters/{letter_id}:reply", summary="建议书：登记答复", response_model=_SHOWN)
def reply(letter_id: str, body: ReplyIn, who: Either, stepping: SteppingDep) -> Response:
    """The unit's written reply, and which suggestions it adopts."""
    return stepping.take(
        who,
        LETTERS,
        body,
        lambda registry, expected: Letters(registry).reply(
            letter_id,
            on=body.on,
            reply=body.reply,
            adopted=tuple(body.adopted),
            expected=expected,
        ),
    )


@router.post("/letters/{letter_id}:conclude", summary="建议书：总销号", response_model=_SHOWN)
def conclude(letter_id: str, body: StepIn, who: Approver, stepping: SteppingDep) -> Response:
    """409 while one of its items is open."""
    return stepping.take(
        who,
        LETTERS,
        body,
        lambda registry, expected: Letters(registry).conclude(letter_id, expected=expected),
    )


@router.post("/letters/{letter_id}:withdraw", summary="建议书：撤回", response_model=_SHOWN)
def withdraw(letter_id: str, body: StepIn, who: Approver, stepping: SteppingDep) -> Response:
    """With its items, unless the unit already works on one; the number is not given again."""
    return stepping.take(
        who,
        LETTERS,
        body,
        lambda registry, expected: Letters(registry).withdraw(
            letter_id, reason=body.reason, expected=expected
        ),
    )
