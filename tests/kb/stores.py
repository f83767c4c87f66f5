"""Empty stores for tests: migrated once a worker, then copied (SQLite) or emptied (PostgreSQL).

Going through all migrations for every test took a third of the suite's time.
"""

import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, MetaData, create_engine, text
from sqlalchemy.exc import OperationalError

from kb.store.schema import upgrade_schema
from kb.store.session import Transactions, open_engine

POSTGRES = os.environ.get("LIANJIAN_TEST_POSTGRES", "postgresql+psycopg://127.0.0.1:5432/test")
_SHAPE = """
SELECT table_name FROM information_schema.tables WHERE table_schema = :schema
UNION ALL
SELECT concat_ws(' ', t.tgname, t.tgenabled, c.relname) FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT t.tgisinternal AND n.nspname = :schema
ORDER BY 1
"""
_SEQUENCES = (
    "SELECT sequencename FROM pg_sequences WHERE schemaname = :schema AND last_value IS NOT NULL"
)


class Stores:
    """Hands out empty stores of the newest schema; ``drop`` leaves nothing behind."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "empty.db"
        self._admin: Engine | None = None
        self._free: list[str] = []
        self._all: list[str] = []
        self._tables: Sequence[str] = ()
        self._shape: Sequence[str] = ()

    @contextmanager
    def opened(self, kind: str, folder: Path) -> Iterator[Transactions]:
        """``sqlite`` in a folder, or a ``postgresql`` schema of its own."""
        if kind == "sqlite":
            store = Transactions(open_engine(f"sqlite:///{self._copied(folder / 'store.db')}"))
            yield store
            store.close()
            return
        schema = self._free.pop() if self._free else self._made()
        store = Transactions(open_engine(POSTGRES, schema=schema))
        try:
            yield store
        finally:
            store.close()
        assert self._admin
        with self._admin.begin() as connection:
            if _shape(connection, schema) != self._shape:
                return  # a test altered it: it is not used again
            self._tables = self._tables or _tables(connection, schema)
            _empty(connection, schema, self._tables)
        self._free.append(schema)

    def drop(self) -> None:
        if self._admin:
            for schema in self._all:
                # each by itself: one transaction may not hold the locks of many schemas
                with self._admin.begin() as connection:
                    connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
            self._admin.dispose()

    def _copied(self, path: Path) -> Path:
        if not self._template.exists():
            engine = open_engine(f"sqlite:///{self._template}")
            upgrade_schema(engine)
            engine.dispose()
        shutil.copyfile(self._template, path)
        return path

    def _made(self) -> str:
        self._admin = self._admin or create_engine(POSTGRES)
        schema = f"lianjian_{uuid.uuid4().hex[:12]}"
        try:
            with self._admin.begin() as connection:
                connection.execute(text(f"CREATE SCHEMA {schema}"))
        except OperationalError as error:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(f"no PostgreSQL answers at {POSTGRES}: {type(error).__name__}")
        self._all.append(schema)
        engine = open_engine(POSTGRES, schema=schema)
        upgrade_schema(engine)
        engine.dispose()
        with self._admin.begin() as connection:
            self._shape = _shape(connection, schema)
        return schema


def _shape(connection: Connection, schema: str) -> Sequence[str]:
    """The names of its tables and triggers, and its revision."""
    revision = connection.scalar(text(f"SELECT version_num FROM {schema}.alembic_version"))
    return (*connection.scalars(text(_SHAPE), {"schema": schema}), revision)


def _empty(connection: Connection, schema: str, tables: Sequence[str]) -> None:
    """Every row goes, also those of the audit, whose triggers hold them; numbers begin anew.

    Rows are deleted and nothing waits for the disk: truncating costs seconds on a slow one.
    """
    connection.execute(text("SET LOCAL lock_timeout = '20s'"))
    connection.execute(text("SET LOCAL synchronous_commit = off"))
    connection.execute(text(f"ALTER TABLE {schema}.audit DISABLE TRIGGER USER"))
    for one in tables:
        connection.execute(text(f'DELETE FROM {schema}."{one}"'))
    connection.execute(text(f"ALTER TABLE {schema}.audit ENABLE TRIGGER USER"))
    for one in connection.scalars(text(_SEQUENCES), {"schema": schema}).all():
        connection.execute(text(f'ALTER SEQUENCE {schema}."{one}" RESTART'))


def _tables(connection: Connection, schema: str) -> list[str]:
    """Those that hold rows of the program, the ones that refer to others first."""
    kept = MetaData()
    kept.reflect(connection, schema=schema)
    names = [one.name for one in reversed(kept.sorted_tables)]
    return [one for one in names if one != "alembic_version"]
