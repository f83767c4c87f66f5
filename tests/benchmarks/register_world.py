"""An invented world of registers for benchmarks: units, cases and rectification items in bulk.

Rows are inserted as they would be kept, without events: what is measured is reading.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from kb.governance.access import Level
from kb.prevention.chain_facts import CASES, UNITS, CaseFacts, UnitFacts, UnitKind
from kb.prevention.ledger_facts import ITEMS, ItemFacts
from kb.registers.records import Head, Kept, Register
from kb.store.register_rows import to_row
from kb.store.register_tables import table_of
from kb.store.tables import CaseRow
from kb.terms import load_taxonomy

_BATCH = 2000
START = datetime(2024, 1, 1, tzinfo=UTC)
DEPARTMENTS = ("d1", "d2", "d3")


def fill(session: Session, *, cases: int, items: int, units: int = 500, seed: int = 7) -> None:
    """``cases`` cases over three departments and four levels, ``items`` items spread over them."""
    drawn = random.Random(seed)
    domains = tuple(load_taxonomy().domains)
    _insert(session, UNITS, (_unit(number) for number in range(units)))
    files = [_case(number, drawn, domains, units) for number in range(cases)]
    library = [
        {
            "id": one.id,
            "title": one.facts.title,
            "level": int(one.head.level),
            "owner_department": one.head.department,
            "created_at": START,
        }
        for one in files
    ]
    for at in range(0, len(library), _BATCH):
        session.execute(insert(CaseRow), library[at : at + _BATCH])
    _insert(session, CASES, iter(files))
    _insert(session, ITEMS, (_item(n, drawn, domains, units, files) for n in range(items)))


def _insert(session: Session, register: Register[Any], kept: Iterator[Kept[Any]]) -> None:
    rows: list[dict[str, object]] = []
    for one in kept:
        rows.append(to_row(one))
        if len(rows) == _BATCH:
            session.execute(insert(table_of(register)), rows)
            rows = []
    if rows:
        session.execute(insert(table_of(register)), rows)


def _head(kind: str, number: int, state: str, level: Level, department: str, case: str) -> Head:
    at = START + timedelta(hours=number % 15_000)
    return Head(f"{kind}-{number:016x}", state, level, department, case, 1, "u1", at, at)


def _unit(number: int) -> Kept[UnitFacts]:
    kinds = tuple(UnitKind)
    facts = UnitFacts(
        name=f"某市第{number}单位",
        kind=kinds[number % len(kinds)],
        system=f"系统{number % 20}",
        staff=50 + number % 400,
    )
    return Kept(_head("unit", number, "standing", Level.PUBLIC, "d1", ""), facts)


def _case(
    number: int, drawn: random.Random, domains: tuple[str, ...], units: int
) -> Kept[CaseFacts]:
    state = drawn.choice(tuple(CASES.states))
    head = _head(
        "case",
        number,
        state,
        Level(drawn.randrange(4)),
        drawn.choice(DEPARTMENTS),
        f"case-{number:016x}",
    )
    facts = CaseFacts(
        title=f"某单位第{number}案",
        filed=date(2024, 1, 1) + timedelta(days=drawn.randrange(900)),
        unit=f"unit-{drawn.randrange(units):016x}",
        domain=drawn.choice(domains),
        people=drawn.randrange(1, 5),
    )
    return Kept(head, facts)


def _item(
    number: int,
    drawn: random.Random,
    domains: tuple[str, ...],
    units: int,
    cases: list[Kept[CaseFacts]],
) -> Kept[ItemFacts]:
    case = drawn.choice(cases)
    issued = date(2024, 2, 1) + timedelta(days=drawn.randrange(800))
    state = drawn.choice(tuple(ITEMS.states))
    facts = ItemFacts(
        problem=f"第{number}个问题：验收由一人完成，没有人复核",
        measure="由使用、财务、纪检三方共同验收并留痕",
        acceptance=("办法已印发", "抽查十笔均有三方签字"),
        unit=f"unit-{drawn.randrange(units):016x}",
        owner=f"责任人{number % 300}",
        domain=drawn.choice(domains),
        issued=issued,
        due=issued + timedelta(days=60),
        written_off=issued + timedelta(days=50) if state == "written_off" else None,
    )
    head = _head("item", number, state, case.head.level, case.head.department, case.id)
    return Kept(head, facts)
