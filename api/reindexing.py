"""Building the index anew from SQL, beside the old one."""

import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from api.settings import Settings
from api.wiring import (
    build_reader,
    building_beside,
    digest_of,
    index_schema,
    open_governing,
    open_index,
)
from kb.governance.access import desktop_principal
from kb.governance.audit import AuditEntry
from kb.index.edge import EdgeIndex
from kb.index.edge_folder import kept_unused
from kb.index.sync import IndexSync, Progress
from kb.store.audit_log import AuditLog
from kb.store.dictionary_words import put_in_force, words_in_force
from kb.store.outbox import Outbox


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of it: documents indexed, and own words of the dictionary that came or went."""

    documents: int
    words: Mapping[str, bool]


def rebuild_index(settings: Settings, *, progress: Progress | None = None) -> Rebuilt:
    """Build the index anew from SQL and only then put it in the place of the old one.

    Embedded: in a folder of its own beside the old one. Server: in the collection of this model
    and dictionary, point by point. Words accepted for the dictionary come into force first, so
    that after a crash half-way the old index is not opened by the new dictionary, nor served.
    Nobody opens an index of the deployment meanwhile: what the outbox owes goes to the new one.
    """
    with open_governing(settings) as governing, ExitStack() as unused:
        transactions = governing.transactions
        for folder in _folders(settings):
            unused.enter_context(kept_unused(folder))
        words = _put_in_force(governing.audit)
        with transactions.reading() as session:
            reader = build_reader(settings, words_in_force(session))
        schema = index_schema(reader)
        folder = settings.index_dir / digest_of(schema)
        building = building_beside(folder)
        if settings.qdrant_url:
            index = open_index(settings, schema, transactions)
        else:
            shutil.rmtree(building, ignore_errors=True)
            index = EdgeIndex.open(building, schema)
        try:
            sync = IndexSync(transactions, index, reader.vectorize)
            count = sync.drain(progress=progress)
            sync.heal(sync.compare())
        finally:
            index.close()
        if not settings.qdrant_url:
            _swap(folder, building)
        return Rebuilt(count, words)


def _folders(settings: Settings) -> list[Path]:
    if settings.qdrant_url or not settings.index_dir.is_dir():
        return []
    return [one for one in settings.index_dir.iterdir() if one.is_dir()]


def _put_in_force(log: AuditLog) -> Mapping[str, bool]:
    """In one transaction with the order to index everything anew."""
    with log.writing() as work:
        Outbox(work.session).enqueue_all()
        words = put_in_force(work.session)
        told = " ".join(f"{'+' if came else '-'}{word}" for word, came in words.items())
        if words:
            work.record(AuditEntry(desktop_principal(), "dictionary.change", told))
    return words


def _swap(folder: Path, building: Path) -> None:
    """The new folder takes the old one's place; folders of other models are dropped."""
    retired = folder.with_suffix(".retired")
    shutil.rmtree(retired, ignore_errors=True)
    if folder.exists():
        folder.rename(retired)
    building.rename(folder)
    for other in folder.parent.iterdir():
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
