"""A trail in memory of a list, and accounts to act on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.governance.access import Level, Role, desktop_principal
from kb.governance.accounts import AccountStore
from kb.governance.anchors import AnchorFile
from kb.governance.passwords import Passwords
from kb.governance.people import Account
from kb.store.audit_log import AuditLog
from kb.store.governance_tables import DepartmentRow
from kb.store.session import Transactions

GOOD = "correct horse battery"
_KEY = b"k" * 64

AddAccount = Callable[..., Account]


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    return Passwords()


@pytest.fixture
def office(transactions: Transactions, tmp_path: Path) -> Iterator[AuditLog]:
    """A log over a store with two departments."""
    log = AuditLog(transactions, _KEY, AnchorFile(tmp_path / "anchors", _KEY))
    with transactions.writing() as session:
        session.add_all([DepartmentRow(id="d1", name="一室"), DepartmentRow(id="d2", name="二室")])
    yield log
    log.close()


@pytest.fixture
def add(office: AuditLog, passwords: Passwords) -> AddAccount:
    """Adds an account; its password is ``GOOD``."""

    def added(
        name: str, *roles: Role, department: str = "", clearance: Level = Level.PUBLIC
    ) -> Account:
        given = Account(
            "", name, name, department=department, roles=frozenset(roles), clearance=clearance
        )
        with office.writing() as work:
            store = AccountStore(work.session, work.record, passwords)
            return store.add(desktop_principal(), given, GOOD)

    return added
