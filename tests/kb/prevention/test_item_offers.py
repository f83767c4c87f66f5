"""What is offered on an item is what its steps would take, for every state and person."""

from collections.abc import Callable
from datetime import date

import pytest

from kb.errors import KbError
from kb.prevention.item_offers import offers
from kb.prevention.ledger import Ledger
from kb.prevention.verification import Verification
from tests.kb.prevention.conftest import Desk

DAY = date(2026, 4, 9)


def open_to(desk: Desk, name: str, *, day: date = DAY) -> dict[str, str]:
    """Offered steps with the code of their refusal, empty where they may be taken."""
    kept = desk.kept()
    with desk.as_(name, day) as one:
        found = offers(one, kept)
        return {each.step.action: each.refusal.code if each.refusal else "" for each in found}


def test_a_draft_is_for_the_issuing_side(desk: Desk) -> None:
    assert open_to(desk, "officer") == {"issue": "", "withdraw": "", "arrange": ""}
    assert set(open_to(desk, "clerk").values()) == {"NOT_ALLOWED"}


def test_an_application_needs_its_evidence_and_its_signature(desk: Desk) -> None:
    desk.begin()
    assert open_to(desk, "clerk")["submit"] == "EVIDENCE_MISSING"
    assert open_to(desk, "clerk")["confirm"] == "NOT_THE_OWNER"
    assert open_to(desk, "owner")["confirm"] == ""
    desk.prove()
    assert open_to(desk, "clerk")["submit"] == "CONFIRMATION_MISSING"
    with desk.as_("owner", DAY) as one:
        Ledger(one).confirm(desk.item)
    assert open_to(desk, "clerk")["submit"] == ""


def test_a_verifier_had_no_part_in_it(desk: Desk) -> None:
    desk.walk("submitted")
    assert open_to(desk, "verifier") == {"start_verification": ""}
    assert open_to(desk, "clerk") == {"start_verification": "NOT_ALLOWED"}
    desk.verify()
    assert open_to(desk, "verifier") == {"reject_evidence": "", "write_off": "", "return": ""}


@pytest.mark.parametrize(
    ("action", "take"),
    [
        (
            "write_off",
            lambda one, item: Verification(one).write_off(item, opinion="x", checked=(1, 2)),
        ),
        ("return", lambda one, item: Verification(one).send_back(item, opinion="x")),
    ],
)
@pytest.mark.parametrize("name", ["officer", "verifier", "owner", "clerk", "stranger"])
def test_what_is_refused_here_is_refused_by_the_step_for_the_same_reason(
    desk: Desk, name: str, action: str, take: Callable[..., object]
) -> None:
    desk.walk("verifying")
    kept = desk.kept()
    with desk.as_(name, DAY) as one:
        found = {each.step.action: each.refusal for each in offers(one, kept)}
        refusal = found[action]
        try:
            take(one, desk.item)
        except KbError as error:
            # whom the item is not open to learns nothing more by asking
            assert refusal is not None and error.code in (refusal.code, "NOT_FOUND")
        else:
            assert refusal is None


def test_a_pause_offers_its_end_alone(desk: Desk) -> None:
    desk.begin()
    assert "resume" not in open_to(desk, "officer")
    assert open_to(desk, "officer")["pause"] == ""
