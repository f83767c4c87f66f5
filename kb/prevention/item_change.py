"""Taking a step on an item: read and locked, checked, changed once."""

from datetime import date

from kb.errors import InvalidQuery, MissingEvidence, WorkflowError
from kb.prevention.item_steps import STEPS, Step, require_step
from kb.prevention.ledger_facts import EVIDENCE, ITEMS, EvidenceFacts, ItemFacts
from kb.registers.records import Kept
from kb.store.registry import Registry, Wanted


def take(
    registry: Registry, action: str, item_id: str, *, expected: int | None = None
) -> tuple[Step, Kept[ItemFacts]]:
    """The step and its item, locked, where the person may take it on the item as it stands.

    VERSION_STALE where the item is no longer at the ``expected`` version.
    """
    step = STEPS[action]
    kept = registry.get(ITEMS, item_id, lock=True)
    if expected is not None and expected != kept.head.version:
        raise WorkflowError("VERSION_STALE", id=kept.id, version=kept.head.version)
    require_step(step, kept, registry.principal)
    return step, kept


def change_item(
    registry: Registry, step: Step, kept: Kept[ItemFacts], facts: ItemFacts, reason: str = ""
) -> Kept[ItemFacts]:
    """Change an item by a step that was taken."""
    return registry.change(
        ITEMS, kept, facts=facts, state=step.to, action=step.action, reason=reason
    )


def kept_evidence(registry: Registry, item: Kept[ItemFacts]) -> tuple[Kept[EvidenceFacts], ...]:
    """The evidence that counts: of the item's present round and not struck."""
    wanted = Wanted(
        equal=(("item", (item.id,)), ("state", ("kept",)), ("round", (item.facts.round,)))
    )
    return registry.all(EVIDENCE, wanted)


def require_evidence(registry: Registry, item: Kept[ItemFacts]) -> None:
    """EVIDENCE_MISSING where nothing counts as evidence of the present round."""
    if not kept_evidence(registry, item):
        raise MissingEvidence(id=item.id)


def require_later(day: date, than: date, field: str) -> None:
    """DATE_TOO_EARLY where a new date is not later than another."""
    if day <= than:
        raise InvalidQuery(
            "DATE_TOO_EARLY", field=field, value=day.isoformat(), than=than.isoformat()
        )
