"""The life of records: events written with every change, timelines, and any past state rebuilt."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

import orjson
from sqlalchemy import Select, insert, select
from sqlalchemy.orm import Session

from kb.errors import NotFound
from kb.governance.access import Level
from kb.registers.records import Change, Event, Head, Kept, Register
from kb.registers.values import from_plain, plain
from kb.store.register_tables import RegisterEventRow
from kb.store.tables import in_utc

F = TypeVar("F")
_HEAD = ("state", "level", "department", "case_id")


def write_event(
    session: Session,
    former: Kept[Any] | None,
    kept: Kept[Any],
    *,
    actor: str,
    kind: str,
    action: str,
    reason: str,
) -> None:
    """One event: everything of a new record, else what changed."""
    before = _whole(former) if former else {}
    after = _whole(kept)
    changes = [
        [name, before.get(name), value]
        for name, value in after.items()
        if name not in before or before[name] != value
    ]
    values = {
        "at": kept.head.changed_at,
        "actor": actor,
        "kind": kind,
        "record_id": kept.id,
        "case_id": kept.head.case_id,
        "action": action,
        "before": former.state if former else "",
        "after": kept.state,
        "reason": reason,
        "changes": orjson.dumps(changes).decode(),
    }
    session.execute(insert(RegisterEventRow), [values])


def digest(kept: Kept[Any]) -> str:
    """A digest of a record's values, for the audit trail."""
    packed = orjson.dumps(_whole(kept), option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(packed).hexdigest()


def events_of(session: Session, record_id: str) -> tuple[Event, ...]:
    """The life of one record, oldest first; the caller has asked whether it may be read."""
    query = select(RegisterEventRow).where(RegisterEventRow.record_id == record_id)
    return _events(session, query)


def events_of_records(session: Session, ids: Iterable[str]) -> tuple[Event, ...]:
    """The lives of several records, oldest first; the caller has asked whether they may be read."""
    query = select(RegisterEventRow).where(RegisterEventRow.record_id.in_(list(ids)))
    return _events(session, query)


def events_of_case(session: Session, case_id: str) -> tuple[Event, ...]:
    """All that happened to the records of a case, oldest first."""
    query = select(RegisterEventRow).where(RegisterEventRow.case_id == case_id)
    return _events(session, query)


def as_of(register: Register[F], events: Iterable[Event], moment: datetime) -> Kept[F]:
    """The record as it stood at a moment, from its events; ``NotFound`` before it was made."""
    values: dict[str, Any] = {}
    first = last = None
    version = 0
    for event in events:
        if event.at > moment:
            break
        first, last = first or event, event
        version += 1
        values.update({change.field: change.new for change in event.changes})
    if first is None or last is None:
        raise NotFound("NOT_YET", id="", moment=moment.isoformat())
    head = Head(
        id=first.record_id,
        state=values.pop("head.state"),
        level=Level(values.pop("head.level")),
        department=values.pop("head.department"),
        case_id=values.pop("head.case_id"),
        version=version,
        created_by=first.actor,
        created_at=first.at,
        changed_at=last.at,
    )
    return Kept(head, from_plain(register.facts, values))


def _events(session: Session, query: Select[Any]) -> tuple[Event, ...]:
    rows = session.scalars(query.order_by(RegisterEventRow.id))
    return tuple(
        Event(
            sequence=row.id,
            at=in_utc(row.at),
            actor=row.actor,
            kind=row.kind,
            record_id=row.record_id,
            case_id=row.case_id,
            action=row.action,
            before=row.before,
            after=row.after,
            reason=row.reason,
            changes=tuple(Change(*one) for one in orjson.loads(row.changes)),
        )
        for row in rows
    )


def _whole(kept: Kept[Any]) -> dict[str, Any]:
    head = {f"head.{name}": getattr(kept.head, name) for name in _HEAD}
    head["head.level"] = int(kept.head.level)
    return {**head, **plain(kept.facts)}
