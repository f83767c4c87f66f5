"""What became of items by measure: from the rows and events of the ledger, on both databases."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kb.governance.access import Level, Principal, Role
from kb.prevention.chain_facts import LOOPHOLES, UNITS, LoopholeFacts, UnitFacts, UnitKind
from kb.prevention.ledger_facts import (
    INSPECTIONS,
    ITEMS,
    InspectionFacts,
    InspectionMethod,
    ItemFacts,
)
from kb.prevention.measure_histories import Finding, ItemHistory
from kb.prevention.measure_outcomes import outcomes_by_measure, trials_of
from kb.prevention.proven import Component, Outcome, Trial
from kb.registers.records import Placing
from kb.store.registry import Registry

OpenRegistry = Callable[..., AbstractContextManager[Registry]]
TODAY = date(2026, 6, 30)
CLOSED = date(2024, 3, 1)


def item(**changed: Any) -> ItemHistory:
    """An item that was closed long ago, in time, and never came again."""
    told: dict[str, Any] = {
        "id": "item-1",
        "case_id": "",
        "unit": "unit-1",
        "state": "written_off",
        "measures": ("spot_check",),
        "loopholes": ("review_formality",),
        "deadline": date(2024, 3, 31),
        "written_off": CLOSED,
        "closed": CLOSED,
        "reopened": False,
        "on_site": False,
        "grade": "",
    }
    return ItemHistory(**{**told, **changed})


def trials(one: ItemHistory, *findings: Finding) -> dict[Component, Trial]:
    found = trials_of(one, {"review_formality": findings}, system="教育", today=TODAY)
    return {trial.component: trial for trial in found}


def test_a_closed_item_speaks_of_time_site_hold_and_relapse() -> None:
    found = trials(item())
    assert {component: one.success for component, one in found.items()} == {
        Component.ON_TIME: 1.0,
        Component.ON_SITE: 0.0,
        Component.HELD: 1.0,
        Component.NO_RELAPSE: 1.0,
    }


@pytest.mark.parametrize(
    ("changed", "component", "success"),
    [
        pytest.param({"written_off": date(2024, 4, 2)}, Component.ON_TIME, 0.0, id="late"),
        pytest.param(
            {"written_off": None, "closed": None}, Component.ON_TIME, 0.0, id="overdue_and_open"
        ),
        pytest.param({"on_site": True}, Component.ON_SITE, 1.0, id="seen_on_site"),
        pytest.param({"reopened": True}, Component.HELD, 0.0, id="reopened"),
        pytest.param({"grade": "excellent"}, Component.EVALUATION, 1.0, id="excellent"),
        pytest.param({"grade": "qualified"}, Component.EVALUATION, 0.7, id="qualified"),
        pytest.param({"grade": "unqualified"}, Component.EVALUATION, 0.0, id="unqualified"),
    ],
)
def test_each_component(changed: Mapping[str, Any], component: Component, success: float) -> None:
    assert trials(item(**changed))[component].success == success


@pytest.mark.parametrize(
    ("unit", "system", "days", "success"),
    [
        pytest.param("unit-1", "教育", 300, 0.0, id="own_unit_within_a_year"),
        pytest.param("unit-1", "教育", 600, 0.5, id="own_unit_within_two"),
        pytest.param("unit-2", "教育", 300, 0.5, id="sister_unit_within_a_year"),
        pytest.param("unit-2", "教育", 600, 0.75, id="sister_unit_within_two"),
        pytest.param("unit-1", "教育", 731, 1.0, id="later_than_two_years"),
        pytest.param("unit-1", "教育", 0, 1.0, id="found_when_it_was_closed"),
        pytest.param("unit-3", "卫健", 300, 1.0, id="unit_of_another_system"),
    ],
)
def test_a_relapse_counts_by_unit_and_time(
    unit: str, system: str, days: int, success: float
) -> None:
    again = Finding(unit, system, CLOSED + timedelta(days=days))
    assert trials(item(), again)[Component.NO_RELAPSE].success == success


def test_an_item_that_waits_for_others_is_not_late() -> None:
    applied = item(state="submitted", written_off=None, closed=None, waiting=True)
    assert trials(applied) == {}


def test_units_without_a_system_are_no_sisters() -> None:
    again = Finding("unit-2", "", CLOSED + timedelta(days=30))
    found = trials_of(item(), {"review_formality": [again]}, system="", today=TODAY)
    assert Trial(Component.NO_RELAPSE, 1.0) in tuple(found)


def test_what_was_closed_lately_has_not_been_watched_long() -> None:
    lately = TODAY - timedelta(days=73)
    found = trials(item(written_off=lately, closed=lately, deadline=lately))
    assert found[Component.NO_RELAPSE].weight == pytest.approx(0.1)


def test_an_item_under_way_says_nothing_yet() -> None:
    open_item = item(
        state="in_progress", written_off=None, closed=None, deadline=TODAY + timedelta(days=9)
    )
    assert trials(open_item) == {}


@pytest.fixture
def told(registry: OpenRegistry) -> dict[str, str]:
    """Two items of a school with the measure: one seen on site and held, one reopened."""

    def on(day: date) -> AbstractContextManager[Registry]:
        return registry(at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC))

    inside = Placing(level=Level.SENSITIVE, department="d1")
    with on(date(2024, 1, 5)) as one:
        school = UnitFacts(name="某校", kind=UnitKind.SCHOOL, system="教育")
        ids = {"unit": one.add(UNITS, school).id}
        for name in ("held", "again"):
            facts = ItemFacts(
                problem="验收由一人完成",
                unit=ids["unit"],
                measures=("spot_check",),
                loopholes=("review_formality",),
                due=date(2024, 3, 31),
            )
            ids[name] = one.add(ITEMS, facts, inside, state="verifying").id
    with on(CLOSED) as one:
        for name in ("held", "again"):
            kept = one.get(ITEMS, ids[name])
            facts = ItemFacts(**{**_plain(kept.facts), "written_off": CLOSED})
            one.change(ITEMS, kept, action="write_off", state="written_off", facts=facts)
        visit = InspectionFacts(
            title="实地看一看",
            unit=ids["unit"],
            method=InspectionMethod.ON_SITE,
            items=(ids["held"],),
        )
        one.add(INSPECTIONS, visit, inside, state="done")
    with on(date(2024, 9, 1)) as one:
        again = LoopholeFacts(
            term="review_formality",
            description="又由一人验收",
            unit=ids["unit"],
            found=date(2024, 8, 1),
        )
        one.add(LOOPHOLES, again, inside, state="confirmed")
        kept = one.get(ITEMS, ids["again"])
        facts = ItemFacts(**{**_plain(kept.facts), "written_off": None, "due": date(2026, 12, 31)})
        one.change(ITEMS, kept, action="reopen", state="reopened", facts=facts)
    return ids


def _plain(facts: ItemFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in ItemFacts.__dataclass_fields__}


def by_item(registry: Registry) -> dict[str, dict[Component, float]]:
    found: Mapping[str, tuple[Outcome, ...]] = outcomes_by_measure(registry)
    return {
        one.item: {trial.component: trial.success for trial in one.trials}
        for one in found.get("spot_check", ())
    }


def test_the_ledger_tells_each_item(registry: OpenRegistry, told: dict[str, str]) -> None:
    with registry(at=datetime(2026, 6, 30, tzinfo=UTC)) as one:
        found = by_item(one)
    assert found == {
        told["held"]: {
            Component.ON_TIME: 1.0,
            Component.ON_SITE: 1.0,
            Component.HELD: 1.0,
            Component.NO_RELAPSE: 0.0,
        },
        told["again"]: {
            Component.ON_SITE: 0.0,
            Component.HELD: 0.0,
            Component.NO_RELAPSE: 0.0,
        },
    }


def test_items_that_may_not_be_read_do_not_count(
    registry: OpenRegistry, told: dict[str, str], person: Callable[..., Principal]
) -> None:
    at = datetime(2026, 6, 30, tzinfo=UTC)
    with registry(person("in", Role.PREVENTION, department="d1"), at=at) as one:
        assert set(by_item(one)) == {told["held"], told["again"]}
    with registry(person("out", Role.PREVENTION, department="d2"), at=at) as one:
        assert by_item(one) == {}


def test_an_unconfirmed_loophole_is_no_relapse(
    registry: OpenRegistry, told: dict[str, str]
) -> None:
    with registry(at=datetime(2026, 6, 30, tzinfo=UTC)) as one:
        (again,) = one.all(LOOPHOLES)
        one.change(LOOPHOLES, again, action="dismiss", state="dismissed", reason="查无")
        assert by_item(one)[told["held"]][Component.NO_RELAPSE] == 1.0
