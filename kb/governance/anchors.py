"""Anchors: now and then the tip of the trail is written beside the database.

A chain alone cannot show that its tail was cut off, or that an older database was put back; an
anchor that says how far it reached can. The file is only appended to; copies of it elsewhere
(another disk, paper) are worth the more.
"""

import hmac
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

import orjson

from kb.errors import StoreError
from kb.governance.audit import Tip, moment

_SEAL = b"lianjian-anchor-v1\n"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The trail reached ``seq`` with ``hash`` at that moment; ``mac`` by the key of the trail."""

    seq: int
    hash: str
    at: str
    mac: str = ""

    def holds(self, key: bytes) -> bool:
        """Whether the anchor is as it was written."""
        return hmac.compare_digest(_mac(self, key), self.mac)


class AnchorFile:
    """JSON lines of anchors, each safe on the disk before ``append`` returns."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._key = key

    def append(self, tip: Tip, at: datetime) -> Anchor:
        """Anchor the tip; ``StoreError`` AUDIT_UNAVAILABLE where the file cannot be written."""
        plain = Anchor(tip.seq, tip.hash, moment(at))
        anchor = replace(plain, mac=_mac(plain, self._key))
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(file, orjson.dumps(asdict(anchor)) + b"\n")
                os.fsync(file)
            finally:
                os.close(file)
        except OSError as error:
            raise StoreError("AUDIT_UNAVAILABLE", reason=str(error)) from error
        return anchor

    def read(self) -> tuple[Anchor, ...]:
        """All anchors; none where no file is."""
        return read_anchors(self._path) if self._path.exists() else ()


def read_anchors(path: Path) -> tuple[Anchor, ...]:
    """The anchors of a file; a line that is none comes back as an anchor that does not hold."""
    try:
        lines: Iterable[bytes] = path.read_bytes().splitlines()
    except OSError as error:
        raise StoreError("AUDIT_UNAVAILABLE", reason=str(error)) from error
    return tuple(_anchor(line) for line in lines if line.strip())


def _anchor(line: bytes) -> Anchor:
    try:
        values = orjson.loads(line)
        return Anchor(
            int(values["seq"]), str(values["hash"]), str(values["at"]), str(values["mac"])
        )
    except (ValueError, TypeError, KeyError):
        return Anchor(0, "", "")


def _mac(anchor: Anchor, key: bytes) -> str:
    values = {"seq": anchor.seq, "hash": anchor.hash, "at": anchor.at}
    return hmac.digest(key, _SEAL + orjson.dumps(values), "sha256").hex()
