"""A service on PostgreSQL is backed up by its own tools, and drilled in a spare database."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from api.backups import backup_state, make_backup, own_backups
from api.drilling import drill
from api.restoring import Asked, restore
from api.settings import Settings
from api.wiring import open_governing
from kb.backup.postgres import spare_database
from kb.errors import StoreError
from kb.governance.accounts import list_accounts
from kb.governance.people import Account
from tests.api.backup_house import ME, PASSWORD, entries, quiet
from tests.kb.stores import POSTGRES


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """A deployment in a schema of its own, with an account."""
    schema = f"lianjian_{uuid.uuid4().hex[:12]}"
    admin = create_engine(POSTGRES)
    try:
        with admin.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no PostgreSQL answers at {POSTGRES}: {type(error).__name__}")
    made = Settings(data_dir=tmp_path / "data", database_url=POSTGRES, database_schema=schema)
    with open_governing(made, upgrade=True) as governing, governing.audit.writing() as work:
        governing.accounts(work).add(ME, Account("", "mou", "某"), PASSWORD)
    yield made
    with admin.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    admin.dispose()


def test_it_is_backed_up_drilled_and_put_back(settings: Settings, tmp_path: Path) -> None:
    with open_governing(settings) as governing:
        made = make_backup(governing, ME, told=quiet)
        tried = drill(governing, ME, Asked(made.path), told=quiet)
    assert tried.manifest.origin.database == "postgresql"
    assert tried.extent.rows["accounts"] == 1 and tried.verdict.fault is None
    assert own_backups(settings)[0].note.drilled_at
    asked = Asked(made.path, older="试")
    with pytest.raises(StoreError, match="BACKUP_TARGET_NOT_EMPTY"):
        restore(settings, asked, tmp_path / "into", ME, told=quiet)
    with spare_database(settings.database_url) as spare:
        other = settings.model_copy(update={"database_url": spare})
        restored = restore(other, asked, tmp_path / "into", ME, told=quiet)
        assert restored.extent == restored.manifest.extent
        again = other.model_copy(update={"data_dir": tmp_path / "into"})
        with open_governing(again) as governing, governing.transactions.reading() as session:
            assert [one.name for one in list_accounts(session)] == ["mou"]
        assert entries(again, "backup.restore")[0][2] == "试"
    assert not list((tmp_path / "into").glob("*.pgdump"))


def test_a_backup_of_another_database_is_refused(settings: Settings, tmp_path: Path) -> None:
    with open_governing(settings) as governing:
        made = make_backup(governing, ME, told=quiet)
    for changes in ({"database_url": ""}, {"database_schema": "elsewhere"}):
        other = settings.model_copy(update=changes)
        with pytest.raises(StoreError, match="BACKUP_DATABASE_OTHER"):
            restore(other, Asked(made.path, older="试"), tmp_path / "into", ME, told=quiet)
    assert not (tmp_path / "into").exists()


def test_without_its_tools_it_is_said_and_nothing_is_made(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert backup_state(settings).missing_tool == "pg_dump"
    with (
        open_governing(settings) as governing,
        pytest.raises(StoreError, match="BACKUP_TOOL_MISSING"),
    ):
        make_backup(governing, ME, told=quiet)
    assert own_backups(settings) == ()
    assert entries(settings, "backup.create")[0][1:] == ("failed", "BACKUP_TOOL_MISSING")
