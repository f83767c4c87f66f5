"""The steps of an evaluation: submit, confirm by a second person, appeal, and what a grade entails.

A confirmed grade of those who check is written on the letter and its items; 不合格 sends them back
to rectification in the same transaction. A self-assessment is kept beside it and changes nothing.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

from kb.errors import IllegalTransition, InvalidQuery, MissingEvidence, NotAllowed
from kb.evaluation_terms import Scoring, load_evaluation_terms
from kb.prevention.evaluation_rules import EvaluationRules
from kb.prevention.evaluation_sheet import Grade, Sheet, parse_values, score_sheet
from kb.prevention.ledger_facts import EVALUATIONS, ITEMS, LETTERS, EvaluationFacts, Side
from kb.prevention.rework import items_of, rework
from kb.prevention.working_days import WorkingDays
from kb.registers.days import day_of
from kb.registers.records import Kept, declared
from kb.store.register_events import events_of
from kb.store.registry import Registry

# step: from, to
STEPS = MappingProxyType(
    {
        "submit": ("draft", "submitted"),
        "send_back": ("submitted", "draft"),
        "confirm": ("submitted", "confirmed"),
        "appeal": ("confirmed", "appealed"),
        "uphold": ("appealed", "confirmed"),
        "redo": ("appealed", "draft"),
    }
)
_WRITING = ("create", "edit", "submit")
_UNTOUCHED = ("drafted", "withdrawn")  # items that an evaluation says nothing of
_LENGTHS_DIFFER = 4  # days by which half-years and years of equal months may differ


class Evaluations:
    """Evaluations as one person takes them from step to step.

    Every step raises ``IllegalTransition`` from another state than its own, VERSION_STALE where
    another came first, and changes nothing then.
    """

    def __init__(self, registry: Registry, rules: EvaluationRules, calendar: WorkingDays) -> None:
        self._registry = registry
        self._rules = rules
        self._calendar = calendar

    def submit(self, evaluation_id: str, *, expected: int) -> Kept[EvaluationFacts]:
        """The draft is scored and waits for a second person.

        FIELD_NEEDED and EVALUATION_PERIOD name what the sheet lacks, EVALUATION_VALUE_INVALID what
        it gets wrong; a failing sheet must say its shortcomings (MissingEvidence).
        """
        kept = self._at("submit", evaluation_id)
        sheet = self.sheet(kept.facts)
        _require_whole(kept, self._rules, today=self._today)
        if sheet.grade is Grade.UNQUALIFIED and not kept.facts.shortcomings.strip():
            raise MissingEvidence("SHORTCOMINGS_MISSING", id=kept.id)
        scored = replace(
            _scored(kept.facts, sheet),
            rules=self._rules.version,
            submitted=self._today,
            submitted_by=self._registry.principal.account,
        )
        return self._step("submit", kept, scored, expected=expected)

    def send_back(self, evaluation_id: str, reason: str, *, expected: int) -> Kept[EvaluationFacts]:
        """What was submitted becomes a draft again; the reason is kept."""
        kept = self._at("send_back", evaluation_id)
        _require_reason(reason)
        return self._step("send_back", kept, _unscored(kept.facts), reason, expected=expected)

    def confirm(self, evaluation_id: str, *, expected: int) -> Kept[EvaluationFacts]:
        """A second person confirms what a recount finds again; the grade takes effect.

        NotAllowed SAME_PERSON for who drafted, edited or submitted it, or sits in the group;
        EVALUATION_MISMATCH where data or rules changed since.
        """
        kept = self._at("confirm", evaluation_id)
        facts = kept.facts
        self.require_second(kept)
        if not self.holds(facts):
            raise IllegalTransition("EVALUATION_MISMATCH", id=kept.id)
        account = self._registry.principal.account
        signed = replace(facts, confirmed=self._today, confirmed_by=account)
        confirmed = self._step("confirm", kept, signed, expected=expected)
        if facts.side is Side.CHECK:
            self._write_grade(confirmed)
            if facts.grade == Grade.UNQUALIFIED:
                days = timedelta(days=self._rules.thresholds.rework_days)
                rework(self._registry, confirmed, due=self._today + days)
        return confirmed

    def appeal(self, evaluation_id: str, reason: str, *, expected: int) -> Kept[EvaluationFacts]:
        """The unit asks for review, within the working days that the rules give (APPEAL_LATE)."""
        kept = self._at("appeal", evaluation_id)
        last = self.appeal_until(kept)
        if self._today > last:
            raise IllegalTransition("APPEAL_LATE", id=kept.id, last=last.isoformat())
        _require_reason(reason)
        asked = replace(kept.facts, appealed=self._today, appeal=reason)
        return self._step("appeal", kept, asked, reason, expected=expected)

    def uphold(self, evaluation_id: str, reason: str, *, expected: int) -> Kept[EvaluationFacts]:
        """The review leaves the grade; by another than who confirmed it (SAME_PERSON)."""
        kept = self._reviewed("uphold", evaluation_id, reason)
        return self._step("uphold", kept, kept.facts, reason, expected=expected)

    def redo(self, evaluation_id: str, reason: str, *, expected: int) -> Kept[EvaluationFacts]:
        """The review asks for a new sheet; the grade stands on the items until it is confirmed."""
        kept = self._reviewed("redo", evaluation_id, reason)
        return self._step("redo", kept, _unscored(kept.facts), reason, expected=expected)

    def sheet(self, facts: EvaluationFacts) -> Sheet:
        """The sheet of the data as entered, by the rules of today."""
        terms = load_evaluation_terms()
        return score_sheet(parse_values(facts.values, terms), facts.vetoes, terms, self._rules)

    def holds(self, facts: EvaluationFacts) -> bool:
        """Whether a recount by the rules of today finds the total and the grade that are kept."""
        return _scored(facts, self.sheet(facts)) == facts and facts.rules == self._rules.version

    def require_second(self, kept: Kept[EvaluationFacts]) -> None:
        """SAME_PERSON for who drafted, edited or submitted it, or sits in the group."""
        if self._registry.principal.account in {*self._authors(kept.id), *kept.facts.members}:
            raise NotAllowed("SAME_PERSON", id=kept.id)

    def appeal_until(self, kept: Kept[EvaluationFacts]) -> date:
        """The last day for an appeal against a confirmed evaluation."""
        confirmed = kept.facts.confirmed or day_of(kept.head.changed_at)
        return self._calendar.add(confirmed, self._rules.thresholds.appeal_days)

    @property
    def _today(self) -> date:
        return self._registry.today()

    def _authors(self, evaluation_id: str) -> frozenset[str]:
        events = events_of(self._registry.session, evaluation_id)
        return frozenset(one.actor for one in events if one.action in _WRITING)

    def _at(self, step: str, evaluation_id: str) -> Kept[EvaluationFacts]:
        kept = self._registry.get(EVALUATIONS, evaluation_id, lock=True)
        before, after = STEPS[step]
        if kept.state != before:
            raise IllegalTransition(id=kept.id, state=kept.state, to=after)
        return kept

    def _reviewed(self, step: str, evaluation_id: str, reason: str) -> Kept[EvaluationFacts]:
        kept = self._at(step, evaluation_id)
        if self._registry.principal.account == kept.facts.confirmed_by:
            raise NotAllowed("SAME_PERSON", id=kept.id)
        _require_reason(reason)
        return kept

    def _step(
        self,
        step: str,
        kept: Kept[EvaluationFacts],
        facts: EvaluationFacts,
        reason: str = "",
        *,
        expected: int,
    ) -> Kept[EvaluationFacts]:
        return self._registry.change(
            EVALUATIONS,
            kept,
            action=step,
            facts=facts,
            state=STEPS[step][1],
            reason=reason,
            expected=expected,
        )

    def _write_grade(self, confirmed: Kept[EvaluationFacts]) -> None:
        grade, letter_id = confirmed.facts.grade, confirmed.facts.letter
        if not grade or not letter_id:
            return
        letter = self._registry.get(LETTERS, letter_id, lock=True)
        graded = replace(letter.facts, grade=grade)
        self._registry.change(LETTERS, letter, facts=graded, action="grade", reason=confirmed.id)
        for item in items_of(self._registry, letter_id):
            if item.state not in _UNTOUCHED:
                facts = replace(item.facts, grade=grade)
                self._registry.change(ITEMS, item, facts=facts, action="grade", reason=confirmed.id)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidQuery("FIELD_NEEDED", field="理由")


def _scored(facts: EvaluationFacts, sheet: Sheet) -> EvaluationFacts:
    return replace(
        facts,
        total=None if sheet.total is None else float(sheet.total),
        rates=sheet.rates,
        grade=sheet.grade.value,
        ground=sheet.ground.value,
    )


def _unscored(facts: EvaluationFacts) -> EvaluationFacts:
    return replace(
        facts,
        total=None,
        rates=(),
        grade="",
        ground="",
        rules="",
        submitted=None,
        submitted_by="",
        confirmed=None,
        confirmed_by="",
    )


def _require_whole(kept: Kept[EvaluationFacts], rules: EvaluationRules, *, today: date) -> None:
    facts, zh = kept.facts, declared(EvaluationFacts)
    missing = [zh[name].zh for name in _needed(facts) if not getattr(facts, name)]
    if missing:
        raise InvalidQuery("FIELD_NEEDED", field="、".join(missing))
    start, end = facts.period_start, facts.period_end
    assert start and end
    if not start <= end <= today:
        raise InvalidQuery("EVALUATION_PERIOD", field=zh["period_end"].zh)
    if not (facts.base_start and facts.base_end) or not any(_drops(facts)):
        return
    days, base = (end - start).days + 1, (facts.base_end - facts.base_start).days + 1
    if days < rules.thresholds.observed_days or abs(days - base) > _LENGTHS_DIFFER:
        raise InvalidQuery("EVALUATION_PERIOD", field=zh["base_end"].zh)
    if facts.base_end >= start:
        raise InvalidQuery("EVALUATION_PERIOD", field=zh["base_end"].zh)


def _needed(facts: EvaluationFacts) -> Iterator[str]:
    yield from ("members", "values", "period_start", "period_end")
    if any(_drops(facts)):
        yield from ("base_start", "base_end")


def _drops(facts: EvaluationFacts) -> Iterator[str]:
    """The data of indicators that compare a period with its base."""
    indicators = load_evaluation_terms().indicators
    for value in parse_values(facts.values, load_evaluation_terms()):
        if indicators[value.indicator].scoring is Scoring.DROP:
            yield value.indicator
