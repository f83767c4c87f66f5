"""The nouns of the risk database: what a register is, and what it keeps of one record.

A record is a ``Kept[F]``: the facts a person entered (``facts``, a frozen dataclass of the
register) under a head that the program keeps: id, state, protection, case, version, times. Facts
declare their fields with ``about``: the Chinese name, the vocabulary a value must come from, the
register an id points into. Tables, checks, HTTP bodies and exports follow from that declaration.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime
from typing import Any, Generic, TypeVar

from kb.governance.access import Level

F = TypeVar("F")
SHORT, LONG = 200, 20_000


@dataclass(frozen=True, slots=True)
class About:
    """What is declared of a field of facts.

    ``zh`` its Chinese name; ``terms`` the section of the taxonomy its values come from (domains,
    positions, loopholes …); ``to`` the kind of the register its ids point into, or ``document``;
    ``most`` the longest text; ``needed`` an empty value is refused; ``indexed`` it is looked up by;
    ``managed`` only a step of the workflow sets it, never a person's edit.
    """

    zh: str
    terms: str = ""
    to: str = ""
    most: int = SHORT
    needed: bool = False
    indexed: bool = False
    managed: bool = False


def about(
    zh: str,
    *,
    terms: str = "",
    to: str = "",
    most: int = SHORT,
    needed: bool = False,
    indexed: bool = False,
    managed: bool = False,
    default: Any = MISSING,
) -> Any:
    """A field of facts with its declaration; fields that are not ``needed`` default to empty."""
    declared = About(zh, terms, to, most, needed, indexed, managed)
    metadata = {"about": declared}
    if default is MISSING:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)


def declared(facts: type) -> Mapping[str, About]:
    """The declarations of a facts type by field name."""
    return {one.name: one.metadata["about"] for one in fields(facts)}


@dataclass(frozen=True, slots=True)
class Register(Generic[F]):
    """One register: ``kind`` names it in ids, audit and URLs.

    ``states`` maps each state to its Chinese name; a record starts in the first. ``editable`` are
    the states in which a person may edit it, where not all: after them only steps change it.
    """

    kind: str
    zh: str
    facts: type[F]
    states: Mapping[str, str]
    editable: frozenset[str] | None = None

    @property
    def first(self) -> str:
        """The state of a new record."""
        return next(iter(self.states))


def unset(register: Register[Any]) -> Mapping[str, object]:
    """The fields that only steps set, at their defaults."""
    told = declared(register.facts)
    return {
        one.name: one.default
        for one in fields(register.facts)
        if told[one.name].managed and one.default is not MISSING
    }


@dataclass(frozen=True, slots=True)
class Head:
    """What the program keeps of every record.

    ``case_id`` ties it to a case, whose grants and team then open it too. ``version`` counts the
    changes from 1. Times are UTC.
    """

    id: str
    state: str
    level: Level
    department: str
    case_id: str
    version: int
    created_by: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Kept(Generic[F]):
    """A record as it stands."""

    head: Head
    facts: F

    @property
    def id(self) -> str:
        """The record's id, ``letter-1f0c…``."""
        return self.head.id

    @property
    def state(self) -> str:
        """Where it stands."""
        return self.head.state


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a new record belongs: its level, its owning department, its case."""

    level: Level = Level.INTERNAL
    department: str = ""
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One value that an event changed, as JSON values."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Event:
    """One step in the life of a record; all of them in order rebuild it at any moment."""

    sequence: int
    at: datetime
    actor: str
    kind: str
    record_id: str
    case_id: str
    action: str
    before: str
    after: str
    reason: str
    changes: tuple[Change, ...]
