"""The demo world: large enough, played once, in order, and only through steps that are allowed."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from api.demo.play import Played, play_registers
from api.demo.story_file import load_story
from api.governing import Governing
from api.pages.record_history import history
from api.settings import Settings
from api.wiring import open_governing
from kb.governance.access import desktop_principal
from kb.prevention.chain_facts import UNITS
from kb.prevention.indicator_window import Period, Window
from kb.prevention.lead_times import Leg, lead_times
from kb.prevention.ledger_facts import ITEMS, LETTERS, WARNINGS
from kb.prevention.measure_outcomes import outcomes_by_measure
from kb.prevention.proven import proven
from kb.prevention.stages import CLOSED_ITEM
from kb.store.register_events import events_of
from kb.store.register_tables import RegisterEventRow
from kb.store.registry import Registry
from kb.terms import load_taxonomy
from kb.workflow_terms import load_rectification_states

CHAINS = Path(__file__).parents[2] / "corpora" / "demo" / "chains"


@pytest.fixture(scope="module")
def governing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Governing]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with open_governing(settings, upgrade=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def played(governing: Governing) -> Played:
    return play_registers(governing)


@pytest.fixture
def registry(governing: Governing, played: Played) -> Iterator[Registry]:
    with governing.transactions.reading() as session:
        yield Registry(session, desktop_principal(), governing.audit.record, load_taxonomy())


def test_the_world_is_large_and_mixed(played: Played, registry: Registry) -> None:
    least = {"单位": 12, "责任人": 15, "线索": 20, "案件": 13, "建议书": 15, "整改事项": 60}
    assert played.new
    assert {name: played.counts[name] >= least[name] for name in least} == dict.fromkeys(
        least, True
    )
    states = Counter(one.state for one in registry.all(ITEMS))
    assert len(states) >= 10 and states["written_off"] >= 15
    assert len({one.facts.kind for one in registry.all(UNITS)}) >= 8
    assert len({one.facts.kind for one in registry.all(LETTERS)}) == 3


def test_a_second_time_changes_nothing(governing: Governing, played: Played) -> None:
    again = play_registers(governing)
    assert (again.new, again.counts, again.cases) == (False, played.counts, played.cases)


def test_each_folder_of_papers_has_its_case(played: Played) -> None:
    assert sorted(played.cases) == sorted(one.name for one in CHAINS.iterdir())
    assert len(set(played.cases.values())) == len(played.cases)


def test_a_record_that_is_a_reason_goes_by_its_name(registry: Registry) -> None:
    row = RegisterEventRow
    graded = registry.session.scalars(
        select(row.record_id).where(row.reason.startswith("evaluation-")).limit(3)
    ).all()
    notes = [
        line.note
        for one in graded
        for line in history(registry, events_of(registry.session, one))
        if line.note
    ]
    assert any(one.startswith("效果评估：") for one in notes)
    assert not any(re.search("-[0-9a-f]{16}", one) for one in notes)


def test_every_life_runs_forward(registry: Registry) -> None:
    query = select(RegisterEventRow.record_id, RegisterEventRow.at).order_by(RegisterEventRow.id)
    lives: dict[str, list[object]] = {}
    for record_id, at in registry.session.execute(query):
        lives.setdefault(record_id, []).append(at)
    assert len(lives) > 500
    assert all(one <= other for life in lives.values() for one, other in pairwise(life))  # type: ignore[operator]


def test_items_only_went_where_the_table_leads(registry: Registry) -> None:
    states = load_rectification_states()
    query = select(RegisterEventRow.before, RegisterEventRow.after).where(
        RegisterEventRow.kind == ITEMS.kind, RegisterEventRow.before != ""
    )
    steps = {
        (before, after) for before, after in registry.session.execute(query) if before != after
    }
    assert steps and all(after in states[before].next for before, after in steps)
    for item in registry.all(ITEMS):
        if item.state in CLOSED_ITEM:
            assert item.facts.verifier not in ("", item.facts.submitted_by)


def test_warnings_of_the_world_tell_how_long_things_take(registry: Registry) -> None:
    raised = registry.all(WARNINGS)
    assert len({one.facts.rule for one in raised}) >= 8
    assert {one.facts.grade for one in raised} == {"blue", "yellow", "orange", "red"}
    first, last = (pick(one.facts.raised for one in raised) for pick in (min, max))
    times = {one.leg: one for one in lead_times(Window(registry, Period(first, last)))}
    assert all(times[leg].median_days is not None for leg in Leg)


def test_measures_of_the_world_are_proven_to_differing_degrees(registry: Registry) -> None:
    accounts = {term: proven(told) for term, told in outcomes_by_measure(registry).items()}
    assert {one.grade.value for one in accounts.values()} >= {"A", "B", "C", "D"}
    best, worst = accounts["risk_screening"], accounts["integrity_talk"]
    assert best.n >= 8 and best.low >= 0.75 and worst.high < 0.5


def test_the_story_names_only_units_it_has() -> None:
    story = load_story()
    named = {one.unit for one in story.officers} | {one.unit for one in story.clues}
    named |= {one.unit for one in story.cases} | {one.unit for one in story.letters}
    named |= {one.unit for one in story.findings}
    assert named <= set(story.units)
