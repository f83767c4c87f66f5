"""A step of a workflow as a value: where it may be taken from, where it leads.

Each subject keeps a table of its steps; ``require_step`` is the one place that refuses a step which
the table does not know from the present state.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from kb.errors import IllegalTransition, MissingEvidence
from kb.registers.records import Kept


@dataclass(frozen=True, slots=True)
class Step:
    """``action`` names it in events; ``reasoned`` it needs the words of why."""

    action: str
    zh: str
    before: frozenset[str]
    after: str
    reasoned: bool = False


def step(action: str, zh: str, before: str, after: str, *, reasoned: bool = False) -> Step:
    """A step from states written as words: ``step("hold", "暂存", "intake inquiry", "held")``."""
    return Step(action, zh, frozenset(before.split()), after, reasoned)


def table(*steps: Step) -> Mapping[str, Step]:
    """Steps by their action."""
    return MappingProxyType({one.action: one for one in steps})


def require_step(steps: Mapping[str, Step], kept: Kept[Any], action: str, reason: str = "") -> Step:
    """The step, if it may be taken from here and its reason is given.

    ``IllegalTransition`` where the table knows no such step from this state; ``MissingEvidence``
    (REASON_NEEDED) where its words are missing.
    """
    taken = steps[action]
    if kept.state not in taken.before:
        raise IllegalTransition(id=kept.id, state=kept.state, to=taken.after or action)
    if taken.reasoned and not reason.strip():
        raise MissingEvidence("REASON_NEEDED", id=kept.id, to=taken.zh)
    return taken


def open_steps(steps: Mapping[str, Step], state: str) -> tuple[Step, ...]:
    """The steps the table allows from a state, in its order; gates may still refuse them."""
    return tuple(one for one in steps.values() if state in one.before)
