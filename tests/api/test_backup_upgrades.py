"""The backup before an upgrade, on both databases: one of each state, and only so many."""

import logging
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from api.backups import own_backups, read_whole
from api.settings import Settings
from api.wiring import open_store
from kb.backup.before_upgrade import KEPT
from kb.backup.shelf import Backup, read_note
from kb.errors import StoreError
from kb.governance.secret_files import read_secret
from kb.store.schema import upgrade_schema
from kb.store.session import Transactions, open_engine
from tests.api.backup_house import entries
from tests.kb.stores import POSTGRES

_FROM = "0012"
# what 0013 is about to make: that upgrade fails as long as it is there
_IN_THE_WAY = "CREATE TABLE case_pins (id INTEGER)"
_TRACES_IN_THE_WAY = "CREATE TABLE pack_traces (id INTEGER)"
_DAY = "INSERT INTO calendar_days (day, working, name) VALUES ('{}', {}, '休')"


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """A deployment of an older schema whose upgrade fails."""
    data = tmp_path / "data"
    if request.param == "sqlite":
        made = Settings(data_dir=data)
        _age(made)
        yield made
        return
    schema, admin = f"lianjian_{uuid.uuid4().hex[:12]}", create_engine(POSTGRES)
    try:
        with admin.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no PostgreSQL answers at {POSTGRES}: {type(error).__name__}")
    made = Settings(data_dir=data, database_url=POSTGRES, database_schema=schema)
    _age(made)
    yield made
    with admin.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    admin.dispose()


def _age(settings: Settings) -> None:
    store = _opened(settings)
    upgrade_schema(store.engine, revision=_FROM)
    store.close()
    _write(settings, _IN_THE_WAY)


def _opened(settings: Settings) -> Transactions:
    return Transactions(open_engine(settings.sql_url, schema=settings.database_schema or None))


def _write(settings: Settings, *words: str) -> None:
    store = _opened(settings)
    with store.writing() as session:
        for one in words:
            session.execute(text(one))
    store.close()


def _day(settings: Settings, number: int) -> None:
    _write(settings, _DAY.format(f"2026-03-{number:02}", "false"))


def _try(settings: Settings) -> None:
    """The upgrade, as a supervisor tries it again and again."""
    with (
        pytest.raises((DBAPIError, StoreError), match=r"(case_pins|pack_traces)"),
        open_store(settings, upgrade=True),
    ):
        pass


def _revisions(settings: Settings) -> list[str]:
    secret = read_secret(settings.key_of_backups)
    return [read_whole(one.path, secret).origin.revision for one in own_backups(settings)]


def _only(settings: Settings) -> Backup:
    [made] = own_backups(settings)
    return made


def test_an_upgrade_that_fails_again_makes_no_other_backup(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "api.upgrading")
    _try(settings)
    first = _only(settings)
    assert "was backed up before its upgrade" in caplog.text
    caplog.clear()
    for _ in range(3):
        _try(settings)
    assert _only(settings).id == first.id
    assert str(first.path) in caplog.text and "no other is made" in caplog.text
    again = _only(settings).note
    assert again.verified_at and first.note.verified_at
    assert again.verified_at > first.note.verified_at
    _write(settings, "DROP TABLE case_pins")
    with open_store(settings, upgrade=True):
        pass
    # another state: what stood in the way is gone
    newest = own_backups(settings)[0]
    assert len(own_backups(settings)) == 2
    assert entries(settings, "backup.create") == [(newest.id, "done", "")]


def test_whatever_was_written_since_makes_another(settings: Settings) -> None:
    _day(settings, 1)
    _try(settings)
    # a change in place: as many rows, and nothing in the audit
    _write(settings, "UPDATE calendar_days SET name = '班'")
    _try(settings)
    assert len(own_backups(settings)) == 2
    _try(settings)
    assert len(own_backups(settings)) == 2


@pytest.mark.parametrize("size", [0, 2_500_000], ids=["in its head", "past its head"])
def test_a_former_one_that_is_broken_is_not_counted_on(settings: Settings, size: int) -> None:
    _write(settings, "CREATE TABLE big (words TEXT)")
    _write(settings, f"INSERT INTO big VALUES ('{os.urandom(size // 2).hex()}')")
    _try(settings)
    first = _only(settings)
    whole = first.path.read_bytes()
    first.path.write_bytes(whole[:-40] + bytes(40))
    _try(settings)
    assert len(own_backups(settings)) == 2
    assert read_note(first.path).fault == "BACKUP_INVALID"
    newest = own_backups(settings)[0]
    assert read_whole(newest.path, read_secret(settings.key_of_backups)).state


def test_only_so_many_of_one_schema_are_kept_and_those_of_others_stay(settings: Settings) -> None:
    _write(settings, "UPDATE alembic_version SET version_num = '0013'", _TRACES_IN_THE_WAY)
    _try(settings)
    other = _only(settings)
    _write(settings, f"UPDATE alembic_version SET version_num = '{_FROM}'")
    _try(settings)
    first = own_backups(settings)[0]
    for number in range(1, KEPT + 2):
        _day(settings, number)
        _try(settings)
    kept = [one.id for one in own_backups(settings)]
    assert _revisions(settings) == [*[_FROM] * KEPT, "0013"]
    assert other.id in kept and first.id not in kept
    with_note = {one.path.with_suffix(".json") for one in own_backups(settings)}
    assert set(other.path.parent.glob("*.json")) == with_note
