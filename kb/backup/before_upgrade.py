"""The automatic backup before an upgrade: made once of each state, however often that is tried.

A service that is started again and again over an upgrade that fails would fill the disk else.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from kb.backup.archive import read_archive, read_head
from kb.backup.manifest import Manifest
from kb.backup.sealing import key_name
from kb.backup.shelf import Backup, write_note
from kb.backup.taking import Plan, take_backup
from kb.backup.whole_files import disk_errors
from kb.errors import BackupInvalid
from kb.store.session import Transactions

KEPT = 3  # of one schema, so that whoever mends an upgrade by and by has room for it


@dataclass(frozen=True, slots=True)
class BeforeUpgrade:
    """The backup to count on; ``former`` where it was there already. ``removed`` by their ids."""

    backup: Backup
    former: bool
    removed: tuple[str, ...]


def backup_before(transactions: Transactions, plan: Plan) -> BeforeUpgrade:
    """A former backup of the very same state, read through anew; else one that is made now.

    After one was made, of those that were made before an upgrade of the same schema KEPT stay.
    ``plan.cause`` is upgrade; errors as ``take_backup``.
    """
    backup = take_backup(
        transactions, plan, told=lambda *_: None, instead=lambda now: _same(plan, now)
    )
    former = backup.id != plan.id
    return BeforeUpgrade(backup, former, () if former else _pruned(plan, backup))


def _same(plan: Plan, now: Manifest) -> Backup | None:
    for one, manifest in _automatic(plan):
        if (
            one.stands(at=plan.created_at)
            and manifest.same_state(now)
            and _tried(plan, one, read_archive)
        ):
            write_note(one.path, replace(one.note, verified_at=datetime.now(UTC)))
            return plan.shelf.get(one.id)
    return None


def _pruned(plan: Plan, made: Backup) -> tuple[str, ...]:
    found = dict(_automatic(plan))
    revision = found[made].origin.revision
    among = {one.id for one, told in found.items() if told.origin.revision == revision}
    return plan.shelf.prune(keep=KEPT, key=made.key, at=made.created_at, among=among)


def _automatic(plan: Plan) -> Iterator[tuple[Backup, Manifest]]:
    """Those made before upgrades as they say themselves, the newest first; the note but hints."""
    key = key_name(plan.secret)
    for one in plan.shelf.listed():
        if one.key == key and one.note.cause == "upgrade":
            manifest = _tried(plan, one, read_head)
            if manifest and manifest.cause == "upgrade":
                yield one, manifest


def _tried(plan: Plan, one: Backup, read: Callable[[Path, bytes], Manifest]) -> Manifest | None:
    """What is read of it; None where it is broken, which is noted beside it."""
    try:
        with disk_errors(one.path):
            return read(one.path, plan.secret)
    except BackupInvalid as error:
        write_note(one.path, replace(one.note, fault=error.code))
        return None
