"""The rectification items of a letter follow the letter: drafted, issued, contested, withdrawn.

One item a problem. What happens to an item once its unit works on it is the ledger's.
"""

from dataclasses import replace

from kb.errors import IllegalTransition
from kb.prevention.chain_facts import LOOPHOLES, MEASURES, MeasureFacts
from kb.prevention.ledger_facts import ITEMS, ItemFacts, LetterFacts
from kb.registers.records import Kept
from kb.store.registry import Registry, Wanted


def items_of(registry: Registry, letter_id: str) -> tuple[Kept[ItemFacts], ...]:
    """The letter's items in the order of its problems; withdrawn ones among them."""
    found = registry.all(ITEMS, Wanted(equal=(("letter", (letter_id,)),)))
    return tuple(sorted(found, key=lambda one: (one.facts.ordinal, one.head.created_at)))


def draft_items(registry: Registry, letter: Kept[LetterFacts]) -> tuple[Kept[ItemFacts], ...]:
    """An item in ``drafted`` for each problem, with its suggestion as the measure to take.

    Its standard of acceptance is that the suggestion was carried out, until people say it better.
    """
    told = letter.facts
    chosen = [registry.get(MEASURES, one) for one in told.measures]
    one_each = len(chosen) == len(told.problems)
    items = []
    for at, (problem, suggestion) in enumerate(zip(told.problems, told.suggestions, strict=True)):
        facts = ItemFacts(
            letter=letter.id,
            ordinal=at + 1,
            problem=problem,
            measure=suggestion,
            acceptance=(f"已落实：{suggestion}",),
            unit=told.unit,
            domain=_domain(registry, chosen),
        )
        if one_each:
            facts = _with_measure(registry, facts, chosen[at].facts)
        items.append(registry.add(ITEMS, facts, under=letter, reason=told.number))
    return tuple(items)


def issue_items(registry: Registry, letter: Kept[LetterFacts]) -> tuple[Kept[ItemFacts], ...]:
    """Issue the drafted items of a served letter; those without a time limit are due with it."""
    told = letter.facts
    return tuple(
        registry.change(
            ITEMS,
            one,
            facts=replace(one.facts, issued=told.served, due=one.facts.due or told.reply_due),
            state="issued",
            action="issue",
            reason=told.number,
        )
        for one in items_of(registry, letter.id)
        if one.state == "drafted"
    )


def contest_items(registry: Registry, letter: Kept[LetterFacts], reason: str) -> None:
    """The unit objects to the letter: its items that are not yet signed for wait for the review."""
    _move(registry, letter, {"issued": "objection"}, "object", reason)


def uphold_items(registry: Registry, letter: Kept[LetterFacts], reason: str) -> None:
    """The letter stands: the contested items are to be rectified."""
    _move(registry, letter, {"objection": "in_progress"}, "overrule", reason)


def withdraw_items(registry: Registry, letter: Kept[LetterFacts], reason: str) -> None:
    """The letter is taken back, its items with it; ITEMS_STARTED where the unit works on one."""
    contest_items(registry, letter, reason)
    require_unstarted(registry, letter.id)
    _move(registry, letter, {"drafted": "withdrawn"}, "withdraw", reason)
    _move(registry, letter, {"objection": "withdrawn"}, "uphold", reason)


def require_unstarted(registry: Registry, letter_id: str) -> None:
    """ITEMS_STARTED where the unit works on an item; one that it did not sign for is not begun."""
    waiting = ("drafted", "issued", "objection", "withdrawn")
    started = [one.id for one in items_of(registry, letter_id) if one.state not in waiting]
    if started:
        raise IllegalTransition("ITEMS_STARTED", id=letter_id, records="、".join(started[:10]))


def _move(
    registry: Registry,
    letter: Kept[LetterFacts],
    states: dict[str, str],
    action: str,
    reason: str,
) -> None:
    for one in items_of(registry, letter.id):
        if one.state in states:
            registry.change(ITEMS, one, state=states[one.state], action=action, reason=reason)


def _domain(registry: Registry, chosen: list[Kept[MeasureFacts]]) -> str:
    """The domain of the loopholes that the letter's measures answer, where it is one."""
    ids = dict.fromkeys(loophole for one in chosen for loophole in one.facts.loopholes)
    domains = {registry.get(LOOPHOLES, one).facts.domain for one in ids} - {""}
    return domains.pop() if len(domains) == 1 else ""


def _with_measure(registry: Registry, facts: ItemFacts, told: MeasureFacts) -> ItemFacts:
    loopholes = dict.fromkeys(registry.get(LOOPHOLES, one).facts.term for one in told.loopholes)
    return replace(
        facts,
        measures=(told.term,),
        loopholes=tuple(loopholes),
        acceptance=(told.acceptance,) if told.acceptance else facts.acceptance,
        due=told.due,
    )
