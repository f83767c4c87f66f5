"""The radar of relapse and the risk map."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest

from kb.errors import InvalidQuery, NotFound
from kb.governance.access import Principal, Role
from kb.prevention.recurrence import Match, Part, recurrences
from kb.prevention.risk_map import RiskCell, risk_map

if TYPE_CHECKING:
    from conftest import World

DAY = date(2026, 6, 30)
CLOSED = date(2026, 1, 5)


def closed_item(world: "World", unit: str, **facts: object) -> str:
    given = {"loopholes": ("no_rule", "audit_weak"), "domain": "government_procurement", **facts}
    return world.item(unit, state="written_off", written_off=CLOSED, **given)


def asked(world: "World", record: str) -> tuple[Match, ...]:
    with world.open(DAY) as one:
        return recurrences(one, record)


def test_a_new_loophole_calls_closed_items_to_mind(world: "World") -> None:
    own, sister = world.unit(system="住建"), world.unit(system="住建")
    case = world.case(own, position="top_leader", power_links=("验收",))
    likest = closed_item(world, own, placed={"case_id": case})
    plain = closed_item(world, own)
    elsewhere = closed_item(world, sister)
    closed_item(world, world.unit(system="民政"))
    closed_item(world, world.unit())
    closed_item(world, own, loopholes=("no_trace",))
    closed_item(world, own, domain="engineering_construction")
    world.item(own, loopholes=("no_rule",))  # not closed

    new = world.loophole(own, date(2026, 2, 1), position="top_leader", power_link="验收")
    found = asked(world, new)
    assert [(one.item, one.sister, len(one.parts)) for one in found] == [
        (likest, False, 4),
        (plain, False, 2),
        (elsewhere, True, 2),
    ]
    assert found[1].parts == (Part.DOMAIN, Part.LOOPHOLE)
    assert (found[0].loopholes, found[0].written_off) == (("no_rule",), CLOSED)


def test_a_clue_speaks_by_its_risk_points(world: "World") -> None:
    unit = world.unit()
    item = closed_item(world, unit)
    clue = world.clue(date(2026, 2, 1), unit=unit)
    assert asked(world, clue) == ()
    world.point(clue=clue, loopholes=("audit_weak",), state="dismissed")
    assert asked(world, clue) == ()
    world.point(clue=clue, loopholes=("audit_weak",), state="proposed")
    assert [one.item for one in asked(world, clue)] == [item]


def test_what_was_known_before_the_closing_is_no_relapse(world: "World") -> None:
    unit = world.unit()
    closed_item(world, unit)
    assert asked(world, world.loophole(unit, CLOSED)) == ()


def test_the_radar_asks_for_a_clue_or_a_loophole(world: "World") -> None:
    with pytest.raises(InvalidQuery) as refused:
        asked(world, world.unit())
    assert refused.value.code == "RECURRENCE_KIND"
    with pytest.raises(NotFound):
        asked(world, "clue-0000000000000000")


def test_items_of_another_department_are_not_called_to_mind(
    world: "World", person: Callable[..., Principal]
) -> None:
    unit = world.unit()
    closed_item(world, unit, placed={"department": "d2"})
    new = world.loophole(unit, date(2026, 2, 1))
    assert len(asked(world, new)) == 1
    with world.registry(person("u1", Role.PREVENTION)) as one:
        assert recurrences(one, new) == ()


def test_the_map_counts_what_is_confirmed_by_place(world: "World") -> None:
    place = {"domain": "government_procurement", "position": "top_leader"}
    unit = world.unit()
    clue = world.clue(date(2026, 2, 1), **place)
    point = world.point(clue=clue, power_link="验收", **place)
    world.point(power_link="验收", state="proposed", **place)
    loophole = world.loophole(unit, date(2026, 2, 1), power_link="验收", position="top_leader")
    world.loophole(unit, date(2026, 2, 1), power_link="验收", state="dismissed")
    case = world.case(unit, power_links=("验收", "付款"), **place)
    world.clue(date(2026, 2, 1), state="closed_clue", **place)

    where = ("government_procurement", "top_leader")
    assert world.seen(DAY, risk_map) == (
        RiskCell(*where, "验收", (point,), (loophole,), (clue,), (case,)),
        RiskCell(*where, "付款", (), (), (), (case,)),
    )
    assert world.seen(date(2024, 12, 31), risk_map) == ()
