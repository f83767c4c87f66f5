"""The daily run: what it says once, what it adds to, what it lifts; and the steps of people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import pytest

from kb.errors import IllegalTransition, MissingEvidence, NotAllowed, NotFound
from kb.governance.access import Level, Principal, Role
from kb.prevention.chain_facts import OFFICERS
from kb.prevention.ledger_facts import ITEMS, WARNINGS, WarningFacts
from kb.prevention.warning_run import WarningRun, warnings_of
from kb.prevention.warnings import WARNING_STEPS, Warnings
from kb.prevention.working_days import WorkingDays
from kb.registers.records import Kept
from kb.store.register_events import events_of

if TYPE_CHECKING:
    from conftest import World

DAY = date(2026, 6, 30)
HANDLER = "handler"


@pytest.fixture
def handler(person: Callable[..., Principal]) -> Principal:
    return person(HANDLER, Role.PREVENTION)


class Desk:
    """One person's desk over the world's one warning."""

    def __init__(self, world: "World", who: Principal) -> None:
        self.world, self.who = world, who

    def take(self, step: str, /, *, on: date = DAY, **given: object) -> Kept[WarningFacts]:
        [kept] = self.world.warnings()
        with self.world.registry(self.who, at=datetime.combine(on, time(4), UTC)) as one:
            taken: Kept[WarningFacts] = getattr(Warnings(one), step)(kept.id, **given)
        return taken


@pytest.fixture
def desk(world: "World", handler: Principal) -> Desk:
    """A world with one warning: a key post long held."""
    world.officer(world.unit(on=DAY), date(2020, 1, 1))
    world.run()
    return Desk(world, handler)


def test_a_second_run_of_the_day_changes_nothing(world: "World") -> None:
    unit = world.unit()
    world.item(unit, due=date(2026, 6, 10))
    world.clue(date(2026, 5, 1), unit=unit)
    world.clue(date(2026, 6, 1), unit=unit)
    first = world.run()
    before = world.warnings()
    assert len(first.raised) == 1 and len(before) == 2  # one of them by the ledger's clock
    assert world.run().ids == ()
    assert world.warnings() == before


def test_an_overdue_item_has_one_warning_with_the_ledgers_clock(world: "World") -> None:
    world.item(world.unit(), due=date(2026, 6, 10))
    for day in (DAY, date(2026, 7, 1), date(2026, 7, 13)):
        world.run(day)
    [told] = world.warned("item_tier")
    assert told.grade == "orange"


def test_a_standing_warning_is_added_to(world: "World") -> None:
    unit = world.unit(on=DAY)
    world.clue(date(2026, 5, 1), unit=unit)
    world.clue(date(2026, 5, 2), unit=unit)
    [raised] = world.run().raised
    for day in (3, 4):
        world.clue(date(2026, 5, day), unit=unit, placed={"level": Level.SENSITIVE})
    run = world.run()
    assert (run.raised, run.added_to) == ((), (raised,))
    [kept] = world.warnings()
    assert (len(kept.facts.subjects), kept.facts.grade) == (4, "orange")
    assert kept.head.level is Level.SENSITIVE
    with world.open(DAY) as one:
        actions = [event.action for event in events_of(one.session, kept.id)]
    assert actions == ["create", "place", "add"]


def test_what_no_longer_holds_is_marked_and_waits_for_a_person(desk: Desk) -> None:
    world = desk.world
    with world.open(DAY) as one:
        [officer] = one.all(OFFICERS)
        one.change(OFFICERS, officer, state="retired", action="test")
    assert len(world.run().lapsed) == 1
    [kept] = world.warnings()
    assert (kept.state, kept.facts.holds) == ("raised", False)
    assert world.run(date(2026, 12, 1)).ids == ()  # nobody is urged to sign for it


@pytest.mark.parametrize("end", ["dismiss", "close"])
def test_it_comes_again_only_with_new_facts(world: "World", handler: Principal, end: str) -> None:
    unit = world.unit(on=DAY)
    world.clue(date(2026, 5, 1), unit=unit)
    world.clue(date(2026, 5, 2), unit=unit)
    world.run()
    desk = Desk(world, handler)
    desk.take("acknowledge")
    if end == "close":
        desk.take("verify", founded=True, finding="两件线索指向同一项目")
        desk.take("close", action="已约谈单位负责人")
    else:
        desk.take("dismiss", reason="两件为重复举报")
    assert world.run(date(2026, 7, 1)).ids == ()
    world.clue(date(2026, 6, 25), unit=unit)
    assert len(world.run(date(2026, 7, 1)).raised) == 1
    assert sorted(one.state for one in world.warnings()) == sorted(
        ["raised", {"dismiss": "dismissed", "close": "closed"}[end]]
    )


def test_the_next_round_of_an_item_is_warned_of_anew(world: "World", handler: Principal) -> None:
    item = world.item(world.unit(on=DAY), due=date(2026, 6, 10))
    world.run()
    desk = Desk(world, handler)
    desk.take("acknowledge")
    desk.take("dismiss", reason="已在办理")
    with world.open(DAY) as one:
        kept = one.get(ITEMS, item)
        facts = replace(kept.facts, round=2, due=date(2026, 6, 20), tier=0)
        one.change(ITEMS, kept, facts=facts, state="reopened", action="test")
    assert len(world.run().raised) == 1


def test_nobody_signing_lifts_it_step_by_step(desk: Desk) -> None:
    """Blue of 30 June is due in 15 working days, 21 July; then yellow in 10, orange in 5, red in 1.

    22 July + 10 = 5 August; 6 August + 5 = 13 August; 14 August + 1 = 17 August.
    """
    world = desk.world
    told = []
    for day in (
        date(2026, 7, 21),
        date(2026, 7, 22),
        date(2026, 8, 5),
        date(2026, 8, 6),
        date(2026, 8, 14),
        date(2026, 8, 18),
        date(2026, 12, 1),
    ):
        lifted = len(world.run(day).lifted)
        [one] = world.warned("long_tenure")
        told.append((lifted, one.grade, one.tier, one.ack_due))
    assert told == [
        (0, "blue", 0, date(2026, 7, 21)),
        (1, "yellow", 1, date(2026, 8, 5)),
        (0, "yellow", 1, date(2026, 8, 5)),
        (1, "orange", 2, date(2026, 8, 13)),
        (1, "red", 3, date(2026, 8, 17)),
        (0, "red", 3, date(2026, 8, 17)),
        (0, "red", 3, date(2026, 8, 17)),
    ]
    [kept] = world.warnings()
    with world.open(DAY) as one:
        last = events_of(one.session, kept.id)[-1]
    assert (last.action, last.actor) == ("lift", "system")
    assert "主要负责人" in last.reason


def test_who_signs_ends_the_rise(desk: Desk) -> None:
    signed = desk.take("acknowledge")
    assert (signed.facts.acknowledged_by, signed.facts.acknowledged) == (HANDLER, DAY)
    assert desk.world.run(date(2026, 9, 1)).lifted == ()


def test_who_signs_while_the_run_goes_on_is_left_alone(desk: Desk) -> None:
    late = date(2026, 9, 1)
    with desk.world.open(late) as one:
        lapsing, unsigned = WarningRun(one, WorkingDays()).to_follow(set())
    [kept] = desk.world.warnings()
    assert (lapsing, unsigned) == ([kept.id], [])
    with desk.world.open(late) as one:
        run = WarningRun(one, WorkingDays())
        _, unsigned = run.to_follow({kept.facts.signature})
    assert unsigned == [kept.id]
    desk.take("acknowledge")
    with desk.world.open(late) as one:
        assert WarningRun(one, WorkingDays()).lift(unsigned) == ()


def test_what_is_known_is_no_news(world: "World") -> None:
    world.officer(world.unit(on=DAY), date(2020, 1, 1))
    with world.open(DAY) as one:
        run = WarningRun(one, WorkingDays())
        proposals = run.proposals()
        assert run.news(proposals) == proposals
        run.raise_all(proposals)
        assert run.news(proposals) == []


def test_the_way_of_a_founded_warning(desk: Desk) -> None:
    desk.take("acknowledge")
    verified = desk.take("verify", founded=True, finding="确已任满六年", on=date(2026, 7, 2))
    assert (verified.facts.verified_by, verified.facts.founded) == (HANDLER, True)
    with pytest.raises(IllegalTransition) as refused:
        desk.take("dismiss", reason="不必处置")
    assert refused.value.code == "WARNING_FOUNDED"
    closed = desk.take("close", action="已提请轮岗", on=date(2026, 7, 3))
    assert (closed.state, closed.facts.action, closed.facts.closed) == (
        "closed",
        "已提请轮岗",
        date(2026, 7, 3),
    )


def test_an_unfounded_warning_is_dismissed_not_closed(desk: Desk) -> None:
    desk.take("acknowledge")
    desk.take("verify", founded=False, finding="已办理轮岗审批")
    with pytest.raises(IllegalTransition) as refused:
        desk.take("close", action="已处置")
    assert refused.value.code == "WARNING_UNFOUNDED"
    assert desk.take("dismiss", reason="轮岗文件已下发").state == "dismissed"


GIVEN: dict[str, dict[str, object]] = {
    "acknowledge": {},
    "verify": {"founded": True, "finding": "属实"},
    "dismiss": {"reason": "重复"},
    "close": {"action": "已处置"},
}


REFUSED = [
    (action, state)
    for action, step in WARNING_STEPS.items()
    for state in WARNINGS.states
    if state not in step.before
]


@pytest.mark.parametrize(("action", "state"), REFUSED)
def test_a_step_is_refused_from_every_other_state(desk: Desk, action: str, state: str) -> None:
    with desk.world.open(DAY) as one:
        [kept] = one.all(WARNINGS)
        one.change(WARNINGS, kept, state=state, action="test")
    before = desk.world.warnings()
    with pytest.raises(IllegalTransition):
        desk.take(action, **GIVEN[action])
    assert desk.world.warnings() == before


@pytest.mark.parametrize(
    ("action", "given"),
    [
        ("verify", {"founded": True, "finding": " "}),
        ("dismiss", {"reason": ""}),
    ],
)
def test_a_step_without_its_words_is_refused(
    desk: Desk, action: str, given: dict[str, object]
) -> None:
    desk.take("acknowledge")
    with pytest.raises(MissingEvidence) as refused:
        desk.take(action, **given)
    assert refused.value.code == "REASON_NEEDED"


def test_only_the_program_runs_the_rules(world: "World", handler: Principal) -> None:
    with world.registry(handler) as one, pytest.raises(NotAllowed):
        WarningRun(one, WorkingDays())


def test_who_may_not_read_the_subjects_does_not_see_the_warning(
    world: "World", person: Callable[..., Principal]
) -> None:
    unit = world.unit(on=DAY)
    for day, department in ((1, "d1"), (2, "d1"), (3, "d2")):
        world.clue(date(2026, 5, day), unit=unit, placed={"department": department})
    ids = world.run().ids
    [kept] = world.warnings()
    assert len(kept.facts.subjects) == 2  # the other department's clue is not named
    stranger = person("stranger", Role.PREVENTION, department="d2")
    with world.registry(stranger) as one:
        assert warnings_of(one, ids) == ()
        with pytest.raises(NotFound):
            one.get(WARNINGS, kept.id)
