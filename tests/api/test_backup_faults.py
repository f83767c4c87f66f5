"""Old and newer schemas, killed processes, full disks: nothing half done stays."""

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from api.backups import (
    backup_state,
    latest,
    make_backup,
    own_backups,
    read_whole,
    verify_backup,
    work_of,
)
from api.drilling import drill
from api.restoring import Asked, restore
from api.settings import Settings
from api.wiring import open_governing, open_service, open_store
from kb.backup.shelf import Backup
from kb.backup.whole_files import turn
from kb.errors import BackupInvalid, StoreError, WorkflowError
from kb.governance.secret_files import make_secret, read_secret
from kb.store.schema import upgrade_schema
from kb.store.session import Transactions, open_engine
from tests.api.backup_house import ME, entries, quiet, settled
from tests.api.conftest import PAPERS


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settled(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def backup(settings: Settings) -> Backup:
    with open_governing(settings) as governing:
        return make_backup(governing, ME, told=quiet)


def test_a_backup_of_a_newer_program_is_not_put_back(tmp_path: Path) -> None:
    newer = Settings(data_dir=tmp_path / "data")
    with open_governing(newer, upgrade=True) as governing:
        with governing.transactions.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        made = make_backup(governing, ME, told=quiet)
        with pytest.raises(StoreError, match="SCHEMA_NEWER"):
            restore(newer, Asked(made.path, older="试"), tmp_path / "into", ME, told=quiet)
    assert not (tmp_path / "into").exists()


def test_a_database_is_backed_up_before_its_upgrade(tmp_path: Path) -> None:
    old = Settings(data_dir=tmp_path / "data")
    store = Transactions(open_engine(old.sql_url))
    upgrade_schema(store.engine, revision="0004")
    store.close()
    with open_store(old, upgrade=True):
        pass
    [made] = own_backups(old)
    assert made.note.cause == "upgrade"
    assert entries(old, "backup.create") == [(made.id, "done", "")]
    with open_store(old, upgrade=True):  # nothing to upgrade, nothing to back up
        pass
    assert len(own_backups(old)) == 1
    restored = restore(old, Asked(made.path, older="试"), tmp_path / "into", ME, told=quiet)
    assert restored.manifest.origin.revision == "0004"
    with open_service(old.model_copy(update={"data_dir": tmp_path / "into"})):
        pass


def test_what_a_newer_program_wrote_is_left_alone(tmp_path: Path) -> None:
    newer = Settings(data_dir=tmp_path)
    with (
        open_governing(newer, upgrade=True) as governing,
        governing.transactions.engine.begin() as connection,
    ):
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="SCHEMA_NEWER"), open_store(newer, upgrade=True):
        pass
    assert own_backups(newer) == ()


def test_another_key_or_another_drill_says_nothing_of_a_backup(
    settings: Settings, backup: Backup, tmp_path: Path
) -> None:
    other = tmp_path / "other.key"
    make_secret(other)
    with open_governing(settings) as governing:
        with pytest.raises(BackupInvalid, match="BACKUP_KEY_WRONG"):
            verify_backup(governing, ME, backup.path, key_file=other)
        with pytest.raises(BackupInvalid, match="BACKUP_KEY_WRONG"):
            drill(governing, ME, Asked(backup.path, key_file=other), told=quiet)
        with (
            turn(work_of(settings) / "drills"),
            pytest.raises(WorkflowError, match="BACKUP_RUNNING"),
        ):
            drill(governing, ME, Asked(backup.path), told=quiet)
    assert own_backups(settings)[0].note == backup.note
    assert entries(settings, "backup.verify") == [(backup.id, "failed", "BACKUP_KEY_WRONG")]
    outcomes = {(outcome, reason) for _, outcome, reason in entries(settings, "backup.drill")}
    assert outcomes == {("failed", "BACKUP_KEY_WRONG"), ("failed", "BACKUP_RUNNING")}


@pytest.mark.parametrize("name", ["backup_key_file", "backup_dir"])
def test_a_place_where_one_may_not_look_is_told_of(
    name: str, settings: Settings, backup: Backup
) -> None:
    hidden = settings.model_copy(update={name: Path("/", "x" * 300, "y")})
    fault = backup_state(hidden).fault
    assert fault and fault.code == "BACKUP_UNWRITABLE"
    with (
        open_governing(hidden) as governing,
        pytest.raises(StoreError, match="BACKUP_UNWRITABLE"),
    ):
        make_backup(governing, ME, told=quiet)
    assert backup_state(settings).fault is None


