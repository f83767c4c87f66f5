"""What the audit trail keeps of every action, and how its entries are chained.

An entry bears the hash of the one before it and its own: HMAC-SHA256 with a key that lies outside
the database, so that whoever can write the database still cannot forge an entry.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

import orjson

from kb.governance.access import Level, Principal

GENESIS = "0" * 64  # what the first entry has before it
_SEAL = b"lianjian-audit-v1\n"
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One action of one person: ``action`` e.g. clue.create, ``subject`` the id acted on.

    ``before`` and ``after`` are digests of the values, never the values; ``reason`` is a stable
    code or the words that the person gave. ``request`` is the actor's where it is left out.
    """

    actor: Principal
    action: str
    subject: str
    level: Level = Level.PUBLIC
    outcome: str = "done"
    reason: str = ""
    before: str = ""
    after: str = ""
    request: str = ""


Recorder: TypeAlias = Callable[[AuditEntry], None]


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """An entry as it is kept: ``seq`` from 1 without gaps, ``at`` in UTC, chained by ``prev``."""

    seq: int
    at: str
    actor: str
    department: str
    roles: str
    session: str
    ip: str
    action: str
    subject: str
    level: int
    outcome: str
    reason: str
    before: str
    after: str
    request: str
    prev: str
    hash: str


@dataclass(frozen=True, slots=True)
class Tip:
    """The last entry; seq 0 where there is none yet."""

    seq: int = 0
    hash: str = GENESIS


def chained(entry: AuditEntry, tip: Tip, *, key: bytes, at: datetime) -> AuditRecord:
    """The entry as it follows the tip."""
    actor = entry.actor
    values: dict[str, str | int] = {
        "seq": tip.seq + 1,
        "at": moment(at),
        "actor": _plain(actor.account, 64),
        "department": _plain(actor.department, 64),
        "roles": ",".join(sorted(actor.roles)),
        "session": _plain(actor.origin.session, 64),
        "ip": _plain(actor.origin.ip, 64),
        "action": _plain(entry.action, 60),
        "subject": _plain(entry.subject, _LONGEST),
        "level": int(entry.level),
        "outcome": _plain(entry.outcome, 20),
        "reason": _plain(entry.reason, _LONGEST),
        "before": _plain(entry.before, _LONGEST),
        "after": _plain(entry.after, _LONGEST),
        "request": _plain(entry.request or actor.origin.request, 64),
        "prev": tip.hash,
    }
    return AuditRecord(**values, hash=_sealed(values, key))  # type: ignore[arg-type]


def holds(record: AuditRecord, key: bytes, *, seq: int | None = None) -> bool:
    """Whether the record is as it was written, at its own place in the chain or at ``seq``."""
    values = {name: getattr(record, name) for name in _SEALED}
    if seq is not None:
        values["seq"] = seq
    return hmac.compare_digest(_sealed(values, key), str(record.hash))


def moment(at: datetime) -> str:
    """``2026-03-04T05:06:07.000089Z``: of fixed width, so that text sorts as time does."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def digest_of(values: Mapping[str, object]) -> str:
    """The digest of some values, for ``before`` and ``after``."""
    return hashlib.sha256(_canonical(values)).hexdigest()


_SEALED = tuple(name for name in AuditRecord.__slots__ if name != "hash")


def _sealed(values: Mapping[str, object], key: bytes) -> str:
    return hmac.digest(key, _SEAL + _canonical(values), "sha256").hex()


def _canonical(values: Mapping[str, object]) -> bytes:
    # a database may hold in a column what its type does not foresee: then it is no true entry
    return orjson.dumps(values, default=repr, option=orjson.OPT_SORT_KEYS)


def _plain(words: str, longest: int) -> str:
    """Without line breaks and other control characters, which would forge lines of a log."""
    kept = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in words)
    return kept[:longest]
