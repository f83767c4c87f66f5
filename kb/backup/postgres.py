"""PostgreSQL's own tools take a deployment's schema out and put it back.

A password goes by the environment of the tool alone, never by its arguments.
"""

import hashlib
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, func, inspect, select, table, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from kb.backup.manifest import Extent
from kb.errors import StoreError

DUMP, RESTORE = "pg_dump", "pg_restore"
# entries of a dump that make or describe the schema itself, which is there by then
_OF_SCHEMA = re.compile(r"^\d+; \d+ \d+ (?:SCHEMA|COMMENT) - (?:SCHEMA )?\S+ ")


def missing_tool() -> str:
    """The tool that is not on this machine, "" where both are."""
    return next((one for one in (DUMP, RESTORE) if shutil.which(one) is None), "")


def namespace_of(engine: Engine) -> str:
    """The schema that the tables lie in."""
    with engine.connect() as connection:
        return str(connection.scalar(select(func.current_schema())) or "")


def take_dump(
    engine: Engine, target: Path, *, namespace: str, digested: bool = False
) -> tuple[Extent, str]:
    """Dump the schema in PostgreSQL's custom form, and say how much was kept at that moment.

    With ``digested``, which reads every row, a digest of them beside it; else "". ``StoreError``
    BACKUP_TOOL_MISSING, BACKUP_TOOL_FAILED.
    """
    with engine.connect() as connection:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        moment = str(connection.scalar(select(func.pg_export_snapshot())))
        extent = _extent(connection, namespace)
        state = _digest(connection, namespace, extent.rows) if digested else ""
        wanted = (f"--schema={_exactly(namespace)}", f"--snapshot={moment}", f"--file={target}")
        _run(engine.url, DUMP, "--format=custom", "--no-owner", "--no-privileges", *wanted)
    return extent, state


def put_back(engine: Engine, dump: Path, *, namespace: str) -> Extent:
    """Fill the empty schema from a dump, all or nothing, and say how much it holds then.

    ``StoreError`` BACKUP_TARGET_NOT_EMPTY where it has tables.
    """
    require_empty(engine, namespace=namespace)
    listing = dump.with_suffix(".list")
    try:
        kept = [
            line
            for line in _run(None, RESTORE, "--list", str(dump)).splitlines()
            if not _OF_SCHEMA.match(line)
        ]
        listing.write_text("\n".join(kept), encoding="utf-8")
        with engine.begin() as connection:
            quoted = engine.dialect.identifier_preparer.quote(namespace)
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {quoted}"))
        how = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
        _run(engine.url, RESTORE, *how, f"--use-list={listing}", str(dump))
    finally:
        listing.unlink(missing_ok=True)
    with engine.connect() as connection:
        return _extent(connection, namespace)


def require_empty(engine: Engine, *, namespace: str) -> None:
    """``StoreError`` BACKUP_TARGET_NOT_EMPTY where the schema has tables."""
    if inspect(engine).get_table_names(schema=namespace):
        raise StoreError("BACKUP_TARGET_NOT_EMPTY", target=f"PostgreSQL 的 {namespace}")


@contextmanager
def spare_database(url: str) -> Iterator[str]:
    """The URL of a new and empty database on the same server, dropped at the end.

    ``StoreError`` BACKUP_NO_SPARE_DATABASE where the role may not make one.
    """
    name = f"lianjian_drill_{secrets.token_hex(4)}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        try:
            with server.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
        except SQLAlchemyError as error:
            raise StoreError("BACKUP_NO_SPARE_DATABASE", reason=str(error)) from error
        try:
            yield make_url(url).set(database=name).render_as_string(hide_password=False)
        finally:
            with server.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        server.dispose()


def without_secrets(url: str) -> str:
    """A database URL without its password and options."""
    return make_url(url).set(password=None, query={}).render_as_string()


def _extent(connection: Connection, namespace: str) -> Extent:
    tables = inspect(connection).get_table_names(schema=namespace)
    rows = {
        name: int(
            connection.scalar(select(func.count()).select_from(table(name, schema=namespace))) or 0
        )
        for name in tables
    }
    audit = text(f'SELECT coalesce(max(seq), 0) FROM "{namespace}".audit')  # noqa: S608
    return Extent(rows, int(connection.scalar(audit) or 0) if "audit" in rows else 0)


def _digest(connection: Connection, namespace: str, tables: Iterable[str]) -> str:
    """Of the rows of each table in whatever order, as their texts."""
    found = hashlib.sha256()
    for name in sorted(tables):
        rows = text(
            'SELECT sum(hashtextextended(CAST(t AS text) COLLATE "C", 0)::numeric)'  # noqa: S608
            f' FROM "{namespace}"."{name}" t'
        )
        found.update(f"{name} {connection.scalar(rows)}\n".encode())
    return found.hexdigest()


def _exactly(namespace: str) -> str:
    """The name as a pattern that matches it alone."""
    return '"' + namespace.replace('"', '""') + '"'


def _run(url: URL | None, tool: str, *arguments: str) -> str:
    found = shutil.which(tool)
    if found is None:
        raise StoreError("BACKUP_TOOL_MISSING", tool=tool)
    environment = {**os.environ, "LC_ALL": "C"}
    if url is not None:
        if url.password:
            environment["PGPASSWORD"] = str(url.password)
        plain = url.set(drivername="postgresql", password=None).render_as_string()
        arguments = (f"--dbname={plain}", "--no-password", *arguments)
    done = subprocess.run(  # noqa: S603 - a tool of PostgreSQL, no shell, no words of users
        [found, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or [""]
        full = "No space left" in done.stderr
        raise StoreError(
            "DISK_FULL" if full else "BACKUP_TOOL_FAILED", tool=tool, reason=reason[0][:200]
        )
    return done.stdout
