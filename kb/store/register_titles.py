"""How records are called: the column of each register that names one, and titles for many ids."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select

from kb.errors import NotFound
from kb.governance.access import Level
from kb.registers.catalogue import register_of
from kb.registers.records import Register
from kb.store.register_tables import table_of
from kb.store.registry import Registry

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Shape:
    """``title`` and ``texts`` are columns of words, ``day`` the date a record is sorted by."""

    title: str
    day: str = ""
    texts: tuple[str, ...] = ()


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "unit": Shape("name"),
        "officer": Shape("name", "since", ("title",)),
        "clue": Shape("title", "received", ("number", "summary")),
        "case": Shape("title", "filed", ("number", "result_number")),
        "check": Shape("question", "", ("answer",)),
        "risk_point": Shape("description"),
        "loophole": Shape("description", "found"),
        "measure": Shape("text"),
        "letter": Shape("title", "served", ("number", "body")),
        "item": Shape("problem", "issued", ("measure",)),
        "evidence": Shape("name", "effective"),
        "inspection": Shape("title", "planned"),
        "evaluation": Shape("title", "period_end"),
        "rating": Shape("indicator", "on"),
        "warning": Shape("title", "raised"),
        "report": Shape("title", "approved"),
        "pack": Shape("title", "approved", ("recipient", "theme")),
        "training": Shape("place", "held", ("speaker",)),
    }
)


@dataclass(frozen=True, slots=True)
class Titled:
    """A record by its name: at most 200 characters of its title."""

    id: str
    kind: str
    title: str
    state: str
    level: Level


def titles(registry: Registry, ids: Iterable[str]) -> Mapping[str, Titled]:
    """Records of any registers by their ids; what may not be read is left out."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for one in dict.fromkeys(ids):
        try:
            by_kind[register_of(one).kind].append(one)
        except NotFound:
            continue
    found = (
        titled
        for wanted in by_kind.values()
        for titled in _read(registry, register_of(wanted[0]), wanted)
    )
    return {one.id: one for one in found}


def names_of(registry: Registry, register: Register[Any]) -> Mapping[str, str]:
    """All of a register that the person may read, by id, in the order of their names."""
    columns = table_of(register).c
    named = columns[SHAPES[register.kind].title].label("title")
    query = select(columns.id, named).where(registry.readable(register))
    found = sorted((row.title, row.id) for row in registry.session.execute(query))
    return {record_id: title for title, record_id in found}


def choices(
    registry: Registry, register: Register[Any], *, case_id: str = "", most: int = 1000
) -> tuple[Titled, ...]:
    """What may be chosen from a register, by name: of one case where it is given."""
    return tuple(_read(registry, register, None, case_id=case_id, most=most))


def _read(
    registry: Registry,
    register: Register[Any],
    ids: list[str] | None,
    *,
    case_id: str = "",
    most: int = 1000,
) -> Iterable[Titled]:
    columns = table_of(register).c
    title = func.substr(columns[SHAPES[register.kind].title], 1, SHOWN).label("title")
    query = select(columns.id, title, columns.state, columns.level).where(
        registry.readable(register)
    )
    if ids is not None:
        query = query.where(columns.id.in_(ids))
    if case_id:
        query = query.where(columns.case_id == case_id)
    for row in registry.session.execute(query.order_by(title, columns.id).limit(most)):
        yield Titled(row.id, register.kind, row.title, row.state, Level(row.level))
