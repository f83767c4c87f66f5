"""What the invented house of the leak tests holds, and the rule of who may read it.

Every paper and record bears a mark, a word of its own, wherever words can stand: where the mark of
something is told to one who may not read it, that is a leak.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kb.governance.access import Level, Permission, Principal, Protection, may_read
from kb.model import (
    DocumentKind,
)
from kb.registers.catalogue import register_of
from kb.registers.records import Kept, declared

MARK = r"qx\d{6}z"
# what a unit that must rectify does not see yet
_UNISSUED = {
    "item": ("drafted",),
    "letter": ("draft", "review", "approved"),
    "evaluation": ("draft", "submitted"),
}


@dataclass(frozen=True)
class Thing:
    """A case, a paper or a record: its mark, how it is kept, where it belongs."""

    id: str
    mark: str
    kept: Protection
    case_id: str


@dataclass(frozen=True)
class Paper(Thing):
    """A paper with what it is counted by; ``own`` is its own level, beside that of its case."""

    number: int
    own: Level
    kind: DocumentKind
    court: str
    year: int
    labels: tuple[str, ...]

    @property
    def case_no(self) -> str:
        return f"（{self.year}）某0523刑初{self.number + 1000}号"


@dataclass(frozen=True)
class Record(Thing):
    """A record of a register."""

    kept_record: Kept[Any]

    @property
    def kind(self) -> str:
        return register_of(self.id).kind


@dataclass(frozen=True)
class World:
    """All that is kept, and all the people."""

    people: tuple[Principal, ...]
    cases: tuple[Thing, ...]
    papers: tuple[Paper, ...]
    records: tuple[Record, ...]
    grants: tuple[tuple[str, str, str], ...]
    alike: tuple[tuple[str, str], ...]
    reviewed: tuple[str, ...]
    quoted: tuple[str, ...]  # papers that proposals to the vocabulary rest on
    tokens: dict[str, str] = field(default_factory=dict, compare=False)
    _hidden: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)

    @cached_property
    def record_of(self) -> dict[str, Record]:
        return {one.id: one for one in self.records}

    @property
    def told(self) -> tuple[Paper, ...]:
        """What everybody's saved search has told of itself, whoever may read it."""
        return tuple(one for one in self.papers if one.number % 5 == 0)

    def papers_for(self, who: Principal) -> list[Paper]:
        return [one for one in self.papers if may_read(who, one.kept)]

    def records_for(self, who: Principal) -> list[Record]:
        return [one for one in self.records if self.opens(who, one)]

    def opens(self, who: Principal, one: Record) -> bool:
        """The rule for records: by levels, or (who only rectifies) what concerns the own unit."""
        facts, state = one.kept_record.facts, one.kept_record.state
        if one.kind == "evidence":
            return self.opens(who, self.record_of[facts.item])
        if Permission.REGISTERS_READ in who.permissions:
            return may_read(who, one.kept)
        if Permission.LEDGER_READ not in who.permissions or not who.unit:
            return False
        if one.kind == "unit":
            return one.id == who.unit
        return one.kind in _UNISSUED and state not in _UNISSUED[one.kind] and facts.unit == who.unit

    def hidden(self, who: Principal) -> frozenset[str]:
        """The marks and ids of all that the person may not read."""
        if who.account not in self._hidden:
            seen = [*self.papers_for(who), *self.records_for(who)]
            # a paper names its case, a record its case and what it links to
            known = {word for one in seen for word in (one.id, one.case_id, *links_of(one))}
            every = (*self.cases, *self.papers, *self.records)
            shown = {one.mark for one in seen}
            told = {word for one in every for word in (one.id, one.mark) if word}
            self._hidden[who.account] = frozenset(told - known - shown)
        return self._hidden[who.account]

    def within(self, who: Principal) -> "World":
        """A house that holds nothing but what the person may read."""
        papers = tuple(self.papers_for(who))
        ids = {one.id for one in papers}
        records = tuple(self.records_for(who))
        cases = {one.case_id for one in (*papers, *records)}
        return World(
            people=self.people,
            cases=tuple(one for one in self.cases if one.id in cases),
            papers=papers,
            records=records,
            grants=tuple(one for one in self.grants if one[0] in ids | cases),
            alike=tuple(pair for pair in self.alike if set(pair) <= ids),
            reviewed=tuple(one for one in self.reviewed if one in ids),
            quoted=self.quoted,
        )


def links_of(one: Thing) -> tuple[str, ...]:
    """The ids that a record gives of others."""
    if not isinstance(one, Record):
        return ()
    facts = one.kept_record.facts
    values = (getattr(facts, name) for name, told in declared(type(facts)).items() if told.to)
    return tuple(value for value in values if isinstance(value, str) and value)
