"""Random people take random steps on random days: the ledger keeps its promises all the same."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from kb.errors import KbError
from kb.governance.access import Level, Principal, Role
from kb.prevention.chain_facts import UNITS, UnitFacts, UnitKind
from kb.prevention.evidence import EvidenceDesk
from kb.prevention.item_change import kept_evidence
from kb.prevention.ledger import Arrangement, Ledger
from kb.prevention.ledger_clock import LedgerClock, system_principal
from kb.prevention.ledger_facts import EVIDENCE, ITEMS, ItemFacts
from kb.prevention.verification import Verification
from kb.prevention.working_days import WorkingDays
from kb.registers.records import Kept, Placing
from kb.store.register_events import as_of, events_of
from kb.store.registry import Registry
from kb.store.schema import upgrade_schema
from kb.store.session import Transactions, open_engine
from kb.terms import load_taxonomy
from kb.workflow_terms import load_rectification_states

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
FACTS = ItemFacts(
    problem="设备验收由一人完成，没有人复核",
    measure="由使用、财务、纪检三方共同验收并留痕",
    acceptance=("验收办法已印发", "抽查十笔均有三方签字"),
    owner="owner",
    due=date(2026, 4, 15),
)
PEOPLE = ("owner", "clerk", "officer", "colleague", "verifier", "insider", "stranger")
PUBLIC = Placing(level=Level.PUBLIC)
people = st.sampled_from(PEOPLE)
words = st.sampled_from(("已核实", "理由充分", ""))


def mostly(name: str) -> st.SearchStrategy[str]:
    """The person who may, three times of four; else anybody."""
    return st.one_of(st.just(name), st.just(name), st.just(name), people)


def someone(name: str, *roles: Role, department: str = "d1", unit: str = "") -> Principal:
    return Principal(name, name, department, unit, frozenset(roles), Level.RESTRICTED)


class LedgerMachine(RuleBasedStateMachine):
    """One item, seven people and the clock; whatever is refused must change nothing."""

    template: Path

    @initialize()
    def open(self) -> None:
        self.folder = TemporaryDirectory()
        file = Path(self.folder.name) / "store.db"
        shutil.copy(self.template, file)
        self.store = Transactions(open_engine(f"sqlite:///{file}"))
        self.at = START
        kind = UnitKind.PARTY_GOVERNMENT
        with self.registry(system_principal()) as one:
            unit = one.add(UNITS, UnitFacts(name="某区住建局", kind=kind), PUBLIC).id
            other = one.add(UNITS, UnitFacts(name="某区民政局", kind=kind), PUBLIC).id
        self.people = {
            "owner": someone("owner", Role.RECTIFIER, department="", unit=unit),
            "clerk": someone("clerk", Role.RECTIFIER, department="", unit=unit),
            "officer": someone("officer", Role.PREVENTION),
            "colleague": someone("colleague", Role.PREVENTION, Role.REVIEWER),
            "verifier": someone("verifier", Role.REVIEWER),
            "insider": someone("insider", Role.PREVENTION, Role.REVIEWER, unit=unit),
            "stranger": someone("stranger", Role.RECTIFIER, department="", unit=other),
        }
        with self.registry(self.people["officer"]) as one:
            self.item = one.add(ITEMS, replace(FACTS, unit=unit)).id

    @contextmanager
    def registry(self, principal: Principal) -> Iterator[Registry]:
        taxonomy = load_taxonomy()
        with self.store.writing() as session:
            yield Registry(session, principal, _unheard, taxonomy, clock=lambda: self.at)

    def attempt(self, name: str, step: Any) -> None:
        before = self.kept()
        try:
            with self.registry(self.people[name]) as one:
                step(one)
        except KbError:
            assert self.kept() == before

    def kept(self) -> Kept[ItemFacts]:
        with self.registry(system_principal()) as one:
            return one.get(ITEMS, self.item)

    def a_date(self, days: int) -> date:
        return self.at.date() + timedelta(days=days)

    @rule(days=st.integers(0, 25))
    def pass_time(self, days: int) -> None:
        self.at += timedelta(days=days, minutes=1)
        with self.registry(system_principal()) as one:
            LedgerClock(one, WorkingDays()).tick()

    @rule(name=mostly("officer"))
    def issue(self, name: str) -> None:
        self.attempt(name, lambda one: Ledger(one).issue(self.item))

    @rule(name=mostly("owner"), reason=words)
    def object(self, name: str, reason: str) -> None:
        self.attempt(name, lambda one: Ledger(one).object(self.item, reason=reason))

    @rule(name=mostly("officer"), upheld=st.booleans(), reason=words)
    def resolve(self, name: str, upheld: bool, reason: str) -> None:
        self.attempt(
            name,
            lambda one: Ledger(one).resolve_objection(self.item, upheld=upheld, reason=reason),
        )

    @rule(name=mostly("owner"))
    def sign(self, name: str) -> None:
        self.attempt(name, lambda one: Ledger(one).sign(self.item))

    @rule(name=mostly("officer"), owner=st.sampled_from(("owner", "clerk", "verifier")))
    def arrange(self, name: str, owner: str) -> None:
        given = Arrangement(owner=owner, measure="三方验收", acceptance=("已印发", "已抽查"))
        self.attempt(name, lambda one: Ledger(one).arrange(self.item, given, reason="换人"))

    @rule(name=mostly("clerk"), content=st.binary(max_size=1), days=st.integers(-30, 1))
    def prove(self, name: str, content: bytes, days: int) -> None:
        day = self.a_date(days)
        self.attempt(
            name,
            lambda one: EvidenceDesk(one).add(
                self.item, name="甲.pdf", content=content, effective=day
            ),
        )

    @rule(name=mostly("clerk"), which=st.integers(0, 3))
    def strike(self, name: str, which: int) -> None:
        with self.registry(system_principal()) as one:
            evidence = one.all(EVIDENCE)
        if evidence:
            chosen = evidence[which % len(evidence)].id
            self.attempt(name, lambda one: EvidenceDesk(one).strike(chosen, reason="不实"))

    @rule(name=mostly("owner"), note=words)
    def confirm(self, name: str, note: str) -> None:
        self.attempt(name, lambda one: Ledger(one).confirm(self.item, note=note))

    @rule(name=mostly("clerk"))
    def submit(self, name: str) -> None:
        self.attempt(name, lambda one: Ledger(one).submit(self.item))

    @rule(name=mostly("clerk"))
    def take_up(self, name: str) -> None:
        self.attempt(name, lambda one: Ledger(one).take_up(self.item))

    @rule(content=st.binary(min_size=1, max_size=2))
    def apply(self, content: bytes) -> None:
        """The unit does all of its part, so that verification is reached often."""
        self.resume("officer")
        self.prove("clerk", content, 0)
        self.confirm("owner", "")
        self.submit("clerk")

    @rule(choice=st.integers(0, 3), steps=st.integers(1, 6), content=st.binary(min_size=1))
    def go_on(self, choice: int, steps: int, content: bytes) -> None:
        """Some legal steps by those whose part they are, so that every state is reached."""
        for number in range(steps):
            ways = self.ways(content[:1] + bytes([number]))[self.kept().state]
            if ways:
                ways[(choice + number) % len(ways)]()

    def ways(self, content: bytes) -> dict[str, list[Callable[[], None]]]:
        late = partial(self.pass_time, 60)
        apply, extend = partial(self.apply, content), partial(self.extend, "officer", 30)
        running = [apply, extend, late, partial(self.pause, "officer")]
        return {
            "drafted": [partial(self.issue, "officer")],
            "issued": [partial(self.sign, "owner"), partial(self.object, "owner", "非我职责")],
            "objection": [partial(self.resolve, "officer", up, "已复核") for up in (False, True)],
            "in_progress": running,
            "extended": running,
            "overdue": [apply, partial(self.escalate, "officer")],
            "submitted": [partial(self.start_verification, "verifier")],
            "verifying": [
                partial(self.write_off, "verifier", "已核实", (1, 2)),
                partial(self.send_back, "verifier", "缺签字"),
            ],
            "returned": [partial(self.take_up, "clerk")],
            "written_off": [partial(self.reopen, "colleague", "复发", 30)],
            "reopened": [partial(self.take_up, "clerk")],
            "escalated": [
                partial(self.prove, "clerk", content, 0),
                partial(self.hold_to_account, "verifier"),
                partial(self.order_again, "officer", 30),
            ],
            "withdrawn": [],
            "closed_by_accountability": [],
        }

    @rule(name=mostly("verifier"))
    def start_verification(self, name: str) -> None:
        self.attempt(name, lambda one: Verification(one).start(self.item))

    @rule(name=mostly("verifier"), opinion=words, checked=st.sampled_from(((1, 2), (1,), ())))
    def write_off(self, name: str, opinion: str, checked: tuple[int, ...]) -> None:
        self.attempt(
            name,
            lambda one: Verification(one).write_off(self.item, opinion=opinion, checked=checked),
        )

    @rule(name=mostly("verifier"), opinion=words)
    def send_back(self, name: str, opinion: str) -> None:
        self.attempt(name, lambda one: Verification(one).send_back(self.item, opinion=opinion))

    @rule(name=mostly("colleague"), told=words, days=st.integers(-1, 40))
    def reopen(self, name: str, told: str, days: int) -> None:
        due = self.a_date(days)
        self.attempt(
            name,
            lambda one: Verification(one).reopen(self.item, recurrence=told, due=due, reason=told),
        )

    @rule(name=mostly("officer"), days=st.integers(-1, 40))
    def extend(self, name: str, days: int) -> None:
        until = self.a_date(days)
        self.attempt(
            name,
            lambda one: LedgerClock(one, WorkingDays()).extend(
                self.item, until=until, reason="雨季", approval="3 号"
            ),
        )

    @rule(name=mostly("officer"))
    def pause(self, name: str) -> None:
        clock = WorkingDays()
        self.attempt(name, lambda one: LedgerClock(one, clock).pause(self.item, reason="诉讼"))

    @rule(name=mostly("officer"))
    def resume(self, name: str) -> None:
        self.attempt(name, lambda one: LedgerClock(one, WorkingDays()).resume(self.item))

    @rule(name=mostly("officer"))
    def escalate(self, name: str) -> None:
        clock = WorkingDays()
        self.attempt(name, lambda one: LedgerClock(one, clock).escalate(self.item, reason="拒改"))

    @rule(name=mostly("officer"), days=st.integers(-1, 40))
    def order_again(self, name: str, days: int) -> None:
        due = self.a_date(days)
        self.attempt(
            name,
            lambda one: LedgerClock(one, WorkingDays()).order_again(
                self.item, due=due, reason="再整改"
            ),
        )

    @rule(name=mostly("verifier"))
    def hold_to_account(self, name: str) -> None:
        self.attempt(
            name,
            lambda one: Verification(one).close_by_accountability(
                self.item, accountability="已问责"
            ),
        )

    @invariant()
    def its_life_is_along_the_table(self) -> None:
        if not hasattr(self, "item"):
            return
        states = load_rectification_states()
        with self.registry(system_principal()) as one:
            kept, events = one.get(ITEMS, self.item), events_of(one.session, self.item)
        assert kept.state in states
        for event in events[1:]:
            assert event.before == event.after or event.after in states[event.before].next
        assert kept.head.version == len(events)
        assert as_of(ITEMS, events, events[-1].at) == kept

    @invariant()
    def what_is_closed_was_proved_and_seen_by_another(self) -> None:
        if not hasattr(self, "item"):
            return
        with self.registry(system_principal()) as one:
            kept = one.get(ITEMS, self.item)
            if kept.state not in ("written_off", "closed_by_accountability"):
                return
            assert kept_evidence(one, kept)
            events = events_of(one.session, self.item)
            uploaders = {each.head.created_by for each in one.all(EVIDENCE)}
        closer = next(e.actor for e in reversed(events) if e.after == kept.state != e.before)
        mine = {e.actor for e in events if e.action in ("submit", "confirm", "sign")}
        assert closer not in uploaders | mine | {kept.facts.owner, kept.facts.submitted_by}
        assert self.people[closer].unit != kept.facts.unit

    @invariant()
    def the_date_is_moved_by_steps_alone(self) -> None:
        if hasattr(self, "item"):
            assert self.kept().facts.extensions <= 2

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


def _unheard(_entry: object) -> None:
    """Audit is tested elsewhere."""


def test_the_ledger_keeps_its_promises(tmp_path: Path) -> None:
    template = tmp_path / "template.db"
    store = Transactions(open_engine(f"sqlite:///{template}"))
    upgrade_schema(store.engine)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    machine = type("Machine", (LedgerMachine,), {"template": template})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
