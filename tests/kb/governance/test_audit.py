"""The trail on both databases: chained, held by the database, and every tampering is found."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from kb.errors import StoreError
from kb.governance.access import Level, Origin, Principal, Role
from kb.governance.anchors import AnchorFile, read_anchors
from kb.governance.audit import AuditEntry
from kb.governance.audit_check import Fault, verify
from kb.store.audit import AuditEntries, AuditFilter
from kb.store.audit_log import AuditLog
from kb.store.session import Transactions
from kb.store.tables import CaseRow
from tests.kb.governance.audit_edits import drop_triggers, random_edit

ACTOR = Principal(
    "u1",
    "甲",
    "d1",
    roles=frozenset({Role.INVESTIGATOR}),
    origin=Origin("s" * 64, "127.0.0.1", "r1"),
)
KEY = b"k" * 64
START = datetime(2026, 3, 4, tzinfo=UTC)


class Ticking:
    """A clock that goes a little at every look, and can be set."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


@pytest.fixture
def anchors(tmp_path: Path) -> Path:
    return tmp_path / "anchors.jsonl"


@pytest.fixture
def log(transactions: Transactions, anchors: Path, clock: Ticking) -> Iterator[AuditLog]:
    opened = AuditLog(transactions, KEY, AnchorFile(anchors, KEY), clock=clock)
    yield opened
    opened.close()


def write(log: AuditLog, count: int) -> None:
    with log.writing() as work:
        for number in range(count):
            work.record(
                AuditEntry(
                    ACTOR,
                    "clue.create" if number % 2 else "case.read",
                    f"clue-{number}",
                    Level(number % 4),
                    reason=f"第{number}条",
                    before=f"{number:064}",
                )
            )


def test_an_entry_says_who_what_and_from_where(log: AuditLog, transactions: Transactions) -> None:
    log.record(AuditEntry(ACTOR, "clue.create", "clue-1", Level.RESTRICTED, reason="转办"))
    with transactions.reading() as session:
        [kept] = AuditEntries(session).page()
    assert (kept.seq, kept.at) == (1, "2026-03-04T00:00:00.003000Z")
    assert (kept.actor, kept.department, kept.roles) == ("u1", "d1", "investigator")
    assert (kept.session, kept.ip, kept.request) == ("s" * 64, "127.0.0.1", "r1")
    assert (kept.action, kept.subject, kept.level) == ("clue.create", "clue-1", 3)
    assert (kept.outcome, kept.reason) == ("done", "转办")


def test_an_entry_falls_with_its_change(log: AuditLog, transactions: Transactions) -> None:
    with pytest.raises(ZeroDivisionError), log.writing() as work:
        work.session.add(CaseRow(id="c1", title="某案"))
        work.record(AuditEntry(ACTOR, "case.create", "c1"))
        1 / 0  # noqa: B018
    with transactions.reading() as session:
        assert session.get(CaseRow, "c1") is None
        assert AuditEntries(session).tip().seq == 0


def test_without_a_trail_nothing_is_done(log: AuditLog, transactions: Transactions) -> None:
    with transactions.writing() as session:
        session.execute(text("ALTER TABLE audit RENAME TO elsewhere"))
    with pytest.raises(StoreError, match="AUDIT_UNAVAILABLE"), log.writing() as work:
        work.session.add(CaseRow(id="c1", title="某案"))
        work.record(AuditEntry(ACTOR, "case.create", "c1"))
    with transactions.reading() as session:
        assert session.get(CaseRow, "c1") is None


@pytest.mark.parametrize("edit", ["UPDATE audit SET actor = 'u2'", "DELETE FROM audit"])
def test_the_database_refuses_edits(log: AuditLog, transactions: Transactions, edit: str) -> None:
    write(log, 2)
    with pytest.raises(StoreError), transactions.writing() as session:
        session.execute(text(edit))
    assert log.verify().entries == 2


def test_line_breaks_cannot_forge_a_line(log: AuditLog, transactions: Transactions) -> None:
    log.record(AuditEntry(ACTOR, "case.read", "c1\n2026 u2 case.read\x00\u202e"))
    with transactions.reading() as session:
        [kept] = AuditEntries(session).page()
    assert kept.subject == "c1\\n2026 u2 case.read\\x00\\u202e"


def test_a_whole_trail_verifies(log: AuditLog) -> None:
    write(log, 5)
    log.anchor()
    write(log, 3)
    found = log.verify()
    assert (found.fault, found.entries, found.anchors, found.exit_code) == (None, 8, 1, 0)


