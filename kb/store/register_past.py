"""Whole registers as they stood at a past moment, exactly, in the few fields that are asked for.

A record that has not changed since is read from its row. One that has is taken back: of every
field, the first change since bears the value it had before. So the present costs one query, the
recent past little more, and nothing that happened later alters what is counted for a past day.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, TypeVar

import orjson
from sqlalchemy import func, select

from kb.model import DocumentKind
from kb.registers.records import Register
from kb.registers.values import from_column, kinds, typed
from kb.store.access_filter import readable_documents
from kb.store.register_tables import RegisterEventRow, table_of
from kb.store.registry import Registry
from kb.store.tables import DocumentRow

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
    columns = [table.c[_HEAD.get(name, name)] for name in names]
    query = (
        select(table.c.id, table.c.changed_at >= before, *columns)
        .where(registry.readable(register), table.c.created_at < before)
        .order_by(table.c.id)
    )
    rows = registry.session.execute(query).all()
    changed = any(row[1] for row in rows)
    former = _before(registry, register, before, names) if changed else {}
    found = []
    for record_id, _, *values in rows:
        kept = [_read(known, name, value) for name, value in zip(names, values, strict=True)]
        if record_id in former:
            taken_back = former[record_id]
            kept = [taken_back.get(name, value) for name, value in zip(names, kept, strict=True)]
        found.append(view(*kept))
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
    return {record_id: _in_utc(at) for record_id, at in registry.session.execute(query)}


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
    known, wanted = kinds(register.facts), set(names)
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
                values[name] = old if field != name else typed(known[name], old)
    return former


def _read(known: Mapping[str, type], name: str, value: object) -> object:
    if name in known:
        return from_column(known[name], value)
    if isinstance(value, datetime):
        return _in_utc(value)
    return value or "" if name == "case_id" else value


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
