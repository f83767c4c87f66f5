"""Engines and transactions. SQLite (WAL) by default, PostgreSQL by URL alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from kb.errors import StoreError

BUSY_TIMEOUT_MS = 5000
_ANALYSED_ROWS = 1000  # of each index


def open_engine(url: str, *, schema: str | None = None) -> Engine:
    """An engine for ``sqlite:///path`` or ``postgresql+psycopg://…``; no connection is made yet.

    SQLite: WAL, busy timeout, foreign keys, ``synchronous=FULL``, transactions by
    ``BEGIN IMMEDIATE``. PostgreSQL: ``schema`` sets the search path (one schema a deployment).
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
        return engine
    arguments = {"options": f"-csearch_path={schema}"} if schema else {}
    return create_engine(parsed, pool_pre_ping=True, connect_args=arguments)


def _set_pragmas(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
        "synchronous=FULL",
        "cache_size=-65536",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


class Transactions:
    """Opens one session for one transaction: committed when the block ends, else rolled back."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def refresh_statistics(self) -> None:
        """Let the planner know how the tables are filled; well under a second.

        Without it SQLite sorts what an index holds in order. PostgreSQL sees to it by itself.
        """
        if self.engine.dialect.name != "sqlite":
            return
        with _wrapped(), self.engine.connect() as connection:
            connection = connection.execution_options(immediate=True)
            connection.exec_driver_sql(f"PRAGMA analysis_limit={_ANALYSED_ROWS}")
            connection.exec_driver_sql("ANALYZE")
            connection.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reads."""
        with _wrapped(), self._sessions() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose writes are committed together; the write lock is taken at once."""
        with _wrapped(), self._sessions() as session:
            session.connection(execution_options={"immediate": True})
            yield session
            session.commit()


@contextmanager
def _wrapped() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise StoreError(code_of_reason(str(error.orig)), reason=str(error.orig)) from error
    except SQLAlchemyError as error:
        raise StoreError(reason=str(error)) from error


def code_of_reason(reason: str) -> str:
    """The code for what a database says of its failure."""
    reason = reason.lower()
    if "disk is full" in reason or "no space left" in reason:
        return "DISK_FULL"
    if "readonly" in reason or "read-only" in reason:
        return "STORAGE_READONLY"
    if "locked" in reason:
        return "STORE_BUSY"
    if "no such table" in reason or "undefinedtable" in reason or "does not exist" in reason:
        return "SCHEMA_OUTDATED"
    return "STORE_ERROR"
