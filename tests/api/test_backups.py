"""A backup of a running service, put back: the same documents, registers, audit and answers."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.app import create_app
from api.backups import Wish, backup_state, make_backup, own_backups, read_whole, verify_backup
from api.commands.backup import verify
from api.drilling import drill
from api.restoring import Asked, restore
from api.settings import STAGING, Settings
from api.wiring import open_governing
from kb.backup.manifest import SETTINGS, SQLITE
from kb.backup.shelf import Backup
from kb.errors import BackupInvalid, StoreError, WorkflowError
from kb.governance.audit import AuditEntry
from kb.governance.secret_files import read_secret
from tests.api.backup_house import ME, PASSWORD, entries, quiet, settled
from tests.api.conftest import PAPERS

QUERIES = ("采购 参数 回扣", "虚报 补助", "（2021）某0102刑初35号", "监察 公示")


def answers(settings: Settings) -> list[Any]:
    """What the service answers to a few questions."""
    with TestClient(create_app(settings)) as client:
        found = [client.post("/api/v1/search", json={"query": one}).json() for one in QUERIES]
        assert all(found)
        listed = client.get("/api/v1/documents").json()
        return [found, listed, client.get("/api/v1/clues").json()["total"]]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settled(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def backup(settings: Settings) -> Backup:
    with open_governing(settings) as governing:
        return make_backup(governing, ME, told=quiet)


def test_what_is_put_back_answers_as_before(
    settings: Settings, backup: Backup, tmp_path: Path
) -> None:
    into = tmp_path / "into"
    made = restore(settings, Asked(backup.path, older="演练"), into, ME, told=quiet)
    assert made.extent.rows["documents"] == made.indexed == len(PAPERS)
    assert made.verdict.fault is None and made.verdict.entries == made.manifest.extent.tip
    assert made.other_models == ()
    again = settings.model_copy(update={"data_dir": into})
    assert answers(again) == answers(settings)
    with open_governing(again) as governing:
        assert governing.audit.verify().fault is None
    assert entries(again, "backup.restore") == [(backup.id, "done", "演练")]
    assert entries(again, "backup.create")[0][0] == backup.id
    assert not (into / STAGING).exists()
    assert (into / "restored" / SETTINGS).read_bytes().startswith(b"{")


def test_it_is_recorded_noted_and_verified(settings: Settings, backup: Backup) -> None:
    assert (backup.id, "done", "") in entries(settings, "backup.create")
    assert backup.note.cause == "asked" and backup.note.verified_at
    state = backup_state(settings)
    assert state.backups[0].id == backup.id and not state.late and state.beside
    later = datetime(2100, 1, 1, tzinfo=UTC)
    assert backup_state(settings, at=later).late


def test_no_secret_is_in_it_and_nothing_can_be_read_of_it(
    settings: Settings, backup: Backup, tmp_path: Path
) -> None:
    secrets = {"qdrant_api_key": "planted-token", "qdrant_url": "http://u:planted-token@q:6333"}
    told = settings.model_copy(update=secrets)
    with open_governing(told) as governing:
        made = make_backup(governing, ME, Wish(tmp_path), told=quiet)
    keys = [one.read_bytes().strip() for one in (settings.data_dir / "keys").iterdir()]
    assert len(keys) >= 2
    places = {name: tmp_path / name for name in (SQLITE, SETTINGS)}
    read_whole(made.path, read_secret(settings.key_of_backups), kept=places)
    inside = b"".join(one.read_bytes() for one in places.values())
    assert "张某甲".encode() in inside  # the control: what is in it can be found so
    for planted in (*keys, b"planted-token", PASSWORD.encode()):
        assert planted not in inside
    sealed = made.path.read_bytes()
    for planted in (*keys, b"planted-token", "张某甲".encode(), b"SQLite format", b"argon2"):
        assert planted not in sealed


def test_a_damaged_backup_puts_nothing_back(
    settings: Settings, backup: Backup, tmp_path: Path
) -> None:
    whole, bad = backup.path.read_bytes(), tmp_path / "bad.ljb"
    for at in (5, 150, 400, len(whole) // 2, len(whole) - 1):
        bad.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(BackupInvalid):
            restore(settings, Asked(bad, older="试"), tmp_path / "into", ME, told=quiet)
    bad.write_bytes(whole[:-1000])
    with open_governing(settings) as governing, pytest.raises(BackupInvalid):
        verify_backup(governing, ME, bad)
    assert entries(settings, "backup.verify")[0] == ("bad", "broken", "BACKUP_INVALID")
    assert not (tmp_path / "into").exists()


def test_another_key_opens_nothing(settings: Settings, backup: Backup, tmp_path: Path) -> None:
    other = tmp_path / "other.key"
    other.write_bytes(b"0" * 64)
    other.chmod(0o400)
    with pytest.raises(BackupInvalid, match="BACKUP_KEY_WRONG"):
        restore(settings, Asked(backup.path, key_file=other), tmp_path / "i", ME, told=quiet)
    assert own_backups(settings, Wish(key_file=other)) == ()
    assert not (tmp_path / "i").exists()


def test_a_target_that_holds_something_is_left_alone(
    settings: Settings, backup: Backup, tmp_path: Path
) -> None:
    (tmp_path / "kept").write_text("不可覆盖")
    with pytest.raises(StoreError, match="BACKUP_TARGET_NOT_EMPTY"):
        restore(settings, Asked(backup.path, older="试"), tmp_path, ME, told=quiet)
    assert [one.name for one in tmp_path.iterdir()] == ["kept"]


def test_going_back_behind_the_anchors_asks_for_a_reason(
    settings: Settings, backup: Backup, tmp_path: Path
) -> None:
    with open_governing(settings) as governing:
        governing.audit.record(AuditEntry(ME, "test.later", "x"))
        governing.audit.anchor()
    with pytest.raises(WorkflowError, match="AUDIT_ROLLBACK"):
        restore(settings, Asked(backup.path), tmp_path / "into", ME, told=quiet)
    assert not (tmp_path / "into").exists()
    asked = Asked(backup.path, older="原盘损坏", anchors=(settings.anchors_of_audit,))
    made = restore(settings, asked, tmp_path / "into", ME, told=quiet)
    assert made.lost >= 1
    again = settings.model_copy(update={"data_dir": tmp_path / "into"})
    assert entries(again, "backup.restore")[0][2] == "原盘损坏"
    elsewhere = again.model_copy(update={"audit_anchor_file": settings.anchors_of_audit})
    with open_governing(elsewhere) as governing:  # the newer anchors still tell of it
        assert governing.audit.verify().exit_code != 0


def test_without_the_key_of_the_audit_nothing_is_put_back(
    settings: Settings, backup: Backup, tmp_path: Path
) -> None:
    bare = Settings(data_dir=tmp_path / "bare")
    asked = Asked(backup.path, key_file=settings.key_of_backups)
    with pytest.raises(StoreError, match="SECRET_MISSING"):
        restore(bare, asked, tmp_path / "into", ME, told=quiet)
    kept = tmp_path / "escrow"
    kept.mkdir()
    for one in (settings.data_dir / "keys").iterdir():
        (kept / one.name).write_bytes(one.read_bytes())
        (kept / one.name).chmod(0o400)
    made = restore(bare, Asked(backup.path, keys=kept), tmp_path / "into", ME, told=quiet)
    assert made.verdict.fault is None and made.lost == 0
    laid = {one.name: one.stat().st_mode & 0o777 for one in (tmp_path / "into" / "keys").iterdir()}
    assert laid == {one.name: 0o400 for one in kept.iterdir()}
    assert not bare.data_dir.exists()


def test_only_so_many_are_left(settings: Settings, tmp_path: Path) -> None:
    with open_governing(settings) as governing:
        made = [make_backup(governing, ME, Wish(tmp_path, keep=2), told=quiet) for _ in range(3)]
    left = {one.id for one in own_backups(settings, Wish(tmp_path))}
    assert left == {one.id for one in made[1:]}
    assert (made[0].id, "done", "") in entries(settings, "backup.remove")


def test_a_drill_leaves_its_outcome_and_nothing_else(settings: Settings, backup: Backup) -> None:
    with open_governing(settings) as governing:
        tried = drill(governing, ME, Asked(backup.path), told=quiet)
    assert tried.indexed == len(PAPERS)
    [noted] = [one.note for one in own_backups(settings) if one.id == backup.id]
    assert noted.drilled_at and not noted.drill_fault and noted.verified_at
    assert entries(settings, "backup.drill")[0] == (backup.id, "done", "")
    left = [one.name for one in (settings.data_dir / "backup-work").rglob("*") if one.is_file()]
    assert left == ["lock", "lock"]


def test_a_trail_that_was_broken_fails_the_drill(settings: Settings, tmp_path: Path) -> None:
    broken = tmp_path / "data"
    other = settings.model_copy(update={"data_dir": broken})
    with open_governing(other, upgrade=True) as governing:
        for _ in range(3):
            governing.audit.record(AuditEntry(ME, "test.entry", "x"))
        with governing.transactions.engine.begin() as connection:
            found = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (name,) in connection.execute(text(found)).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text("UPDATE audit SET actor = 'nobody' WHERE seq = 2"))
        made = make_backup(governing, ME, told=quiet)
        with pytest.raises(BackupInvalid, match="BACKUP_AUDIT_BROKEN"):
            drill(governing, ME, Asked(made.path), told=quiet)
    assert own_backups(other)[0].note.drill_fault == "BACKUP_AUDIT_BROKEN"


def test_it_is_verified_on_a_bare_machine(
    settings: Settings,
    backup: Backup,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LIANJIAN_DATA_DIR", str(tmp_path / "bare"))
    verify(str(backup.path), key=settings.key_of_backups)
    with pytest.raises(StoreError, match="SECRET_MISSING"):
        verify(str(backup.path))
    assert not (tmp_path / "bare").exists()
