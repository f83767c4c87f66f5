"""The drill: a backup is put back for a trial, looked at, and taken away; its outcome is kept."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic

from api.backups import note_beside, work_of
from api.governing import Governing
from api.restoring import Asked, Restored, check, put_inside, settings_inside
from kb.backup.postgres import spare_database
from kb.backup.taking import Told, emptied
from kb.backup.whole_files import turn
from kb.errors import BackupInvalid, KbError
from kb.governance.access import Principal
from kb.governance.audit import AuditEntry

_NOT_TRIED = frozenset({"BACKUP_RUNNING", "BACKUP_KEY_WRONG"})


def drill(governing: Governing, who: Principal, asked: Asked, *, told: Told) -> Restored:
    """Restore the backup into a spare folder (and a spare database) and take it away again.

    Whatever fails is recorded, noted beside the backup, and raised; so is a trail that is broken.
    Of another drill that goes on (BACKUP_RUNNING), or another key, nothing is noted.
    """
    entry = AuditEntry(who, "backup.drill", asked.file.stem)
    begun = monotonic()
    try:
        tried = _tried(governing, who, asked, told)
    except KbError as error:
        if error.code in _NOT_TRIED:
            governing.audit.record(replace(entry, outcome="failed", reason=error.code))
            raise
        governing.audit.record(replace(entry, outcome="broken", reason=error.code))
        note_beside(asked.file, drilled_at=datetime.now(UTC), drill_fault=error.code)
        raise
    seconds = round(monotonic() - begun)
    governing.audit.record(entry)
    note_beside(asked.file, drilled_at=datetime.now(UTC), drill_fault="", drill_seconds=seconds)
    return tried


def _tried(governing: Governing, who: Principal, asked: Asked, told: Told) -> Restored:
    settings = governing.settings
    work = work_of(settings) / "drills"
    with turn(work), emptied(work / "now") as folder:
        checked = check(settings, asked, told=told)
        on_sqlite = checked.manifest.origin.database == "sqlite"
        spare: AbstractContextManager[str] = (
            nullcontext("") if on_sqlite else spare_database(settings.sql_url)
        )
        with spare as url:
            inside = settings_inside(settings, checked, folder, url)
            tried = put_inside(inside, checked, who, told=told, reindex=True)
    if tried.verdict.fault is not None:
        raise BackupInvalid("BACKUP_AUDIT_BROKEN", seq=tried.verdict.seq)
    return tried
