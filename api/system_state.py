"""How this deployment stands: versions, how much is kept, the index, the jobs, what to keep."""

import os
import platform
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from api.settings import Settings
from api.wiring import Service
from kb.store.catalogue import DocumentCatalogue
from kb.store.jobs import JobStore
from kb.store.outbox import Outbox
from kb.store.schema import current_revision
from kb.terms import load_taxonomy


@dataclass(frozen=True, slots=True)
class Precious:
    """What cannot be made anew; ``size`` is None where it is not there (or not a file).

    ``backed_up``: it is in the backups; else people must keep it themselves.
    """

    name: str
    why: str
    size: int | None
    changed: datetime | None
    backed_up: bool = False


@dataclass(frozen=True, slots=True)
class SystemState:
    """Sizes in bytes; ``precious`` cannot be made anew."""

    version: str
    python: str
    database: str
    schema: str
    index: str
    taxonomy: str
    label_model: str
    embedding: str
    sign_in: bool
    documents: int
    cases: int
    newest: str
    pending: int
    jobs: Mapping[str, int]
    data_size: int
    disk_free: int
    precious: tuple[Precious, ...]


def system_state(service: Service) -> SystemState:
    """As it is now; the index is only counted, ``sync.compare`` reads it through.

    Counts all that is kept, whoever may read it: an administrator sees how much, never what.
    """
    settings = service.settings
    with service.transactions.reading() as session:
        extent = DocumentCatalogue(session).extent()
        jobs = JobStore(session).tally()
        pending = Outbox(session).size()
    return SystemState(
        version=version("lianjian"),
        python=platform.python_version(),
        database=_database(settings),
        schema=current_revision(service.transactions.engine),
        index="Qdrant 服务" if settings.qdrant_url else "嵌入式 Qdrant",
        taxonomy=load_taxonomy().version,
        label_model=service.reader.label_model,
        embedding=service.reader.encoder.fingerprint,
        sign_in=service.governing.signs_in(),
        documents=extent.documents,
        cases=extent.cases,
        newest=extent.newest,
        pending=pending,
        jobs=jobs,
        data_size=_size(settings.data_dir),
        disk_free=shutil.disk_usage(settings.data_dir).free,
        precious=_precious(settings),
    )


def _database(settings: Settings) -> str:
    on_sqlite = settings.database_kind == "sqlite"
    return f"SQLite {sqlite3.sqlite_version}" if on_sqlite else "PostgreSQL"


def _size(folder: Path) -> int:
    """Of all files below, but for those that go while they are counted: a backup's are many."""
    size = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                size += Path(place, name).lstat().st_size
    return size


def _precious(settings: Settings) -> tuple[Precious, ...]:
    found = []
    if settings.database_file:
        why = "文书、登记、审计都在里面"
        found.append(_file(settings.database_file, "数据库", why, backed_up=True))
    else:
        why = "由 pg_dump 取出，放进备份"
        found.append(Precious("数据库（PostgreSQL）", why, None, None, backed_up=True))
    anchors = "备份里有一份；另存一份在别处，才看得出库被退回"
    found += [
        _file(settings.anchors_of_audit, "审计锚点", anchors, backed_up=True),
        _file(settings.key_of_backups, "备份密钥", "没有它，备份打不开"),
        _file(settings.key_of_audit, "审计密钥", "没有它，审计记录无法核验，恢复出的库不能启动"),
        _file(settings.key_of_packs, "教育包密钥", "没有它，化名对照打不开，教育包不能再导出"),
        _file(settings.key_of_api_keys, "接口密钥的钥", "没有它，已发的接口密钥都不能再用"),
    ]
    if settings.own_label_model.is_dir():
        why = "由人工复核训练的标签模型，备份里只记名字；可用 lianjian train 重新训练"
        found.append(Precious("自训的标签模型", why, _size(settings.own_label_model), None))
    return tuple(found)


def _file(path: Path, name: str, why: str, *, backed_up: bool = False) -> Precious:
    try:
        kept = path.stat()
    except OSError:  # not there, or where one may not look
        return Precious(name, why, None, None, backed_up)
    changed = datetime.fromtimestamp(kept.st_mtime, UTC)
    return Precious(name, why, kept.st_size, changed, backed_up)
