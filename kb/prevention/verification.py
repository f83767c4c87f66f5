"""Verification: an application is written off by a second person, returned, or begun anew later.

The second person is neither the owner nor anybody who ever acted for the unit on this item
(uploaded, confirmed, submitted …), nor a person of the unit. One account is one person, also on a
machine without sign-in.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from kb.errors import MissingEvidence
from kb.prevention.item_change import change_item, require_evidence, require_later, take
from kb.prevention.item_steps import UNIT_ACTIONS, require_second_person, words_of
from kb.prevention.ledger_facts import EVIDENCE, ItemFacts
from kb.registers.records import Kept
from kb.store.register_tables import RegisterEventRow, table_of
from kb.store.registry import Registry


class Verification:
    """Steps of those who verify."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def start(self, item_id: str, *, expected: int | None = None) -> Kept[ItemFacts]:
        """Take an application up."""
        step, kept = take(self._registry, "start_verification", item_id, expected=expected)
        self.require_second(kept)
        return change_item(self._registry, step, kept, self._verified(kept.facts, ""))

    def write_off(
        self, item_id: str, *, opinion: str, checked: Iterable[int], expected: int | None = None
    ) -> Kept[ItemFacts]:
        """Write off with an opinion, every acceptance standard checked (numbers from 1).

        ACCEPTANCE_MISSING without a standard, ACCEPTANCE_UNCHECKED names those left out.
        """
        step, kept = take(self._registry, "write_off", item_id, expected=expected)
        self.require_second(kept)
        said = words_of(opinion, "复核意见")
        require_evidence(self._registry, kept)
        standards = tuple(range(1, len(kept.facts.acceptance) + 1))
        if not standards:
            raise MissingEvidence("ACCEPTANCE_MISSING", id=kept.id)
        left = [str(one) for one in standards if one not in set(checked)]
        if left:
            raise MissingEvidence("ACCEPTANCE_UNCHECKED", id=kept.id, standards="、".join(left))
        facts = replace(
            self._verified(kept.facts, said),
            checked=standards,
            written_off=self._registry.today(),
            progress=100,
        )
        return change_item(self._registry, step, kept, facts, said)

    def send_back(
        self, item_id: str, *, opinion: str, expected: int | None = None
    ) -> Kept[ItemFacts]:
        """Return an application: the evidence does not do, or the measure is hollow."""
        step, kept = take(self._registry, "return", item_id, expected=expected)
        self.require_second(kept)
        said = words_of(opinion, "复核意见")
        facts = replace(self._verified(kept.facts, said), confirmed_by="", submitted=None)
        return change_item(self._registry, step, kept, facts, said)

    def reopen(
        self,
        item_id: str,
        *,
        recurrence: str,
        due: date,
        clue: str = "",
        reason: str = "",
        expected: int | None = None,
    ) -> Kept[ItemFacts]:
        """Begin a new round after a relapse: what recurred, and a new clue or the reason.

        The new round has its own date and needs evidence of its own; the former round stays in
        the events.
        """
        step, kept = take(self._registry, "reopen", item_id, expected=expected)
        facts_told = words_of(recurrence, "复发事实")
        said = reason.strip() if clue else words_of(reason, "关联线索或理由")
        require_later(due, self._registry.today(), "时限")
        facts = replace(
            kept.facts,
            round=kept.facts.round + 1,
            recurrence=facts_told,
            clue=clue,
            due=due,
            extended_due=None,
            extensions=0,
            paused_days=0,
            progress=0,
            checked=(),
            confirmed_by="",
            submitted=None,
            submitted_by="",
            verifier="",
            opinion="",
            written_off=None,
            tier=0,
        )
        return change_item(self._registry, step, kept, facts, said)

    def close_by_accountability(
        self, item_id: str, *, accountability: str, expected: int | None = None
    ) -> Kept[ItemFacts]:
        """Close what was escalated: who was held to account, and evidence that it is rectified."""
        step, kept = take(self._registry, "close_by_accountability", item_id, expected=expected)
        self.require_second(kept)
        said = words_of(accountability, "问责情况")
        require_evidence(self._registry, kept)
        facts = replace(kept.facts, accountability=said, verifier=self._registry.principal.account)
        return change_item(self._registry, step, kept, facts, said)

    def require_second(self, kept: Kept[ItemFacts]) -> None:
        """SAME_PERSON where this person had a part in the rectification that is verified."""
        require_second_person(kept, self._registry.principal, self._acted(kept.id))

    def _verified(self, facts: ItemFacts, opinion: str) -> ItemFacts:
        return replace(facts, verifier=self._registry.principal.account, opinion=opinion)

    def _acted(self, item_id: str) -> tuple[str, ...]:
        steps = select(RegisterEventRow.actor).where(
            RegisterEventRow.record_id == item_id, RegisterEventRow.action.in_(UNIT_ACTIONS)
        )
        evidence = table_of(EVIDENCE).c
        uploads = select(evidence.created_by).where(evidence.item == item_id)
        return tuple(self._registry.session.scalars(steps.union(uploads)))
