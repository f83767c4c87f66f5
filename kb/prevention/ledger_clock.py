"""Deadlines: extension, pause, overdue, and the ladder of escalation.

The clock (``tick``, once a day) marks items overdue and proposes the next tier of the ladder as a
warning; what is then done (``urge``, ``escalate``) a person decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kb.errors import IllegalTransition, WorkflowError
from kb.governance.access import Level, Principal, Role
from kb.prevention.item_change import change_item, require_later, take
from kb.prevention.item_steps import PERMISSIONS, RUNNING, STEPS, By, deadline, words_of
from kb.prevention.ledger_facts import ITEMS, WARNINGS, ItemFacts, WarningFacts
from kb.prevention.working_days import WorkingDays
from kb.registers.records import Kept
from kb.store.register_tables import item_deadline, table_of
from kb.store.registry import Registry, Wanted

MOST_EXTENSIONS = 2
RULE = "item_tier"
_STANDING = ("raised", "acknowledged", "verified")


@dataclass(frozen=True, slots=True)
class Tier:
    """A rung of the ladder: proposed from so many overdue working days on."""

    days: int
    zh: str
    grade: str
    respond_days: int


def ladder(days: Sequence[int] = (1, 10, 30, 60)) -> tuple[Tier, ...]:
    """The four rungs with the working days at which each begins; grades as the taxonomy has them.

    The days are the project's own proposal, to be set by each deployment.
    """
    first, second, third, fourth = days
    return (
        Tier(first, "提醒责任人", "yellow", 10),
        Tier(second, "提请督办单位负责人督办", "yellow", 10),
        Tier(third, "建议约谈", "orange", 5),
        Tier(fourth, "建议移交问责", "orange", 5),
    )


def tier_at(overdue: int, tiers: Sequence[Tier]) -> int:
    """The number of the rung reached after so many working days overdue; 0 before the first."""
    return sum(overdue >= one.days for one in tiers)


def days_lost(facts: ItemFacts, today: date, calendar: WorkingDays) -> int:
    """The working days that the present pause has cost up to yesterday; 0 without a pause."""
    if facts.paused_from is None:
        return 0
    day = timedelta(days=1)
    return calendar.between(facts.paused_from - day, today - day)


def overdue_ground(item_id: str, due: date | None, round_: int) -> str:
    """The fact that an overdue warning rests on; another date or round is a new one."""
    return f"{item_id}：第{round_}轮，时限{due}"


def system_principal() -> Principal:
    """The program itself, as events name it when nobody asked."""
    return Principal(
        account="system",
        name="系统",
        roles=frozenset(Role),
        clearance=Level.RESTRICTED,
        desktop=True,
    )


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did: ids of items marked overdue, and of those whose tier rose."""

    overdue: tuple[str, ...]
    raised: tuple[str, ...]


