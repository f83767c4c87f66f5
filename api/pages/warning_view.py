"""A warning as its page shows it: its grounds with the records they name, its steps, its life."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from api.pages.named import Named, named
from api.pages.shown_names import unit_names
from api.pages.step_words import action_words
from kb.evaluation_terms import load_evaluation_terms
from kb.governance.names import people_names
from kb.prevention.ledger_facts import WARNINGS, WarningFacts
from kb.prevention.steps import Step, open_steps
from kb.prevention.warning_run import SUPERIORS
from kb.prevention.warning_terms import RULES
from kb.prevention.warnings import WARNING_STEPS
from kb.registers.records import Kept
from kb.store.register_events import events_of
from kb.store.registry import Registry

TONES = {"red": "bad", "orange": "warn", "yellow": "warn", "blue": "info"}
_ACTIONS = {"create": "提出", "add": "补充依据"}  # where a warning has words of its own


@dataclass(frozen=True, slots=True)
class Line:
    """A warning in a list."""

    id: str
    title: str
    rule: str
    grade: str
    tone: str
    unit: str
    raised: date
    ack_due: date | None
    late: bool
    state: str
    state_name: str
    holds: bool
    superior: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A fact that the warning rests on, with the record that it is a fact of."""

    words: str
    record: Named | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A step of its life, as ``parts.timeline`` shows it."""

    at: datetime
    words: str
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class Done:
    """A step of the track: who took it and when, or that it is still to come."""

    words: str
    by: str
    day: date | None


@dataclass(frozen=True, slots=True)
class WarningView:
    """All of one warning."""

    line: Line
    version: int
    facts: WarningFacts
    domain: str
    response: str
    grounds: Sequence[Ground]
    track: Sequence[Done]
    steps: Sequence[Step]
    timeline: Sequence[Moment]


def line_of(kept: Kept[WarningFacts], units: Mapping[str, str], today: date) -> Line:
    """One line; ``late`` where nobody has signed for it by the day due."""
    facts = kept.facts
    late = kept.state == "raised" and facts.ack_due is not None and facts.ack_due < today
    return Line(
        id=kept.id,
        title=facts.title,
        rule=rule_name(facts.rule),
        grade=grade_name(facts.grade),
        tone=TONES.get(facts.grade, ""),
        unit=units.get(facts.unit, ""),
        raised=facts.raised,
        ack_due=facts.ack_due if kept.state == "raised" else None,
        late=late,
        state=kept.state,
        state_name=WARNINGS.states[kept.state],
        holds=facts.holds,
        superior=SUPERIORS[min(facts.tier, len(SUPERIORS)) - 1] if facts.tier else "",
    )


def view_of(registry: Registry, kept: Kept[WarningFacts]) -> WarningView:
    """The warning with everything around it."""
    facts, people = kept.facts, people_names(registry.session)
    records = named(registry, facts.subjects)
    events = events_of(registry.session, kept.id)
    level = load_evaluation_terms().warning_levels.get(facts.grade)
    return WarningView(
        line=line_of(kept, unit_names(registry), registry.today()),
        version=kept.head.version,
        facts=facts,
        domain=registry.taxonomy.label(f"domain:{facts.domain}") if facts.domain else "",
        response=level.response if level else "",
        grounds=[_ground(one, records) for one in facts.grounds],
        track=_track(kept, people),
        steps=[one for one in open_steps(WARNING_STEPS, kept.state) if _fits(one, facts)],
        timeline=[
            Moment(one.at, _acted(one.action), people.get(one.actor, one.actor), one.reason)
            for one in reversed(events)
        ],
    )


def grade_name(grade: str) -> str:
    """红色（高危）"""
    level = load_evaluation_terms().warning_levels.get(grade)
    return level.name if level else grade


def rule_name(rule: str) -> str:
    """The Chinese name of a rule."""
    return next((words for known, words in RULES.items() if known == rule), rule)


def _ground(words: str, records: Mapping[str, Named]) -> Ground:
    """``item-8c57…：第1轮，时限2026-02-28`` with the item that it is about."""
    record_id, colon, rest = words.partition("：")
    if colon and record_id in records:
        return Ground(rest, records[record_id])
    return Ground(words, None)


def _track(kept: Kept[WarningFacts], people: Mapping[str, str]) -> Sequence[Done]:
    facts = kept.facts
    last = "排除" if kept.state == "dismissed" else "处置"
    return (
        Done("提出", people.get(kept.head.created_by, ""), facts.raised),
        Done("签收", people.get(facts.acknowledged_by, facts.acknowledged_by), facts.acknowledged),
        Done("核查", people.get(facts.verified_by, facts.verified_by), facts.verified),
        Done(last, "", facts.closed),
    )


def _fits(step: Step, facts: WarningFacts) -> bool:
    """A check that found something leads to action, one that found nothing to dismissal."""
    if step.action == "dismiss":
        return not facts.founded
    return step.action != "close" or bool(facts.founded)


def _acted(action: str) -> str:
    return _ACTIONS.get(action) or action_words("warning", action)
