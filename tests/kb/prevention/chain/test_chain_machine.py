"""Random people take random steps of a clue, its case, a letter: the chain keeps its promises."""

import random
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kb.errors import KbError
from kb.governance.access import Level, Principal, Role
from kb.prevention.case_files import CaseFiles, Conclusion
from kb.prevention.chain_facts import CASES, CHECKS, CLUES, RISK_POINTS
from kb.prevention.checklist import Checklist, answered
from kb.prevention.clues import Clues
from kb.prevention.findings import Findings
from kb.prevention.ledger_facts import ITEMS, LETTERS
from kb.prevention.letter_items import items_of
from kb.prevention.letter_rules import ServiceMethod
from kb.prevention.letters import Letters
from kb.prevention.pre_judgement import counted_points, propose_risk_points
from kb.prevention.stages import CASE_STEPS, CLUE_STEPS, LETTER_STEPS
from kb.prevention.steps import open_steps
from kb.registers.records import Placing, Register
from kb.store.register_events import as_of, events_of
from kb.store.registry import Registry, Wanted
from kb.store.schema import upgrade_schema
from kb.store.session import Transactions, open_engine
from kb.terms import load_taxonomy

PEOPLE = ("drafter", "chief", "third")
START = datetime(2026, 3, 2, 4, tzinfo=UTC)
PUBLIC = Placing(level=Level.PUBLIC)
people = st.sampled_from(PEOPLE)
reasons = st.sampled_from(("经研究",) * 9 + ("",))
picks = st.integers(0, 2**32)  # a seed: drawn numbers themselves are far from even
ENDING = {"withdraw", "close", "hold", "send_back", "archive"}
TABLES = {CLUES.kind: CLUE_STEPS, CASES.kind: CASE_STEPS, LETTERS.kind: LETTER_STEPS}
BESIDES = {"create", "edit", "place"}  # they leave the state as it is


