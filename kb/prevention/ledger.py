"""The rectification ledger: an item from its issue to the application for write-off.

Each method is one step by the registry's person: it checks the state, the person and the guards,
then changes the item once. A refused step changes nothing. What follows an application is in
``verification``; deadlines, pauses and escalation are in ``ledger_clock``.
"""

from dataclasses import dataclass, replace
from datetime import date

from kb.errors import InvalidQuery
from kb.prevention.item_change import change_item, require_evidence, require_later, take
from kb.prevention.item_steps import (
    changed_fields,
    require_confirmed,
    require_confirmer,
    require_issuable,
    words_of,
)
from kb.prevention.ledger_facts import ItemFacts
from kb.registers.records import Kept
from kb.store.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """What the issuing side may still arrange after the issue."""

    owner: str
    measure: str
    acceptance: tuple[str, ...]
    measures: tuple[str, ...] = ()
    supervisor: str = ""


class Ledger:
    """Steps of issuing and of the unit that rectifies."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def issue(
        self, item_id: str, *, issued: date | None = None, expected: int | None = None
    ) -> Kept[ItemFacts]:
        """Hand a drafted item to its unit; FIELD_NEEDED names what it lacks."""
        step, kept = take(self._registry, "issue", item_id, expected=expected)
        require_issuable(kept.facts)
        today = self._registry.today()
        day = issued or today
        if day > today:
            raise InvalidQuery("DATE_IN_FUTURE", field="下达日期", value=day.isoformat())
        if kept.facts.due is not None:
            require_later(kept.facts.due, day, "时限")
        return change_item(self._registry, step, kept, replace(kept.facts, issued=day))

    def withdraw(
        self, item_id: str, *, reason: str, expected: int | None = None
    ) -> Kept[ItemFacts]:
        """Take back an item that was not yet handed to its unit."""
        step, kept = take(self._registry, "withdraw", item_id, expected=expected)
        return change_item(self._registry, step, kept, kept.facts, words_of(reason, "理由"))

    def sign(self, item_id: str, *, expected: int | None = None) -> Kept[ItemFacts]:
        """The unit signs for the item; rectification begins."""
        step, kept = take(self._registry, "sign", item_id, expected=expected)
        return change_item(self._registry, step, kept, kept.facts)

    def object(self, item_id: str, *, reason: str, expected: int | None = None) -> Kept[ItemFacts]:
        """The unit objects, with its reason."""
        step, kept = take(self._registry, "object", item_id, expected=expected)
        return change_item(self._registry, step, kept, kept.facts, words_of(reason, "异议"))

    def resolve_objection(
        self, item_id: str, *, upheld: bool, reason: str, expected: int | None = None
    ) -> Kept[ItemFacts]:
        """The issuing side's finding: the item is withdrawn, or rectification begins."""
        action = "uphold" if upheld else "overrule"
        step, kept = take(self._registry, action, item_id, expected=expected)
        return change_item(self._registry, step, kept, kept.facts, words_of(reason, "复核意见"))

    def arrange(
        self, item_id: str, given: Arrangement, *, reason: str, expected: int | None = None
    ) -> Kept[ItemFacts]:
        """Another owner, supervisor, measure or standard; what the owner confirmed falls away."""
        step, kept = take(self._registry, "arrange", item_id, expected=expected)
        arranged = replace(
            kept.facts,
            owner=given.owner.strip(),
            supervisor=given.supervisor.strip(),
            measure=given.measure,
            measures=given.measures,
            acceptance=given.acceptance,
        )
        if kept.state != "drafted":
            require_issuable(arranged)
        if not changed_fields(kept.facts, arranged):
            raise InvalidQuery("EDIT_UNCHANGED")
        arranged = replace(arranged, confirmed_by="", checked=())
        return change_item(self._registry, step, kept, arranged, words_of(reason, "理由"))

    def report(
        self, item_id: str, *, progress: int, note: str, expected: int | None = None
    ) -> Kept[ItemFacts]:
        """The unit tells how far it has come, in per cent and in words."""
        step, kept = take(self._registry, "report", item_id, expected=expected)
        if not 0 <= progress <= 100:
            raise InvalidQuery("PARAM_OUT_OF_RANGE", field="progress", value=progress)
        facts = replace(kept.facts, progress=progress, note=words_of(note, "进展说明"))
        return change_item(self._registry, step, kept, facts)

    def confirm(
        self, item_id: str, *, note: str = "", expected: int | None = None
    ) -> Kept[ItemFacts]:
        """The owner confirms that the item is done with the evidence as it is now.

        For an owner who signs on paper the issuing side may record it, saying so in ``note``;
        NOT_THE_OWNER for anybody else.
        """
        step, kept = take(self._registry, "confirm", item_id, expected=expected)
        said = note.strip()
        require_confirmer(kept, self._registry.principal, on_paper=bool(said))
        facts = replace(kept.facts, confirmed_by=kept.facts.owner)
        return change_item(self._registry, step, kept, facts, said)

    def submit(self, item_id: str, *, expected: int | None = None) -> Kept[ItemFacts]:
        """Apply for write-off: with evidence of this round, and confirmed by the owner.

        EVIDENCE_MISSING and CONFIRMATION_MISSING say which is not there.
        """
        step, kept = take(self._registry, "submit", item_id, expected=expected)
        require_evidence(self._registry, kept)
        require_confirmed(kept)
        facts = replace(
            kept.facts,
            submitted=self._registry.today(),
            submitted_by=self._registry.principal.account,
            verifier="",
            opinion="",
        )
        return change_item(self._registry, step, kept, facts)

    def take_up(self, item_id: str, *, expected: int | None = None) -> Kept[ItemFacts]:
        """Go on with what was returned or reopened."""
        step, kept = take(self._registry, "take_up", item_id, expected=expected)
        return change_item(self._registry, step, kept, kept.facts)
