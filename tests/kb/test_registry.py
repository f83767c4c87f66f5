"""Records of the registers: kept, changed, listed, rebuilt; on both databases."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kb.errors import InvalidQuery, KbError, NotAllowed, NotFound, WorkflowError
from kb.governance.access import Level, Principal, Role
from kb.governance.audit import AuditEntry
from kb.prevention.chain_facts import (
    CLUES,
    RISK_POINTS,
    UNITS,
    ClueFacts,
    ClueSource,
    RiskPointFacts,
    UnitFacts,
    UnitKind,
)
from kb.prevention.ledger_facts import ITEMS, ItemFacts
from kb.registers.records import Placing
from kb.store.register_events import as_of, events_of
from kb.store.registry import Registry, Wanted

OpenRegistry = Callable[..., AbstractContextManager[Registry]]
UNIT = UnitFacts(name="某市某区住建局", kind=UnitKind.PARTY_GOVERNMENT, staff=86)
CLUE = ClueFacts(
    title="反映某局道路工程围标",
    received=date(2026, 3, 2),
    source=ClueSource.COMPLAINT,
    domain="engineering_construction",
    summary="反映某局在道路改造工程中向投标人透露评标专家名单。",
)


def test_a_record_comes_back_as_it_was_entered(registry: OpenRegistry) -> None:
    with registry() as one:
        unit = one.add(UNITS, UNIT)
        clue = one.add(CLUES, replace(CLUE, unit=unit.id, problems=("integrity_discipline",)))
    with registry() as one:
        kept = one.get(CLUES, clue.id)
    assert kept == clue
    assert kept.facts.problems == ("integrity_discipline",)
    assert (kept.state, kept.head.version) == ("clue_intake", 1)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        pytest.param(replace(CLUE, title=" "), "FIELD_NEEDED", id="blank_title"),
        pytest.param(replace(CLUE, title="长" * 201), "FIELD_TOO_LONG", id="title_too_long"),
        pytest.param(replace(CLUE, domain="space_travel"), "LABEL_UNKNOWN", id="unknown_domain"),
        pytest.param(replace(CLUE, summary="有\x00字"), "INVALID_TEXT", id="nul"),
        pytest.param(replace(CLUE, unit="unit-0000"), "NOT_FOUND", id="no_such_unit"),
    ],
)
def test_facts_that_do_not_hold_are_refused(
    registry: OpenRegistry, facts: ClueFacts, code: str
) -> None:
    with pytest.raises(KbError) as refused, registry() as one:
        one.add(CLUES, facts)
    assert refused.value.code == code


def test_every_change_is_an_event_and_an_audit_entry(registry: OpenRegistry) -> None:
    entries: list[AuditEntry] = []
    with registry(entries=entries) as one:
        clue = one.add(CLUES, CLUE)
        changed = one.edit(CLUES, clue, replace(CLUE, rank="县处级"), expected=1)
        one.change(CLUES, changed, state="held", action="hold", reason="等待补充材料")
        events = events_of(one.session, clue.id)
    assert [one.action for one in entries] == ["clue.create", "clue.edit", "clue.hold"]
    assert entries[0].after == entries[1].before
    assert [(one.action, one.before, one.after) for one in events] == [
        ("create", "", "clue_intake"),
        ("edit", "clue_intake", "clue_intake"),
        ("hold", "clue_intake", "held"),
    ]
    assert [(c.field, c.old, c.new) for c in events[1].changes] == [("rank", "", "县处级")]


def test_any_past_state_is_rebuilt(registry: OpenRegistry) -> None:
    days = [datetime(2026, 3, day, 9, tzinfo=UTC) for day in (2, 5, 9)]
    with registry(at=days[0]) as one:
        clue = one.add(CLUES, CLUE)
    with registry(at=days[1]) as one:
        edited = one.edit(CLUES, clue, replace(CLUE, received=date(2026, 3, 1)), expected=1)
    with registry(at=days[2]) as one:
        held = one.change(CLUES, edited, state="held", action="hold")
        events = events_of(one.session, clue.id)
    assert as_of(CLUES, events, days[0]) == clue
    assert as_of(CLUES, events, datetime(2026, 3, 8, tzinfo=UTC)) == edited
    assert as_of(CLUES, events, datetime(2027, 1, 1, tzinfo=UTC)) == held
    with pytest.raises(NotFound):
        as_of(CLUES, events, datetime(2026, 3, 1, tzinfo=UTC))


def test_a_stale_version_is_refused_and_changes_nothing(registry: OpenRegistry) -> None:
    with registry() as one:
        clue = one.add(CLUES, CLUE)
        one.edit(CLUES, clue, replace(CLUE, rank="乡科级"), expected=1)
    with pytest.raises(WorkflowError, match="VERSION_STALE"), registry() as one:
        one.edit(CLUES, clue, replace(CLUE, rank="村居"), expected=1)
    with pytest.raises(WorkflowError, match="VERSION_STALE"), registry() as one:
        one.edit(CLUES, one.get(CLUES, clue.id), replace(CLUE, rank="村居"), expected=1)
    with registry() as one:
        assert one.get(CLUES, clue.id).facts.rank == "乡科级"


def test_an_edit_leaves_what_only_steps_set(registry: OpenRegistry) -> None:
    facts = ItemFacts(problem="验收由一人完成，没有人复核")
    with registry() as one:
        item = one.add(ITEMS, facts)
        forged = replace(facts, note="已完成", written_off=date(2026, 5, 1), verifier="本人")
        edited = one.edit(ITEMS, item, forged, expected=1)
    assert (edited.facts.note, edited.facts.written_off, edited.facts.verifier) == (
        "已完成",
        None,
        "",
    )


def test_what_only_steps_set_is_not_entered(registry: OpenRegistry) -> None:
    forged = ItemFacts(problem="验收由一人完成", written_off=date(2026, 5, 1), verifier="本人")
    with registry() as one:
        assert one.enter(ITEMS, forged).facts == ItemFacts(problem="验收由一人完成")


def test_lists_are_narrowed_paged_and_counted(registry: OpenRegistry) -> None:
    with registry() as one:
        for number in range(7):
            domain = "healthcare" if number % 2 else "justice"
            one.add(CLUES, replace(CLUE, number=f"{number}", domain=domain))
        wanted = Wanted(equal=(("domain", ("justice",)),))
        first = one.page(CLUES, wanted, limit=3)
        rest = one.page(CLUES, wanted, after=first[-1].id, limit=3)
        assert (len(first), len(rest), one.count(CLUES, wanted)) == (3, 1, 4)
        assert {kept.facts.domain for kept in first + rest} == {"justice"}
        with pytest.raises(InvalidQuery):
            one.count(CLUES, Wanted(equal=(("1=1", ("x",)),)))


def test_what_may_not_be_read_does_not_exist(
    registry: OpenRegistry, person: Callable[..., Principal]
) -> None:
    owner = person("u1", Role.INVESTIGATOR, department="d1")
    other = person("u2", Role.INVESTIGATOR, department="d2")
    with registry(owner) as one:
        clue = one.add(CLUES, CLUE, Placing(level=Level.RESTRICTED))
    with registry(other) as one:
        assert one.count(CLUES) == 0
        assert one.page(CLUES) == ()
        with pytest.raises(NotFound):
            one.get(CLUES, clue.id)
        point = RiskPointFacts(description="评标专家名单外泄", clue=clue.id)
        with pytest.raises(NotFound):
            one.add(RISK_POINTS, point)


def test_nobody_writes_above_their_clearance(
    registry: OpenRegistry, person: Callable[..., Any]
) -> None:
    low = replace(person("u1", Role.INVESTIGATOR), clearance=Level.INTERNAL)
    with pytest.raises(NotAllowed), registry(low) as one:
        one.add(CLUES, CLUE, Placing(level=Level.RESTRICTED))
