"""The repository of all registers: typed records in and out, every change an event and an audit
entry.

The caller owns the transaction. One ``Registry`` serves one person (``principal``): what that
person may not read does not exist here, neither by id nor in a list, a count or a link.

Longer than other files on purpose: reading and changing share one view of what may be read.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, func, insert, select, update
from sqlalchemy.orm import Session

from kb.errors import IllegalTransition, InvalidQuery, NotAllowed, NotFound, WorkflowError
from kb.governance.access import Level, Principal
from kb.governance.audit import AuditEntry, Recorder
from kb.registers.catalogue import register_of
from kb.registers.checks import check_facts
from kb.registers.days import day_of
from kb.registers.records import Head, Kept, Placing, Register, declared, unset
from kb.registers.values import to_column
from kb.store.register_access import opened_to
from kb.store.register_events import digest, write_event
from kb.store.register_links import require_links, within_case
from kb.store.register_rows import from_row, to_row
from kb.store.register_tables import table_of
from kb.store.tables import now
from kb.terms import Taxonomy

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed by: exact values of columns, a condition of SQL besides.

    ``equal`` pairs a column with the values it may have; unknown columns are refused with
    FILTER_NOT_ALLOWED.
    """

    equal: tuple[tuple[str, tuple[object, ...]], ...] = ()
    where: tuple[ColumnElement[bool], ...] = ()


