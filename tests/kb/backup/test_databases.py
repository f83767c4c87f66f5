"""Both databases: what is taken out while others write is of one moment, and goes back whole."""

import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import text

from kb.backup.archive import read_archive
from kb.backup.manifest import ANCHORS, SETTINGS, Manifest
from kb.backup.postgres import put_back, spare_database, without_secrets
from kb.backup.shelf import Shelf, new_id
from kb.backup.snapshots import check_file, extent_of, take_snapshot
from kb.backup.taking import Plan, take_backup
from kb.errors import BackupInvalid, StoreError
from kb.governance.access import desktop_principal
from kb.governance.audit import AuditEntry
from kb.store.audit_log import AuditLog
from kb.store.register_tables import CalendarDayRow
from kb.store.session import Transactions, open_engine

SECRET = b"k" * 64
OpenStore = Callable[[str, Path], AbstractContextManager[Transactions]]
PLANT = "INSERT INTO t VALUES (replace(hex(zeroblob(9000)), '00', 'planted' || 'marker'))"


def plan(folder: Path, anchors: Path) -> Plan:
    at = datetime.now(UTC)
    return Plan(
        shelf=Shelf(folder / "shelf"),
        secret=SECRET,
        work=folder / "work",
        anchors=anchors,
        papers={SETTINGS: b"{}"},
        models={},
        program="0.1.0",
        id=new_id(at),
        created_at=at,
        cause="asked",
    )


@contextmanager
def writing(log: AuditLog) -> Iterator[None]:
    """Somebody adds a day and its audit entry again and again, in one transaction each."""
    stop = Event()

    def write() -> None:
        day = date(2000, 1, 1)
        while not stop.is_set():
            with log.writing() as work:
                work.session.add(CalendarDayRow(day=day, working=False, name="休"))
                work.record(AuditEntry(desktop_principal(), "calendar.set", day.isoformat()))
            day += timedelta(days=1)

    thread = Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_a_backup_is_of_one_moment_while_others_write(
    transactions: Transactions, tmp_path: Path
) -> None:
    anchors = tmp_path / "anchors"
    log = AuditLog.open(transactions, key_file=tmp_path / "key", anchor_file=anchors)
    with writing(log):
        made = [
            take_backup(transactions, plan(tmp_path, anchors), told=lambda *_: None)
            for _ in range(2)
        ]
    found = [read_archive(one.path, SECRET) for one in made]
    for one in found:
        assert one.extent.rows["calendar_days"] == one.extent.rows["audit"] == one.extent.tip
    assert found[0].extent.tip < found[-1].extent.tip
    assert [one.name for one in (tmp_path / "work").iterdir()] == ["lock"]
    assert stat.S_IMODE(made[0].path.stat().st_mode) == 0o600


def taken(transactions: Transactions, folder: Path) -> tuple[Manifest, dict[str, Path]]:
    """A backup of one audit entry, and its members unpacked."""
    log = AuditLog.open(transactions, key_file=folder / "key", anchor_file=folder / "anchors")
    log.record(AuditEntry(desktop_principal(), "test.entry", "一"))
    log.anchor()
    made = take_backup(transactions, plan(folder, folder / "anchors"), told=lambda *_: None)
    places = {name: folder / f"out-{name}" for name in ("database.sqlite", "database.pgdump")}
    places[ANCHORS] = folder / "out-anchors"
    return read_archive(made.path, SECRET, kept=places), places


def test_what_was_taken_goes_back_whole(transactions: Transactions, tmp_path: Path) -> None:
    manifest, places = taken(transactions, tmp_path)
    database, namespace = places[manifest.database], manifest.origin.namespace
    if manifest.origin.database == "sqlite":
        check_file(database)
        assert extent_of(database) == manifest.extent
        back = Transactions(open_engine(f"sqlite:///{database}"))
        trail = AuditLog.open(back, key_file=tmp_path / "key", anchor_file=places[ANCHORS])
        assert trail.verify().fault is None
        back.close()
        return
    url = transactions.engine.url.render_as_string(hide_password=False)
    with spare_database(url) as spare:
        back = Transactions(open_engine(spare, schema=namespace))
        assert put_back(back.engine, database, namespace=namespace) == manifest.extent
        trail = AuditLog.open(back, key_file=tmp_path / "key", anchor_file=places[ANCHORS])
        assert trail.verify().fault is None and trail.verify().entries == 1
        with pytest.raises(StoreError, match="BACKUP_TARGET_NOT_EMPTY"):
            put_back(back.engine, database, namespace=namespace)
        with back.engine.connect() as connection, pytest.raises(Exception, match="audit"):
            connection.execute(text("DELETE FROM audit"))  # the triggers came back too
        back.close()


def test_what_was_deleted_is_not_in_a_backup(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    with engine.begin() as connection:
        for words in ("CREATE TABLE t (x TEXT)", PLANT):
            connection.execute(text(words))
    with engine.begin() as connection:
        connection.execute(text("PRAGMA secure_delete = OFF"))  # some builds wipe of themselves
        connection.execute(text("DELETE FROM t"))
    take_snapshot(engine, tmp_path / "copy", told=lambda *_: None)
    engine.dispose()
    assert b"plantedmarker" in (tmp_path / "store.db").read_bytes()
    assert b"plantedmarker" not in (tmp_path / "copy").read_bytes()


def test_a_damaged_database_is_noticed(open_store: OpenStore, tmp_path: Path) -> None:
    with open_store("sqlite", tmp_path) as store:
        manifest, places = taken(store, tmp_path)
    database = places[manifest.database]
    words = bytearray(database.read_bytes())
    words[4096 * 3 : 4096 * 4] = bytes(4096)
    database.write_bytes(words)
    with pytest.raises(BackupInvalid):
        check_file(database)


def test_a_damaged_dump_puts_nothing_back(open_store: OpenStore, tmp_path: Path) -> None:
    with open_store("postgresql", tmp_path) as store:
        manifest, places = taken(store, tmp_path)
        url = store.engine.url.render_as_string(hide_password=False)
    dump, namespace = places[manifest.database], manifest.origin.namespace
    dump.write_bytes(dump.read_bytes()[:-2000])
    with spare_database(url) as spare:
        back = open_engine(spare, schema=namespace)
        with pytest.raises(StoreError, match="BACKUP_TOOL_FAILED"):
            put_back(back, dump, namespace=namespace)
        with back.connect() as connection:
            tables = text("SELECT count(*) FROM information_schema.tables WHERE table_schema = :n")
            assert connection.scalar(tables, {"n": namespace}) == 0
        back.dispose()


def test_a_url_is_told_without_its_secrets() -> None:
    url = "postgresql+psycopg://u:s3cret@db/x?sslpassword=s3cret&sslmode=require"
    assert "s3cret" not in without_secrets(url) and "@db/x" in without_secrets(url)
