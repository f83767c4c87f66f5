"""Taking a backup: the database at one moment, what belongs to it, sealed, and read back."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from kb.backup.archive import measure, read_archive, write_archive
from kb.backup.manifest import (
    ANCHORS,
    POSTGRES,
    SQLITE,
    Cause,
    Manifest,
    Origin,
)
from kb.backup.postgres import namespace_of, take_dump
from kb.backup.sealing import key_name, seal_for
from kb.backup.shelf import Backup, Note, Shelf, write_note
from kb.backup.snapshots import extent_of, take_snapshot
from kb.backup.whole_files import disk_errors, sweep, turn, whole_file
from kb.store.schema import current_revision
from kb.store.session import Transactions

Step = Literal["snapshot", "seal", "verify", "write", "index"]
Told = Callable[[Step, int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a backup is made of besides the database, and where.

    ``work`` is a private folder with room for the database: what lies there is not sealed yet.
    ``papers`` are members by name, ``models`` the fingerprints of the models by name.
    """

    shelf: Shelf
    secret: bytes
    work: Path
    anchors: Path
    papers: Mapping[str, bytes]
    models: Mapping[str, str]
    program: str
    id: str
    created_at: datetime
    cause: Cause


def take_backup(
    transactions: Transactions,
    plan: Plan,
    *,
    told: Told,
    instead: Callable[[Manifest], Backup | None] = lambda _: None,
) -> Backup:
    """Take it, read it back, and only then give it its name; others go on writing meanwhile.

    ``instead`` may give another backup for what would be written: then nothing is.

    ``WorkflowError`` BACKUP_RUNNING; ``StoreError`` DISK_FULL, BACKUP_UNWRITABLE and those of
    ``take_snapshot`` and ``take_dump``.
    """
    path = plan.shelf.path_of(plan.id)
    mark = key_name(plan.secret)
    with turn(plan.work), emptied(plan.work / "taking") as work:
        with disk_errors(path):
            if path.parent.is_dir():
                sweep(path.parent, mark=mark)
        files, manifest = _gathered(transactions, plan, work, told)
        if (former := instead(manifest)) is not None:
            return former
        seal = seal_for(plan.secret, id=plan.id, created_at=plan.created_at)
        with whole_file(path, mark=mark) as out:
            write_archive(
                out, plan.secret, seal, manifest, files, told=lambda *how: told("seal", *how)
            )
            out.flush()
            read_archive(Path(out.name), plan.secret, told=lambda *how: told("verify", *how))
        write_note(path, Note(cause=plan.cause, verified_at=datetime.now(UTC)))
    return plan.shelf.get(plan.id)


@contextmanager
def emptied(folder: Path) -> Iterator[Path]:
    """A private folder, empty at first and gone at the end."""
    with disk_errors(folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _gathered(
    transactions: Transactions, plan: Plan, work: Path, told: Told
) -> tuple[Mapping[str, Path], Manifest]:
    """The members as files, and the manifest of them."""
    papers = dict(plan.papers)
    # before the database: an anchor must never tell of more than the database holds
    papers[ANCHORS] = plan.anchors.read_bytes() if plan.anchors.exists() else b""
    engine, state, digested = transactions.engine, "", plan.cause == "upgrade"
    origin = Origin(plan.program, plan.models, "sqlite", current_revision(engine))
    if engine.dialect.name == "sqlite":
        database = work / SQLITE
        take_snapshot(engine, database, told=lambda *how: told("snapshot", *how))
        extent = extent_of(database)
    else:
        database, namespace = work / POSTGRES, namespace_of(engine)
        told("snapshot", 0, 0)
        extent, state = take_dump(engine, database, namespace=namespace, digested=digested)
        origin = Origin(plan.program, plan.models, "postgresql", origin.revision, namespace)
    files = {database.name: database}
    for name, content in papers.items():
        files[name] = work / name
        files[name].write_bytes(content)
    members = tuple(measure(name, path) for name, path in files.items())
    if digested and origin.database == "sqlite":
        state = members[0].sha256  # a copy without free pages: of the same rows the same bytes
    return files, Manifest(plan.id, plan.created_at, plan.cause, origin, extent, members, state)
