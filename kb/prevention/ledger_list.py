"""The ledger as people look at it: filtered, sorted by deadline, paged, counted by state."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select

from kb.errors import InvalidQuery
from kb.prevention.chain_facts import UNITS
from kb.prevention.item_steps import CLOSED, deadline
from kb.prevention.ledger_facts import EVIDENCE, ITEMS, LETTERS, ItemFacts
from kb.prevention.ledger_lines import (
    LATE,
    SOON_DAYS,
    WAITING,
    Beside,
    Colour,
    LedgerLine,
    line_of,
)
from kb.prevention.working_days import WorkingDays
from kb.registers.checks import known_term
from kb.registers.records import Kept, Register, about
from kb.store.register_rows import from_row
from kb.store.register_tables import item_deadline, table_of
from kb.store.registry import Registry

_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerQuery:
    """What the ledger is narrowed by; what is left empty does not narrow. Dates are inclusive."""

    states: tuple[str, ...] = about("状态", default=())
    unit: str = about("责任单位", default="")
    letter: str = about("建议书", default="")
    case_id: str = about("案件", default="")
    owner: str = about("责任人", default="")
    domain: str = about("领域", default="")
    loophole: str = about("漏洞", default="")
    overdue: bool = about("只看逾期", default=False)
    colour: str = about("预警色", default="")
    mine: bool = about("只看我负责或督办的", default=False)
    due_from: date | None = about("时限不早于", default=None)
    due_to: date | None = about("时限不晚于", default=None)
    text: str = about("文字", default="")


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Some lines in order; ``next`` asks for those that follow, empty at the end."""

    lines: tuple[LedgerLine, ...]
    next: str