def test_every_one_of_a_hundred_edits_is_found_at_its_row(
    log: AuditLog, transactions: Transactions, anchors: Path
) -> None:
    size = 500
    write(log, size)
    log.anchor()
    with transactions.writing() as session:
        drop_triggers(session)
    draw = random.Random(20260304)
    missed = []
    for _ in range(100):
        with transactions.reading() as session:
            edit = random_edit(session, draw, size)
            found = verify(AuditEntries(session), read_anchors(anchors), key=KEY)
            session.rollback()
        if found.fault not in edit.faults or found.seq != edit.seq:
            missed.append((edit, found))
    assert not missed
    assert log.verify().fault is None


def test_a_chain_made_anew_with_another_key_is_found(
    log: AuditLog, transactions: Transactions, anchors: Path
) -> None:
    write(log, 3)
    with transactions.reading() as session:
        assert verify(AuditEntries(session), (), key=b"x" * 64).fault is Fault.CHANGED


def test_an_older_database_that_went_on_is_found(log: AuditLog, transactions: Transactions) -> None:
    write(log, 4)
    log.anchor()
    with transactions.writing() as session:
        drop_triggers(session)
        session.execute(text("DELETE FROM audit WHERE seq > 2"))
    write(log, 6)
    found = log.verify()
    assert (found.fault, found.seq, found.exit_code) == (Fault.REWRITTEN, 4, 2)


def test_a_tail_cut_off_behind_an_anchor_is_found(
    log: AuditLog, transactions: Transactions
) -> None:
    write(log, 4)
    log.anchor()
    with transactions.writing() as session:
        drop_triggers(session)
        session.execute(text("DELETE FROM audit WHERE seq > 2"))
    found = log.verify()
    assert (found.fault, found.seq, found.exit_code) == (Fault.TRUNCATED, 3, 3)


def test_an_edited_anchor_is_found(log: AuditLog, anchors: Path) -> None:
    write(log, 4)
    log.anchor()
    anchors.write_text(anchors.read_text().replace('"seq":4', '"seq":3'))
    assert log.verify().fault is Fault.ANCHOR


def test_a_clock_set_back_is_a_warning(log: AuditLog, clock: Ticking) -> None:
    write(log, 2)
    clock.at -= timedelta(hours=1)
    write(log, 1)
    found = log.verify()
    assert (found.fault, found.regressed) == (None, (3,))


def test_anchors_come_by_number_by_time_and_at_the_end(
    log: AuditLog, clock: Ticking, anchors: Path
) -> None:
    write(log, 999)
    log.anchor_if_due()
    assert not anchors.exists()
    write(log, 1)
    log.anchor_if_due()
    assert [one.seq for one in read_anchors(anchors)] == [1000]
    write(log, 1)
    clock.at += timedelta(minutes=10)
    log.anchor_if_due()
    assert [one.seq for one in read_anchors(anchors)] == [1000, 1001]
    write(log, 1)
    log.close()
    assert [one.seq for one in read_anchors(anchors)] == [1000, 1001, 1002]


def test_no_change_while_a_due_anchor_cannot_be_written(
    log: AuditLog, clock: Ticking, anchors: Path
) -> None:
    write(log, 1)
    clock.at += timedelta(minutes=11)
    anchors.mkdir()
    with pytest.raises(StoreError, match="AUDIT_UNAVAILABLE"):
        write(log, 1)
    anchors.rmdir()
    write(log, 1)
    assert log.verify().entries == 2


def test_entries_are_listed_by_what_is_asked(log: AuditLog, transactions: Transactions) -> None:
    write(log, 6)
    with transactions.reading() as session:
        entries = AuditEntries(session)
        assert [one.seq for one in entries.page(limit=2)] == [6, 5]
        assert [one.seq for one in entries.page(before=5, limit=2)] == [4, 3]
        clues = entries.page(AuditFilter(action="clue."))
        assert [one.subject for one in clues] == ["clue-5", "clue-3", "clue-1"]
        assert [one.seq for one in entries.page(AuditFilter(subject="clue-3"))] == [4]
        assert entries.page(AuditFilter(actor="u2")) == ()
        late = entries.page(AuditFilter(since=entries.page()[1].at))
        assert [one.seq for one in late] == [6, 5]


def test_the_key_is_made_once_and_missed_when_gone(
    transactions: Transactions, tmp_path: Path
) -> None:
    places = {"key_file": tmp_path / "keys" / "audit.key", "anchor_file": tmp_path / "anchors"}
    AuditLog.open(transactions, **places).record(AuditEntry(ACTOR, "case.read", "c1"))
    assert places["key_file"].stat().st_mode & 0o777 == 0o400
    again = AuditLog.open(transactions, **places)
    again.record(AuditEntry(ACTOR, "case.read", "c2"))
    assert again.verify().entries == 2
    places["key_file"].chmod(0o444)
    with pytest.raises(StoreError, match="SECRET_WEAK"):
        AuditLog.open(transactions, **places)
    places["key_file"].unlink()
    with pytest.raises(StoreError, match="SECRET_MISSING"):
        AuditLog.open(transactions, **places)
