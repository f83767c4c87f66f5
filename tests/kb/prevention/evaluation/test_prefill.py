"""What the registers propose for a sheet, each number by hand over the small world."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kb.errors import InvalidQuery
from kb.prevention.evaluation_rules import load_rules
from kb.prevention.ledger_facts import EvaluationFacts
from kb.prevention.prefill import proposals

# line: the records behind its numerator and its denominator
BY_HAND = {
    # n1 was done, n2 was not, n3 was cancelled
    "inspection_done_rate": ("n1", "n1 n2"),
    # n1 made i1 (reopened and past its day) and i3 (written off)
    "issue_closed_rate": ("i3", "i1 i3"),
    # w3 in time; w4 never checked; w5's day is in July
    "alert_handled_rate": ("w3", "w3 w4"),
    # p2 has a gap
    "risk_point_covered": ("p1", "p1 p2"),
    # o1 left in April; o2's five years were over in January; o3's are not; o4 is no key post
    "key_post_rotated_rate": ("o1", "o1 o2"),
    # i1 was reopened; h5 was found after i2 was written off and before i3 was
    "recurrence_rate": ("i1 i2", "i1 i2 i3"),
    # nothing in the half-year; k3 in that of the year before
    "case_drop_rate": ("", "k3"),
    "complaint_drop_rate": ("", "clue"),
    # entered as 45 of 50
    "education_coverage": ("r8", "r8"),
}


def test_every_proposal_is_what_a_hand_finds(world: Any) -> None:
    facts = EvaluationFacts(
        title="公路站",
        unit=world.ids["road"],
        letter=world.ids["l1"],
        period_start=date(2026, 1, 1),
        period_end=date(2026, 6, 30),
    )
    with world.registry() as registry:
        found = {one.indicator: one for one in proposals(registry, facts, load_rules())}
    rows = {
        name: tuple(
            world.names(row.id for row in part or ())
            for part in (one.rows.numerator, one.rows.denominator)
        )
        for name, one in found.items()
    }
    assert rows == BY_HAND
    reach = found["education_coverage"]
    assert (reach.numerator, reach.denominator) == (45, 50)
    again = found["recurrence_rate"]
    assert (again.numerator, again.denominator) == (2, 3)


def test_a_sheet_without_a_period_has_no_proposals(world: Any) -> None:
    facts = EvaluationFacts(title="公路站", unit=world.ids["road"])
    with world.registry() as registry, pytest.raises(InvalidQuery, match="FIELD_NEEDED"):
        proposals(registry, facts, load_rules())


def test_another_base_changes_what_a_drop_is_measured_by(world: Any) -> None:
    facts = EvaluationFacts(
        title="公路站",
        unit=world.ids["road"],
        period_start=date(2025, 1, 1),
        period_end=date(2025, 12, 31),
    )
    with world.registry() as registry:
        year = proposals(registry, facts, load_rules())
        own = replace(facts, base_start=date(2024, 1, 1), base_end=date(2024, 6, 30))
        half = proposals(registry, own, load_rules())
    drops = [{one.indicator: one for one in each}["case_drop_rate"] for each in (year, half)]
    # k3 and k5 against k1 and k2, or against k1 alone
    assert [(one.numerator, one.denominator) for one in drops] == [(2, 2), (2, 1)]
