"""A sealed file: one plain line, then chunks that only the key opens and that cannot be moved.

AES-256-GCM over chunks of 1 MiB, with a key of its own for each file. A chunk's nonce says its
number and whether it is the last, and the line is bound to every chunk: what was changed, moved,
left out, cut off or added is not opened.
"""

import hashlib
import hmac
import io
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import BinaryIO

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kb.errors import BackupInvalid

CHUNK = 1024**2
_TAG = 16
_MAGIC = b"LIANJIAN-BACKUP-1 "
_LONGEST_LINE = 2000


@dataclass(frozen=True, slots=True)
class Seal:
    """What stands outside: anybody may read it. ``key`` names the key, ``salt`` is of this file."""

    id: str
    created_at: datetime
    key: str
    salt: str


def seal_for(secret: bytes, *, id: str, created_at: datetime) -> Seal:
    """The seal of a new file."""
    return Seal(id, created_at, key_name(secret), os.urandom(16).hex())


def key_name(secret: bytes) -> str:
    """16 hex digits by which a key is known and from which nothing of it is learnt."""
    return hmac.new(secret, b"lianjian backup key name", hashlib.sha256).hexdigest()[:16]


def read_seal(file: BinaryIO) -> Seal:
    """The seal at the beginning of a file; ``BackupInvalid`` where there is none."""
    return _read_line(file)[0]


class SealedWriter(io.RawIOBase):
    """Seals whatever is written; without ``finish`` what was written is no whole file."""

    def __init__(self, file: BinaryIO, secret: bytes, seal: Seal) -> None:
        super().__init__()
        line = _MAGIC + orjson.dumps(asdict(seal)) + b"\n"
        self._file = file
        self._cipher = _Cipher(secret, seal, line)
        self._held = bytearray()
        file.write(line)

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: object, /) -> int:
        """Take the bytes; they are sealed by whole chunks, the last one by ``finish``."""
        given = bytes(data)  # type: ignore[call-overload]
        self._held += given
        while len(self._held) > CHUNK:
            self._file.write(self._cipher.shut(bytes(self._held[:CHUNK]), last=False))
            del self._held[:CHUNK]
        return len(given)

    def finish(self) -> None:
        """Seal the last chunk, which says that it is the last."""
        self._file.write(self._cipher.shut(bytes(self._held), last=True))


class SealedReader(io.RawIOBase):
    """Opens chunk by chunk; ``BackupInvalid`` at the first that is not as it was sealed."""

    def __init__(self, file: BinaryIO, secret: bytes) -> None:
        super().__init__()
        self.seal, line = _read_line(file)
        if self.seal.key != key_name(secret):
            raise BackupInvalid("BACKUP_KEY_WRONG", sealed=self.seal.key, given=key_name(secret))
        self._file = file
        self._cipher = _Cipher(secret, self.seal, line)
        self._ahead = file.read(CHUNK + _TAG)
        self._open = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: object, /) -> int:
        """Plain bytes; 0 only once the last chunk was opened."""
        while not self._open and not self._ended:
            sealed, self._ahead = self._ahead, self._file.read(CHUNK + _TAG)
            self._ended = not self._ahead
            self._open = memoryview(self._cipher.open(sealed, last=self._ended))
        room = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        count = min(len(room), len(self._open))
        room[:count] = self._open[:count]
        self._open = self._open[count:]
        return count


class _Cipher:
    def __init__(self, secret: bytes, seal: Seal, line: bytes) -> None:
        salt = bytes.fromhex(seal.salt)
        derived = HKDF(SHA256(), 32, salt, b"lianjian backup 1").derive(secret)
        self._gcm = AESGCM(derived)
        self._bound = hashlib.sha256(line).digest()
        self._number = 0

    def shut(self, plain: bytes, *, last: bool) -> bytes:
        return self._gcm.encrypt(self._nonce(last), plain, self._bound)

    def open(self, sealed: bytes, *, last: bool) -> bytes:
        try:
            return self._gcm.decrypt(self._nonce(last), sealed, self._bound)
        except (InvalidTag, ValueError) as error:
            raise BackupInvalid(reason=f"chunk {self._number}") from error

    def _nonce(self, last: bool) -> bytes:
        nonce = self._number.to_bytes(11, "big") + bytes([last])
        self._number += 1
        return nonce


def _read_line(file: BinaryIO) -> tuple[Seal, bytes]:
    line = file.readline(_LONGEST_LINE)
    if not line.startswith(_MAGIC) or not line.endswith(b"\n"):
        raise BackupInvalid(reason="no seal")
    try:
        told: Mapping[str, str] = orjson.loads(line.removeprefix(_MAGIC))
        created_at = datetime.fromisoformat(told["created_at"])
        bytes.fromhex(told["salt"])
        if created_at.tzinfo is None or set(told) != set(Seal.__slots__):
            raise ValueError
        return Seal(str(told["id"]), created_at, str(told["key"]), told["salt"]), line
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupInvalid(reason="no seal") from error