class Registry:
    """Records of every register, as one person sees and changes them."""

    def __init__(
        self,
        session: Session,
        principal: Principal,
        record: Recorder,
        taxonomy: Taxonomy,
        *,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.session = session
        self.principal = principal
        self.taxonomy = taxonomy
        self.clock = clock
        self._record = record

    def add(
        self,
        register: Register[F],
        facts: F,
        placing: Placing | None = None,
        *,
        under: Kept[Any] | None = None,
        record_id: str = "",
        state: str = "",
        reason: str = "",
    ) -> Kept[F]:
        """Keep a new record in the register's first state, owned by the person's department.

        A link to what the person may not read is a link to nothing: ``NotFound``. What belongs
        ``under`` another record is placed with it: who may read the one may add the other.
        """
        at = self.clock()
        if under is not None:
            placing = Placing(under.head.level, under.head.department, under.head.case_id)
        else:
            placing = within_case(self.session, placing or Placing())
            self._require_clearance(placing.level)
        head = Head(
            id=record_id or f"{register.kind}-{secrets.token_hex(8)}",
            state=state or register.first,
            level=placing.level,
            department=placing.department or self.principal.department,
            case_id=placing.case_id,
            version=1,
            created_by=self.principal.account,
            created_at=at,
            changed_at=at,
        )
        kept = Kept(head, facts)
        self._check(register, kept, linked=under)
        self.session.execute(insert(table_of(register)).values(to_row(kept)))
        self._note(register, None, kept, action="create", reason=reason)
        return kept

    def enter(self, register: Register[F], facts: F, placing: Placing | None = None) -> Kept[F]:
        """A new record as a person enters it: what only steps set is empty, whatever is given."""
        return self.add(register, replace(facts, **unset(register)), placing)  # type: ignore[type-var]

    def get(self, register: Register[F], record_id: str, *, lock: bool = False) -> Kept[F]:
        """The record; ``NotFound`` where there is none that the person may read."""
        table = table_of(register)
        query = select(table).where(table.c.id == record_id[:64], self.readable(register))
        found = self.session.execute(query.with_for_update() if lock else query).mappings().first()
        if found is None:
            raise NotFound(id=record_id[:64])
        return from_row(register, found)

    def find(self, record_id: str) -> Kept[Any]:
        """The record of whatever register the id belongs to."""
        return self.get(register_of(record_id), record_id)

    def edit(self, register: Register[F], kept: Kept[F], facts: F, *, expected: int) -> Kept[F]:
        """A person's new facts; fields that only steps of the workflow set stay as they are.

        EDIT_CLOSED in a state in which the register leaves changes to steps.
        """
        if register.editable is not None and kept.state not in register.editable:
            raise IllegalTransition("EDIT_CLOSED", id=kept.id, state=register.states[kept.state])
        managed = {
            name: getattr(kept.facts, name)
            for name, about in declared(register.facts).items()
            if about.managed
        }
        entered = replace(facts, **managed)  # type: ignore[type-var]
        return self.change(register, kept, facts=entered, action="edit", expected=expected)

    def change(
        self,
        register: Register[F],
        kept: Kept[F],
        *,
        action: str,
        facts: F | None = None,
        state: str = "",
        reason: str = "",
        expected: int | None = None,
    ) -> Kept[F]:
        """A step: new facts, a new state, or both. VERSION_STALE where another came first."""
        _require_version(kept, expected)
        head = replace(
            kept.head,
            state=state or kept.head.state,
            version=kept.head.version + 1,
            changed_at=self.clock(),
        )
        new = Kept(head, kept.facts if facts is None else facts)
        self._check(register, new, linked=kept)
        self._write(register, new, kept.head.version)
        self._note(register, kept, new, action=action, reason=reason)
        return new

    def place(
        self,
        register: Register[F],
        kept: Kept[F],
        placing: Placing,
        *,
        expected: int | None = None,
    ) -> Kept[F]:
        """Move a record to another level, department or case."""
        _require_version(kept, expected)
        head = replace(
            kept.head,
            level=placing.level,
            department=placing.department,
            case_id=placing.case_id,
            version=kept.head.version + 1,
            changed_at=self.clock(),
        )
        new = Kept(head, kept.facts)
        self._check(register, new, linked=kept)
        self._write(register, new, kept.head.version)
        self._note(register, kept, new, action="place")
        return new

    def page(
        self,
        register: Register[F],
        wanted: Wanted | None = None,
        *,
        after: str = "",
        limit: int = 50,
    ) -> tuple[Kept[F], ...]:
        """Records in the order of their ids, from the one after ``after``."""
        table = table_of(register)
        query = (
            select(table)
            .where(*self._conditions(register, wanted), table.c.id > after)
            .order_by(table.c.id)
            .limit(limit)
        )
        return tuple(from_row(register, row) for row in self.session.execute(query).mappings())

    def all(self, register: Register[F], wanted: Wanted | None = None) -> tuple[Kept[F], ...]:
        """Every record that meets it, oldest first; for what is small by nature (of one case)."""
        table = table_of(register)
        query = (
            select(table)
            .where(*self._conditions(register, wanted))
            .order_by(table.c.created_at, table.c.id)
        )
        return tuple(from_row(register, row) for row in self.session.execute(query).mappings())

    def latest(
        self, register: Register[F], wanted: Wanted | None = None, *, limit: int
    ) -> tuple[Kept[F], ...]:
        """Records that meet it, the one changed last first."""
        by = (table_of(register).c.changed_at.desc(),)
        return self.ranked(register, wanted, by=by, limit=limit)

    def ranked(
        self,
        register: Register[F],
        wanted: Wanted | None = None,
        *,
        by: Sequence[ColumnElement[Any]],
        limit: int,
        offset: int = 0,
    ) -> tuple[Kept[F], ...]:
        """Records that meet it in the order of ``by``; of those alike there, by their ids."""
        table = table_of(register)
        query = (
            select(table)
            .where(*self._conditions(register, wanted))
            .order_by(*by, table.c.id)
            .limit(limit)
            .offset(offset)
        )
        return tuple(from_row(register, row) for row in self.session.execute(query).mappings())

    def count(self, register: Register[Any], wanted: Wanted | None = None) -> int:
        """How many records the person may read meet it."""
        query = select(func.count()).where(*self._conditions(register, wanted))
        return self.session.scalar(query.select_from(table_of(register))) or 0

    def counts(
        self, register: Register[Any], name: str, wanted: Wanted | None = None
    ) -> Mapping[str, int]:
        """How many that meet it have each value of a column: states, grades; 0 for any other."""
        table = table_of(register)
        column = table.c[name]
        query = (
            select(column, func.count()).where(*self._conditions(register, wanted)).group_by(column)
        )
        found = self.session.execute(query.select_from(table))
        return Counter({row[0]: row[1] for row in found})

    def today(self) -> date:
        """The day it is where the law of the registers applies."""
        return day_of(self.clock())

    def readable(self, register: Register[Any]) -> ColumnElement[bool]:
        """The condition that the person may read a row of the register."""
        return opened_to(self.principal, register)

    def audit(self, action: str, subject: str, level: Level, *, reason: str = "") -> None:
        """An audit entry besides those that changes write (a refused step, an export, a read)."""
        self._record(AuditEntry(self.principal, action, subject, level, reason=reason))

    def _conditions(
        self, register: Register[Any], wanted: Wanted | None
    ) -> Sequence[ColumnElement[bool]]:
        table = table_of(register)
        conditions = [self.readable(register)]
        for name, values in (wanted or Wanted()).equal:
            if name not in table.c:
                raise InvalidQuery("FILTER_NOT_ALLOWED", field=name[:60])
            conditions.append(table.c[name].in_([to_column(one) for one in values]))
        return [*conditions, *(wanted or Wanted()).where]

    def _require_clearance(self, level: Level) -> None:
        if level > self.principal.clearance and not self.principal.desktop:
            raise NotAllowed("LEVEL_ABOVE_CLEARANCE", level=level.value)

    def _check(
        self, register: Register[Any], kept: Kept[Any], *, linked: Kept[Any] | None = None
    ) -> None:
        check_facts(register, kept.facts, self.taxonomy)
        require_links(self.session, self.principal, kept, linked=linked)

    def _write(self, register: Register[Any], kept: Kept[Any], expected: int) -> None:
        table = table_of(register)
        changed = self.session.execute(
            update(table)
            .where(and_(table.c.id == kept.id, table.c.version == expected))
            .values(to_row(kept))
        )
        if not changed.rowcount:  # type: ignore[attr-defined]
            raise WorkflowError("VERSION_STALE", id=kept.id, version=expected)

    def _note(
        self,
        register: Register[Any],
        former: Kept[Any] | None,
        kept: Kept[Any],
        *,
        action: str,
        reason: str = "",
    ) -> None:
        write_event(
            self.session,
            former,
            kept,
            actor=self.principal.account,
            kind=register.kind,
            action=action,
            reason=reason,
        )
        self._record(
            AuditEntry(
                self.principal,
                f"{register.kind}.{action}",
                kept.id,
                kept.head.level,
                reason=reason[:200],
                before=digest(former) if former else "",
                after=digest(kept),
            )
        )


def _require_version(kept: Kept[Any], expected: int | None) -> None:
    if expected is not None and expected != kept.head.version:
        raise WorkflowError("VERSION_STALE", id=kept.id, version=kept.head.version)
