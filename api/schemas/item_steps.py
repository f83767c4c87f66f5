"""The steps on rectification items as they are asked for: name, body, whose step it is.

``actions`` are the steps of ``kb.prevention.item_steps`` that one of them may take: an objection is
resolved by upholding or by overruling it.
"""

from dataclasses import dataclass

from api.schemas.ledger_steps import (
    AccountabilityIn,
    ArrangeIn,
    ConfirmIn,
    EscalateIn,
    ExtendIn,
    IssueIn,
    ItemStepIn,
    ObjectIn,
    OrderAgainIn,
    PauseIn,
    ReopenIn,
    ReportIn,
    ResolveIn,
    ResumeIn,
    ReturnIn,
    SignIn,
    SubmitIn,
    TakeUpIn,
    UrgeIn,
    VerifyIn,
    WithdrawIn,
    WriteOffIn,
)
from kb.prevention.item_steps import By


@dataclass(frozen=True, slots=True)
class AskedStep:
    """A step as routes and pages offer it: ``POST /rectifications/{item_id}:name``."""

    name: str
    body: type[ItemStepIn]
    by: By
    actions: tuple[str, ...]


def _asked(name: str, body: type[ItemStepIn], by: By, *actions: str) -> AskedStep:
    return AskedStep(name, body, by, actions or (name.replace("-", "_"),))


ITEM_STEPS: tuple[AskedStep, ...] = (
    _asked("issue", IssueIn, By.AUTHORITY),
    _asked("withdraw", WithdrawIn, By.AUTHORITY),
    _asked("sign", SignIn, By.UNIT),
    _asked("object", ObjectIn, By.UNIT),
    _asked("resolve", ResolveIn, By.AUTHORITY, "overrule", "uphold"),
    _asked("arrange", ArrangeIn, By.AUTHORITY),
    _asked("report", ReportIn, By.UNIT),
    _asked("confirm", ConfirmIn, By.UNIT),
    _asked("submit", SubmitIn, By.UNIT),
    _asked("take-up", TakeUpIn, By.UNIT),
    _asked("verify", VerifyIn, By.VERIFIER, "start_verification"),
    _asked("write-off", WriteOffIn, By.VERIFIER),
    _asked("return", ReturnIn, By.VERIFIER),
    _asked("reopen", ReopenIn, By.VERIFIER),
    _asked("extend", ExtendIn, By.AUTHORITY),
    _asked("pause", PauseIn, By.AUTHORITY),
    _asked("resume", ResumeIn, By.AUTHORITY),
    _asked("urge", UrgeIn, By.AUTHORITY),
    _asked("escalate", EscalateIn, By.AUTHORITY),
    _asked("order-again", OrderAgainIn, By.AUTHORITY),
    _asked("close-by-accountability", AccountabilityIn, By.VERIFIER),
)
