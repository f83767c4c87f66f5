"""SQLite's database as one consistent file, taken while others write; and what a file holds."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine

from kb.backup.manifest import Extent
from kb.errors import BackupInvalid, StoreError
from kb.store.session import code_of_reason

_STEPS = 200_000  # of SQLite's machine, between two looks at how far it is
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"


def take_snapshot(engine: Engine, target: Path, *, told: Callable[[int, int], None]) -> None:
    """Copy the database into a new file, as it stood at one moment, while others go on writing.

    Free pages stay behind, and what was deleted with them. ``told`` hears bytes. ``StoreError``
    DISK_FULL (before anything is written, where that can be known), STORE_BUSY, STORE_ERROR.
    """
    connection = engine.raw_connection()
    try:
        plain = connection.driver_connection
        assert isinstance(plain, sqlite3.Connection)
        whole = _one(plain, "PRAGMA page_count") * _one(plain, "PRAGMA page_size")
        if shutil.disk_usage(target.parent).free < whole:
            raise StoreError("DISK_FULL", path=str(target.parent))

        def look() -> int:
            told(min(target.stat().st_size if target.exists() else 0, whole), whole)
            return 0

        plain.set_progress_handler(look, _STEPS)
        try:
            plain.execute("VACUUM INTO ?", (str(target),))
        finally:
            plain.set_progress_handler(None, 0)
    except sqlite3.Error as error:
        raise StoreError(code_of_reason(str(error)), reason=str(error)) from error
    finally:
        connection.close()


def extent_of(path: Path) -> Extent:
    """How much a database file holds."""
    with _reading(path) as plain:
        tables = [str(name) for (name,) in plain.execute(_TABLES)]
        rows = {name: _one(plain, f'SELECT count(*) FROM "{name}"') for name in tables}  # noqa: S608
        tip = _one(plain, "SELECT coalesce(max(seq), 0) FROM audit") if "audit" in rows else 0
    return Extent(rows, tip)


def check_file(path: Path) -> None:
    """Read all of a database file; ``BackupInvalid`` where SQLite finds it damaged."""
    with _reading(path) as plain:
        [(words,)] = plain.execute("PRAGMA integrity_check(1)").fetchall()
    if words != "ok":
        raise BackupInvalid(reason="integrity_check")


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Nothing is written, not even beside the file."""
    place = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    plain = sqlite3.connect(place, uri=True)
    try:
        yield plain
    except sqlite3.Error as error:
        raise BackupInvalid(reason=str(error)) from error
    finally:
        plain.close()


def _one(plain: sqlite3.Connection, query: str) -> int:
    return int(plain.execute(query).fetchone()[0])
