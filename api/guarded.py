"""Uploaded files that are only looked at (tag, similar) are read in a process of their own too."""

from functools import partial
from threading import Lock
from types import TracebackType

from api.settings import Settings
from api.wiring import reading_only
from ingest.workers import WorkerPool
from kb.errors import ReadError
from kb.model import Failure, RawFile, TaggedDocument


class GuardedReader:
    """Reads one file at a time behind a process boundary, with a deadline."""

    def __init__(self, settings: Settings) -> None:
        factory = partial(reading_only, settings)
        self._pool: WorkerPool[TaggedDocument] = WorkerPool(factory, count=1, seconds=60.0)
        self._lock = Lock()

    def __enter__(self) -> "GuardedReader":
        self._pool.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._pool.__exit__(kind, error, traceback)

    def read(self, file: RawFile) -> TaggedDocument:
        """What is understood of the file; the reader's refusal is raised with its code."""
        with self._lock:
            [(_, result)] = self._pool.map([file])
        if isinstance(result, Failure):
            raise ReadError(result.code, **result.context)
        return result
