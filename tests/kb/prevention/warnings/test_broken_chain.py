"""Each break is found on its fixture and not on its control, with since when and how many days."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import pytest

from kb.prevention.broken_chain import Break, Link, broken_chain
from kb.prevention.report_facts import ReportSection, Statement

if TYPE_CHECKING:
    from conftest import World
Arrange: TypeAlias = "Callable[[World], str]"
DAY = date(2026, 6, 30)


SOURCED = Statement(section=ReportSection.DIRECT, text="没有人复核", anchors=("case-1",))


def report_with_a_bare_sentence(world: "World") -> str:
    bare = Statement(section=ReportSection.DIRECT, text="制度形同虚设")
    return world.report(SOURCED, bare, on=date(2026, 5, 31))


def report_with_sources(world: "World") -> str:
    return world.report(SOURCED, on=date(2026, 5, 31))


def loophole_alone(world: "World") -> str:
    return world.loophole(world.unit(), date(2026, 5, 1))  # due 31 May


def loophole_with_a_dropped_measure(world: "World") -> str:
    found = world.loophole(world.unit(), date(2026, 5, 1))
    world.measure(found, state="dropped")
    return found


def loophole_answered(world: "World") -> str:
    found = world.loophole(world.unit(), date(2026, 5, 1))
    measure = world.measure(found)
    world.item(world.unit(), letter=world.letter(world.unit(), measures=(measure,)))
    return found


def loophole_of_last_month(world: "World") -> str:
    return world.loophole(world.unit(), date(2026, 5, 31))


def loophole_waived(world: "World") -> str:
    unit = world.unit()
    case = world.case(unit, waiver="单位已撤销")
    return world.loophole(unit, date(2026, 5, 1), placed={"case_id": case})


def measure_alone(world: "World") -> str:
    found = world.loophole(world.unit(), date(2026, 6, 29))
    return world.measure(found, placed={"on": date(2026, 4, 1)})  # due 31 May


def measure_in_a_letter_without_items(world: "World") -> str:
    measure = measure_alone(world)
    world.letter(world.unit(), measures=(measure,))
    return measure


def measure_in_a_letter(world: "World") -> str:
    measure = measure_alone(world)
    unit = world.unit()
    world.item(unit, letter=world.letter(unit, measures=(measure,)))
    return measure


def measure_named_in_its_case(world: "World") -> str:
    case = world.case(world.unit())
    measure = world.measure(placed={"case_id": case})
    world.item(world.unit(), measures=("fill_rule_gap",), placed={"case_id": case})
    return measure


def measure_of_last_month(world: "World") -> str:
    return world.measure(placed={"on": date(2026, 5, 31)})


def letter_due_in_may(world: "World") -> str:
    return world.letter(world.unit(), reply_due=date(2026, 5, 31))


def letter_answered(world: "World") -> str:
    return world.letter(world.unit(), state="replied", replied=date(2026, 5, 1))


def letter_due_today(world: "World") -> str:
    return world.letter(world.unit(), reply_due=DAY)


CLOSED = date(2026, 5, 31)


def closed_without_evidence(world: "World") -> str:
    return world.item(world.unit(), state="written_off", written_off=CLOSED)


def closed_with_struck_evidence(world: "World") -> str:
    item = closed_without_evidence(world)
    world.evidence(item, date(2026, 5, 1), state="struck")
    return item


def closed_with_evidence_of_an_earlier_round(world: "World") -> str:
    item = world.item(world.unit(), state="written_off", written_off=CLOSED, round=2)
    world.evidence(item, date(2026, 5, 1))
    return item


def closed_with_evidence(world: "World") -> str:
    item = closed_without_evidence(world)
    world.evidence(item, date(2026, 5, 1))
    return item


def open_without_evidence(world: "World") -> str:
    return world.item(world.unit(), state="submitted")


def closed_with_old_evidence(world: "World") -> str:
    unit = world.unit()
    letter = world.letter(unit, state="replied", served=date(2026, 3, 2))
    item = world.item(unit, state="written_off", written_off=CLOSED, letter=letter)
    world.evidence(item, date(2026, 3, 1))
    return item


def closed_with_some_old_evidence(world: "World") -> str:
    item = closed_with_old_evidence(world)
    world.evidence(item, date(2026, 3, 2))
    return item


def closed_long_ago(world: "World") -> str:
    """Closed 2 December 2025; due for evaluation 180 days later, 31 May."""
    item = world.item(world.unit(), state="written_off", written_off=date(2025, 12, 2))
    world.evidence(item, date(2025, 11, 1))
    return item


def closed_and_evaluated_before(world: "World") -> str:
    unit = world.unit()
    item = world.item(unit, state="written_off", written_off=date(2025, 12, 2))
    world.evidence(item, date(2025, 11, 1))
    world.evaluation(unit, "qualified", date(2025, 12, 1))
    return item


def closed_and_evaluated(world: "World") -> str:
    item = closed_and_evaluated_before(world)
    other = world.unit()
    letter = world.letter(other, state="replied")
    second = world.item(other, state="written_off", written_off=date(2025, 12, 2), letter=letter)
    world.evidence(second, date(2025, 11, 1))
    world.evaluation(other, "qualified", date(2026, 2, 1), letter=letter)
    assert item != second
    return second


BREAKS = [
    (Link.SENTENCE, report_with_a_bare_sentence),
    (Link.MEASURE, loophole_alone),
    (Link.MEASURE, loophole_with_a_dropped_measure),
    (Link.ITEM, measure_alone),
    (Link.ITEM, measure_in_a_letter_without_items),
    (Link.REPLY, letter_due_in_may),
    (Link.EVIDENCE, closed_without_evidence),
    (Link.EVIDENCE, closed_with_struck_evidence),
    (Link.EVIDENCE, closed_with_evidence_of_an_earlier_round),
    (Link.OWN_EVIDENCE, closed_with_old_evidence),
    (Link.EVALUATION, closed_long_ago),
    (Link.EVALUATION, closed_and_evaluated_before),
]
WHOLE = [
    (Link.SENTENCE, report_with_sources),
    (Link.MEASURE, loophole_answered),
    (Link.MEASURE, loophole_of_last_month),
    (Link.MEASURE, loophole_waived),
    (Link.ITEM, measure_in_a_letter),
    (Link.ITEM, measure_named_in_its_case),
    (Link.ITEM, measure_of_last_month),
    (Link.REPLY, letter_answered),
    (Link.REPLY, letter_due_today),
    (Link.EVIDENCE, closed_with_evidence),
    (Link.EVIDENCE, open_without_evidence),
    (Link.OWN_EVIDENCE, closed_with_evidence),
    (Link.OWN_EVIDENCE, closed_with_some_old_evidence),
    (Link.EVALUATION, closed_with_evidence),
    (Link.EVALUATION, closed_and_evaluated),
]


def found(world: "World", link: Link, record: str, day: date = DAY) -> list[Break]:
    breaks: tuple[Break, ...] = world.seen(day, broken_chain)
    return [one for one in breaks if (one.link, one.record) == (link, record)]


@pytest.mark.parametrize(("link", "arrange"), BREAKS, ids=[one[-1].__name__ for one in BREAKS])
def test_a_broken_link_is_found(world: "World", link: Link, arrange: Arrange) -> None:
    """All of them were due on 31 May and are thirty days late on 30 June."""
    [one] = found(world, link, arrange(world))
    assert (one.since, one.days) == (date(2026, 5, 31), 30)


@pytest.mark.parametrize(("link", "arrange"), WHOLE, ids=[one[-1].__name__ for one in WHOLE])
def test_a_whole_link_is_left_alone(world: "World", link: Link, arrange: Arrange) -> None:
    assert found(world, link, arrange(world)) == []


def test_every_link_has_its_fixture_and_its_control() -> None:
    assert {one[0] for one in BREAKS} == {one[0] for one in WHOLE} == set(Link)


def test_the_past_is_judged_by_what_was_there(world: "World") -> None:
    letter = letter_due_in_may(world)
    assert found(world, Link.REPLY, letter, date(2026, 5, 31)) == []
    assert found(world, Link.REPLY, letter, date(2026, 6, 1))[0].days == 1
