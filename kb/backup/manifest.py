"""The first thing in a backup: what it holds, and of what state of the service."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

import orjson

from kb.errors import BackupInvalid

MANIFEST = "manifest.json"
SQLITE, POSTGRES = "database.sqlite", "database.pgdump"
ANCHORS, SETTINGS, RULES = "audit-anchors.jsonl", "settings.json", "evaluation-rules.yaml"
# all that a backup may hold: what has another name is refused, and no path is ever taken from it
NAMES = frozenset({SQLITE, POSTGRES, ANCHORS, SETTINGS, RULES})
LONGEST = 1024**2

Cause = Literal["asked", "upgrade"]


@dataclass(frozen=True, slots=True)
class Member:
    """One file in it; ``size`` in bytes, ``sha256`` in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a backup comes from: the program, its models by name, the database and its schema.

    ``namespace`` is PostgreSQL's schema that the tables lie in, "" on SQLite.
    """

    program: str
    models: Mapping[str, str]
    database: Literal["sqlite", "postgresql"]
    revision: str
    namespace: str = ""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much was kept: rows by table, and the last entry of the audit trail (0: none)."""

    rows: Mapping[str, int]
    tip: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that is known of a backup before any of it is used.

    ``state`` of one made before an upgrade: the digest of all rows, "" of any other.
    """

    id: str
    created_at: datetime
    cause: Cause
    origin: Origin
    extent: Extent
    members: tuple[Member, ...]
    state: str = ""

    @property
    def size(self) -> int:
        """What it holds, unpacked, in bytes."""
        return sum(one.size for one in self.members)

    @property
    def database(self) -> str:
        """The member that is the database."""
        return SQLITE if self.origin.database == "sqlite" else POSTGRES

    def same_state(self, other: "Manifest") -> bool:
        """Whether both hold the very same: nothing was written between them, or configured."""
        known = (self.origin.database, self.origin.namespace, self.origin.revision, self.extent)
        theirs = other.origin
        same = known == (theirs.database, theirs.namespace, theirs.revision, other.extent)
        return (
            bool(self.state)
            and self.state == other.state
            and same
            and (self._beside() == other._beside())
        )

    def _beside(self) -> frozenset[Member]:
        """The members but the database: a dump of the same rows is not the same to the byte."""
        return frozenset(one for one in self.members if one.name != self.database)

    def packed(self) -> bytes:
        """As JSON."""
        return orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2)


def read_manifest(packed: bytes) -> Manifest:
    """The manifest of its JSON; ``BackupInvalid`` for one that is not whole or names strangers."""
    try:
        told: dict[str, Any] = orjson.loads(packed)
        members = tuple(
            Member(str(one["name"]), int(one["size"]), str(one["sha256"]))
            for one in told["members"]
        )
        extent = told["extent"]
        found = Manifest(
            id=str(told["id"]),
            created_at=datetime.fromisoformat(told["created_at"]),
            cause=told["cause"],
            origin=Origin(**told["origin"]),
            extent=Extent({str(k): int(v) for k, v in extent["rows"].items()}, extent["tip"]),
            members=members,
            state=str(told.get("state", "")),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupInvalid(reason="manifest") from error
    names = [one.name for one in members]
    strange = set(names) - NAMES or len(set(names)) < len(names)
    if strange or found.database not in names or min(one.size for one in members) < 0:
        raise BackupInvalid(reason="members")
    return found
