"""Accounts on both databases: who may be what, and what ends when that changes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from kb.errors import InvalidQuery, KbError, NotFound, NotSignedIn, WorkflowError
from kb.governance.access import Level, Origin, Role, desktop_principal
from kb.governance.accounts import AccountStore, list_accounts, read_account
from kb.governance.passwords import Passwords
from kb.governance.people import Account, Standing
from kb.governance.sessions import ABSOLUTE, SignedIn
from kb.governance.sign_in import Opened, SignInDesk
from kb.store.audit import AuditEntries
from kb.store.audit_log import AuditLog
from kb.store.session import Transactions

GOOD = "correct horse battery"
AddAccount = Callable[..., Account]
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
IDLE = timedelta(minutes=15)
DESK = Origin(ip="10.0.0.7", request="r1")


def change(office: AuditLog, passwords: Passwords, account: Account, given: Standing) -> Account:
    with office.writing() as work:
        store = AccountStore(work.session, work.record, passwords)
        return store.change(desktop_principal(), account.id, given)


@pytest.fixture
def enter(
    transactions: Transactions, office: AuditLog, passwords: Passwords
) -> Callable[..., Opened]:
    desk = SignInDesk(transactions, office, passwords)

    def entered(name: str, password: str = GOOD, at: datetime = NOON) -> Opened:
        return desk.open(name, password, origin=DESK, agent="测试", at=at)

    return entered


def actions(transactions: Transactions) -> list[tuple[str, str, str]]:
    with transactions.reading() as session:
        found = AuditEntries(session).page()
    return [(one.action, one.outcome, one.reason) for one in reversed(found)]


def test_an_account_is_kept_as_given(transactions: Transactions, add: AddAccount) -> None:
    made = add("李四", Role.REVIEWER, department="d1", clearance=Level.SENSITIVE)
    with transactions.reading() as session:
        assert read_account(session, "李四") == made == read_account(session, made.id)
        assert list_accounts(session) == (made,)
    principal = made.principal()
    assert (principal.department, principal.clearance) == ("d1", Level.SENSITIVE)
    assert made.must_change


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param(Account("", "lisi", "别人"), "ACCOUNT_EXISTS", id="name_in_another_case"),
        pytest.param(Account("", "wangwu", "LiSi"), "ACCOUNT_EXISTS", id="shown_name"),
        pytest.param(Account("", "a b", ""), "NAME_INVALID", id="space"),
        pytest.param(Account("", "-a", ""), "NAME_INVALID", id="dash"),
        pytest.param(Account("", "wangwu", "", department="d9"), "NOT_FOUND", id="department"),
        pytest.param(
            Account("", "wangwu", "", roles=frozenset({Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN})),
            "ROLES_CONFLICT",
            id="two_administrators",
        ),
    ],
)
def test_what_cannot_be_an_account_is_refused(
    add: AddAccount, office: AuditLog, passwords: Passwords, given: Account, code: str
) -> None:
    add("LiSi")
    with pytest.raises(KbError) as raised, office.writing() as work:
        AccountStore(work.session, work.record, passwords).add(desktop_principal(), given, GOOD)
    assert raised.value.code == code


def test_the_last_security_administrator_stays(
    add: AddAccount, office: AuditLog, passwords: Passwords
) -> None:
    first = add("甲", Role.SECURITY_ADMIN)
    for given in (Standing(disabled=True), Standing(roles=frozenset({Role.REVIEWER}))):
        with pytest.raises(WorkflowError, match="LAST_SECURITY_ADMIN"):
            change(office, passwords, first, given)
    add("乙", Role.SECURITY_ADMIN)
    assert change(office, passwords, first, Standing(disabled=True)).disabled


def test_a_change_of_rights_ends_the_sign_ins(
    transactions: Transactions,
    add: AddAccount,
    office: AuditLog,
    passwords: Passwords,
    enter: Callable[..., Opened],
) -> None:
    account = add("甲", Role.INVESTIGATOR)
    token = enter("甲").token
    changed = change(office, passwords, account, Standing(clearance=Level.SENSITIVE))
    assert changed.roles == {Role.INVESTIGATOR}
    with transactions.reading() as session:
        assert SignedIn(session).find(token, idle=IDLE, at=NOON) is None


def test_a_sign_in_ends_when_idle_and_at_last(
    transactions: Transactions, add: AddAccount, enter: Callable[..., Opened]
) -> None:
    add("甲")
    token = enter("甲").token

    def open_at(moment: datetime) -> bool:
        with transactions.reading() as session:
            return SignedIn(session).find(token, idle=IDLE, at=moment) is not None

    assert open_at(NOON + timedelta(minutes=14))
    assert not open_at(NOON + timedelta(minutes=15))
    with transactions.writing() as session:
        SignedIn(session).touch(token, at=NOON + ABSOLUTE - timedelta(minutes=1))
    assert open_at(NOON + ABSOLUTE - timedelta(seconds=1))
    assert not open_at(NOON + ABSOLUTE)


def test_every_failure_is_answered_alike_and_recorded(
    transactions: Transactions,
    add: AddAccount,
    office: AuditLog,
    passwords: Passwords,
    enter: Callable[..., Opened],
) -> None:
    off = add("乙")
    change(office, passwords, off, Standing(disabled=True))
    add("甲")
    said = set()
    for name, password in (("甲", "wrong"), ("无此人", GOOD), ("乙", GOOD)):
        with pytest.raises(NotSignedIn) as raised:
            enter(name, password)
        said.add((raised.value.code, tuple(raised.value.context)))
    assert said == {("SIGN_IN_FAILED", ())}
    enter("甲")
    assert [one for one in actions(transactions) if one[0] == "session.open"] == [
        ("session.open", "refused", "password"),
        ("session.open", "refused", "unknown"),
        ("session.open", "refused", "disabled"),
        ("session.open", "done", ""),
    ]


def test_repeated_failures_lock_for_longer_and_longer(
    add: AddAccount, enter: Callable[..., Opened]
) -> None:
    add("甲")

    def fails(at: datetime, password: str = "wrong") -> None:
        with pytest.raises(NotSignedIn):
            enter("甲", password, at)

    for second in range(5):
        fails(NOON + timedelta(seconds=second))
    fails(NOON + timedelta(minutes=9), GOOD)
    later = NOON + timedelta(minutes=11)
    fails(later)  # one more: twenty minutes
    fails(later + timedelta(minutes=19), GOOD)
    enter("甲", GOOD, later + timedelta(minutes=21))
    fails(later + timedelta(minutes=22))
    enter("甲", GOOD, later + timedelta(minutes=23))


def test_an_administrator_unlocks(
    add: AddAccount, office: AuditLog, passwords: Passwords, enter: Callable[..., Opened]
) -> None:
    account = add("甲")
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            enter("甲", "wrong")
    with office.writing() as work:
        store = AccountStore(work.session, work.record, passwords)
        store.unlock(desktop_principal(), account.id)
    assert enter("甲").account.id == account.id


def test_none_of_the_last_five_passwords_comes_again(
    add: AddAccount, office: AuditLog, passwords: Passwords
) -> None:
    account = add("甲")
    words = [f"another good phrase {number}" for number in range(5)]

    def change_to(old: str, new: str) -> None:
        with office.writing() as work:
            store = AccountStore(work.session, work.record, passwords)
            store.change_password(account.principal(), old, new)

    used = [GOOD, *words[:4]]
    for old, new in pairwise(used):
        change_to(old, new)
    with pytest.raises(InvalidQuery, match="PASSWORD_REUSED"):
        change_to(words[3], GOOD)
    with pytest.raises(InvalidQuery, match="PASSWORD_WRONG"):
        change_to(GOOD, words[4])
    change_to(words[3], words[4])
    change_to(words[4], GOOD)  # five others lie between


def test_sign_ins_are_listed_and_revoked_one_by_one(
    transactions: Transactions, add: AddAccount, enter: Callable[..., Opened]
) -> None:
    account = add("甲")
    one, two = enter("甲").token, enter("甲", at=NOON + timedelta(minutes=1)).token
    with transactions.writing() as session:
        listed = SignedIn(session).listed(account.id)
        assert [(found.ip, found.agent) for found in listed] == [("10.0.0.7", "测试")] * 2
        SignedIn(session).revoke(account.id, listed[0].id)
        with pytest.raises(NotFound):
            SignedIn(session).revoke("user-other", listed[1].id)
    with transactions.reading() as session:
        assert SignedIn(session).find(two, idle=IDLE, at=NOON) is None
        assert SignedIn(session).find(one, idle=IDLE, at=NOON) is not None
