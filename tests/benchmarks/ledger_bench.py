"""How long the ledger's list, its counts and its export take over 10,000 cases and 50,000 items.

    python tests/benchmarks/ledger_bench.py sqlite:///bench.db
    python tests/benchmarks/ledger_bench.py postgresql+psycopg://127.0.0.1:5432/test --schema bench

An empty database is filled first. Medians of elapsed time in ms; the export in CPU seconds.
"""

import argparse
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from statistics import median

from register_world import fill

from kb.governance.access import Level, Principal, Role, desktop_principal
from kb.governance.audit import AuditEntry
from kb.prevention.ledger_facts import ITEMS
from kb.prevention.ledger_list import LedgerList, LedgerQuery
from kb.prevention.ledger_sheet import export_ledger
from kb.prevention.working_days import WorkingDays
from kb.store.registry import Registry
from kb.store.schema import upgrade_schema
from kb.store.session import Transactions, open_engine
from kb.terms import load_taxonomy

UNIT = f"unit-{3:016x}"
PEOPLE = {
    "desktop": desktop_principal(),
    "reader": Principal(
        "u1", "u1", "d1", "", frozenset({Role.PREVENTION}), clearance=Level.SENSITIVE
    ),
    "rectifier": Principal("u2", "u2", "", UNIT, frozenset({Role.RECTIFIER})),
}
QUERIES = {
    "all": LedgerQuery(),
    "overdue": LedgerQuery(overdue=True),
    "state": LedgerQuery(states=("verifying",)),
    "unit": LedgerQuery(unit=UNIT),
    "domain": LedgerQuery(domain="engineering_construction"),
    "month": LedgerQuery(due_from=date(2025, 1, 1), due_to=date(2025, 1, 31)),
    "words": LedgerQuery(text="第49999个"),
    "loophole": LedgerQuery(loophole="no_rule"),
}
EXPORTED = LedgerQuery(states=("in_progress", "extended", "overdue", "returned", "submitted"))


def main() -> None:
    """Fill where empty, then measure."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("url")
    arguments.add_argument("--schema", default=None)
    given = arguments.parse_args()
    store = Transactions(open_engine(given.url, schema=given.schema))
    upgrade_schema(store.engine)
    with store.writing() as session:
        if not Registry(session, desktop_principal(), unheard, load_taxonomy()).count(ITEMS):
            fill(session, cases=10_000, items=50_000)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    for name, principal in PEOPLE.items():
        with store.reading() as session:
            registry = Registry(session, principal, unheard, load_taxonomy())
            ledger = LedgerList(registry, WorkingDays())
            for asked, query in QUERIES.items():
                page = timed(partial(ledger.page, query))
                counts = timed(partial(ledger.counts, query))
                print(f"{name:10} {asked:9} page {page:6.1f}  counts {counts:6.1f}")
    with store.reading() as session:
        registry = Registry(session, desktop_principal(), unheard, load_taxonomy())
        start = time.process_time()
        sheet = export_ledger(registry, WorkingDays(), EXPORTED)
        print(f"export of {sheet.lines} lines: {time.process_time() - start:.1f} s of CPU")
    store.close()


def timed(run: Callable[[], object], *, times: int = 7) -> float:
    """The median of some runs, in ms."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        spent.append(time.perf_counter() - start)
    return median(spent) * 1000


def unheard(_entry: AuditEntry) -> None:
    """What is measured is reading."""


if __name__ == "__main__":
    main()
