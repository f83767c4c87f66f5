"""What became of the items of the ledger, by the kind of measure they bear.

Of an item: whether it was done in time, was seen on site, was graded, was reopened after it was
written off, and whether the loophole it was to close was found again. Only records that the person
may read count.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import orjson
from sqlalchemy import func, select

from kb.governance.access import Level
from kb.prevention.chain_facts import LOOPHOLES, UNITS
from kb.prevention.evaluation_sheet import Grade
from kb.prevention.ledger_facts import INSPECTIONS, ITEMS, InspectionMethod
from kb.prevention.proven import Component, Outcome, Trial
from kb.registers.days import day_of
from kb.store.register_tables import RegisterEventRow, table_of
from kb.store.registry import Registry

YEAR, HORIZON = timedelta(days=365), timedelta(days=730)
GRADE_WORTH: Mapping[str, float] = {Grade.EXCELLENT: 1.0, Grade.QUALIFIED: 0.7}
_COLUMNS = (
    *("id", "case_id", "unit", "state", "level", "measures", "loopholes", "grade"),
    *("due", "extended_due", "written_off", "paused_from"),
)
_WAITING = ("submitted", "verifying")
_UNCOUNTED = ("drafted", "issued", "objection", "withdrawn")
# the loophole came again: in the unit itself or in a sister unit, within one year or within two
_AGAIN: Mapping[tuple[bool, bool], float] = {
    (True, True): 0.0,
    (True, False): 0.5,
    (False, True): 0.5,
    (False, False): 0.75,
}


@dataclass(frozen=True, slots=True)
class ItemHistory:
    """An item with what happened to it; ``closed`` is the last day on which it was written off."""

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


def outcomes_by_measure(registry: Registry) -> Mapping[str, tuple[Outcome, ...]]:
    """For each measure of the vocabulary that items bear, what became of them."""
    systems = _systems(registry)
    findings = _findings(registry, systems)
    today = registry.today()
    found: dict[str, list[Outcome]] = defaultdict(list)
    for item in _histories(registry):
        told = Outcome(
            item.id,
            tuple(trials_of(item, findings, system=systems.get(item.unit, ""), today=today)),
            state=item.state,
            case_id=item.case_id,
            unit=item.unit,
            level=item.level,
        )
        for term in item.measures:
            found[term].append(told)
    return {term: tuple(of) for term, of in found.items()}


def trials_of(
    item: ItemHistory,
    findings: Mapping[str, Sequence[Finding]],
    *,
    system: str,
    today: date,
) -> Iterator[Trial]:
    """What an item says of each component, as far as it says anything yet.

    In time: of the present round, once it is written off, or its day has passed and it does not
    wait for others (applied for, verified, paused). Written off: seen on site or not, reopened or
    not, and for two years whether the loophole came again; what was written off only lately counts
    for the part of the two years that has passed.
    """
    late = item.deadline is not None and item.deadline < today and not item.waiting
    if item.deadline and (item.written_off or late):
        timely = item.written_off is not None and item.written_off <= item.deadline
        yield Trial(Component.ON_TIME, float(timely))
    if item.grade:
        yield Trial(Component.EVALUATION, GRADE_WORTH.get(item.grade, 0.0))
    if item.closed is None:
        return
    yield Trial(Component.ON_SITE, float(item.on_site))
    yield Trial(Component.HELD, float(not item.reopened))
    if item.loopholes:
        yield _relapse(item, item.closed, findings, system, today)


def _relapse(
    item: ItemHistory,
    closed: date,
    findings: Mapping[str, Sequence[Finding]],
    system: str,
    today: date,
) -> Trial:
    worst = min(
        (
            _AGAIN[one.unit == item.unit, one.found - closed <= YEAR]
            for term in item.loopholes
            for one in findings.get(term, ())
            if closed < one.found <= closed + HORIZON
            and (one.unit == item.unit or (system and one.system == system))
        ),
        default=1.0,
    )
    watched = min(1.0, max(0, (today - closed).days) / HORIZON.days)
    return Trial(Component.NO_RELAPSE, worst, 1.0 if worst < 1.0 else watched)


def _histories(registry: Registry) -> Iterator[ItemHistory]:
    columns = table_of(ITEMS).c
    query = select(*(columns[one] for one in _COLUMNS)).where(
        registry.readable(ITEMS),
        columns.measures != "[]",
        columns.state.not_in(_UNCOUNTED),
    )
    rows = registry.session.execute(query.order_by(columns.id)).all()
    if not rows:
        return
    closed, reopened = _reached(registry, "written_off"), _reached(registry, "reopened")
    seen = _seen_on_site(registry)
    for row in rows:
        yield ItemHistory(
            id=row.id,
            case_id=row.case_id or "",
            unit=row.unit or "",
            state=row.state,
            measures=_terms(row.measures),
            loopholes=_terms(row.loopholes),
            deadline=row.extended_due or row.due,
            written_off=row.written_off,
            closed=row.written_off or closed.get(row.id),
            reopened=row.id in reopened,
            on_site=row.id in seen,
            grade=row.grade,
            waiting=row.state in _WAITING or row.paused_from is not None,
            level=Level(row.level),
        )


def _reached(registry: Registry, state: str) -> dict[str, date]:
    """When items that bear a measure last came to a state."""
    event, columns = RegisterEventRow, table_of(ITEMS).c
    bearing = select(columns.id).where(columns.measures != "[]")
    query = (
        select(event.record_id, func.max(event.at))
        .where(event.kind == ITEMS.kind, event.after == state, event.before != state)
        .where(event.record_id.in_(bearing))
        .group_by(event.record_id)
    )
    return {record_id: day_of(_aware(at)) for record_id, at in registry.session.execute(query)}


def _seen_on_site(registry: Registry) -> set[str]:
    columns = table_of(INSPECTIONS).c
    query = select(columns["items"]).where(
        registry.readable(INSPECTIONS),
        columns.method == InspectionMethod.ON_SITE.value,
        columns.state == "done",
    )
    return {one for kept in registry.session.scalars(query) for one in _terms(kept)}


def _systems(registry: Registry) -> dict[str, str]:
    columns = table_of(UNITS).c
    query = select(columns.id, columns.system).where(registry.readable(UNITS))
    return {row.id: row.system for row in registry.session.execute(query)}


def _findings(registry: Registry, systems: Mapping[str, str]) -> dict[str, list[Finding]]:
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


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
