"""Whole registers as they stood at a past moment, exactly, in the few fields that are asked for.

A record that has not changed since is read from its row. One that has is taken back: of every
field, the first change since bears the value it had before. So the present costs one query, the
recent past little more, and nothing that happened later alters what is counted for a past day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

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


@dataclass(frozen=True, slots=True)
class _Row(Generic[V]):
    """A record as it stands now."""

    id: str
    created_at: datetime
    changed_at: datetime
    view: V


@dataclass(frozen=True, slots=True)
class _Undone:
    """A change of a record: the values that it had before."""

    id: str
    at: datetime
    values: Mapping[str, Any]


class Past:
    """Registers as they stood at one moment after another: what is read once serves for all.

    Ask for the earliest moment first: changes are read from the first moment asked for.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._now: dict[tuple[str, type], Sequence[_Row[Any]]] = {}
        self._changes: dict[tuple[str, type], tuple[datetime, Sequence[_Undone]]] = {}

    def standing(
        self, register: Register[Any], view: type[V], *, before: datetime
    ) -> tuple[V, ...]:
        """The records that were there before a moment, as they stood then.

        ``view`` is a dataclass whose fields name facts of the register or parts of the head.
        Whether a record may be read is asked as of now; what a person may not read now is not
        counted then.
        """
        key = (register.kind, view)
        if key not in self._now:
            self._now[key] = _rows(self._registry, register, view)
        there = [one for one in self._now[key] if one.created_at < before]
        if all(one.changed_at < before for one in there):
            return tuple(one.view for one in there)
        former = self._former(key, register, before)
        return tuple(
            replace(one.view, **former[one.id]) if one.id in former else one.view for one in there
        )

    def _former(
        self, key: tuple[str, type], register: Register[Any], before: datetime
    ) -> Mapping[str, Mapping[str, Any]]:
        """Of every record that changed since: the fields that changed, as they were."""
        if key not in self._changes or self._changes[key][0] > before:
            names = frozenset(one.name for one in fields(key[1]))
            self._changes[key] = before, _undone(self._registry, register, before, names)
        former: dict[str, dict[str, Any]] = {}
        for one in self._changes[key][1]:
            if one.at >= before:
                former.setdefault(one.id, {}).update(one.values)
        return former


def standing(
    registry: Registry, register: Register[Any], view: type[V], *, before: datetime
) -> tuple[V, ...]:
    """The records of a register at one moment: see ``Past``."""
    return Past(registry).standing(register, view, before=before)


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


def _rows(registry: Registry, register: Register[Any], view: type[V]) -> Sequence[_Row[V]]:
    """The records as they stand now, in the order of their ids."""
    table, known = table_of(register), kinds(register.facts)
    names = [one.name for one in fields(view)]  # type: ignore[arg-type]
    columns = table.c
    query = (
        select(
            columns.id,
            columns.created_at,
            columns.changed_at,
            *(_asked(table, one) for one in names),
        )
        .where(registry.readable(register))
        .order_by(columns.id)
    )
    of = parts(register.facts)
    decoded = [
        (at, known.get(name), of.get(name))
        for at, name in enumerate(names)
        if _is_coded(known, name)
    ]
    found = []
    for record_id, created_at, changed_at, *values in registry.session.execute(query):
        for at, kind, part in decoded:
            values[at] = from_column(kind, values[at], part) if kind else in_utc(values[at])
        found.append(_Row(record_id, in_utc(created_at), in_utc(changed_at), view(*values)))
    return found


def _undone(
    registry: Registry, register: Register[Any], since: datetime, wanted: frozenset[str]
) -> Sequence[_Undone]:
    """What changed since a moment, the last change first, each with the values before it."""
    known, of = kinds(register.facts), parts(register.facts)
    event = RegisterEventRow
    query = (
        select(event.record_id, event.at, event.changes)
        .where(event.kind == register.kind, event.at >= since, event.before != "")
        .order_by(event.id.desc())
    )
    found = []
    for record_id, at, changes in registry.session.execute(query):
        values = {}
        for field, old, _ in orjson.loads(changes):
            name = field.removeprefix(_HEAD_FIELD)
            if name in wanted:
                values[name] = old if field != name else typed(known[name], old, of.get(name))
        found.append(_Undone(record_id, in_utc(at), values))
    return found


def _asked(table: Table, name: str) -> ColumnElement[Any]:
    """A column; words that are not there are empty words, as in the facts."""
    column = table.c[_HEAD.get(name, name)]
    return func.coalesce(column, "") if isinstance(column.type, String) else column


def _is_coded(known: Mapping[str, type], name: str) -> bool:
    """Whether what the column keeps must be read: lists, enums and moments are."""
    if name not in known:
        return name == "created_at"
    return known[name] is tuple or issubclass(known[name], StrEnum)