class LedgerClock:
    """Steps about time; working days are counted by the calendar given."""

    def __init__(
        self,
        registry: Registry,
        calendar: WorkingDays,
        tiers: Sequence[Tier] | None = None,
    ) -> None:
        self._registry = registry
        self._calendar = calendar
        self._tiers = tuple(tiers or ladder())

    def extend(
        self,
        item_id: str,
        *,
        until: date,
        reason: str,
        approval: str,
        expected: int | None = None,
    ) -> Kept[ItemFacts]:
        """A later date: asked for before the present one, twice at most, approved in writing.

        EXTENSIONS_SPENT, DEADLINE_PASSED, DATE_TOO_EARLY.
        """
        step, kept = take(self._registry, "extend", item_id, expected=expected)
        if kept.facts.extensions >= MOST_EXTENSIONS:
            raise WorkflowError("EXTENSIONS_SPENT", id=kept.id, limit=MOST_EXTENSIONS)
        require_later(until, self._running(kept), "延期后的时限")
        said = f"{words_of(reason, '理由')}（批准：{words_of(approval, '批准件')}）"
        facts = replace(kept.facts, extended_due=until, extensions=kept.facts.extensions + 1)
        return change_item(self._registry, step, kept, facts, said)

    def pause(self, item_id: str, *, reason: str, expected: int | None = None) -> Kept[ItemFacts]:
        """Stop the clock from today, for a reason."""
        step, kept = take(self._registry, "pause", item_id, expected=expected)
        self._running(kept)
        facts = replace(kept.facts, paused_from=self._registry.today())
        return change_item(self._registry, step, kept, facts, words_of(reason, "理由"))

    def resume(
        self, item_id: str, *, reason: str = "", expected: int | None = None
    ) -> Kept[ItemFacts]:
        """Let the clock go on; the date moves by the working days that were lost."""
        step, kept = take(self._registry, "resume", item_id, expected=expected)
        due = deadline(kept.facts)
        if kept.facts.paused_from is None or due is None:
            raise IllegalTransition("ITEM_NOT_PAUSED", id=kept.id, state=kept.state)
        lost = days_lost(kept.facts, self._registry.today(), self._calendar)
        facts = replace(
            kept.facts,
            paused_from=None,
            paused_days=kept.facts.paused_days + lost,
            extended_due=self._calendar.add(due, lost) if lost else kept.facts.extended_due,
        )
        return change_item(self._registry, step, kept, facts, reason.strip())

    def urge(self, item_id: str, *, note: str, expected: int | None = None) -> Kept[ItemFacts]:
        """Put on record what was done about an overdue item: reminded, summoned to talk …"""
        step, kept = take(self._registry, "urge", item_id, expected=expected)
        return change_item(self._registry, step, kept, kept.facts, words_of(note, "督办情况"))

    def escalate(
        self, item_id: str, *, reason: str, expected: int | None = None
    ) -> Kept[ItemFacts]:
        """Hand an overdue item over to accountability; a person's decision at any tier."""
        step, kept = take(self._registry, "escalate", item_id, expected=expected)
        return change_item(self._registry, step, kept, kept.facts, words_of(reason, "理由"))

    def order_again(
        self, item_id: str, *, due: date, reason: str, expected: int | None = None
    ) -> Kept[ItemFacts]:
        """Send an escalated item back to its unit with a new date."""
        step, kept = take(self._registry, "order_again", item_id, expected=expected)
        require_later(due, self._registry.today(), "时限")
        facts = replace(kept.facts, extended_due=due, tier=0)
        return change_item(self._registry, step, kept, facts, words_of(reason, "理由"))

    def waiting(self) -> tuple[str, ...]:
        """The ids of the items that a tick would change."""
        return tuple(one.id for one in self._late()) + tuple(one.id for one, _, _ in self._risen())

    def tick(self, ids: Sequence[str] | None = None) -> Ticked:
        """Mark what is past its date, and propose tiers; a second tick of the day does nothing.

        Only the items with these ``ids``, where given: a caller with many takes some at a time.
        """
        self._registry.principal.require(*PERMISSIONS[By.SYSTEM])
        overdue = tuple(self._mark(one) for one in self._late(ids))
        raised = []
        for item, tier, late in self._risen(ids):
            self._raise(item, tier, late)
            raised.append(item.id)
        return Ticked(overdue, tuple(raised))

    def _running(self, kept: Kept[ItemFacts]) -> date:
        due, today = deadline(kept.facts), self._registry.today()
        if due is None or due < today:
            raise IllegalTransition("DEADLINE_PASSED", id=kept.id, state=kept.state)
        return due

    def _late(self, ids: Sequence[str] | None = None) -> tuple[Kept[ItemFacts], ...]:
        columns = table_of(ITEMS).c
        late = (item_deadline() < self._registry.today(), columns.paused_from.is_(None))
        wanted = Wanted(equal=(("state", RUNNING),), where=late)
        return self._registry.all(ITEMS, _of(wanted, ids))

    def _risen(
        self, ids: Sequence[str] | None = None
    ) -> tuple[tuple[Kept[ItemFacts], int, int], ...]:
        """Overdue items on a rung above their own: item, rung, working days overdue."""
        found = []
        wanted = _of(Wanted(equal=(("state", ("overdue",)),)), ids)
        for item in self._registry.all(ITEMS, wanted):
            due = deadline(item.facts)
            late = self._calendar.between(due, self._registry.today()) if due else 0
            tier = tier_at(late, self._tiers)
            if tier > item.facts.tier:
                found.append((item, tier, late))
        return tuple(found)

    def _mark(self, kept: Kept[ItemFacts]) -> str:
        return change_item(self._registry, STEPS["mark_overdue"], kept, kept.facts).id

    def _raise(self, kept: Kept[ItemFacts], tier: int, late: int) -> None:
        rung = self._tiers[tier - 1]
        said = f"逾期{late}个工作日：{rung.zh}"
        facts = replace(kept.facts, tier=tier)
        change_item(self._registry, STEPS["raise_tier"], kept, facts, said)
        today = self._registry.today()
        warning = WarningFacts(
            title=f"整改事项{said}",
            rule=RULE,
            grade=rung.grade,
            unit=kept.facts.unit,
            domain=kept.facts.domain,
            subjects=(kept.id,),
            grounds=(overdue_ground(kept.id, deadline(kept.facts), kept.facts.round),),
            signature=f"{RULE}:{kept.id}",
            raised=today,
            ack_due=self._calendar.add(today, rung.respond_days),
            tier=tier,
        )
        wanted = Wanted(equal=(("signature", (warning.signature,)), ("state", _STANDING)))
        for standing in self._registry.all(WARNINGS, wanted):
            risen = replace(
                standing.facts, title=warning.title, grade=warning.grade, tier=warning.tier
            )
            self._registry.change(WARNINGS, standing, facts=risen, action="rise", reason=said)
            return
        self._registry.add(WARNINGS, warning, under=kept)


def _of(wanted: Wanted, ids: Sequence[str] | None) -> Wanted:
    return wanted if ids is None else replace(wanted, equal=(*wanted.equal, ("id", tuple(ids))))
