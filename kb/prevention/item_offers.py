"""What may be done with an item as it stands: each step that follows, or why this person may not.

The refusals are those of the steps themselves; a step may still refuse what is entered for it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kb.errors import InvalidQuery, KbError, NotAllowed, WorkflowError
from kb.prevention.item_change import require_evidence
from kb.prevention.item_steps import (
    STEPS,
    By,
    Step,
    require_confirmed,
    require_confirmer,
    require_issuable,
    require_step,
)
from kb.prevention.ledger_facts import ItemFacts
from kb.prevention.verification import Verification
from kb.registers.records import Kept
from kb.store.registry import Registry


@dataclass(frozen=True, slots=True)
class Offer:
    """A step from the present state; ``refusal`` says why this person may not take it now."""

    step: Step
    refusal: KbError | None


def offers(registry: Registry, item: Kept[ItemFacts]) -> tuple[Offer, ...]:
    """The steps that may follow for an item that the person may read, in the order of the table."""
    return tuple(
        Offer(step, _refusal(registry, step, item))
        for step in STEPS.values()
        if item.state in step.sources and _concerns(step, item)
    )


def _concerns(step: Step, item: Kept[ItemFacts]) -> bool:
    """Neither the clock's steps nor an inspection's; a pause ends before another begins."""
    if step.by is By.SYSTEM or step.action == "inspect":
        return False
    paused = item.facts.paused_from is not None
    return {"pause": not paused, "resume": paused}.get(step.action, True)


def _refusal(registry: Registry, step: Step, item: Kept[ItemFacts]) -> KbError | None:
    try:
        require_step(step, item, registry.principal)
        if step.action in _GUARDS:
            _GUARDS[step.action](registry, item)
    except (NotAllowed, WorkflowError, InvalidQuery) as error:
        return error
    return None


def _second(registry: Registry, item: Kept[ItemFacts]) -> None:
    Verification(registry).require_second(item)


def _ready(registry: Registry, item: Kept[ItemFacts]) -> None:
    require_evidence(registry, item)
    require_confirmed(item)


def _second_with_evidence(registry: Registry, item: Kept[ItemFacts]) -> None:
    _second(registry, item)
    require_evidence(registry, item)


_GUARDS: Mapping[str, Callable[[Registry, Kept[ItemFacts]], None]] = MappingProxyType(
    {
        "issue": lambda _registry, item: require_issuable(item.facts),
        "confirm": lambda registry, item: require_confirmer(
            item, registry.principal, on_paper=True
        ),
        "submit": _ready,
        "start_verification": _second,
        "write_off": _second_with_evidence,
        "return": _second,
        "close_by_accountability": _second_with_evidence,
    }
)
