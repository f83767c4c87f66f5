"""Backups of a deployment: taken, listed, verified. Putting one back is ``api.restoring``."""

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import orjson

from api.governing import Governing
from api.model_cards import model_fingerprints
from api.settings import Settings
from kb.backup.archive import read_archive
from kb.backup.before_upgrade import BeforeUpgrade, backup_before
from kb.backup.manifest import RULES, SETTINGS, Cause, Manifest
from kb.backup.postgres import missing_tool, without_secrets
from kb.backup.sealing import key_name
from kb.backup.shelf import Backup, Note, Shelf, new_id, read_note, write_note
from kb.backup.taking import Plan, Told, take_backup
from kb.backup.whole_files import disk_errors
from kb.errors import BackupInvalid, KbError, NotFound, StoreError
from kb.governance.access import Level, Principal
from kb.governance.audit import AuditEntry
from kb.governance.secret_files import make_secret, read_secret
from kb.store.schema import check_schema, current_revision, is_known, is_newest
from kb.store.session import Transactions

logger = logging.getLogger(__name__)
_SECRET = {"qdrant_api_key", "database_url", "qdrant_url"}


@dataclass(frozen=True, slots=True)
class Wish:
    """Where to put a backup and by which key; as configured where nothing is said.

    ``keep``: how many to leave afterwards, 0 for all.
    """

    folder: Path | None = None
    key_file: Path | None = None
    keep: int | None = None


@dataclass(frozen=True, slots=True)
class BackupState:
    """How the deployment stands with its backups.

    ``late``: none may be counted on that is at most ``days`` old. ``beside``: they lie on the disk
    that the data lies on. ``missing_tool``: what PostgreSQL's backups need and is not there.
    ``fault``: why the key or the folder cannot be used, so that nothing is known of them.
    """

    folder: Path
    key_file: Path
    has_key: bool
    backups: tuple[Backup, ...]
    days: int
    late: bool
    beside: bool
    missing_tool: str
    fault: KbError | None


def backup_state(settings: Settings, *, at: datetime | None = None) -> BackupState:
    """As it is now; backups of other services in the same folder are not told of."""
    folder, key_file = settings.backup_folder, settings.key_of_backups
    own, has_key, fault = tuple[Backup, ...](), False, None
    try:
        has_key = _is_there(key_file)
        own = own_backups(settings)
    except StoreError as error:  # SECRET_WEAK: the page must say so, and all else it knows
        fault = error
    now = at or datetime.now(UTC)
    newest = latest(own, at=now)
    return BackupState(
        folder=folder,
        key_file=key_file,
        has_key=has_key,
        backups=own,
        days=settings.backup_days,
        late=newest is None or now - newest.created_at > timedelta(days=settings.backup_days),
        beside=_device(folder) == _device(settings.data_dir),
        missing_tool="" if settings.database_kind == "sqlite" else missing_tool(),
        fault=fault,
    )


def own_backups(settings: Settings, wish: Wish = Wish()) -> tuple[Backup, ...]:
    """The backups sealed with the key of this deployment, the newest first; none without a key."""
    key_file = wish.key_file or settings.key_of_backups
    if not _is_there(key_file):
        return ()
    key = key_name(read_secret(key_file))
    return tuple(one for one in shelf_of(settings, wish).listed() if one.key == key)


def latest(backups: Iterable[Backup], *, at: datetime) -> Backup | None:
    """The newest that may be counted on, of backups in their order; None where none may."""
    return next((one for one in backups if one.stands(at=at)), None)


def make_backup(governing: Governing, who: Principal, wish: Wish = Wish(), *, told: Told) -> Backup:
    """Record it, take it, verify it; then older ones go, where only some are to be left.

    A backup holds everything, so it stands in the audit before anything is read for it.
    """
    settings, log = governing.settings, governing.audit
    plan = _plan(settings, wish, "asked")
    entry = AuditEntry(who, "backup.create", plan.id, Level.RESTRICTED)
    log.record(entry)
    log.anchor()
    try:
        made = take_backup(governing.transactions, plan, told=told)
    except KbError as error:
        try:
            log.record(replace(entry, outcome="failed", reason=error.code))
        except StoreError:  # the disk that is full may be the database's too
            logger.exception("that a backup failed could not be recorded")
        raise
    keep = settings.backup_keep if wish.keep is None else wish.keep
    for id in plan.shelf.prune(keep=keep, key=made.key, at=made.created_at):
        log.record(AuditEntry(who, "backup.remove", id))
    return made


