"""The folder that backups lie in: a sealed file each, and beside it a note of what was tried.

The seal of a backup can be read without the key, so a shelf can be listed without it. A note is
for people: it is not sealed, and nothing is decided by it.
"""

import os
import re
import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

from kb.backup.sealing import read_seal
from kb.backup.whole_files import disk_errors, whole_file
from kb.errors import BackupInvalid, NotFound

_SUFFIX = ".ljb"
_NAME = re.compile(r"lianjian-\d{8}T\d{6}Z-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Note:
    """What was tried with a backup: no time where it was not, ``fault`` the code of a failure.

    ``drill_seconds`` is how long it took to restore it for a trial and to check what came of it.
    """

    cause: str = ""
    verified_at: datetime | None = None
    fault: str = ""
    drilled_at: datetime | None = None
    drill_fault: str = ""
    drill_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup on the shelf; ``key`` names the key it is sealed with, ``size`` is in bytes."""

    id: str
    path: Path
    size: int
    created_at: datetime
    key: str
    note: Note

    def stands(self, *, at: datetime) -> bool:
        """Whether it may be counted on: not found broken, nor dated by a clock that ran ahead."""
        return not self.note.fault and self.created_at <= at


class Shelf:
    """Backups of one folder; those of other services may lie there too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def listed(self) -> tuple[Backup, ...]:
        """All that have a seal and the name of it, the newest first.

        ``StoreError`` BACKUP_UNWRITABLE where one may not look.
        """
        with disk_errors(self.folder):
            found = [_read(one) for one in self.folder.glob(f"*{_SUFFIX}")]
        kept = [one for one in found if one is not None]
        return tuple(sorted(kept, key=lambda one: (one.created_at, one.id), reverse=True))

    def get(self, id: str) -> Backup:
        """The backup of that id; ``NotFound``."""
        found = _read(self.path_of(id)) if _NAME.fullmatch(id) else None
        if found is None:
            raise NotFound(id=id[:60])
        return found

    def path_of(self, id: str) -> Path:
        """Where a backup lies, or will lie."""
        return self.folder / f"{id}{_SUFFIX}"

    def prune(
        self, *, keep: int, key: str, at: datetime, among: Collection[str] | None = None
    ) -> tuple[str, ...]:
        """Remove backups of the key that are older than the ``keep`` newest sound ones.

        Sound is what was verified and found whole, and was made by ``at``. Of ``among`` alone where
        ids are given. Returns the ids removed.
        """
        own = [
            one for one in self.listed() if one.key == key and (among is None or one.id in among)
        ]
        standing = [one for one in own if one.stands(at=at)]
        sound = [one for one in standing if one.note.verified_at]
        if keep < 1 or len(sound) < keep:
            return ()
        gone = [one for one in own if one.created_at < sound[keep - 1].created_at]
        for one in gone:
            one.path.unlink(missing_ok=True)
            _beside(one.path).unlink(missing_ok=True)
        return tuple(one.id for one in gone)


def new_id(at: datetime) -> str:
    """``lianjian-20260304T050607Z-1a2b3c4d``"""
    return f"lianjian-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


def write_note(path: Path, note: Note) -> None:
    """Keep the note beside the backup at the path."""
    packed = orjson.dumps(asdict(note), option=orjson.OPT_INDENT_2)
    with whole_file(_beside(path), mark="note") as file:
        file.write(packed)


def _read(path: Path) -> Backup | None:
    try:
        with path.open("rb") as file:
            seal = read_seal(file)
            size = os.fstat(file.fileno()).st_size
    except (OSError, BackupInvalid):
        return None
    if path.stem != seal.id or not _NAME.fullmatch(seal.id):
        return None
    return Backup(seal.id, path, size, seal.created_at, seal.key, read_note(path))


def read_note(path: Path) -> Note:
    """The note beside a backup; an empty one where there is none."""
    try:
        told = orjson.loads(_beside(path).read_bytes())
        return Note(
            cause=str(told["cause"])[:20],
            verified_at=_moment(told["verified_at"]),
            fault=str(told["fault"])[:40],
            drilled_at=_moment(told["drilled_at"]),
            drill_fault=str(told["drill_fault"])[:40],
            drill_seconds=int(told["drill_seconds"]),
        )
    except (OSError, ValueError, TypeError, KeyError):
        return Note()


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


def _beside(path: Path) -> Path:
    return path.with_suffix(".json")
