"""Departments: who owns what, and who belongs together."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.errors import InvalidQuery, NotFound, WorkflowError
from kb.governance.access import Principal
from kb.governance.audit import AuditEntry, Recorder
from kb.store.governance_tables import DepartmentRow

_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Department:
    """A department; ``parent`` is the id of the one above it, "" at the top."""

    id: str
    name: str
    parent: str = ""


class Departments:
    """Departments by id; the caller owns the transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, actor: Principal, record: Recorder, name: str, *, parent: str = "") -> Department:
        """A new department; its id comes of its name. ``WorkflowError`` DEPARTMENT_EXISTS."""
        plain = " ".join(name.split())
        if not plain or len(plain) > _LONGEST or not plain.isprintable():
            raise InvalidQuery("NAME_INVALID", name=plain[:60])
        made = Department(_id_of(plain), plain, parent)
        if self._session.get(DepartmentRow, made.id) is not None:
            raise WorkflowError("DEPARTMENT_EXISTS", name=plain)
        if parent and self._session.get(DepartmentRow, parent) is None:
            raise NotFound(id=parent)
        self._session.add(DepartmentRow(id=made.id, name=plain, parent=parent or None))
        self._session.flush()
        record(AuditEntry(actor, "department.add", made.id))
        return made

    def named(self, name: str) -> Department:
        """The department by its name or id; ``NotFound`` for neither."""
        row = self._session.get(DepartmentRow, _id_of(" ".join(name.split())))
        row = row or self._session.get(DepartmentRow, name)
        if row is None:
            raise NotFound(id=name)
        return Department(row.id, row.name, row.parent or "")

    def listed(self) -> tuple[Department, ...]:
        """All of them, by name."""
        rows = self._session.scalars(select(DepartmentRow).order_by(DepartmentRow.name))
        return tuple(Department(row.id, row.name, row.parent or "") for row in rows)


def _id_of(name: str) -> str:
    return "dept-" + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:16]
