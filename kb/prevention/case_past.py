"""The records of a case as they stood at a moment, rebuilt from their events."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from kb.errors import NotFound
from kb.prevention.case_records import CaseRecords
from kb.registers.catalogue import register_of
from kb.registers.records import Event, Kept
from kb.store.register_events import as_of, events_of_records
from kb.store.registry import Registry

F = TypeVar("F")
_Lives = Mapping[str, Sequence[Event]]


def lives_of(registry: Registry, records: CaseRecords) -> tuple[Event, ...]:
    """All that happened to the records of a case that the person may read, oldest first."""
    ids = [records.case.id, *(one.id for kept in _lists(records).values() for one in kept)]
    return events_of_records(registry.session, ids)


def records_then(records: CaseRecords, events: Sequence[Event], moment: datetime) -> CaseRecords:
    """The records at the moment; those made later are left out.

    ``NotFound`` (NOT_YET) where the case itself was not there yet.
    """
    lives: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        lives[event.record_id].append(event)
    past = {name: _then(kept, lives, moment) for name, kept in _lists(records).items()}
    case = as_of(register_of(records.case.id), lives[records.case.id], moment)
    return replace(records, case=case, **past)


def _lists(records: CaseRecords) -> Mapping[str, tuple[Kept[Any], ...]]:
    return {
        "clues": records.clues,
        "risk_points": records.risk_points,
        "checks": records.checks,
        "loopholes": records.loopholes,
        "measures": records.measures,
        "letters": records.letters,
        "items": records.items,
        "evaluations": records.evaluations,
    }


def _then(kept: Sequence[Kept[F]], lives: _Lives, moment: datetime) -> tuple[Kept[F], ...]:
    found = []
    for one in kept:
        try:
            found.append(as_of(register_of(one.id), lives.get(one.id, ()), moment))
        except NotFound:
            continue
    return tuple(found)
