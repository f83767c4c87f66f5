"""不合格 forces rework: what was written off opens again, or a new item says what falls short."""

from dataclasses import replace

from kb.prevention.ledger_facts import ITEMS, LETTERS, EvaluationFacts, ItemFacts
from kb.registers.records import Kept, Placing
from kb.store.registry import Registry, Wanted


def rework(registry: Registry, evaluation: Kept[EvaluationFacts]) -> tuple[Kept[ItemFacts], ...]:
    """Send the evaluated letter back to rectification; the items that are open again or new.

    Every item of the letter that was written off is reopened with the shortcomings as its reason.
    Where there is none, one item is drafted that says them. A concluded letter is open again.
    """
    facts = evaluation.facts
    reason = f"整改效果评估不合格：{facts.shortcomings}"
    items = items_of(registry, facts.letter) if facts.letter else ()
    reopened = tuple(
        registry.change(
            ITEMS,
            item,
            facts=replace(item.facts, recurrence=reason),
            state="reopened",
            action="reopen",
            reason=evaluation.id,
        )
        for item in items
        if item.state == "written_off"
    )
    _open_letter(registry, evaluation)
    return reopened or (_drafted(registry, evaluation, reason, ordinal=len(items) + 1),)


def items_of(registry: Registry, letter_id: str) -> tuple[Kept[ItemFacts], ...]:
    """The items of a letter that the person may read."""
    return registry.all(ITEMS, Wanted(equal=(("letter", (letter_id,)),)))


def _open_letter(registry: Registry, evaluation: Kept[EvaluationFacts]) -> None:
    if not evaluation.facts.letter:
        return
    letter = registry.get(LETTERS, evaluation.facts.letter, lock=True)
    if letter.state == "concluded":
        registry.change(LETTERS, letter, state="replied", action="rework", reason=evaluation.id)


def _drafted(
    registry: Registry, evaluation: Kept[EvaluationFacts], reason: str, *, ordinal: int
) -> Kept[ItemFacts]:
    head = evaluation.head
    facts = ItemFacts(
        letter=evaluation.facts.letter,
        ordinal=ordinal,
        problem=reason,
        measure=evaluation.facts.advice,
        unit=evaluation.facts.unit,
    )
    placing = Placing(head.level, head.department, head.case_id)
    return registry.add(ITEMS, facts, placing, reason=evaluation.id)
