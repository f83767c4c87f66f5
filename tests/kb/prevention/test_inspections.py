"""Inspections: each finding drafts an item or touches a standing one; all of it or nothing."""

from datetime import date
from typing import Any

import pytest

from kb.errors import IllegalTransition, InvalidQuery, KbError, NotAllowed
from kb.prevention.inspections import Finding, Inspections, Outcome
from kb.prevention.ledger import Ledger
from kb.prevention.ledger_facts import (
    INSPECTIONS,
    ITEMS,
    InspectionFacts,
    InspectionMethod,
    ItemFacts,
)
from kb.store.register_events import events_of

DAY = date(2026, 4, 20)


@pytest.fixture(params=InspectionMethod)
def planned(desk: Any, request: pytest.FixtureRequest) -> str:
    facts = InspectionFacts(
        title="验收制度落实情况督查", unit=desk.unit, method=request.param, people=("officer",)
    )
    with desk.as_("officer", date(2026, 3, 10)) as one:
        return str(one.add(INSPECTIONS, facts).id)


def complete(desk: Any, inspection: str, *findings: Finding, who: str = "colleague") -> Any:
    with desk.as_(who, DAY) as one:
        return Inspections(one).complete(
            inspection, findings, conclusion="制度已建，执行不严", expected=1
        )


def test_a_new_finding_drafts_an_item_of_the_unit(desk: Any, planned: str) -> None:
    finding = Finding(
        problem="抽查三笔验收，均无第三方签字",
        measure="补签并追责",
        acceptance=("三笔均已补签",),
        owner="owner",
        due=date(2026, 6, 30),
    )
    kept = complete(desk, planned, finding)
    assert (kept.state, kept.facts.done) == ("done", DAY)
    assert kept.facts.findings == (finding.problem,)
    with desk.as_("officer", DAY) as one:
        [item] = kept.facts.items
        made = one.get(ITEMS, item)
        assert (made.state, made.facts.unit, made.facts.inspection) == (
            "drafted",
            desk.unit,
            planned,
        )
        assert Ledger(one).issue(item).state == "issued"


def test_a_finding_is_noted_on_a_standing_item_or_returns_it(desk: Any, planned: str) -> None:
    desk.walk("submitted")
    kept = complete(
        desk,
        planned,
        Finding(problem="现场未见办法上墙", outcome=Outcome.NOTE, item=desk.item),
        Finding(problem="抽查记录是补写的", outcome=Outcome.RETURN, item=desk.item),
    )
    assert kept.facts.items == (desk.item,)
    item = desk.kept()
    assert (item.state, item.facts.opinion) == ("returned", "抽查记录是补写的")
    with desk.as_("officer", DAY) as one:
        told = [(e.action, e.reason) for e in events_of(one.session, desk.item)[-3:]]
    assert told == [
        ("inspect", "现场未见办法上墙"),
        ("start_verification", ""),
        ("return", "抽查记录是补写的"),
    ]


@pytest.mark.parametrize(
    ("finding", "who", "kind", "code"),
    [
        pytest.param(
            Finding(problem="补写", outcome=Outcome.RETURN, item="item"),
            "colleague",
            IllegalTransition,
            "TRANSITION_ILLEGAL",
            id="nothing_to_return",
        ),
        pytest.param(
            Finding(problem=" "), "colleague", InvalidQuery, "FIELD_NEEDED", id="says_nothing"
        ),
        pytest.param(Finding(problem="补写"), "insider", NotAllowed, "SAME_UNIT", id="own_unit"),
        pytest.param(Finding(problem="补写"), "verifier", NotAllowed, "NOT_ALLOWED", id="no_right"),
    ],
)
def test_a_refused_finding_refuses_the_whole(
    desk: Any, planned: str, finding: Finding, who: str, kind: type[KbError], code: str
) -> None:
    if finding.item:
        finding = Finding(problem="补写", outcome=Outcome.RETURN, item=desk.item)
    with pytest.raises(kind) as refused:
        complete(desk, planned, Finding(problem="无签字"), finding, who=who)
    assert refused.value.code == code
    with desk.as_("officer", DAY) as one:
        assert one.get(INSPECTIONS, planned).state == "planned"
        assert one.count(ITEMS) == 1


def test_an_item_of_another_unit_is_not_touched(desk: Any, planned: str) -> None:
    other = desk.people["stranger"].unit
    with desk.as_("officer", DAY) as one:
        elsewhere = one.add(ITEMS, ItemFacts(problem="别处的问题", unit=other)).id
    finding = Finding(problem="补写", outcome=Outcome.NOTE, item=elsewhere)
    with pytest.raises(InvalidQuery, match="FIELD_INVALID"):
        complete(desk, planned, finding)


def test_a_cancelled_inspection_is_over(desk: Any, planned: str) -> None:
    with desk.as_("officer", DAY) as one:
        cancelled = Inspections(one).cancel(planned, reason="与巡察重复", expected=1)
    assert cancelled.state == "cancelled"
    with pytest.raises(IllegalTransition):
        complete(desk, planned)
