"""Putting a backup back: into an empty folder, and only after all of it was checked.

Everything is made in a folder inside the target and moved up at the end; until then the target is
no data folder, and ``require_restored`` says so to whoever would open it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage

from api.backups import read_whole
from api.key_files import KeyFiles
from api.model_cards import model_fingerprints
from api.reindexing import rebuild_index
from api.settings import STAGING, Settings
from api.wiring import open_governing
from kb.backup.manifest import ANCHORS, POSTGRES, RULES, SETTINGS, SQLITE, Extent, Manifest
from kb.backup.postgres import put_back, require_empty
from kb.backup.snapshots import check_file, extent_of
from kb.backup.taking import Step, Told, emptied
from kb.backup.whole_files import disk_errors, settle_folder
from kb.errors import BackupInvalid, StoreError, WorkflowError
from kb.governance.access import Level, Principal
from kb.governance.anchors import Anchor, read_anchors
from kb.governance.audit import AuditEntry
from kb.governance.audit_check import Verdict
from kb.governance.secret_files import read_secret
from kb.governance.sessions import end_all_sign_ins
from kb.store.schema import is_known
from kb.store.session import open_engine


@dataclass(frozen=True, slots=True)
class Asked:
    """What to put back, and how.

    ``key_file`` and ``keys`` (a folder with audit.key and others): where keys are that are not
    where the configuration says. ``anchors``: files of anchors kept elsewhere. ``older``: why a
    database older than its anchors is wanted; "" refuses one.
    """

    file: Path
    key_file: Path | None = None
    keys: Path | None = None
    anchors: tuple[Path, ...] = ()
    older: str = ""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it; ``lost`` is how many audit entries the anchors know and the backup lacks.

    ``indexed`` is None where the index is yet to be built (on a Qdrant server), ``other_models``
    names the models that are not those of the backup.
    """

    manifest: Manifest
    extent: Extent
    verdict: Verdict
    lost: int
    indexed: int | None
    other_models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that may be put back: read through, of a known schema, its keys at hand.

    ``anchors`` are those kept elsewhere.
    """

    asked: Asked
    secret: bytes
    manifest: Manifest
    keys: KeyFiles
    anchors: tuple[Anchor, ...]
    lost: int


def restore(
    settings: Settings, asked: Asked, into: Path, who: Principal, *, told: Told
) -> Restored:
    """Put a backup back into a folder that is empty, or not there yet.

    On PostgreSQL the configured schema must be empty too. Nothing is written before the backup was
    read through: ``BackupInvalid``; ``StoreError`` SCHEMA_NEWER, SECRET_MISSING,
    BACKUP_TARGET_NOT_EMPTY, DISK_FULL; ``WorkflowError`` AUDIT_ROLLBACK.
    """
    checked = check(settings, asked, told=told)
    if checked.lost and not asked.older:
        tip = checked.manifest.extent.tip
        raise WorkflowError("AUDIT_ROLLBACK", count=checked.lost, tip=tip)
    _require_place(settings, into, checked.manifest)
    with disk_errors(into):
        into.mkdir(parents=True, exist_ok=True, mode=0o700)
    with emptied(into / STAGING) as staging:
        inside = settings_inside(settings, checked, staging, settings.database_url)
        made = put_inside(inside, checked, who, told=told, reindex=not settings.qdrant_url)
        checked.keys.lay(staging / "keys")
        _move_up(staging, into)
    return made


def check(settings: Settings, asked: Asked, *, told: Told) -> Checked:
    """Read the backup through, and see that nothing stands against putting it back."""
    keys = KeyFiles.of(settings, folder=asked.keys, backup=asked.key_file)
    secret = read_secret(keys.backup)
    manifest = read_whole(asked.file, secret, told=_as("verify", told))
    origin = manifest.origin
    if not is_known(origin.revision):
        raise StoreError("SCHEMA_NEWER", current=origin.revision)
    schema = "" if origin.database == "sqlite" else settings.database_schema or "public"
    if (origin.database, origin.namespace) != (settings.database_kind, schema):
        where = f"{origin.database} {origin.namespace}".strip()
        raise StoreError("BACKUP_DATABASE_OTHER", database=where)
    if not manifest.extent.tip:
        return Checked(asked, secret, manifest, keys, (), 0)
    key = read_secret(keys.audit)
    here = settings.anchors_of_audit
    known = read_anchors(here) if here.exists() else ()
    given = tuple(one for path in asked.anchors for one in read_anchors(path))
    own = tuple(one for one in known if one.holds(key))  # others are of another service
    reached = max((one.seq for one in (*own, *given) if one.holds(key)), default=0)
    lost = max(0, reached - manifest.extent.tip)
    return Checked(asked, secret, manifest, keys, (*own, *given), lost)


def settings_inside(settings: Settings, checked: Checked, folder: Path, url: str) -> Settings:
    """The configuration of what is put into the folder (and the database), apart from all else."""
    keys = checked.keys
    changes = {
        "data_dir": folder,
        "database_url": "" if checked.manifest.origin.database == "sqlite" else url,
        "qdrant_url": "",  # the server's index is that of the running service
        "audit_key_file": keys.audit if keys.audit.exists() else None,
        "audit_anchor_file": None,
        "backup_before_upgrade": False,
    }
    return settings.model_copy(update=changes)


def put_inside(
    inside: Settings, checked: Checked, who: Principal, *, told: Told, reindex: bool
) -> Restored:
    """Fill the folder (and the database) and look at what came of it.

    ``BackupInvalid`` where it is not what the backup said. The schema is brought to the newest,
    everybody signs in anew, and the audit tells of it.
    """
    manifest, tip = checked.manifest, checked.manifest.extent.tip
    extent = _filled(inside, checked, told)
    if extent != manifest.extent:
        raise BackupInvalid(reason="rows")
    known = tuple(one for one in checked.anchors if one.seq <= tip)
    with open_governing(inside, upgrade=True) as governing:
        verdict = governing.audit.verify(anchors=known)
        with governing.audit.writing() as work:
            end_all_sign_ins(work.session)
            reason = checked.asked.older
            work.record(
                AuditEntry(who, "backup.restore", manifest.id, Level.RESTRICTED, reason=reason)
            )
    rebuilt = rebuild_index(inside, progress=_as("index", told)) if reindex else None
    indexed = rebuilt.documents if rebuilt else None
    now = model_fingerprints(inside)
    then = manifest.origin.models
    others = tuple(sorted(one for one in {*now, *then} if now.get(one) != then.get(one)))
    return Restored(manifest, extent, verdict, checked.lost, indexed, others)


def _filled(inside: Settings, checked: Checked, told: Told) -> Extent:
    folder, dump = inside.data_dir, inside.data_dir / POSTGRES
    database = folder / "lianjian.db"
    told_of = folder / "restored"
    told_of.mkdir(mode=0o700)
    places = {
        SQLITE: database,
        POSTGRES: dump,
        ANCHORS: inside.anchors_of_audit,
        SETTINGS: told_of / SETTINGS,
        RULES: told_of / RULES,
    }
    read = read_whole(checked.asked.file, checked.secret, kept=places, told=_as("write", told))
    if read != checked.manifest:  # another file stands there since it was checked
        raise BackupInvalid(reason="changed")
    if read.origin.database == "sqlite":
        check_file(database)
        return extent_of(database)
    engine = open_engine(inside.sql_url, schema=read.origin.namespace)
    try:
        return put_back(engine, dump, namespace=read.origin.namespace)
    finally:
        engine.dispose()
        dump.unlink()


def _require_place(settings: Settings, into: Path, manifest: Manifest) -> None:
    there = {one.name for one in into.iterdir()} if into.is_dir() else set()
    if there - {STAGING} or (into.exists() and not into.is_dir()):
        raise StoreError("BACKUP_TARGET_NOT_EMPTY", target=str(into))
    above = next(one for one in (into.absolute(), *into.absolute().parents) if one.is_dir())
    if disk_usage(above).free < manifest.size:
        raise StoreError("DISK_FULL", path=str(into))
    if manifest.origin.database != "sqlite":
        engine = open_engine(settings.sql_url)
        try:
            require_empty(engine, namespace=manifest.origin.namespace)
        finally:
            engine.dispose()


def _move_up(staging: Path, into: Path) -> None:
    """The database last: without it nothing is served."""
    for one in sorted(staging.iterdir(), key=lambda one: one.name.startswith("lianjian.db")):
        one.rename(into / one.name)
    settle_folder(into)


def _as(step: Step, told: Told) -> Callable[[int, int], None]:
    return lambda done, whole: told(step, done, whole)
