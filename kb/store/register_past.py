"""Whole registers as they stood at a past moment, exactly, in the few fields that are asked for.

A record that has not changed since is read from its row. One that has is taken back: of every
field, the first change since bears the value it had before. So the present costs one query, the
recent past little more, and nothing that happened later alters what is counted for a past day.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

import orjson
from sqlalchemy import ColumnElement, String, Table, func, select

from kb.model import DocumentKind
from kb.registers.records import Register
from kb.registers.values import from_column, kinds, parts, typed
from kb.store.access_filter import readable_documents
from kb.store.register_tables import RegisterEventRow, table_of
from kb.store.registry import Registry
from kb.store.tables import DocumentRow, in_utc

V = TypeVar("V")
_HEAD_FIELD = "head."  # how events name what they changed of a head
# what a view may ask of the head, by the column that keeps it
_HEAD = {
    "id": "id",
    "state": "state",
    "level": "level",
    "department": "owner_department",
    "case_id": "case_id",
    "created_at": "created_at",
}


def standing(
    registry: Registry, register: Register[Any], view: type[V], *, before: datetime
) -> tuple[V, ...]:
    """The records that were there before a moment, as they stood then.

    ``view`` is a dataclass whose fields name facts of the register or parts of the head. Whether a
    record may be read is asked as of now; what a person may not read now is not counted then.
    """
    table, known = table_of(register), kinds(register.facts)
    names = [one.name for one in fields(view)]  # type: ignore[arg-type]
    query = (
        select(table.c.id, table.c.changed_at >= before, *(_asked(table, one) for one in names))
        .where(registry.readable(register), table.c.created_at < before)
        .order_by(table.c.id)
    )
    rows = registry.session.execute(query).all()
    changed = any(row[1] for row in rows)
    former = _before(registry, register, before, names) if changed else {}
    of = parts(register.facts)
    decoded = [
        (at, known.get(name), of.get(name))
        for at, name in enumerate(names)
        if _is_coded(known, name)
    ]
    found = []
    for record_id, _, *values in rows:
        for at, kind, part in decoded:
            values[at] = from_column(kind, values[at], part) if kind else in_utc(values[at])
        if record_id in former:
            then = former[record_id]
            values = [then.get(name, value) for name, value in zip(names, values, strict=True)]
        found.append(view(*values))
    return tuple(found)


def reached(
    registry: Registry, register: Register[Any], state: str, *, since: datetime, before: datetime
) -> Mapping[str, datetime]:
    """Which records of a register came to a state in a time, with the last moment they did.

    Ids are not narrowed to what the person may read: look them up among records that are.
    """
    event = RegisterEventRow
    query = (
        select(event.record_id, func.max(event.at))
        .where(event.kind == register.kind, event.after == state, event.before != state)
        .where(event.at >= since, event.at < before)
        .group_by(event.record_id)
    )
    return {record_id: in_utc(at) for record_id, at in registry.session.execute(query)}


def cases_with(registry: Registry, kind: DocumentKind, *, before: datetime) -> frozenset[str]:
    """The cases that had a document of a kind, which the person may read, before a moment."""
    query = select(DocumentRow.case_id).where(
        DocumentRow.kind == kind.value,
        DocumentRow.created_at < before,
        readable_documents(registry.principal),
    )
    return frozenset(registry.session.scalars(query))


def _before(
    registry: Registry, register: Register[Any], before: datetime, names: list[str]
) -> dict[str, dict[str, Any]]:
    """Of every record that changed since: the fields that changed, as they were."""
    known, of, wanted = kinds(register.facts), parts(register.facts), set(names)
    event = RegisterEventRow
    query = (
        select(event.record_id, event.changes)
        .where(event.kind == register.kind, event.at >= before, event.before != "")
        .order_by(event.id.desc())
    )
    former: dict[str, dict[str, Any]] = {}
    for record_id, changes in registry.session.execute(query):
        values = former.setdefault(record_id, {})
        for field, old, _ in orjson.loads(changes):
            name = field.removeprefix(_HEAD_FIELD)
            if name in wanted:
                values[name] = old if field != name else typed(known[name], old, of.get(name))
    return former


def _asked(table: Table, name: str) -> ColumnElement[Any]:
    """A column; words that are not there are empty words, as in the facts."""
    column = table.c[_HEAD.get(name, name)]
    return func.coalesce(column, "") if isinstance(column.type, String) else column


def _is_coded(known: Mapping[str, type], name: str) -> bool:
    """Whether what the column keeps must be read: lists, enums and moments are."""
    if name not in known:
        return name == "created_at"
    return known[name] is tuple or issubclass(known[name], StrEnum)