@pytest.mark.parametrize("ahead", [True, False], ids=["clock_ran_ahead", "found_broken"])
def test_what_cannot_be_counted_on_puts_no_backup_off(ahead: bool, backup: Backup) -> None:
    at = backup.created_at + timedelta(hours=1)
    bad = (
        replace(backup, created_at=at + timedelta(days=900))
        if ahead
        else replace(backup, note=replace(backup.note, fault="BACKUP_INVALID"))
    )
    assert latest((bad,), at=at) is None and latest((bad, backup), at=at) == backup


def test_it_can_be_left_out(tmp_path: Path) -> None:
    old = Settings(data_dir=tmp_path, backup_before_upgrade=False)
    store = Transactions(open_engine(old.sql_url))
    upgrade_schema(store.engine, revision="0009")
    store.close()
    with open_store(old, upgrade=True):
        assert own_backups(old) == ()


KILLED = """
import os, signal, sys
from pathlib import Path
from api.backups import make_backup
from api.restoring import Asked, restore
from api.settings import Settings
from api.wiring import open_governing
from kb.governance.access import desktop_principal
settings, what, at = Settings(data_dir=Path(sys.argv[1])), sys.argv[2], sys.argv[3]
def told(step, done, whole):
    if step == at and done >= whole // 2:
        os.kill(os.getpid(), signal.SIGKILL)
if what == "make":
    with open_governing(settings) as governing:
        make_backup(governing, desktop_principal(), told=told)
else:
    asked = Asked(Path(what), older="试")
    restore(settings, asked, Path(sys.argv[4]), desktop_principal(), told=told)
"""


def killed(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, *arguments], capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()[-2000:]


@pytest.mark.parametrize("at", ["seal", "verify"])
def test_a_killed_backup_leaves_the_others_as_they_were(
    at: str, settings: Settings, backup: Backup
) -> None:
    before = own_backups(settings)
    killed(str(settings.data_dir), "make", at)
    assert own_backups(settings) == before
    parts = [one.name for one in settings.backup_folder.iterdir() if one.suffix == ".part"]
    assert len(parts) == 1
    read_whole(backup.path, read_secret(settings.key_of_backups))
    with open_governing(settings) as governing:
        made = make_backup(governing, ME, told=quiet)
    assert made in own_backups(settings)
    assert not [one for one in settings.backup_folder.iterdir() if one.suffix == ".part"]


@pytest.mark.parametrize("at", ["write", "index"])
def test_what_was_half_put_back_is_not_opened_and_can_be_done_again(
    at: str, settings: Settings, backup: Backup, tmp_path: Path
) -> None:
    into = tmp_path / "into"
    killed(str(settings.data_dir), str(backup.path), at, str(into))
    half = settings.model_copy(update={"data_dir": into})
    with pytest.raises(StoreError, match="RESTORE_UNFINISHED"), open_store(half, upgrade=True):
        pass
    made = restore(settings, Asked(backup.path, older="试"), into, ME, told=quiet)
    assert made.indexed == len(PAPERS)
    with open_governing(half) as governing:
        assert governing.audit.verify().fault is None


FULL = """
import resource, sys
from pathlib import Path
from api.backups import make_backup
from api.settings import Settings
from api.wiring import open_governing
from kb.errors import KbError
from kb.governance.access import desktop_principal
def told(step, done, whole):
    if step == "seal":
        resource.setrlimit(resource.RLIMIT_FSIZE, (9000, -1))
with open_governing(Settings(data_dir=Path(sys.argv[1]))) as governing:
    try:
        make_backup(governing, desktop_principal(), told=told)
    except KbError as error:
        print(error.code)
"""


def test_a_disk_without_room_is_said_and_nothing_is_left(
    settings: Settings, backup: Backup
) -> None:
    before = own_backups(settings)
    limited = [sys.executable, "-c", FULL, str(settings.data_dir)]
    done = subprocess.run(limited, capture_output=True, text=True)
    assert done.stdout.strip() == "DISK_FULL", done.stderr[-2000:]
    assert own_backups(settings) == before
    assert not [one for one in settings.backup_folder.iterdir() if one.suffix == ".part"]
    assert not (settings.data_dir / "backup-work" / "taking").exists()
