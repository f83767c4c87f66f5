"""Each rule fires on its fixture and not on its control, on both databases.

Long on purpose: a small scene for each fixture and each control, read beside the table of them.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import pytest

from kb.evaluation_terms import load_evaluation_terms
from kb.governance.access import Level
from kb.prevention.chain_facts import RiskGrade
from kb.prevention.ledger_facts import WARNING_NOTE
from kb.prevention.near_texts import near_pairs
from kb.prevention.warning_terms import GRADES, Rule, WarningRules

if TYPE_CHECKING:
    from conftest import World
Arrange: TypeAlias = "Callable[[World], object]"


def overdue(world: "World") -> None:
    world.item(world.unit(), due=date(2026, 6, 10))


def long_overdue(world: "World") -> None:
    world.item(world.unit(), due=date(2026, 5, 30))


def due_today(world: "World") -> None:
    world.item(world.unit(), due=date(2026, 6, 30))


def extended(world: "World") -> None:
    world.item(world.unit(), state="extended", due=date(2026, 5, 1), extended_due=date(2026, 7, 1))


def paused(world: "World") -> None:
    world.item(world.unit(), due=date(2026, 6, 10), paused_from=date(2026, 6, 1))


def written_off(world: "World") -> None:
    world.item(world.unit(), state="written_off", written_off=date(2026, 6, 1))


def unanswered(world: "World") -> None:
    world.letter(world.unit(), reply_due=date(2026, 6, 29))


def long_unanswered(world: "World") -> None:
    world.letter(world.unit(), reply_due=date(2026, 5, 30))


def answered(world: "World") -> None:
    world.letter(world.unit(), state="replied", replied=date(2026, 7, 1))


def contested(world: "World") -> None:
    world.letter(world.unit(), state="objection")


def failed(world: "World") -> None:
    world.evaluation(world.unit(), "unqualified", date(2026, 5, 1))


def passed_later(world: "World") -> None:
    unit = world.unit()
    world.evaluation(unit, "unqualified", date(2026, 5, 1))
    world.evaluation(unit, "qualified", date(2026, 6, 1))


def failed_itself(world: "World") -> None:
    world.evaluation(world.unit(), "unqualified", date(2026, 5, 1), side="self")


def risky(world: "World") -> None:
    world.point(unit=world.unit(), grade=RiskGrade.HIGH)


def risky_without_answer(world: "World") -> None:
    case = world.case(world.unit())
    world.point(grade=RiskGrade.HIGH, loopholes=("no_rule",), placed={"case_id": case})
    other = world.loophole(world.unit(), date(2025, 2, 3), term="audit_weak")
    world.measure(other, placed={"case_id": case})


def risky_answered(world: "World") -> None:
    case = world.case(world.unit())
    world.point(grade=RiskGrade.HIGH, loopholes=("no_rule",), placed={"case_id": case})
    world.measure(world.loophole(world.unit(), date(2025, 2, 3)), placed={"case_id": case})


def risky_controlled(world: "World") -> None:
    world.point(grade=RiskGrade.HIGH, control="双人复核")


def less_risky(world: "World") -> None:
    world.point(grade=RiskGrade.MEDIUM)


def risky_since_yesterday(world: "World") -> None:
    world.point(grade=RiskGrade.HIGH, placed={"on": date(2026, 6, 29)})


def five_years(world: "World") -> None:
    world.officer(world.unit(), date(2021, 6, 30))


def almost_five_years(world: "World") -> None:
    world.officer(world.unit(), date(2021, 7, 1))


def left_the_post(world: "World") -> None:
    world.officer(world.unit(), date(2015, 1, 1), until=date(2026, 6, 29))


def no_key_post(world: "World") -> None:
    world.officer(world.unit(), date(2015, 1, 1), key_post=False)


def uncovered(world: "World") -> None:
    world.clue(date(2026, 6, 1), unit=world.unit())  # a clue is no prevention


def covered(world: "World") -> None:
    world.letter(world.unit(), state="replied")


def new_unit(world: "World") -> None:
    world.unit(on=date(2026, 6, 1))


def twice_in_a_unit(world: "World") -> None:
    unit = world.unit()
    world.loophole(unit, date(2025, 3, 1))
    world.loophole(unit, date(2026, 3, 1))


def twice_in_one_case(world: "World") -> None:
    unit = world.unit()
    case = world.case(unit)
    world.loophole(unit, date(2025, 3, 1), placed={"case_id": case})
    world.loophole(unit, date(2025, 3, 2), placed={"case_id": case})


def two_kinds_in_a_unit(world: "World") -> None:
    unit = world.unit()
    world.loophole(unit, date(2025, 3, 1))
    world.loophole(unit, date(2026, 3, 1), term="audit_weak")


def once_confirmed(world: "World") -> None:
    unit = world.unit()
    world.loophole(unit, date(2025, 3, 1))
    world.loophole(unit, date(2026, 3, 1), state="proposed")


def three_years_apart(world: "World") -> None:
    unit = world.unit()
    world.loophole(unit, date(2023, 3, 1))
    world.loophole(unit, date(2026, 3, 1))


def in_another_department(world: "World") -> None:
    unit = world.unit()
    world.loophole(unit, date(2025, 3, 1))
    world.loophole(unit, date(2026, 3, 1), placed={"department": "d2"})


def among_sisters(world: "World") -> None:
    world.loophole(world.unit(system="住建"), date(2025, 3, 1))
    world.loophole(world.unit(system="住建"), date(2025, 4, 1))


def among_three_sisters(world: "World") -> None:
    among_sisters(world)
    world.loophole(world.unit(system="住建"), date(2025, 5, 1))


def among_strangers(world: "World") -> None:
    world.loophole(world.unit(system="住建"), date(2025, 3, 1))
    world.loophole(world.unit(system="民政"), date(2025, 4, 1))
    world.loophole(world.unit(), date(2025, 4, 1))
    world.loophole(world.unit(), date(2025, 4, 1))


def two_clues(world: "World") -> None:
    unit = world.unit()
    world.clue(date(2025, 7, 1), unit=unit)
    world.clue(date(2026, 6, 1), unit=unit)


def four_clues(world: "World") -> None:
    unit = world.unit()
    for month in (3, 4, 5, 6):
        world.clue(date(2026, month, 1), unit=unit)


def clues_of_two_units(world: "World") -> None:
    world.clue(date(2026, 5, 1), unit=world.unit())
    world.clue(date(2026, 6, 1), unit=world.unit())


def clues_years_apart(world: "World") -> None:
    unit = world.unit()
    world.clue(date(2025, 6, 29), unit=unit)
    world.clue(date(2026, 6, 1), unit=unit)


def one_clue_closed(world: "World") -> None:
    unit = world.unit()
    world.clue(date(2026, 5, 1), unit=unit, state="closed_clue")
    world.clue(date(2026, 6, 1), unit=unit)


def clues_of_one_post(world: "World", second_link: str = "验收") -> None:
    for month, link in ((5, "验收"), (6, second_link)):
        about = {"domain": "government_procurement", "position": "top_leader"}
        clue = world.clue(date(2026, month, 1), unit=world.unit(), **about)
        world.point(clue=clue, power_link=link, state="proposed")


def clues_of_two_links(world: "World") -> None:
    clues_of_one_post(world, "付款")


NEAR = "反映某镇分管农业的副镇长在发放农机购置补贴时与经销商串通虚报机具台数套取补贴资金"


def clues_in_near_words(world: "World") -> None:
    world.clue(date(2026, 5, 1), unit=world.unit(), summary=NEAR + "并私分")
    world.clue(date(2026, 6, 1), unit=world.unit(), summary="再次" + NEAR)


def clues_in_other_words(world: "World") -> None:
    world.clue(date(2026, 5, 1), unit=world.unit(), summary=NEAR)
    world.clue(date(2026, 6, 1), unit=world.unit(), summary="反映某中学食堂采购由总务主任一人定价")


def relapse(world: "World") -> str:
    unit = world.unit()
    closed = {
        "written_off": date(2026, 1, 5),
        "loopholes": ("no_rule",),
        "domain": "government_procurement",
    }
    world.item(unit, state="written_off", **closed)
    return unit


def found_again(world: "World") -> None:
    world.loophole(relapse(world), date(2026, 2, 1))


def found_again_by_a_case(world: "World") -> None:
    unit = relapse(world)
    world.loophole(unit, date(2026, 2, 1), placed={"case_id": world.case(unit)})


def told_again_by_a_clue(world: "World") -> None:
    clue = world.clue(date(2026, 2, 1), unit=relapse(world), domain="government_procurement")
    world.point(clue=clue, loopholes=("no_rule",))


def guessed_again(world: "World") -> None:
    clue = world.clue(date(2026, 2, 1), unit=relapse(world), domain="government_procurement")
    world.point(clue=clue, loopholes=("no_rule",), state="proposed")


def found_before(world: "World") -> None:
    world.loophole(relapse(world), date(2026, 1, 5))


def found_in_another_domain(world: "World") -> None:
    world.loophole(relapse(world), date(2026, 2, 1), domain="engineering_construction")


def found_elsewhere(world: "World") -> None:
    relapse(world)
    world.loophole(world.unit(), date(2026, 2, 1))


def another_loophole(world: "World") -> None:
    world.loophole(relapse(world), date(2026, 2, 1), term="audit_weak")


FIRES = [
    ("item_tier", "yellow", overdue),
    ("item_tier", "orange", long_overdue),
    ("letter_unanswered", "yellow", unanswered),
    ("letter_unanswered", "orange", long_unanswered),
    ("evaluation_failed", "orange", failed),
    ("risk_unmeasured", "yellow", risky),
    ("risk_unmeasured", "yellow", risky_without_answer),
    ("long_tenure", "blue", five_years),
    ("unit_uncovered", "blue", uncovered),
    ("repeated_in_unit", "orange", twice_in_a_unit),
    ("repeated_among_sisters", "yellow", among_sisters),
    ("repeated_among_sisters", "orange", among_three_sisters),
    ("clue_cluster", "yellow", two_clues),
    ("clue_cluster", "orange", four_clues),
    ("clue_cluster", "yellow", clues_of_one_post),
    ("clue_cluster", "yellow", clues_in_near_words),
    ("relapse", "orange", found_again),
    ("relapse", "red", found_again_by_a_case),
    ("relapse", "red", told_again_by_a_clue),
]
SILENT = [
    ("item_tier", due_today),
    ("item_tier", extended),
    ("item_tier", paused),
    ("item_tier", written_off),
    ("letter_unanswered", answered),
    ("letter_unanswered", contested),
    ("evaluation_failed", passed_later),
    ("evaluation_failed", failed_itself),
    ("risk_unmeasured", risky_answered),
    ("risk_unmeasured", risky_controlled),
    ("risk_unmeasured", less_risky),
    ("risk_unmeasured", risky_since_yesterday),
    ("long_tenure", almost_five_years),
    ("long_tenure", left_the_post),
    ("long_tenure", no_key_post),
    ("unit_uncovered", covered),
    ("unit_uncovered", new_unit),
    ("repeated_in_unit", twice_in_one_case),
    ("repeated_in_unit", two_kinds_in_a_unit),
    ("repeated_in_unit", once_confirmed),
    ("repeated_in_unit", three_years_apart),
    ("repeated_in_unit", in_another_department),
    ("repeated_among_sisters", among_strangers),
    ("clue_cluster", clues_of_two_units),
    ("clue_cluster", clues_years_apart),
    ("clue_cluster", one_clue_closed),
    ("clue_cluster", clues_of_two_links),
    ("clue_cluster", clues_in_other_words),
    ("relapse", guessed_again),
    ("relapse", found_before),
    ("relapse", found_in_another_domain),
    ("relapse", found_elsewhere),
    ("relapse", another_loophole),
]


@pytest.mark.parametrize(
    ("rule", "grade", "arrange"), FIRES, ids=[one[-1].__name__ for one in FIRES]
)
def test_a_rule_fires_on_its_fixture(
    world: "World", rule: str, grade: str, arrange: Arrange
) -> None:
    arrange(world)
    world.run(near_pairs=near_pairs)
    assert [one.grade for one in world.warned(rule)] == [grade]


@pytest.mark.parametrize(("rule", "arrange"), SILENT, ids=[one[-1].__name__ for one in SILENT])
def test_a_rule_is_silent_on_its_control(world: "World", rule: str, arrange: Arrange) -> None:
    arrange(world)
    world.run(near_pairs=near_pairs)
    assert world.warned(rule) == []


def test_every_rule_has_its_fixture_and_its_control() -> None:
    assert {one[0] for one in FIRES} == {one[0] for one in SILENT} == {rule.value for rule in Rule}


def test_a_warning_says_what_it_rests_on_and_that_it_concludes_nothing(world: "World") -> None:
    item = world.item(world.unit(), due=date(2026, 6, 10))
    world.run()
    [told] = world.warned("item_tier")
    assert (told.subjects, told.note) == ((item,), WARNING_NOTE)
    assert told.grounds == (f"{item}：第1轮，时限2026-06-10",)


def test_a_warning_is_kept_as_high_as_its_highest_subject(world: "World") -> None:
    unit = world.unit()
    world.clue(date(2026, 5, 1), unit=unit, placed={"level": Level.SENSITIVE})
    world.clue(date(2026, 6, 1), unit=unit, placed={"level": Level.RESTRICTED})
    world.run()
    [kept] = [one for one in world.warnings() if one.facts.rule == "clue_cluster"]
    assert (kept.head.level, kept.head.department) == (Level.RESTRICTED, "d1")


def test_days_to_answer_are_those_the_taxonomy_words() -> None:
    levels = load_evaluation_terms().warning_levels
    assert tuple(levels) == GRADES
    for grade, days in WarningRules().respond_days.items():
        assert (f"{days}个工作日" if days > 1 else "即时") in levels[grade].response
