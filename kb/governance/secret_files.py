"""Secrets lie in files that only their owner may read, never in the database or the environment."""

import os
import secrets
from pathlib import Path

from kb.errors import StoreError

_BYTES = 32


def read_secret(path: Path) -> bytes:
    """The secret of a file.

    ``StoreError``: SECRET_MISSING, SECRET_WEAK where it is short or others may read the file.
    """
    try:
        mode = path.stat().st_mode
        secret = path.read_bytes().strip()
    except OSError as error:
        raise StoreError("SECRET_MISSING", path=str(path)) from error
    if mode & 0o077 or len(secret) < _BYTES:
        raise StoreError("SECRET_WEAK", path=str(path))
    return secret


def make_secret(path: Path) -> bytes:
    """A new secret in a new file (0400); where another process was first, the one it made."""
    own = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        try:
            os.write(file, secrets.token_hex(_BYTES).encode() + b"\n")
            os.fsync(file)
        finally:
            os.close(file)
        try:
            os.link(own, path)
        except FileExistsError:
            pass
        finally:
            own.unlink()
    except OSError as error:
        raise StoreError("SECRET_MISSING", path=str(path)) from error
    return read_secret(path)
