"""What a letter's steps ask for besides its state: other hands, signatures, closed items."""

from collections.abc import Sequence

from kb.errors import IllegalTransition, MissingEvidence, NotAllowed
from kb.prevention.ledger_facts import LetterFacts
from kb.prevention.letter_items import items_of
from kb.prevention.stages import CLOSED_ITEM
from kb.registers.records import Kept
from kb.store.register_events import events_of
from kb.store.registry import Registry

_DRAFTING = frozenset({"create", "edit", "submit"})
_SHOWN = 10


def require_other_hand(registry: Registry, letter: Kept[LetterFacts], step: str) -> None:
    """SAME_PERSON for whoever wrote any of it."""
    drafters = {
        event.actor for event in events_of(registry.session, letter.id) if event.action in _DRAFTING
    }
    if registry.principal.account in drafters:
        raise NotAllowed("SAME_PERSON", id=letter.id, step=step)


def names_to_sign(registry: Registry, letter: Kept[LetterFacts]) -> Sequence[str]:
    """The names under which the person is still to countersign.

    NOT_COSIGNER for whoever is not named, ALREADY_SIGNED the second time.
    """
    principal = registry.principal
    mine = (principal.account, principal.name)
    named = [one for one in letter.facts.cosigners if one in mine]
    if not named:
        raise NotAllowed("NOT_COSIGNER", id=letter.id)
    left = [one for one in named if one not in letter.facts.cosigned]
    if not left:
        raise IllegalTransition("ALREADY_SIGNED", id=letter.id)
    return left


def require_countersigned(letter: Kept[LetterFacts]) -> None:
    """COUNTERSIGN_MISSING names those who have not signed yet."""
    missing = set(letter.facts.cosigners) - set(letter.facts.cosigned)
    if missing:
        people = "、".join(sorted(missing))
        raise MissingEvidence("COUNTERSIGN_MISSING", id=letter.id, people=people)


def require_items_closed(registry: Registry, letter_id: str) -> None:
    """ITEMS_OPEN while the letter has no items, or one that is not done with."""
    items = items_of(registry, letter_id)
    still = [one.id for one in items if one.state not in CLOSED_ITEM]
    if not items or still:
        raise MissingEvidence(
            "ITEMS_OPEN", id=letter_id, count=len(still), records="、".join(still[:_SHOWN])
        )
