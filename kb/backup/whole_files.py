"""Files that are there whole or not at all: under another name until all of it is on the disk."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kb.errors import StoreError, WorkflowError


@contextmanager
def whole_file(path: Path, *, mark: str) -> Iterator[BinaryIO]:
    """A new file (0600) that takes its name when the block ends, and is gone where it fails.

    ``mark`` tells its leftovers (after a kill) from those of others: see ``sweep``.
    """
    part = path.with_name(f".{path.name}.{mark}.part")
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.unlink(missing_ok=True)
        try:
            part.touch(mode=0o600, exist_ok=False)
            with part.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.rename(path)
            settle_folder(path.parent)
        finally:
            part.unlink(missing_ok=True)


def settle_folder(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def sweep(folder: Path, *, mark: str) -> None:
    """Remove what a killed process left of its unfinished files."""
    for one in folder.glob(f".*.{mark}.part"):
        one.unlink(missing_ok=True)


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """One at a time, in whatever process; ``WorkflowError`` BACKUP_RUNNING for the second.

    The turn ends with the process, however that ends.
    """
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WorkflowError("BACKUP_RUNNING") from error
        yield
    finally:
        os.close(lock)


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """``StoreError`` DISK_FULL or BACKUP_UNWRITABLE for what the disk refuses."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        raise StoreError(
            "DISK_FULL" if full else "BACKUP_UNWRITABLE", path=str(path), reason=str(error)
        ) from error
