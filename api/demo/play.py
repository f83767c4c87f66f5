"""Play the demo world into the registers, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from api.demo.acts_chain import tell_chain
from api.demo.acts_clues import tell_clues
from api.demo.acts_grades import tell_grades
from api.demo.acts_ledger import tell_ledger, tell_warnings
from api.demo.acts_letters import tell_letters
from api.demo.stage import SYSTEM, Schedule, Stage, demo_id
from api.demo.story_file import load_story
from api.governing import Governing
from kb.prevention.chain_facts import UNITS
from kb.registers.catalogue import REGISTERS
from kb.registers.days import day_of
from kb.store.cases import case_id_of
from kb.store.registry import Wanted
from kb.terms import load_taxonomy


@dataclass(frozen=True, slots=True)
class Played:
    """How many records of each kind there are now; the case of each folder of demo papers.

    ``new`` is False where the world had been played before.
    """

    new: bool
    counts: Mapping[str, int]
    cases: Mapping[str, str]


def play_registers(governing: Governing, *, department: str = "") -> Played:
    """All of it in one transaction; on a second time nothing happens."""
    story, today = load_story(), day_of(datetime.now(UTC))
    with governing.audit.writing() as work:
        stage = Stage(work, load_taxonomy(), department)
        registry = stage.as_(SYSTEM, today)
        first = demo_id("unit", next(iter(story.units)))
        new = not registry.count(UNITS, Wanted(equal=(("id", (first,)),)))
        if new:
            schedule = Schedule()
            tell_chain(schedule, story)
            tell_clues(schedule, story)
            tell_letters(schedule, story)
            tell_ledger(schedule, story)
            tell_grades(schedule, story)
            tell_warnings(schedule, until=today)
            schedule.play(stage, until=today)
        counts = {one.zh: registry.count(one) for one in REGISTERS.values()}
        cases = {one.id: case_id_of(demo_id("clue", one.id)) for one in story.cases}
    return Played(new, counts, cases)
