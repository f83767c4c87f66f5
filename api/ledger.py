"""What routes and commands of the ledger share: its steps by the settings, and its daily clock."""

from dataclasses import dataclass

from api.governing import Governing
from api.registers import registry_for_reading
from api.settings import Settings
from api.wiring import Service
from kb.governance.access import Level, Principal
from kb.prevention.evidence import EvidenceDesk
from kb.prevention.inspections import Inspections
from kb.prevention.ledger import Ledger
from kb.prevention.ledger_clock import LedgerClock, Ticked, ladder, system_principal
from kb.prevention.ledger_list import LedgerList, LedgerPage, LedgerQuery
from kb.prevention.verification import Verification
from kb.store.calendar_days import working_days
from kb.store.registry import Registry
from kb.terms import load_taxonomy

_AT_A_TIME = 100


@dataclass(frozen=True, slots=True)
class Looked:
    """A page of the ledger, and how many items each state has under the filter but for states."""

    page: LedgerPage
    counts: dict[str, int]


def look_at_ledger(
    service: Service, who: Principal, query: LedgerQuery, *, after: str = "", limit: int = 50
) -> Looked:
    """What the person may read; level 2 and above is recorded before it is shown."""
    with registry_for_reading(service, who) as registry:
        ledger = LedgerList(registry, working_days(registry.session))
        page = ledger.page(query, after=after, limit=limit)
        looked = Looked(page, ledger.counts(query))
    level = max((Level(one.level) for one in page.lines), default=Level.PUBLIC)
    service.governing.record_read(who, f"item×{len(page.lines)}", level, "item.read")
    return looked


@dataclass(frozen=True, slots=True)
class LedgerDesk:
    """The steps of one person in one transaction."""

    registry: Registry
    settings: Settings

    @property
    def ledger(self) -> Ledger:
        """Steps from issue to application."""
        return Ledger(self.registry)

    @property
    def verification(self) -> Verification:
        """Steps of the second person."""
        return Verification(self.registry)

    @property
    def evidence(self) -> EvidenceDesk:
        """Evidence in and out, within the limit of size."""
        return EvidenceDesk(self.registry, max_bytes=self.settings.max_evidence_bytes)

    @property
    def inspections(self) -> Inspections:
        """Steps of inspections."""
        return Inspections(self.registry)

    @property
    def clock(self) -> LedgerClock:
        """Steps about time, by the calendar as it is kept and the ladder as it is set."""
        calendar = working_days(self.registry.session)
        return LedgerClock(self.registry, calendar, ladder(self.settings.escalation_days))


def tick_ledger(governing: Governing) -> Ticked:
    """Mark what is past its date and propose tiers, as the program itself.

    It reads without holding anybody up and writes some items at a time: a tick that was broken off
    is made whole by the next.
    """
    with governing.transactions.reading() as session:
        registry = Registry(session, system_principal(), governing.audit.record, load_taxonomy())
        waiting = LedgerDesk(registry, governing.settings).clock.waiting()
    done = Ticked((), ())
    for at in range(0, len(waiting), _AT_A_TIME):
        with governing.audit.writing() as work:
            registry = Registry(work.session, system_principal(), work.record, load_taxonomy())
            clock = LedgerDesk(registry, governing.settings).clock
            part = clock.tick(waiting[at : at + _AT_A_TIME])
        done = Ticked(done.overdue + part.overdue, done.raised + part.raised)
    return done
