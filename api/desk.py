"""What waits for a person today, of the registers and the library, as they may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.matches import matches_of
from api.proposals import to_decide
from api.reach import readable_by
from api.registers import registry_for_reading
from api.wiring import Service
from kb.governance.access import Level, Permission, Principal
from kb.prevention.chain_facts import CASES, CLUES, CaseFacts, ClueFacts
from kb.prevention.item_steps import CLOSED
from kb.prevention.ledger_facts import ITEMS, WARNINGS, WarningFacts
from kb.prevention.ledger_lines import LedgerLine
from kb.prevention.ledger_list import LedgerList, LedgerQuery
from kb.prevention.warning_run import STANDING
from kb.registers.days import day_of
from kb.registers.records import Kept
from kb.retrieval.saved_matches import Told
from kb.review.queue import Mode, QueueFilter
from kb.store.calendar_days import working_days
from kb.store.catalogue import DocumentCatalogue, StoreExtent
from kb.store.registry import Registry, Wanted
from kb.store.review_queue import ReviewQueue
from kb.store.rows import DocumentSummary
from kb.store.saved_searches import SavedSearch, SavedSearches

_SHOWN = 6
_BEST = 3
_WEIGHED = 100
OPEN_CASES = ("investigation", "conclusion", "rectification", "improvement")
OPEN_CLUES = ("clue_intake", "preliminary", "inquiry")


@dataclass(frozen=True, slots=True)
class LedgerSide:
    """The most pressing items; how many are open and how many late."""

    lines: Sequence[LedgerLine]
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class RegisterSide:
    """Open cases, clues and warnings, the latest (the gravest) first, with their numbers."""

    cases: Sequence[Kept[CaseFacts]]
    open_cases: int
    clues: Sequence[Kept[ClueFacts]]
    open_clues: int
    warnings: Sequence[Kept[WarningFacts]]
    standing: int


@dataclass(frozen=True, slots=True)
class LibrarySide:
    """What there is, what came in last, what one looks for again and what of it is new."""

    extent: StoreExtent
    newest: Sequence[DocumentSummary]
    saved: Sequence[SavedSearch]
    told: Sequence[Told]

    def unlooked(self, day: date) -> bool:
        """Whether some of what is watched was not looked at on that day yet."""
        looked = (one.checked_at for one in self.saved if one.watching)
        return any(at is None or day_of(at) < day for at in looked)


@dataclass(frozen=True, slots=True)
class Desk:
    """Each side for whoever has the right to it; ``to_decide`` are proposals of others."""

    ledger: LedgerSide | None
    registers: RegisterSide | None
    library: LibrarySide | None
    to_review: int | None
    to_decide: int


def desk_of(service: Service, who: Principal, grades: Mapping[str, int]) -> Desk:
    """What the person may see of it; what is shown of level 2 and above is recorded.

    ``grades`` ranks the grades of warnings, the gravest highest.
    """
    may = who.permissions
    with registry_for_reading(service, who) as registry:
        ledger = _ledger(registry) if Permission.LEDGER_READ in may else None
        registers = _registers(registry, grades) if Permission.REGISTERS_READ in may else None
    library = _library(service, who) if Permission.LIBRARY_READ in may else None
    to_review = _to_review(service, who) if Permission.LABELS_REVIEW in may else None
    levels = [one.level for one in ledger.lines] if ledger else []
    if registers:
        kept: list[Kept[Any]] = [*registers.cases, *registers.clues, *registers.warnings]
        levels += [one.head.level for one in kept]
    highest = Level(max(levels, default=0))
    service.governing.record_read(who, f"desk×{len(levels)}", highest, "desk.read")
    return Desk(ledger, registers, library, to_review, to_decide(service, who))


def _ledger(registry: Registry) -> LedgerSide:
    states = tuple(one for one in ITEMS.states if one not in CLOSED)
    ledger = LedgerList(registry, working_days(registry.session))
    everything = LedgerQuery(states=states)
    page = ledger.page(everything, limit=_SHOWN)
    late = LedgerQuery(states=states, overdue=True)
    return LedgerSide(page.lines, ledger.total(everything), ledger.total(late))


def _registers(registry: Registry, grades: Mapping[str, int]) -> RegisterSide:
    cases, clues, standing = (
        Wanted(equal=(("state", states),)) for states in (OPEN_CASES, OPEN_CLUES, STANDING)
    )
    warnings = sorted(
        registry.latest(WARNINGS, standing, limit=_WEIGHED),
        key=lambda one: (-grades.get(one.facts.grade, 0), one.facts.ack_due or one.facts.raised),
    )
    return RegisterSide(
        registry.latest(CASES, cases, limit=_SHOWN),
        registry.count(CASES, cases),
        registry.latest(CLUES, clues, limit=_SHOWN),
        registry.count(CLUES, clues),
        warnings[:_SHOWN],
        registry.count(WARNINGS, standing),
    )


def _library(service: Service, who: Principal) -> LibrarySide:
    among = readable_by(service, who)
    told = matches_of(service, who, most=_BEST)
    with service.transactions.reading() as session:
        catalogue = DocumentCatalogue(session)
        return LibrarySide(
            catalogue.extent(among=among),
            catalogue.newest(limit=_SHOWN, among=among),
            SavedSearches(session, who).listed(),
            told,
        )


def _to_review(service: Service, who: Principal) -> int:
    with service.transactions.reading() as session:
        queue = ReviewQueue(session, among=readable_by(service, who))
        return queue.count(QueueFilter(Mode.FIRST))
