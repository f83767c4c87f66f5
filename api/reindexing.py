"""Building the index anew from SQL, beside the old one."""

import shutil
from pathlib import Path

from api.settings import Settings
from api.wiring import build_reader, digest_of, index_schema, open_index, open_store
from kb.index.edge import EdgeIndex
from kb.index.sync import IndexSync, Progress
from kb.store.outbox import Outbox


def rebuild_index(settings: Settings, *, progress: Progress | None = None) -> int:
    """Build the index anew from SQL and only then put it in the place of the old one.

    Embedded: in a folder of its own beside the old one. Server: in the collection of this model
    and dictionary, point by point. Returns the number of documents.
    """
    with open_store(settings) as transactions:
        reader = build_reader(settings)
        schema = index_schema(reader)
        folder = settings.index_dir / digest_of(schema)
        building = folder.with_suffix(".building")
        if settings.qdrant_url:
            index = open_index(settings, schema, transactions)
        else:
            if folder.exists():
                EdgeIndex.open(folder, schema).close()  # refused while another process serves it
            shutil.rmtree(building, ignore_errors=True)
            index = EdgeIndex.open(building, schema)
        try:
            with transactions.writing() as session:
                Outbox(session).enqueue_all()
            sync = IndexSync(transactions, index, reader.vectorize)
            count = sync.drain(progress=progress)
            sync.heal(sync.compare())
        finally:
            index.close()
        if not settings.qdrant_url:
            _swap(folder, building)
        return count


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
