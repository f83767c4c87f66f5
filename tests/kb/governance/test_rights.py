"""Keys, departments, levels and grants on both databases."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from kb.errors import InvalidQuery, MissingEvidence, NotAllowed, NotFound, WorkflowError
from kb.governance.access import (
    Level,
    Permission,
    Principal,
    Protection,
    Role,
    desktop_principal,
)
from kb.governance.api_keys import ApiKey, ApiKeys
from kb.governance.departments import Departments
from kb.governance.grants import Grants, list_grants
from kb.governance.people import Account
from kb.store.access_filter import require_readable_case
from kb.store.audit_log import AuditLog
from kb.store.session import Transactions
from kb.store.tables import CaseRow, now

AddAccount = Callable[..., Account]
PEPPER = b"p" * 64
LOCAL = desktop_principal()


@pytest.fixture
def case(office: AuditLog) -> str:
    with office.writing() as work:
        work.session.add(CaseRow(id="c1", title="某案"))
    return "c1"


def issue(office: AuditLog, owner: Principal, *scopes: Permission, days: int = 30) -> str:
    with office.writing() as work:
        _, text = ApiKeys(work.session, PEPPER).issue(
            owner,
            work.record,
            name="导数",
            scopes=frozenset(scopes),
            level=Level.INTERNAL,
            days=days,
        )
    return text


def find(transactions: Transactions, text: str, *, days: int = 0) -> ApiKey | None:
    with transactions.reading() as session:
        return ApiKeys(session, PEPPER).find(text, at=now() + timedelta(days=days))


@pytest.fixture
def owner(add: AddAccount) -> Principal:
    account: Account = add("甲", Role.PREVENTION, department="d1", clearance=Level.SENSITIVE)
    return account.principal()


def test_a_key_opens_until_it_expires_or_is_revoked(
    transactions: Transactions, office: AuditLog, owner: Principal
) -> None:
    text = issue(office, owner, Permission.LIBRARY_READ)
    found = find(transactions, text)
    assert found is not None and text.startswith(f"lj_{found.prefix}_")
    assert (found.account, found.scopes) == (owner.account, {Permission.LIBRARY_READ})
    assert find(transactions, text + "x") is None
    assert find(transactions, text.replace("lj_", "lk_")) is None
    assert find(transactions, text, days=30) is None
    with office.writing() as work:
        ApiKeys(work.session, PEPPER).revoke(owner, work.record, found.prefix)
    assert find(transactions, text) is None


@pytest.mark.parametrize(
    ("scope", "days", "error"),
    [
        pytest.param(Permission.ACCOUNTS, 30, NotAllowed, id="beyond_the_roles"),
        pytest.param(Permission.LIBRARY_READ, 91, InvalidQuery, id="too_long"),
    ],
)
def test_a_key_stays_within_the_rights_of_its_owner(
    office: AuditLog, owner: Principal, scope: Permission, days: int, error: type[Exception]
) -> None:
    with pytest.raises(error):
        issue(office, owner, scope, days=days)


def test_scopes_narrow_the_roles() -> None:
    roles = frozenset({Role.PREVENTION})
    whole = Principal("u1", "甲", roles=roles)
    narrow = Principal(
        "u1", "甲", roles=roles, scopes=frozenset({Permission.LIBRARY_READ, Permission.ACCOUNTS})
    )
    assert Permission.LETTERS_DRAFT in whole.permissions
    assert narrow.permissions == {Permission.LIBRARY_READ, Permission.SIGNED_IN}


def test_departments_have_one_name_each(office: AuditLog) -> None:
    with office.writing() as work:
        store = Departments(work.session)
        made = store.add(LOCAL, work.record, "第三 监督室", parent="d1")
        assert store.named("第三  监督室") == store.named(made.id) == made
        with pytest.raises(WorkflowError, match="DEPARTMENT_EXISTS"):
            store.add(LOCAL, work.record, "第三 监督室")
        with pytest.raises(NotFound):
            store.add(LOCAL, work.record, "第四监督室", parent="d9")


def test_a_protected_case_is_not_there_for_others(
    transactions: Transactions, office: AuditLog, case: str
) -> None:
    with office.writing() as work:
        Grants(work.session, work.record).protect(LOCAL, case, Level.SENSITIVE, department="d1")
    with transactions.reading() as session:
        own = Principal("u1", "甲", "d1", clearance=Level.SENSITIVE)
        kept = require_readable_case(session, own, case)
        assert kept == Protection(Level.SENSITIVE, "d1")
        for stranger in (
            Principal("u2", "乙", "d2", clearance=Level.RESTRICTED),
            Principal("u3", "丙", "d1", clearance=Level.INTERNAL),
        ):
            with pytest.raises(NotFound):
                require_readable_case(session, stranger, case)


def test_only_the_owning_department_opens_a_case(
    transactions: Transactions, office: AuditLog, case: str, owner: Principal, add: AddAccount
) -> None:
    other = add("乙", department="d2", clearance=Level.SENSITIVE).principal()
    with office.writing() as work:
        grants = Grants(work.session, work.record)
        grants.protect(owner, case, Level.SENSITIVE, department="d1")
        kept = require_readable_case(work.session, owner, case)
        first = grants.grant(owner, case, kept, kind="account", grantee=other.account)
        again = grants.grant(owner, case, kept, kind="account", grantee=other.account)
        assert again.id == first.id
        kept = require_readable_case(work.session, other, case)
        for attempt in (
            lambda: grants.grant(other, case, kept, kind="department", grantee="d2"),
            lambda: grants.revoke(other, case, kept, first.id),
            lambda: grants.protect(other, case, Level.PUBLIC, department="d2", reason="x"),
        ):
            with pytest.raises(NotAllowed):
                attempt()
        with pytest.raises(NotFound):
            grants.grant(owner, case, kept, kind="department", grantee="d9")
        grants.revoke(owner, case, kept, first.id)
    with transactions.reading() as session:
        with pytest.raises(NotFound):
            require_readable_case(session, other, case)
        [listed] = list_grants(session, case)
    assert (listed.granted_by, listed.revoked_by) == (owner.account, owner.account)


def test_a_level_is_lowered_with_a_reason_and_raised_within_the_clearance(
    office: AuditLog, case: str, owner: Principal
) -> None:
    with office.writing() as work:
        grants = Grants(work.session, work.record)
        with pytest.raises(NotAllowed):
            grants.protect(owner, case, Level.RESTRICTED, department="d1")
        with pytest.raises(NotAllowed):
            grants.protect(owner, case, Level.INTERNAL, department="d2")
        grants.protect(owner, case, Level.SENSITIVE, department="d1")
        with pytest.raises(MissingEvidence, match="REASON_MISSING"):
            grants.protect(owner, case, Level.INTERNAL, department="d1", reason=" ")
        grants.protect(owner, case, Level.INTERNAL, department="d1", reason="已审结")
        assert require_readable_case(work.session, owner, case).level is Level.INTERNAL