class ChainMachine(RuleBasedStateMachine):
    """``world`` makes the helper that puts records in; refused steps are part of the game."""

    world: Callable[[Registry], Any]
    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        file = Path(self.folder.name) / "store.db"
        shutil.copy(self.template, file)
        self.store = Transactions(open_engine(f"sqlite:///{file}"))
        self.now = START
        self.case = ""
        self.numbers: set[str] = set()

    def act(self, who: str, run: Callable[[Registry], object]) -> None:
        principal = Principal(
            account=who,
            name=who,
            department="d1",
            roles=frozenset({Role.INVESTIGATOR, Role.PREVENTION, Role.REVIEWER}),
            clearance=Level.RESTRICTED,
        )
        self.now += timedelta(hours=6)
        try:
            with self.store.writing() as session:
                registry = Registry(
                    session, principal, unheard, load_taxonomy(), clock=lambda: self.now
                )
                run(registry)
        except KbError:
            return

    @initialize(points=st.sampled_from((3, 0)))
    def begin(self, points: int) -> None:
        def made(registry: Registry) -> None:
            self.clue = type(self).world(registry).clue().id
            for point in propose_risk_points(registry, self.clue, ())[:points]:
                Findings(registry).decide(RISK_POINTS, point.id, "confirm")
            self.letter = type(self).world(registry).letter(cosigners=("chief",)).id

        self.act("drafter", made)

    def pick(self, register: Register[Any], record: str, at: int) -> str:
        """Mostly a step that the table allows from here and that ends nothing; else any at all."""
        table = TABLES[register.kind]
        with self.store.reading() as session:
            who = Principal(account="x", name="x", desktop=True)
            state = Registry(session, who, unheard, load_taxonomy()).get(register, record).state
        allowed = [one.action for one in open_steps(table, state)]
        drawn = random.Random(f"{at}/{self.now}")
        onward = [one for one in allowed if one not in ENDING]
        if drawn.random() < 0.2:
            return drawn.choice(list(table))
        return drawn.choice(onward if onward and drawn.random() < 0.9 else allowed or list(table))

    @rule(who=people, keep=st.sampled_from((4, 3, 2)))
    def judge(self, who: str, keep: int) -> None:
        def run(registry: Registry) -> None:
            for point in propose_risk_points(registry, self.clue, ())[:keep]:
                Findings(registry).decide(RISK_POINTS, point.id, "confirm")

        self.act(who, run)

    @rule(who=people, at=picks, reason=reasons)
    def step_clue(self, who: str, at: int, reason: str) -> None:
        step = self.pick(CLUES, self.clue, at)
        if step == "file":
            self.act(who, lambda registry: self.file(registry, reason))
        else:
            plain: Any = step
            self.act(who, lambda registry: Clues(registry).take(self.clue, plain, reason=reason))

    def file(self, registry: Registry, reason: str) -> None:
        case = Clues(registry).file(self.clue, approval=reason).case.id
        letter = registry.get(LETTERS, self.letter)
        registry.place(LETTERS, letter, Placing(letter.head.level, "d1", case))
        self.case = case

    @rule(who=people, most=st.sampled_from((1, 15)))
    def answer(self, who: str, most: int) -> None:
        def run(registry: Registry) -> None:
            for check in registry.all(CHECKS)[:most]:
                Checklist(registry).answer(check.id, "不存在", reason="查阅纪要")

        self.act(who, run)

    @precondition(lambda self: self.case)
    @rule(who=people, at=picks, reason=reasons)
    def step_case(self, who: str, at: int, reason: str) -> None:
        step = self.pick(CASES, self.case, at)
        self.act(who, lambda registry: take_case(registry, self.case, step, reason))

    @rule(who=people, at=picks, reason=reasons, on=st.sampled_from((0, 0, 0, -1, 1)))
    def step_letter(self, who: str, at: int, reason: str, on: int) -> None:
        day = self.now.date() + timedelta(days=on)
        step = self.pick(LETTERS, self.letter, at)
        if step == "countersign":
            who = "chief"
        self.act(who, lambda registry: take_letter(registry, self.letter, step, reason, day))

    @precondition(lambda self: self.case)
    @rule(who=people, grade=st.sampled_from(("qualified", "unqualified")))
    def evaluate(self, who: str, grade: str) -> None:
        self.act(who, lambda registry: type(self).world(registry).evaluation(self.case, grade))

    @rule(
        who=people,
        at=st.integers(0, 1),
        state=st.sampled_from(("in_progress", "written_off", "written_off")),
    )
    def move_item(self, who: str, at: int, state: str) -> None:
        """As the ledger would, whose own machine holds it to its table."""

        def run(registry: Registry) -> None:
            item = items_of(registry, self.letter)[at]
            if item.state in ("issued", "in_progress"):
                registry.change(ITEMS, item, state=state, action="moved")

        self.act(who, lambda registry: run(registry) if items_of(registry, self.letter) else None)

    @invariant()
    def every_step_is_of_the_table(self) -> None:
        def check(registry: Registry) -> None:
            for register, record in (
                (CLUES, self.clue),
                (CASES, self.case),
                (LETTERS, self.letter),
            ):
                if not record:
                    continue
                kept, events = registry.get(register, record), events_of(registry.session, record)
                for event in events:
                    if event.action in BESIDES:
                        assert event.before in ("", event.after)
                        continue
                    step = TABLES[register.kind][event.action]
                    assert event.before in step.before
                    assert event.after == (step.after or event.before)
                    assert event.reason.strip() or not step.reasoned
                assert as_of(register, events, self.now) == kept
                assert len(events) == kept.head.version

        self.look(check)

    @invariant()
    def gates_hold(self) -> None:
        def check(registry: Registry) -> None:
            clue = registry.get(CLUES, self.clue)
            if clue.state not in ("clue_intake", "closed_clue"):
                assert len(counted_points(registry, self.clue)) >= 3
            if not self.case:
                return
            case = registry.get(CASES, self.case)
            if case.state not in ("investigation", "withdrawn"):
                checks = registry.all(CHECKS, Wanted(equal=(("case_id", (self.case,)),)))
                assert checks and all(answered(one) for one in checks)
            if case.state in ("rectification", "improvement"):
                steps = [one.action for one in events_of(registry.session, self.letter)]
                assert "serve" in steps

        self.look(check)

    @invariant()
    def letters_are_approved_by_another_and_numbered_once(self) -> None:
        def check(registry: Registry) -> None:
            letter = registry.get(LETTERS, self.letter)
            events = events_of(registry.session, self.letter)
            wrote: set[str] = set()
            for event in events:
                if event.action in ("create", "edit", "submit"):
                    wrote.add(event.actor)
                assert event.action != "approve" or event.actor not in wrote
            if letter.facts.number:
                self.numbers.add(letter.facts.number)
            assert len(self.numbers) <= 1
            if letter.state in ("approved", "served", "replied", "concluded"):
                assert letter.facts.cosigned == ("chief",)
            states = {one.state for one in items_of(registry, self.letter)}
            if letter.state in ("draft", "review", "withdrawn"):
                assert states <= {"withdrawn"}
            if letter.state == "concluded":
                assert states <= {"written_off", "withdrawn"}
            if letter.state in ("served", "replied"):
                assert "drafted" not in states

        self.look(check)

    def look(self, check: Callable[[Registry], None]) -> None:
        if self.now == START:
            return
        with self.store.reading() as session:
            who = Principal(account="x", name="x", department="d1", desktop=True)
            check(Registry(session, who, unheard, load_taxonomy()))

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


def take_case(registry: Registry, case: str, step: Any, reason: str) -> None:
    files = CaseFiles(registry)
    if step == "waive":
        files.waive(case, reason=reason)
    elif step == "conclude":
        files.conclude(case, Conclusion(registry.today(), "开除党籍"))
    else:
        files.take(case, step, reason=reason)


def take_letter(registry: Registry, letter: str, step: str, reason: str, on: date) -> None:
    letters = Letters(registry)
    if step in ("submit", "countersign", "approve", "conclude"):
        getattr(letters, step)(letter)
    elif step in ("send_back", "withdraw"):
        getattr(letters, step)(letter, reason=reason)
    elif step in ("maintain", "amend"):
        letters.resolve(letter, "maintain" if step == "maintain" else "amend", reason=reason)
    elif step == "serve":
        letters.serve(letter, on=on, method=ServiceMethod.WRITTEN)
    elif step == "object":
        letters.object(letter, on=on, objection=reason)
    else:
        letters.reply(letter, on=on, reply=reason, adopted=(1,))


def unheard(_entry: object) -> None:
    """Audit is tested elsewhere."""


def test_the_chain_keeps_its_promises(tmp_path: Path, world: Callable[[Registry], Any]) -> None:
    template = tmp_path / "template.db"
    store = Transactions(open_engine(f"sqlite:///{template}"))
    upgrade_schema(store.engine)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    told = {"world": staticmethod(world), "template": template}
    run_state_machine_as_test(
        type("Machine", (ChainMachine,), told),
        settings=settings(
            max_examples=40,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
