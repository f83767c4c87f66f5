"""The items of the ledger that bear measures, with what happened to them; loopholes found, by term.

Only records that the person may read.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import orjson
from sqlalchemy import ColumnElement, func, select

from kb.governance.access import Level
from kb.prevention.chain_facts import LOOPHOLES, UNITS
from kb.prevention.ledger_facts import INSPECTIONS, ITEMS, InspectionMethod
from kb.registers.days import day_of
from kb.store.register_tables import RegisterEventRow, table_of
from kb.store.registry import Registry
from kb.store.tables import in_utc

_COLUMNS = ("id", "case_id", "unit", "state", "measures", "loopholes", "written_off", "grade")
_LEVELS = {one.value: one for one in Level}
_WAITING = ("submitted", "verifying")
_UNCOUNTED = ("drafted", "issued", "objection", "withdrawn")


class ItemHistory(NamedTuple):
    """An item with what happened to it; ``closed`` is the last day on which it was written off.

    A tuple: tens of thousands are made for one account.
    """

    id: str
    case_id: str
    unit: str
    state: str
    measures: tuple[str, ...]
    loopholes: tuple[str, ...]
    deadline: date | None
    written_off: date | None
    closed: date | None
    reopened: bool
    on_site: bool
    grade: str
    waiting: bool = False
    level: Level = Level.INTERNAL


@dataclass(frozen=True, slots=True)
class Finding:
    """A confirmed loophole, found in a unit of a system on a day."""

    unit: str
    system: str
    found: date


def histories(registry: Registry) -> Iterator[ItemHistory]:
    """The items that bear measures and came as far as their unit, by their ids."""
    columns = table_of(ITEMS).c
    query = select(
        *(columns[one] for one in _COLUMNS),
        func.coalesce(columns.extended_due, columns.due, type_=columns.due.type),
        columns.paused_from.is_not(None),
        columns.level,
    ).where(
        registry.readable(ITEMS),
        columns.measures != "[]",
        columns.state.not_in(_UNCOUNTED),
    )
    closed, reopened, seen = _closed_before(registry), _reopened(registry), _seen_on_site(registry)
    rows = registry.session.execute(query.order_by(columns.id))
    for one, case_id, unit, state, measures, loopholes, off, grade, deadline, paused, level in rows:
        yield ItemHistory(
            one,
            case_id or "",
            unit or "",
            state,
            _terms(measures),
            _terms(loopholes),
            deadline,
            off,
            off or closed.get(one),
            one in reopened,
            one in seen,
            grade,
            paused or state in _WAITING,
            _LEVELS[level],
        )


def _closed_before(registry: Registry) -> dict[str, date]:
    """When items that are written off no more last were."""
    event, columns = RegisterEventRow, table_of(ITEMS).c
    among = select(columns.id).where(columns.measures != "[]", columns.written_off.is_(None))
    query = (
        select(event.record_id, func.max(event.at))
        .where(*_came_to("written_off"), event.record_id.in_(among))
        .group_by(event.record_id)
    )
    return {record_id: day_of(in_utc(at)) for record_id, at in registry.session.execute(query)}


def _reopened(registry: Registry) -> set[str]:
    query = select(RegisterEventRow.record_id).where(*_came_to("reopened")).distinct()
    return set(registry.session.scalars(query))


def _came_to(state: str) -> tuple[ColumnElement[bool], ...]:
    event = RegisterEventRow
    return event.kind == ITEMS.kind, event.after == state, event.before != state


def _seen_on_site(registry: Registry) -> set[str]:
    columns = table_of(INSPECTIONS).c
    query = select(columns["items"]).where(
        registry.readable(INSPECTIONS),
        columns.method == InspectionMethod.ON_SITE.value,
        columns.state == "done",
    )
    return {one for kept in registry.session.scalars(query) for one in _terms(kept)}


def systems_of(registry: Registry) -> dict[str, str]:
    """The system (卫生健康) of each unit."""
    columns = table_of(UNITS).c
    query = select(columns.id, columns.system).where(registry.readable(UNITS))
    return {row.id: row.system for row in registry.session.execute(query)}


def findings_by_loophole(
    registry: Registry, systems: Mapping[str, str]
) -> dict[str, list[Finding]]:
    """The confirmed loopholes, by term."""
    columns = table_of(LOOPHOLES).c
    query = select(columns.term, columns.unit, columns.found).where(
        registry.readable(LOOPHOLES),
        columns.state == "confirmed",
        columns.found.is_not(None),
        columns.unit.is_not(None),
    )
    found: dict[str, list[Finding]] = defaultdict(list)
    for term, unit, day in registry.session.execute(query):
        found[term].append(Finding(unit, systems.get(unit, ""), day))
    return found


@lru_cache(maxsize=4096)  # few combinations, on many items
def _terms(kept: str) -> tuple[str, ...]:
    return tuple(orjson.loads(kept))
