"""People, a unit and an item of the ledger, and the item walked to any state."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

import pytest

from kb.governance.access import Principal, Role
from kb.prevention.chain_facts import UNITS, UnitFacts, UnitKind
from kb.prevention.evidence import EvidenceDesk
from kb.prevention.ledger import Ledger
from kb.prevention.ledger_clock import LedgerClock, system_principal
from kb.prevention.ledger_facts import ITEMS, ItemFacts
from kb.prevention.verification import Verification
from kb.prevention.working_days import WorkingDays
from kb.registers.records import Kept
from kb.store.registry import Registry

OpenRegistry = Callable[..., AbstractContextManager[Registry]]
FACTS = ItemFacts(
    problem="设备验收由一人完成，没有人复核",
    measure="由使用、财务、纪检三方共同验收并留痕",
    acceptance=("验收办法已印发", "抽查十笔均有三方签字"),
    owner="owner",
    supervisor="officer",
    due=date(2026, 4, 30),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A ledger over one item; ``as_`` opens the registry for a person on a day of 2026."""

    registry: OpenRegistry
    people: dict[str, Principal]
    unit: str
    item: str

    def as_(self, name: str, day: date) -> AbstractContextManager[Registry]:
        at = datetime.combine(day, time(9), UTC)
        return self.registry(self.people[name], at=at)

    def kept(self) -> Kept[ItemFacts]:
        with self.as_("officer", date(2026, 3, 1)) as one:
            return one.get(ITEMS, self.item)

    def issue(self) -> Kept[ItemFacts]:
        with self.as_("officer", date(2026, 3, 2)) as one:
            return Ledger(one).issue(self.item)

    def begin(self) -> Kept[ItemFacts]:
        self.issue()
        with self.as_("owner", date(2026, 3, 3)) as one:
            return Ledger(one).sign(self.item)

    def prove(self, content: bytes = b"rules", *, day: date = date(2026, 4, 1)) -> str:
        with self.as_("clerk", day) as one:
            desk = EvidenceDesk(one)
            return desk.add(self.item, name="验收办法.pdf", content=content, effective=day).id

    def submit(self, *, day: date = date(2026, 4, 2)) -> Kept[ItemFacts]:
        with self.as_("owner", day) as one:
            Ledger(one).confirm(self.item)
        with self.as_("clerk", day) as one:
            return Ledger(one).submit(self.item)

    def verify(self, *, day: date = date(2026, 4, 8)) -> Kept[ItemFacts]:
        with self.as_("verifier", day) as one:
            return Verification(one).start(self.item)

    def write_off(self, *, day: date = date(2026, 4, 9)) -> Kept[ItemFacts]:
        with self.as_("verifier", day) as one:
            return Verification(one).write_off(self.item, opinion="已核实", checked=(1, 2))

    def walk(self, to: str) -> Kept[ItemFacts]:
        """From drafted as far as submitted, verifying or written_off."""
        self.begin()
        self.prove()
        steps = {"submitted": self.submit, "verifying": self.verify, "written_off": self.write_off}
        for state, step in steps.items():
            kept = step()
            if state == to:
                break
        return kept

    def tick(self, day: date, calendar: WorkingDays | None = None) -> Kept[ItemFacts]:
        with self.as_("system", day) as one:
            LedgerClock(one, calendar or WorkingDays()).tick()
        return self.kept()


@pytest.fixture
def desk(registry: OpenRegistry, person: Callable[..., Principal]) -> Desk:
    """A drafted item of a unit with its owner and clerk, an officer, a verifier, strangers."""
    officer = person("officer", Role.PREVENTION)
    with registry(officer, at=datetime(2026, 3, 1, 9, tzinfo=UTC)) as one:
        unit = one.add(UNITS, UnitFacts(name="某区住建局", kind=UnitKind.PARTY_GOVERNMENT)).id
        other = one.add(UNITS, UnitFacts(name="某区民政局", kind=UnitKind.PARTY_GOVERNMENT)).id
        item = one.add(ITEMS, replace(FACTS, unit=unit)).id
    people = {
        "officer": officer,
        "colleague": person("colleague", Role.PREVENTION),
        "verifier": person("verifier", Role.REVIEWER),
        "owner": person("owner", Role.RECTIFIER, department="", unit=unit),
        "clerk": person("clerk", Role.RECTIFIER, department="", unit=unit),
        "insider": person("insider", Role.RECTIFIER, Role.PREVENTION, unit=unit),
        "stranger": person("stranger", Role.RECTIFIER, department="", unit=other),
        "half_stranger": person("half_stranger", Role.RECTIFIER, Role.PREVENTION, unit=other),
        "trainer": person("trainer", Role.TRAINER),
        "system": system_principal(),
    }
    return Desk(registry, people, unit, item)
