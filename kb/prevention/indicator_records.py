"""The records of the registers as indicators see them: only the fields that are counted by."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from kb.prevention.chain_facts import ClueSource, RiskGrade
from kb.prevention.ledger_facts import Side


@dataclass(frozen=True, slots=True)
class UnitSeen:
    """A unit as indicators see it."""

    id: str
    state: str
    name: str
    kind: str
    parent: str
    domains: tuple[str, ...]
    staff: int | None


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """A case as indicators see it."""

    id: str
    state: str
    department: str
    unit: str
    domain: str
    clue: str
    filed: date
    concluded: date | None
    people: int


@dataclass(frozen=True, slots=True)
class LetterSeen:
    """A letter as indicators see it."""

    id: str
    state: str
    case_id: str
    department: str
    unit: str
    number: str
    suggestions: tuple[str, ...]
    served: date | None
    reply_due: date | None
    replied: date | None
    adopted: tuple[int, ...]
    quality: int | None


@dataclass(frozen=True, slots=True)
class ItemSeen:
    """A rectification item as indicators see it; ``due`` is the first date, ``extended_due`` the
    one that replaced it."""

    id: str
    state: str
    department: str
    letter: str
    unit: str
    domain: str
    issued: date | None
    due: date | None
    extended_due: date | None
    paused_from: date | None
    written_off: date | None

    @property
    def deadline(self) -> date:
        """The day that counts; the end of time where there is none."""
        return self.extended_due or self.due or date.max


@dataclass(frozen=True, slots=True)
class ItemLoopholes:
    """The loopholes that an item is to close."""

    id: str
    department: str
    unit: str
    loopholes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfCase:
    """A record that belongs to a case: a check, a measure, a loophole, a risk point."""

    id: str
    state: str
    case_id: str


@dataclass(frozen=True, slots=True)
class LoopholeSeen:
    """A loophole as indicators see it."""

    id: str
    state: str
    case_id: str
    department: str
    unit: str
    domain: str
    term: str
    found: date | None


@dataclass(frozen=True, slots=True)
class MeasureSeen:
    """A measure with the loopholes it answers."""

    id: str
    state: str
    case_id: str
    loopholes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PointSeen:
    """A risk point as indicators see it."""

    id: str
    state: str
    case_id: str
    created_at: datetime
    clue: str
    unit: str
    domain: str
    department: str
    grade: RiskGrade
    control: str
    gap: str


@dataclass(frozen=True, slots=True)
class WarningSeen:
    """A warning as indicators see it."""

    id: str
    state: str
    department: str
    unit: str
    domain: str
    subjects: tuple[str, ...]
    raised: date
    ack_due: date | None
    acknowledged: date | None
    verified: date | None
    founded: bool | None


@dataclass(frozen=True, slots=True)
class InspectionSeen:
    """An inspection with the items its findings made."""

    id: str
    state: str
    department: str
    unit: str
    planned: date | None
    done: date | None
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClueSeen:
    """A clue as indicators see it."""

    id: str
    state: str
    department: str
    unit: str
    domain: str
    received: date
    source: ClueSource


@dataclass(frozen=True, slots=True)
class OfficerSeen:
    """An officer's time in a post."""

    id: str
    state: str
    department: str
    unit: str
    since: date | None
    until: date | None
    key_post: bool


@dataclass(frozen=True, slots=True)
class EvaluationSeen:
    """An evaluation as indicators see it."""

    id: str
    state: str
    case_id: str
    department: str
    unit: str
    letter: str
    side: Side
    round: str
    confirmed: date | None
    grade: str


@dataclass(frozen=True, slots=True)
class RatingSeen:
    """A rating or a count that a person entered."""

    id: str
    state: str
    case_id: str
    department: str
    indicator: str
    unit: str
    on: date
    score: float | None
    numerator: float | None
    denominator: float | None
    side: Side


class Scoped(Protocol):
    """What every record has that a scope asks for."""

    @property
    def id(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def department(self) -> str: ...


T = TypeVar("T", bound=Scoped)
