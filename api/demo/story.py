"""What the demo world is made of, as ``corpora/demo/registers.yaml`` tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kb.prevention.chain_facts import ClueSource, UnitKind
from kb.prevention.ledger_facts import LetterKind


@dataclass(frozen=True, slots=True)
class UnitTold:
    """A unit; the first of its domains is that of its case."""

    id: str
    name: str
    kind: UnitKind
    system: str
    region: str
    staff: int
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficerTold:
    """A person in a post; the first of a unit answers for its items."""

    unit: str
    name: str
    title: str
    position: str
    since: date
    key_post: bool


@dataclass(frozen=True, slots=True)
class ItemTold:
    """A loophole with its measure, the item made of them, and how far that item gets."""

    days: int
    link: str
    loophole: str
    found: str
    measure: str
    does: str
    proof: str
    fate: str


@dataclass(frozen=True, slots=True)
class ClueTold:
    """A clue that became no case; ``step`` is where it was taken to."""

    received: date
    source: ClueSource
    id: str
    unit: str
    domain: str
    position: str
    link: str
    loophole: str
    step: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class LetterTold:
    """The head of a letter."""

    kind: LetterKind
    body: str
    mark: str
    title: str


@dataclass(frozen=True, slots=True)
class CaseTold:
    """A case from its clue to its evaluation; ``id`` names the folder of its papers.

    ``visited``: the items of its letter were seen on site before the evaluation.
    """

    id: str
    unit: str
    title: str
    post: str
    position: str
    offences: tuple[str, ...]
    amount: float
    received: date
    filed: date
    concluded: date
    source: ClueSource
    summary: str
    result: str
    roots: tuple[str, ...]
    causes: tuple[str, ...]
    grade: str
    visited: bool
    letter: LetterTold
    items: tuple[ItemTold, ...]


@dataclass(frozen=True, slots=True)
class PlainLetterTold:
    """A letter that no case led to; ``visited``: its items were seen on site in the end."""

    id: str
    unit: str
    served: date
    replied: bool
    domain: str
    grade: str
    visited: bool
    letter: LetterTold
    items: tuple[ItemTold, ...]


@dataclass(frozen=True, slots=True)
class FindingTold:
    """A loophole found later: a relapse, or the same at a sister unit."""

    day: date
    id: str
    unit: str
    loophole: str
    domain: str
    position: str
    link: str
    found: str


@dataclass(frozen=True, slots=True)
class Story:
    """All of it."""

    units: Mapping[str, UnitTold]
    officers: tuple[OfficerTold, ...]
    clues: tuple[ClueTold, ...]
    cases: tuple[CaseTold, ...]
    letters: tuple[PlainLetterTold, ...]
    findings: tuple[FindingTold, ...]

    def owner(self, unit: str) -> str:
        """The name of who answers for the unit's items."""
        return next(one.name for one in self.officers if one.unit == unit)
