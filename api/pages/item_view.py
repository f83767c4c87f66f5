"""An item of the ledger as its page shows it: its way through the states, what may be done now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from api.errors import explain
from api.pages.item_forms import FORMS, Filled, StepForm, standing_values
from api.pages.record_history import reason_words
from api.pages.shown_names import ShownNames
from api.schemas.item_steps import ITEM_STEPS, AskedStep
from kb.errors import NotFound
from kb.prevention.item_offers import Offer, offers
from kb.prevention.item_steps import STEPS, By, deadline
from kb.prevention.ledger_clock import Tier, days_lost
from kb.prevention.ledger_facts import (
    EVIDENCE,
    INSPECTIONS,
    ITEMS,
    LETTERS,
    EvidenceFacts,
    InspectionFacts,
    ItemFacts,
    LetterFacts,
)
from kb.prevention.ledger_lines import Beside, LedgerLine, line_of
from kb.prevention.working_days import WorkingDays
from kb.registers.days import day_of
from kb.registers.records import Event, Kept, Register, declared
from kb.store.register_events import events_of
from kb.store.registry import Registry, Wanted
from kb.workflow_terms import load_rectification_states

_MAIN = ("drafted", "issued", "in_progress", "submitted", "verifying", "written_off")
_BY = MappingProxyType(
    {
        By.UNIT: "责任单位",
        By.AUTHORITY: "督办方",
        By.VERIFIER: "复核人",
        By.SYSTEM: "系统",
    }
)
_ACTIONS = MappingProxyType(
    {"create": "录入", "edit": "修改", "grade": "记入评估等级", "place": "改归"}
)
_REWRITTEN = ("edit", "arrange")  # steps that leave open which fields they change


@dataclass(frozen=True, slots=True)
class Station:
    """A state on the way: when it was first reached, whether the item stands there."""

    name: str
    meaning: str
    reached: date | None
    here: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """A step with its form; ``refusal`` says why this person may not take it (empty: may)."""

    asked: AskedStep
    form: StepForm
    by: str
    refusal: str
    code: str


@dataclass(frozen=True, slots=True)
class Rung:
    """A tier of the ladder and the day on which it begins."""

    number: int
    tier: Tier
    begins: date | None
    reached: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the history."""

    at: datetime
    words: str
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """All that the page of an item shows."""

    kept: Kept[ItemFacts]
    line: LedgerLine
    letter: Kept[LetterFacts] | None
    inspection: Kept[InspectionFacts] | None
    evidence: tuple[Kept[EvidenceFacts], ...]
    way: tuple[Station, ...]
    aside: tuple[Station, ...]
    may: tuple[Offered, ...]
    may_not: tuple[Offered, ...]
    may_prove: bool
    may_strike: bool
    rungs: tuple[Rung, ...]
    history: tuple[Happened, ...]
    due: date | None
    lost: int
    values: Mapping[str, Filled]


def view_item(
    registry: Registry,
    item_id: str,
    *,
    names: ShownNames,
    calendar: WorkingDays,
    tiers: Sequence[Tier],
) -> ItemView:
    """The item as the registry's person sees it."""
    kept = registry.get(ITEMS, item_id)
    letter = _beside(registry, LETTERS, kept.facts.letter)
    evidence = registry.all(EVIDENCE, Wanted(equal=(("item", (kept.id,)),)))
    events = events_of(registry.session, kept.id)
    found, reasons = offers(registry, kept), reason_words(registry, events)
    offered = tuple(_offered(found))
    due, today = deadline(kept.facts), registry.today()
    beside = Beside(
        names.unit(kept.facts.unit),
        letter.facts.number if letter else "",
        letter.facts.body if letter else "",
        sum(one.state == "kept" for one in evidence),
    )
    may = {one.step.action for one in found if one.refusal is None}
    return ItemView(
        kept=kept,
        line=line_of(kept, beside, today=today, calendar=calendar),
        letter=letter,
        inspection=_beside(registry, INSPECTIONS, kept.facts.inspection),
        evidence=tuple(reversed(evidence)),
        way=_stations(kept, events, _MAIN),
        aside=_stations(kept, events, [one for one in ITEMS.states if one not in _MAIN]),
        may=tuple(one for one in offered if not one.refusal),
        may_not=tuple(one for one in offered if one.refusal),
        may_prove="add_evidence" in may,
        may_strike=bool(may & {"strike_evidence", "reject_evidence"}),
        rungs=_rungs(kept.facts, due, calendar, tiers),
        history=tuple(_happened(one, names, reasons[one.reason]) for one in reversed(events)),
        due=due,
        lost=days_lost(kept.facts, today, calendar),
        values=standing_values(kept.facts),
    )


def _beside(registry: Registry, register: Register[Any], record_id: str) -> Kept[Any] | None:
    try:
        return registry.get(register, record_id) if record_id else None
    except NotFound:  # an item may be read by whom its letter is not open to
        return None


def _stations(
    kept: Kept[ItemFacts], events: Sequence[Event], states: Sequence[str]
) -> tuple[Station, ...]:
    told = load_rectification_states()
    reached: dict[str, date] = {}
    for event in events:
        reached.setdefault(event.after, day_of(event.at))
    return tuple(
        Station(ITEMS.states[one], told[one].definition, reached.get(one), one == kept.state)
        for one in states
    )


def _offered(found: Sequence[Offer]) -> list[Offered]:
    """The steps of the API that are open, or refused for a reason worth reading."""
    by_action = {one.step.action: one for one in found}
    steps = []
    for asked in ITEM_STEPS:
        known = [by_action[action] for action in asked.actions if action in by_action]
        if not known:
            continue
        refusals = [one.refusal for one in known if one.refusal]
        refusal = refusals[0] if len(refusals) == len(known) else None
        steps.append(
            Offered(
                asked,
                FORMS[asked.name],
                _BY[asked.by],
                explain(refusal) if refusal else "",
                refusal.code if refusal else "",
            )
        )
    return steps


def _rungs(
    facts: ItemFacts,
    due: date | None,
    calendar: WorkingDays,
    tiers: Sequence[Tier],
) -> tuple[Rung, ...]:
    rungs = []
    for number, tier in enumerate(tiers, start=1):
        begins = calendar.add(due, tier.days) if due else None
        rungs.append(Rung(number, tier, begins, facts.tier >= number))
    return tuple(rungs)


def _happened(event: Event, names: ShownNames, reason: str) -> Happened:
    step = STEPS.get(event.action)
    words = step.zh if step else _ACTIONS.get(event.action, event.action)
    if event.before and event.before != event.after:
        words = f"{words}：{ITEMS.states[event.before]} → {ITEMS.states[event.after]}"
    about = declared(ItemFacts)
    shown = [about[one.field].zh for one in event.changes if one.field in about]
    shown = shown if event.action in _REWRITTEN else []
    told = f"改动：{'、'.join(shown)}" if shown else ""
    return Happened(
        event.at, words, names.person(event.actor), "；".join(filter(None, (reason, told)))
    )