def backup_before_upgrade(settings: Settings, transactions: Transactions) -> BeforeUpgrade | None:
    """A backup of a database whose schema is about to change; None where there is no need of it.

    One that was made of the very same state, before an upgrade that failed, is used. It is recorded
    by whoever calls, once the audit can be written.
    """
    before = current_revision(transactions.engine)
    if not (before and settings.backup_before_upgrade) or is_newest(before):
        return None
    if not is_known(before):  # of a newer program: each start would leave another backup
        check_schema(transactions.engine)
    return backup_before(transactions, _plan(settings, Wish(), "upgrade"))


def verify_backup(
    governing: Governing,
    who: Principal,
    path: Path,
    *,
    key_file: Path | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Manifest:
    """Read a backup through; what came of it is recorded, and noted beside it.

    ``BackupInvalid`` where anything in it is not as it was written.
    """
    secret = read_secret(key_file or governing.settings.key_of_backups)
    entry = AuditEntry(who, "backup.verify", path.stem)
    try:
        manifest = read_whole(path, secret, told=told)
    except BackupInvalid as error:
        if error.code == "BACKUP_KEY_WRONG":  # which says nothing of the backup
            governing.audit.record(replace(entry, outcome="failed", reason=error.code))
            raise
        governing.audit.record(replace(entry, outcome="broken", reason=error.code))
        note_beside(path, verified_at=datetime.now(UTC), fault=error.code)
        raise
    governing.audit.record(entry)
    note_beside(path, verified_at=datetime.now(UTC), fault="")
    return manifest


def read_whole(
    path: Path,
    secret: bytes,
    *,
    kept: Mapping[str, Path] | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Manifest:
    """``read_archive``, with the refusals of the disk as errors of ours."""
    if not path.is_file():
        raise NotFound("BACKUP_NOT_FOUND", path=str(path))
    with disk_errors(path):
        return read_archive(path, secret, kept=kept, told=told)


def note_beside(path: Path, **changes: object) -> None:
    """Change what is noted beside a backup on a shelf; a file elsewhere has no note."""
    if read_note(path) != Note():
        write_note(path, replace(read_note(path), **changes))  # type: ignore[arg-type]


def shelf_of(settings: Settings, wish: Wish = Wish()) -> Shelf:
    """Where the backups lie."""
    return Shelf(wish.folder or settings.backup_folder)


def work_of(settings: Settings) -> Path:
    """The private folder in which backups are made and tried."""
    return settings.data_dir / "backup-work"


def _plan(settings: Settings, wish: Wish, cause: Cause) -> Plan:
    key_file = wish.key_file or settings.key_of_backups
    at = datetime.now(UTC)
    papers = {SETTINGS: _told_settings(settings)}
    if settings.evaluation_rules:
        papers[RULES] = settings.evaluation_rules.read_bytes()
    return Plan(
        shelf=shelf_of(settings, wish),
        secret=read_secret(key_file) if _is_there(key_file) else make_secret(key_file),
        work=work_of(settings),
        anchors=settings.anchors_of_audit,
        papers=papers,
        models=model_fingerprints(settings),
        program=version("lianjian"),
        id=new_id(at),
        created_at=at,
        cause=cause,
    )


def _told_settings(settings: Settings) -> bytes:
    """The configuration for whoever sets up the service anew; without any secret."""
    told = settings.model_dump(mode="json", exclude=_SECRET)
    told["database_url"] = without_secrets(settings.sql_url)
    told["qdrant_server"] = bool(settings.qdrant_url)
    return orjson.dumps(told, option=orjson.OPT_INDENT_2)


def _is_there(path: Path) -> bool:
    """``StoreError`` BACKUP_UNWRITABLE where one may not look."""
    with disk_errors(path):
        return path.exists()


def _device(path: Path) -> int:
    """The disk of a folder, or of the first folder above it that can be looked at; 0 for none."""
    for one in (path.absolute(), *path.absolute().parents):
        with suppress(OSError):
            return one.stat().st_dev
    return 0
