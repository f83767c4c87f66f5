"""The table of states and steps: what leads where, and everything else is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kb.errors import IllegalTransition, InvalidQuery, KbError, NotAllowed
from kb.governance.access import Level, Principal, Role, desktop_principal
from kb.prevention.item_steps import (
    STEPS,
    By,
    deadline,
    require_issuable,
    require_second_person,
    require_step,
)
from kb.prevention.ledger_facts import ITEMS, ItemFacts
from kb.registers.records import Head, Kept
from kb.workflow_terms import build_rectification_states, load_rectification_states

NOW = datetime(2026, 3, 2, tzinfo=UTC)
FACTS = ItemFacts(problem="验收由一人完成", unit="unit-1", owner="owner", due=date(2026, 4, 30))
# every step that moves an item, written out by hand beside the table of the program
MOVES = {
    ("drafted", "issue"): "issued",
    ("drafted", "withdraw"): "withdrawn",
    ("issued", "sign"): "in_progress",
    ("issued", "object"): "objection",
    ("objection", "overrule"): "in_progress",
    ("objection", "uphold"): "withdrawn",
    ("in_progress", "submit"): "submitted",
    ("extended", "submit"): "submitted",
    ("overdue", "submit"): "submitted",
    ("in_progress", "extend"): "extended",
    ("extended", "extend"): "extended",
    ("in_progress", "mark_overdue"): "overdue",
    ("extended", "mark_overdue"): "overdue",
    ("submitted", "start_verification"): "verifying",
    ("verifying", "write_off"): "written_off",
    ("verifying", "return"): "returned",
    ("returned", "take_up"): "in_progress",
    ("reopened", "take_up"): "in_progress",
    ("written_off", "reopen"): "reopened",
    ("overdue", "escalate"): "escalated",
    ("escalated", "order_again"): "in_progress",
    ("escalated", "close_by_accountability"): "closed_by_accountability",
}
WORKING = {"in_progress", "extended", "overdue"}
OPEN = {"drafted", "issued", "objection", "returned", "reopened"} | WORKING
STAYS = {
    "arrange": OPEN,
    "report": WORKING | {"escalated"},
    "add_evidence": WORKING | {"escalated"},
    "strike_evidence": WORKING | {"escalated"},
    "reject_evidence": {"verifying"},
    "confirm": WORKING,
    "pause": {"in_progress", "extended"},
    "resume": {"in_progress", "extended"},
    "inspect": set(ITEMS.states),
    "urge": {"overdue"},
    "raise_tier": {"overdue"},
}


def item(state: str, facts: ItemFacts = FACTS) -> Kept[ItemFacts]:
    head = Head("item-1", state, Level.INTERNAL, "d1", "", 1, "officer", NOW, NOW)
    return Kept(head, facts)


def test_the_register_has_the_states_of_the_taxonomy() -> None:
    states = load_rectification_states()
    assert {one.id: one.name for one in states.values()} == dict(ITEMS.states)


def test_every_step_leads_along_the_table_of_the_taxonomy() -> None:
    states = load_rectification_states()
    for (source, action), to in MOVES.items():
        assert to in states[source].next or to == source, action
    led = {(source, to) for (source, _), to in MOVES.items() if source != to}
    assert led == {(one.id, to) for one in states.values() for to in one.next}


@pytest.mark.parametrize("action", STEPS)
def test_a_step_is_taken_from_its_states_alone(action: str) -> None:
    step, anybody = STEPS[action], desktop_principal()
    for state in ITEMS.states:
        legal = (state, action) in MOVES or state in STAYS.get(action, ())
        if legal:
            require_step(step, item(state), anybody)
            assert (step.to or state) == MOVES.get((state, action), state)
            continue
        with pytest.raises(IllegalTransition) as refused:
            require_step(step, item(state), anybody)
        assert refused.value.context["state"] == state


@pytest.mark.parametrize("action", STEPS)
def test_a_pause_stops_all_but_some_steps(action: str) -> None:
    step = STEPS[action]
    [source, *_] = sorted(step.sources)
    paused = item(source, replace(FACTS, paused_from=date(2026, 3, 2)))
    if action in ("report", "add_evidence", "strike_evidence", "arrange", "resume", "inspect"):
        require_step(step, paused, desktop_principal())
        return
    with pytest.raises(IllegalTransition, match="ITEM_PAUSED"):
        require_step(step, paused, desktop_principal())


def who(*roles: Role, unit: str = "") -> Principal:
    return Principal("u1", "某人", "d1", unit, frozenset(roles), Level.RESTRICTED)


@pytest.mark.parametrize(
    ("principal", "allowed"),
    [
        pytest.param(who(Role.PREVENTION), {By.UNIT, By.AUTHORITY, By.VERIFIER}, id="prevention"),
        pytest.param(who(Role.REVIEWER), {By.VERIFIER}, id="reviewer"),
        pytest.param(who(Role.RECTIFIER, unit="unit-1"), {By.UNIT}, id="rectifier"),
        pytest.param(who(Role.RECTIFIER, unit="unit-2"), set(), id="rectifier_of_another_unit"),
        pytest.param(who(Role.RECTIFIER), set(), id="rectifier_of_no_unit"),
        pytest.param(who(Role.RECTIFIER, Role.PREVENTION, unit="unit-1"), {By.UNIT}, id="insider"),
        pytest.param(
            who(Role.RECTIFIER, Role.PREVENTION, unit="unit-2"), set(), id="insider_elsewhere"
        ),
        pytest.param(who(Role.INVESTIGATOR), set(), id="investigator"),
        pytest.param(who(Role.TRAINER), set(), id="trainer"),
        pytest.param(who(Role.SYSTEM_ADMIN), {By.SYSTEM}, id="system_admin"),
        pytest.param(desktop_principal(), set(By), id="desktop"),
    ],
)
def test_who_may_take_whose_step(principal: Principal, allowed: set[By]) -> None:
    for step in STEPS.values():
        [source, *_] = sorted(step.sources)
        try:
            require_step(step, item(source), principal)
        except NotAllowed:
            assert step.by not in allowed, step.action
        else:
            assert step.by in allowed, step.action


@pytest.mark.parametrize(
    ("account", "name", "acted"),
    [
        pytest.param("owner", "王某", (), id="owner_by_account"),
        pytest.param("u7", "owner", (), id="owner_by_name"),
        pytest.param("clerk", "李某", (), id="submitter"),
        pytest.param("u9", "赵某", ("u8", "u9"), id="acted_before"),
    ],
)
def test_the_second_person_is_another(account: str, name: str, acted: tuple[str, ...]) -> None:
    kept = item("verifying", replace(FACTS, submitted_by="clerk"))
    principal = replace(desktop_principal(), account=account, name=name)
    with pytest.raises(NotAllowed, match="SAME_PERSON"):
        require_second_person(kept, principal, acted)
    require_second_person(kept, replace(principal, account="v", name="钱某"), acted)


def test_the_extended_date_counts() -> None:
    assert deadline(FACTS) == date(2026, 4, 30)
    assert deadline(replace(FACTS, extended_due=date(2026, 5, 8))) == date(2026, 5, 8)


def test_what_an_item_lacks_is_named() -> None:
    with pytest.raises(InvalidQuery) as refused:
        require_issuable(FACTS)
    assert refused.value.context == {"field": "措施、验收标准"}


def test_a_table_that_leads_nowhere_is_refused() -> None:
    row = {"id": "drafted", "zh": "待下达", "next": ["lost"], "definition": "录入"}
    with pytest.raises(KbError, match="CORPUS_INVALID"):
        build_rectification_states({"rectification_states": [row]})
