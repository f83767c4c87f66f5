"""One query over all registers: by unit, domain, position, loophole, case, words, period, state.

A record that has no such field itself, or left it empty, is found by its case's: the letters of a
case of 工程建设 are letters of that domain. Only what the person may read is looked at, the case
that a record is found by included.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Table,
    and_,
    func,
    literal,
    or_,
    select,
    union_all,
)

from kb.errors import InvalidQuery
from kb.model import CaseId
from kb.prevention.chain_facts import CASES, CLUES, LOOPHOLES, MEASURES, RISK_POINTS, UNITS
from kb.prevention.ledger_facts import EVIDENCE, ITEMS
from kb.registers.catalogue import REGISTERS
from kb.registers.records import Register
from kb.registers.values import kinds
from kb.store.register_tables import table_of
from kb.store.register_titles import SHAPES, SHOWN
from kb.store.registry import Registry


@dataclass(frozen=True, slots=True)
class Crossing:
    """What is asked; empty fields ask nothing. ``since`` and ``until`` are both included."""

    text: str = ""
    unit: str = ""
    domain: str = ""
    position: str = ""
    loophole: str = ""
    case_id: CaseId = ""
    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    created_by: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class RegisterHit:
    """A record that meets the query; ``title`` is at most 200 characters of it."""

    kind: str
    id: str
    title: str
    state: str
    day: date
    case_id: CaseId

    @property
    def cursor(self) -> str:
        """What asks for the hits after this one."""
        return f"{self.day.isoformat()}~{self.id}"


class RegisterSearch:
    """The query, as one person may ask it."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def find(self, asked: Crossing, *, after: str = "", limit: int = 50) -> tuple[RegisterHit, ...]:
        """The newest first, equal days by id; ``after`` is the cursor of the last hit seen."""
        unknown = [one for one in asked.kinds if one not in REGISTERS]
        if unknown:
            raise InvalidQuery("FILTER_VALUE_UNKNOWN", field="kind", value=unknown[0][:60])
        last = _read_cursor(after)
        wanted = [REGISTERS[one] for one in asked.kinds or REGISTERS]
        parts = [
            select(self._part(register, asked, last).limit(limit).subquery()) for register in wanted
        ]
        found = union_all(*parts).subquery()
        query = select(found).order_by(found.c.day.desc(), found.c.id).limit(limit)
        return tuple(
            RegisterHit(row.kind, row.id, row.title, row.state, row.day, row.case_id)
            for row in self._registry.session.execute(query)
        )

    def _part(
        self, register: Register[Any], asked: Crossing, last: tuple[date, str] | None
    ) -> Select[Any]:
        table, shape = table_of(register), SHAPES[register.kind]
        made: ColumnElement[date] = func.date(table.c.created_at, type_=Date)
        day = func.coalesce(table.c[shape.day], made, type_=Date) if shape.day else made
        conditions = [self._registry.readable(register), *self._conditions(register, asked)]
        if asked.since:
            conditions.append(day >= asked.since)
        if asked.until:
            conditions.append(day <= asked.until)
        if last:
            conditions.append(or_(day < last[0], and_(day == last[0], table.c.id > last[1])))
        return (
            select(
                literal(register.kind).label("kind"),
                table.c.id,
                func.substr(table.c[shape.title], 1, SHOWN).label("title"),
                table.c.state,
                day.label("day"),
                func.coalesce(table.c.case_id, "").label("case_id"),
            )
            .where(*conditions)
            .order_by(day.desc(), table.c.id)
        )

    def _conditions(
        self, register: Register[Any], asked: Crossing
    ) -> Iterator[ColumnElement[bool]]:
        table, shape = table_of(register), SHAPES[register.kind]
        if asked.text:
            columns = (shape.title, *shape.texts)
            yield or_(*(table.c[one].contains(asked.text, autoescape=True) for one in columns))
        if asked.states:
            yield table.c.state.in_(asked.states)
        if asked.created_by:
            yield table.c.created_by == asked.created_by
        if asked.case_id:
            yield or_(table.c.case_id == asked.case_id, table.c.id == asked.case_id)
        if asked.unit:
            yield self._of(register, "unit", asked.unit)
        if asked.domain:
            yield self._of(register, "domain", asked.domain)
        if asked.position:
            yield self._of(register, "position", asked.position)
        if asked.loophole:
            yield self._with_loophole(register, asked.loophole)

    def _of(self, register: Register[Any], field: str, value: str) -> ColumnElement[bool]:
        """The record's own field has the value, or the record has none and its case's has."""
        columns = table_of(register).c
        if register.kind == UNITS.kind:
            return columns.id == value if field == "unit" else _listed(columns.domains, value)
        if register.kind == EVIDENCE.kind and field != "position":
            items = table_of(ITEMS).c
            of_item = select(items.id).where(
                self._registry.readable(ITEMS), self._of(ITEMS, field, value)
            )
            return columns.item.in_(of_item)
        by_case = columns.case_id.in_(self._cases_with(field, value))
        several = f"{field}s"
        if several in kinds(register.facts):
            none = columns[several] == "[]"
            return or_(_listed(columns[several], value), and_(none, by_case))
        if field not in kinds(register.facts):
            return by_case
        empty = or_(columns[field].is_(None), columns[field] == "")
        return or_(columns[field] == value, and_(empty, by_case))

    def _cases_with(self, field: str, value: str) -> Select[Any]:
        columns = table_of(CASES).c
        return select(columns.id).where(columns[field] == value, self._registry.readable(CASES))

    def _with_loophole(self, register: Register[Any], term: str) -> ColumnElement[bool]:
        """The record bears the loophole, answers one, or belongs to a case that has it."""
        columns = table_of(register).c
        loopholes, points = table_of(LOOPHOLES).c, table_of(RISK_POINTS).c
        if register.kind == LOOPHOLES.kind:
            return columns.term == term
        if register.kind == MEASURES.kind:
            return self._answers(columns, term)
        if register.kind in (RISK_POINTS.kind, ITEMS.kind):
            return _listed(columns.loopholes, term)
        cases = select(loopholes.case_id).where(
            loopholes.term == term,
            loopholes.state != "dismissed",
            loopholes.case_id.is_not(None),
            self._registry.readable(LOOPHOLES),
        )
        in_case = columns.case_id.in_(cases)
        if register.kind != CLUES.kind:
            return in_case
        clues = select(points.clue).where(
            _listed(points.loopholes, term),
            points.state != "dismissed",
            self._registry.readable(RISK_POINTS),
        )
        return or_(in_case, columns.id.in_(clues))

    def _answers(self, measures: Any, term: str) -> ColumnElement[bool]:
        found: Table = table_of(LOOPHOLES)
        return (
            select(found.c.id)
            .where(
                found.c.term == term,
                self._registry.readable(LOOPHOLES),
                measures.loopholes.contains('"' + found.c.id + '"'),
            )
            .exists()
        )


def _listed(column: Any, value: str) -> ColumnElement[bool]:
    """A list kept as JSON text holds the value; values are ids without marks of JSON."""
    held: ColumnElement[bool] = column.contains(f'"{value}"', autoescape=True)
    return held


def _read_cursor(after: str) -> tuple[date, str] | None:
    if not after:
        return None
    day, mark, record_id = after.partition("~")
    try:
        seen = date.fromisoformat(day)
    except ValueError as error:
        raise InvalidQuery("PARAM_OUT_OF_RANGE", field="after", value=after[:60]) from error
    if not mark:
        raise InvalidQuery("PARAM_OUT_OF_RANGE", field="after", value=after[:60])
    return seen, record_id
