"""不合格 forces rework: what was written off opens again, or a new item says what falls short."""

from datetime import date

from kb.prevention.ledger_facts import ITEMS, LETTERS, EvaluationFacts, ItemFacts
from kb.prevention.verification import Verification
from kb.registers.records import Kept, Placing
from kb.store.registry import Registry, Wanted


def rework(
    registry: Registry, evaluation: Kept[EvaluationFacts], *, due: date
) -> tuple[Kept[ItemFacts], ...]:
    """Send the evaluated letter back to rectification; the items that are open again or new.

    Every item of the letter that was written off is reopened with the shortcomings as its reason.
    Where there is none, one item is drafted that says them. Either is due by ``due``. A concluded
    letter is open again.
    """
    facts = evaluation.facts
    reason = f"整改效果评估不合格：{facts.shortcomings}"
    items = items_of(registry, facts.letter) if facts.letter else ()
    reopened = tuple(
        Verification(registry).reopen(item.id, recurrence=reason, due=due, reason=evaluation.id)
        for item in items
        if item.state == "written_off"
    )
    _open_letter(registry, evaluation)
    if reopened:
        return reopened
    drafted = ItemFacts(
        letter=facts.letter,
        ordinal=len(items) + 1,
        problem=reason,
        measure=facts.advice,
        unit=facts.unit,
        due=due,
    )
    head = evaluation.head
    placing = Placing(head.level, head.department, head.case_id)
    return (registry.add(ITEMS, drafted, placing, reason=evaluation.id),)


def items_of(registry: Registry, letter_id: str) -> tuple[Kept[ItemFacts], ...]:
    """The items of a letter that the person may read."""
    return registry.all(ITEMS, Wanted(equal=(("letter", (letter_id,)),)))


def _open_letter(registry: Registry, evaluation: Kept[EvaluationFacts]) -> None:
    if not evaluation.facts.letter:
        return
    letter = registry.get(LETTERS, evaluation.facts.letter, lock=True)
    if letter.state == "concluded":
        registry.change(LETTERS, letter, state="replied", action="rework", reason=evaluation.id)
