"""Records as rows of their tables, and back."""

from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy.engine import RowMapping

from kb.governance.access import Level
from kb.registers.catalogue import register_of
from kb.registers.records import Head, Kept, Register, declared
from kb.registers.values import from_column, kinds, parts, to_column
from kb.store.tables import in_utc

F = TypeVar("F")


def to_row(kept: Kept[Any]) -> dict[str, object]:
    """The columns of a record."""
    head = kept.head
    values: dict[str, object] = {
        "id": head.id,
        "state": head.state,
        "level": int(head.level),
        "owner_department": head.department,
        "case_id": head.case_id or None,
        "version": head.version,
        "created_by": head.created_by,
        "created_at": head.created_at,
        "changed_at": head.changed_at,
    }
    register = register_of(head.id)
    about, known = declared(register.facts), kinds(register.facts)
    for one in fields(kept.facts):
        value = to_column(getattr(kept.facts, one.name))
        empty_link = about[one.name].to and known[one.name] is str and not value
        values[one.name] = None if empty_link else value
    return values


def from_row(register: Register[F], row: RowMapping) -> Kept[F]:
    """The record of a row."""
    head = Head(
        id=row["id"],
        state=row["state"],
        level=Level(row["level"]),
        department=row["owner_department"],
        case_id=row["case_id"] or "",
        version=row["version"],
        created_by=row["created_by"],
        created_at=in_utc(row["created_at"]),
        changed_at=in_utc(row["changed_at"]),
    )
    known, of = kinds(register.facts), parts(register.facts)
    facts = register.facts(
        **{name: from_column(kind, row[name], of.get(name)) for name, kind in known.items()}
    )
    return Kept(head, facts)
