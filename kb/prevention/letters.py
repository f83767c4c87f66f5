"""A letter's way: drafted, reviewed, countersigned, approved and numbered, served, answered.

The program drafts nothing final: a number is given when a second person approves, and the letter
is then as it is until it is taken back or objected to.
"""

from dataclasses import replace
from datetime import date
from typing import Literal, TypeAlias

from kb.errors import IllegalTransition, InvalidQuery, MissingEvidence
from kb.prevention.ledger_facts import LETTERS, LetterFacts
from kb.prevention.letter_gates import (
    names_to_sign,
    require_countersigned,
    require_items_closed,
    require_other_hand,
)
from kb.prevention.letter_items import (
    contest_items,
    draft_items,
    issue_items,
    uphold_items,
    withdraw_items,
)
from kb.prevention.letter_rules import (
    ServiceMethod,
    number_text,
    objection_due,
    reply_due,
    require_complete,
    require_decision,
    series_name,
)
from kb.prevention.stages import LETTER_STEPS
from kb.prevention.steps import Step, require_step
from kb.registers.days import day_of
from kb.registers.records import Kept
from kb.store.number_series import next_number
from kb.store.register_events import events_of
from kb.store.registry import Registry

LetterKept: TypeAlias = Kept[LetterFacts]


class Letters:
    """The steps of letters, for one person."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def submit(self, letter_id: str, *, expected: int | None = None) -> LetterKept:
        """For review, complete: every part of its kind, a suggestion for each problem."""
        letter, taken = self._begin(letter_id, "submit")
        require_complete(letter.facts, id=letter_id)
        return self._change(letter, taken, expected=expected)

    def send_back(self, letter_id: str, *, reason: str, expected: int | None = None) -> LetterKept:
        """To the drafter, with what is to be changed; countersignatures lapse."""
        letter, taken = self._begin(letter_id, "send_back", reason)
        facts = replace(letter.facts, cosigned=())
        return self._change(letter, taken, facts=facts, reason=reason, expected=expected)

    def countersign(
        self, letter_id: str, *, opinion: str = "", expected: int | None = None
    ) -> LetterKept:
        """By one of those named; NOT_COSIGNER for anybody else, ALREADY_SIGNED the second time."""
        letter, taken = self._begin(letter_id, "countersign")
        left = names_to_sign(self._registry, letter)
        facts = replace(letter.facts, cosigned=(*letter.facts.cosigned, *left))
        return self._change(letter, taken, facts=facts, reason=opinion, expected=expected)

    def approve(
        self, letter_id: str, *, decision: str = "", expected: int | None = None
    ) -> LetterKept:
        """By a person who drafted none of it; gives the number and drafts the items.

        ``decision`` tells of the decision that the law asks for (检察长或检委会、审委会).
        """
        letter, taken = self._begin(letter_id, "approve")
        registry = self._registry
        require_other_hand(registry, letter, taken.zh)
        require_countersigned(letter)
        require_complete(letter.facts, id=letter_id)
        require_decision(letter.facts, decision, id=letter_id)
        facts = replace(
            letter.facts,
            number=letter.facts.number or self._number(letter.facts),
            approved_by=registry.principal.account,
            decision=decision,
        )
        approved = self._change(letter, taken, facts=facts, reason=decision, expected=expected)
        draft_items(registry, approved)
        return approved

    def serve(
        self,
        letter_id: str,
        *,
        on: date,
        method: ServiceMethod,
        expected: int | None = None,
    ) -> LetterKept:
        """On a day up to today; the clock of the reply starts and the items are issued."""
        letter, taken = self._begin(letter_id, "serve")
        self._require_day(letter, on, since=_approval_day(self._registry, letter_id))
        facts = replace(
            letter.facts,
            served=on,
            service=method.value,
            reply_due=reply_due(letter.facts, on),
            objected=None,
            objection="",
        )
        served = self._change(letter, taken, facts=facts, expected=expected)
        issue_items(self._registry, served)
        return served

    def object(
        self, letter_id: str, *, on: date, objection: str, expected: int | None = None
    ) -> LetterKept:
        """The unit objects within its time; OBJECTION_CLOSED where there is none or it is over."""
        letter, taken = self._begin(letter_id, "object")
        if not objection.strip():
            raise MissingEvidence("REASON_NEEDED", id=letter_id, to=taken.zh)
        self._require_day(letter, on, since=letter.facts.served)
        due = objection_due(letter.facts)
        if due is None or on > due:
            raise IllegalTransition("OBJECTION_CLOSED", id=letter_id, due=due or "—")
        facts = replace(letter.facts, objected=on, objection=objection)
        contested = self._change(letter, taken, facts=facts, expected=expected)
        contest_items(self._registry, contested, objection)
        return contested

    def resolve(
        self,
        letter_id: str,
        outcome: Literal["maintain", "amend"],
        *,
        reason: str,
        expected: int | None = None,
    ) -> LetterKept:
        """Review of an objection: the letter stands, or becomes a draft again under its number.

        An amended letter is reviewed, approved and served anew; its items are drafted anew.
        """
        letter, taken = self._begin(letter_id, outcome, reason)
        facts = letter.facts
        if outcome == "amend":
            withdraw_items(self._registry, letter, reason)
            facts = replace(
                facts, cosigned=(), approved_by="", decision="", served=None, reply_due=None
            )
        else:
            uphold_items(self._registry, letter, reason)
        return self._change(letter, taken, facts=facts, reason=reason, expected=expected)

    def reply(
        self,
        letter_id: str,
        *,
        on: date,
        reply: str,
        adopted: tuple[int, ...],
        expected: int | None = None,
    ) -> LetterKept:
        """The unit's written reply: which suggestions it adopts, by their numbers from 1."""
        letter, taken = self._begin(letter_id, "reply")
        if not reply.strip():
            raise MissingEvidence("REASON_NEEDED", id=letter_id, to=taken.zh)
        self._require_day(letter, on, since=letter.facts.served)
        known = range(1, len(letter.facts.suggestions) + 1)
        unknown = [one for one in adopted if one not in known]
        if unknown:
            raise InvalidQuery("SUGGESTION_UNKNOWN", id=letter_id, value=unknown[0])
        facts = replace(letter.facts, replied=on, reply=reply, adopted=tuple(sorted(set(adopted))))
        return self._change(letter, taken, facts=facts, expected=expected)

    def conclude(self, letter_id: str, *, expected: int | None = None) -> LetterKept:
        """总销号: every item of the letter is done with."""
        letter, taken = self._begin(letter_id, "conclude")
        require_items_closed(self._registry, letter_id)
        return self._change(letter, taken, expected=expected)

    def withdraw(self, letter_id: str, *, reason: str, expected: int | None = None) -> LetterKept:
        """Take it back; its number is not given again. ITEMS_STARTED once the unit works on it."""
        letter, taken = self._begin(letter_id, "withdraw", reason)
        withdraw_items(self._registry, letter, reason)
        return self._change(letter, taken, reason=reason, expected=expected)

    def _begin(self, letter_id: str, action: str, reason: str = "") -> tuple[LetterKept, Step]:
        letter = self._registry.get(LETTERS, letter_id, lock=True)
        steps_reason = reason if LETTER_STEPS[action].reasoned else ""
        return letter, require_step(LETTER_STEPS, letter, action, steps_reason)

    def _change(
        self,
        letter: LetterKept,
        taken: Step,
        *,
        facts: LetterFacts | None = None,
        reason: str = "",
        expected: int | None = None,
    ) -> LetterKept:
        return self._registry.change(
            LETTERS,
            letter,
            action=taken.action,
            facts=facts,
            state=taken.after,
            reason=reason,
            expected=expected,
        )

    def _number(self, letter: LetterFacts) -> str:
        year = self._registry.today().year
        given = next_number(self._registry.session, series_name(letter, year))
        return number_text(letter, year, given)

    def _require_day(self, letter: LetterKept, on: date, *, since: date | None) -> None:
        if on > self._registry.today() or (since is not None and on < since):
            raise InvalidQuery("DATE_INVALID", id=letter.id, value=on.isoformat())


def _approval_day(registry: Registry, letter_id: str) -> date | None:
    days = [
        day_of(event.at)
        for event in events_of(registry.session, letter_id)
        if event.action == "approve"
    ]
    return days[-1] if days else None
