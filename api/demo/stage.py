"""Where the demo world is played: acts on their days, by people who are made up for it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

from kb.governance.access import Level, Principal, Role
from kb.store.audit_log import Work
from kb.store.registry import Registry
from kb.terms import Taxonomy

# no two of them may be one person: letters, write-offs and evaluations ask for a second one
DRAFTER, CHIEF, SUPERVISOR, VERIFIER = "示范承办", "示范审签", "示范督办", "示范复核"
CLERK, SYSTEM = "示范经办", "系统"
OPENING = date(2025, 1, 2)


@dataclass(slots=True)
class Stage:
    """An open transaction, and the ids of what was made by the names the story has for them."""

    work: Work
    taxonomy: Taxonomy
    department: str = ""
    ids: dict[str, str] = field(default_factory=dict)

    def as_(self, name: str, day: date) -> Registry:
        """The registers for a person, at ten in the morning of a day in China."""
        account = "system" if name == SYSTEM else f"demo-{_digest(name, 8)}"
        principal = Principal(
            account=account,
            name=name,
            department=self.department,
            roles=frozenset(Role),
            clearance=Level.RESTRICTED,
            desktop=True,
        )
        at = datetime.combine(day, time(2), UTC)
        return Registry(
            self.work.session, principal, self.work.record, self.taxonomy, clock=lambda: at
        )


Act: TypeAlias = Callable[[Stage], None]


@dataclass(slots=True)
class Schedule:
    """Acts in the order of their days; of one day, as they were told."""

    acts: list[tuple[date, Act]] = field(default_factory=list)

    def at(self, day: date, act: Act) -> None:
        """Tell that something happens on a day."""
        self.acts.append((day, act))

    def play(self, stage: Stage, *, until: date) -> None:
        """Play what happens up to a day; what comes later has not happened yet."""
        for _, act in sorted((one for one in self.acts if one[0] <= until), key=lambda one: one[0]):
            act(stage)


def after(day: date, count: int) -> date:
    """The day so many days later."""
    return day + timedelta(days=count)


def demo_id(kind: str, name: str) -> str:
    """The id of a demo record: the same on every machine, so that it is told once."""
    return f"{kind}-{_digest(f'demo/{kind}/{name}', 16)}"


def _digest(words: str, length: int) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:length]
