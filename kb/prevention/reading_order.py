"""The order in which people read long lists, a page at a time."""

from typing import Any, TypeVar

from sqlalchemy import case, func, select

from kb.prevention.ledger_facts import (
    INSPECTIONS,
    LETTERS,
    WARNINGS,
    InspectionFacts,
    WarningFacts,
)
from kb.prevention.warning_run import STANDING
from kb.prevention.warning_terms import GRADES
from kb.registers.records import Kept, Register
from kb.store.register_tables import table_of
from kb.store.registry import Registry, Wanted

F = TypeVar("F")
_MOST_LETTERS = 200
_UNDER_WAY = ("served", "objection", "replied")


def gravest_warnings(
    registry: Registry, wanted: Wanted, *, limit: int, offset: int = 0
) -> tuple[Kept[WarningFacts], ...]:
    """Those that stand first, the gravest first, the longest raised first."""
    columns = table_of(WARNINGS).c
    ranks = {grade: rank for rank, grade in enumerate(reversed(GRADES))}
    by = (
        columns.state.in_(STANDING).desc(),
        case(ranks, value=columns.grade, else_=len(ranks)),
        columns.raised,
    )
    return registry.ranked(WARNINGS, wanted, by=by, limit=limit, offset=offset)


def latest_inspections(
    registry: Registry, wanted: Wanted, *, limit: int, offset: int = 0
) -> tuple[Kept[InspectionFacts], ...]:
    """By the day they were made, else planned for, the latest first; those without one last."""
    columns = table_of(INSPECTIONS).c
    day = func.coalesce(columns.done, columns.planned)
    by = (day.is_(None), day.desc())
    return registry.ranked(INSPECTIONS, wanted, by=by, limit=limit, offset=offset)


def newest(
    registry: Registry, register: Register[F], wanted: Wanted, *, limit: int, offset: int = 0
) -> tuple[Kept[F], ...]:
    """Those entered last first."""
    by: tuple[Any, ...] = (table_of(register).c.created_at.desc(),)
    return registry.ranked(register, wanted, by=by, limit=limit, offset=offset)


def numbered_letters(registry: Registry) -> list[tuple[str, str, str]]:
    """Id, number and title of the letters that bear a number, the last first.

    Of more than 200 only those under way, and of these the last 200.
    """
    columns = table_of(LETTERS).c
    query = (
        select(columns.id, columns.number, columns.title)
        .where(registry.readable(LETTERS), columns.number != "")
        .order_by(columns.created_at.desc(), columns.id)
        .limit(_MOST_LETTERS + 1)
    )
    found = registry.session.execute(query).all()
    if len(found) > _MOST_LETTERS:
        query = query.where(columns.state.in_(_UNDER_WAY)).limit(_MOST_LETTERS)
        found = registry.session.execute(query).all()
    return [(row.id, row.number, row.title) for row in found]