class LedgerList:
    """The lines that a person may read."""

    def __init__(self, registry: Registry, calendar: WorkingDays) -> None:
        self._registry = registry
        self._calendar = calendar

    def page(self, query: LedgerQuery, *, after: str = "", limit: int = 50) -> LedgerPage:
        """Lines by deadline, the most pressing first, then by id."""
        columns = table_of(ITEMS).c
        conditions = self._conditions(query)
        due = item_deadline(indexed=not (query.text or query.loophole))
        if after:
            day, _, last = after.partition("~")
            at = _cursor_day(day)
            conditions = [*conditions, due >= at, or_(due > at, columns.id > last)]
        rows = self._registry.session.execute(
            select(table_of(ITEMS)).where(*conditions).order_by(due, columns.id).limit(limit + 1)
        ).mappings()
        found = [from_row(ITEMS, row) for row in rows]
        more, found = len(found) > limit, found[:limit]
        cursor = f"{deadline(found[-1].facts) or date.max}~{found[-1].id}" if more else ""
        return LedgerPage(self._lines(found), cursor)

    def every(self, query: LedgerQuery) -> Iterator[LedgerLine]:
        """All lines in the order of the pages."""
        after = ""
        while True:
            page = self.page(query, after=after, limit=_CHUNK)
            yield from page.lines
            after = page.next
            if not after:
                return

    def counts(self, query: LedgerQuery) -> dict[str, int]:
        """How many items are in each state, narrowed by all but the states."""
        columns = table_of(ITEMS).c
        rows = self._registry.session.execute(
            select(columns.state, func.count())
            .where(*self._conditions(query, states=False))
            .group_by(columns.state)
        ).all()
        found = {row[0]: row[1] for row in rows}
        return {state: found.get(state, 0) for state in ITEMS.states}

    def colours(self, query: LedgerQuery) -> dict[Colour, int]:
        """How many items bear each colour, narrowed by all but colour and states."""
        conditions = self._conditions(replace(query, colour=""), states=False)
        counted = (func.count(case((self._coloured(one), 1))) for one in Colour)
        found = self._registry.session.execute(select(*counted).where(*conditions)).one()
        return dict(zip(Colour, found, strict=True))

    def total(self, query: LedgerQuery) -> int:
        """How many lines there are."""
        counted = self.counts(query)
        return sum(n for state, n in counted.items() if not query.states or state in query.states)

    def _conditions(self, query: LedgerQuery, *, states: bool = True) -> list[ColumnElement[bool]]:
        columns = table_of(ITEMS).c
        exact = (
            (columns.unit, query.unit),
            (columns.letter, query.letter),
            (columns.case_id, query.case_id),
            (columns.owner, query.owner),
            (columns.domain, query.domain),
        )
        conditions = [self._registry.readable(ITEMS)]
        conditions += [column == value for column, value in exact if value]
        if states and query.states:
            conditions.append(columns.state.in_(_known_states(query.states)))
        if query.loophole:
            if not known_term("loopholes", query.loophole, self._registry.taxonomy):
                raise InvalidQuery("LABEL_UNKNOWN", key=query.loophole[:60])
            conditions.append(columns.loopholes.contains(f'"{query.loophole}"', autoescape=True))
        if query.due_from:
            conditions.append(item_deadline() >= query.due_from)
        if query.due_to:
            conditions.append(item_deadline() <= query.due_to)
        if query.overdue:
            conditions.append(self._late())
        if query.colour:
            conditions.append(self._coloured(_known_colour(query.colour)))
        if query.mine:
            who = (self._registry.principal.account, self._registry.principal.name)
            conditions.append(or_(columns.owner.in_(who), columns.supervisor.in_(who)))
        for word in query.text.split():
            conditions.append(
                or_(
                    *(
                        column.contains(word, autoescape=True)
                        for column in (columns.problem, columns.measure, columns.note)
                    )
                )
            )
        return conditions

    def _coloured(self, colour: Colour) -> ColumnElement[bool]:
        """The same as ``ledger_lines.colour``."""
        closed = table_of(ITEMS).c.state.in_(CLOSED)
        match colour:
            case Colour.DONE:
                return closed
            case Colour.RED:
                return self._late()
            case Colour.YELLOW:
                return self._soon()
            case Colour.BLUE:
                return and_(not_(closed), not_(self._late()), not_(self._soon()))

    def _soon(self) -> ColumnElement[bool]:
        columns, today = table_of(ITEMS).c, self._registry.today()
        running = columns.state.not_in((*CLOSED, *WAITING, *LATE))
        after = self._calendar.add(today, SOON_DAYS + 1)
        due = and_(item_deadline() >= today, item_deadline() < after)
        return and_(running, columns.paused_from.is_(None), due)

    def _late(self) -> ColumnElement[bool]:
        """The same as ``Colour.RED``."""
        columns = table_of(ITEMS).c
        running = columns.state.not_in((*CLOSED, *WAITING, *LATE))
        past = item_deadline() < self._registry.today()
        return or_(columns.state.in_(LATE), and_(running, columns.paused_from.is_(None), past))

    def _lines(self, items: Sequence[Kept[ItemFacts]]) -> tuple[LedgerLine, ...]:
        units = self._shown(UNITS, {one.facts.unit for one in items}, "name")
        letters = self._shown(LETTERS, {one.facts.letter for one in items}, "number", "body")
        evidence = self._evidence([one.id for one in items])
        today = self._registry.today()
        lines = []
        for one in items:
            [name] = units.get(one.facts.unit, ("",))
            number, body = letters.get(one.facts.letter, ("", ""))
            beside = Beside(name, number, body, evidence.get(one.id, 0))
            lines.append(line_of(one, beside, today=today, calendar=self._calendar))
        return tuple(lines)

    def _shown(
        self, register: Register[Any], ids: Iterable[str], *names: str
    ) -> dict[str, tuple[str, ...]]:
        """Some columns of the records that the person may read among the ids."""
        columns = table_of(register).c
        query = select(columns.id, *(columns[name] for name in names)).where(
            columns.id.in_([one for one in ids if one]), self._registry.readable(register)
        )
        return {row[0]: tuple(row[1:]) for row in self._registry.session.execute(query)}

    def _evidence(self, ids: Sequence[str]) -> Mapping[str, int]:
        columns = table_of(EVIDENCE).c
        rows = self._registry.session.execute(
            select(columns.item, func.count())
            .where(columns.item.in_(ids), columns.state == "kept")
            .where(self._registry.readable(EVIDENCE))
            .group_by(columns.item)
        ).all()
        return {row[0]: row[1] for row in rows}


def _known_states(states: Sequence[str]) -> Sequence[str]:
    for one in states:
        if one not in ITEMS.states:
            raise InvalidQuery("FILTER_VALUE_UNKNOWN", field="state", value=one[:60])
    return states


def _known_colour(colour: str) -> Colour:
    try:
        return Colour(colour)
    except ValueError as error:
        raise InvalidQuery("FILTER_VALUE_UNKNOWN", field="colour", value=colour[:60]) from error


def _cursor_day(day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError as error:
        raise InvalidQuery("PARAM_OUT_OF_RANGE", field="after", value=day[:60]) from error
