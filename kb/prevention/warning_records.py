"""The records of the registers as warnings see them: only the fields that rules ask for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from kb.prevention.chain_facts import RiskGrade
from kb.prevention.ledger_facts import Side
from kb.prevention.report_facts import Statement
from kb.registers.days import day_of


class Watched(Protocol):
    """What every record that may trigger a warning has."""

    @property
    def id(self) -> str: ...
    @property
    def level(self) -> int: ...
    @property
    def department(self) -> str: ...
    @property
    def case_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class UnitWatched:
    """A unit; ``system`` names its sister units."""

    id: str
    state: str
    level: int
    department: str
    case_id: str
    created_at: datetime
    system: str


@dataclass(frozen=True, slots=True)
class OfficerWatched:
    """A person in a post."""

    id: str
    state: str
    level: int
    department: str
    case_id: str
    unit: str
    since: date | None
    until: date | None
    key_post: bool


@dataclass(frozen=True, slots=True)
class ClueWatched:
    """A clue."""

    id: str
    state: str
    level: int
    department: str
    case_id: str
    unit: str
    domain: str
    position: str
    received: date
    summary: str


@dataclass(frozen=True, slots=True)
class CaseWatched:
    """A case."""

    id: str
    state: str
    level: int
    department: str
    case_id: str
    unit: str
    domain: str
    position: str
    power_links: tuple[str, ...]
    waiver: str


@dataclass(frozen=True, slots=True)
class PointWatched:
    """A risk point."""

    id: str
    state: str
    level: int
    department: str
    case_id: str
    created_at: datetime
    clue: str
    unit: str
    domain: str
    position: str
    power_link: str
    grade: RiskGrade
    control: str
    gap: str
    loopholes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LoopholeWatched:
    """A loophole that was found."""

    id: str
    state: str
    level: int
    department: str
    case_id: str
    created_at: datetime
    term: str
    unit: str
    domain: str
    position: str
    power_link: str
    found: date | None


@dataclass(frozen=True, slots=True)
class MeasureWatched:
    """A measure with the ids of the loopholes it answers."""

    id: str
    state: str
    level: int
    department: str
    case_id: str
    term: str
    unit: str
    loopholes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterWatched:
    """A letter."""

    id: str
    state: str
    level: int
    department: str
    case_id: str
    unit: str
    measures: tuple[str, ...]
    served: date | None
    reply_due: date | None
    replied: date | None


@dataclass(frozen=True, slots=True)
class ItemWatched:
    """A rectification item."""

    id: str
    state: str
    level: int
    department: str
    case_id: str
    letter: str
    unit: str
    domain: str
    loopholes: tuple[str, ...]
    measures: tuple[str, ...]
    issued: date | None
    due: date | None
    extended_due: date | None
    paused_from: date | None
    round: int
    written_off: date | None

    @property
    def deadline(self) -> date | None:
        """The day that counts: the extended one where there is one."""
        return self.extended_due or self.due


@dataclass(frozen=True, slots=True)
class EvidenceWatched:
    """A file of evidence."""

    id: str
    state: str
    item: str
    effective: date | None
    round: int


@dataclass(frozen=True, slots=True)
class EvaluationWatched:
    """An evaluation."""

    id: str
    state: str
    level: int
    department: str
    case_id: str
    unit: str
    letter: str
    side: Side
    confirmed: date | None
    grade: str


@dataclass(frozen=True, slots=True)
class InspectionWatched:
    """An inspection."""

    id: str
    state: str
    level: int
    department: str
    case_id: str
    unit: str
    done: date | None


@dataclass(frozen=True, slots=True)
class ReportWatched:
    """A risk analysis report."""

    id: str
    state: str
    level: int
    department: str
    case_id: str
    created_at: datetime
    unit: str
    statements: tuple[Statement, ...]
    submitted: date | None


def found_on(loophole: LoopholeWatched) -> date:
    """The day a loophole was found; where nobody said, the day it was entered."""
    return loophole.found or day_of(loophole.created_at)


def single(values: Iterable[str]) -> str:
    """The one value that is not empty, or nothing where there are several."""
    found = set(values) - {""}
    return found.pop() if len(found) == 1 else ""
