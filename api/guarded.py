"""Uploaded files that are only looked at (tag, similar, a page's picture) are opened in processes
of their own too."""

from collections.abc import Callable
from functools import partial
from threading import Lock
from types import TracebackType
from typing import Generic, TypeVar

from api.settings import Settings
from api.wiring import reading_only
from ingest.page_images import drawing
from ingest.workers import Prepare, WorkerPool
from kb.errors import NotFound, ReadError
from kb.model import Failure, RawFile, TaggedDocument

Result = TypeVar("Result")


class Guarded(Generic[Result]):
    """Opens one file at a time behind a process boundary, with a deadline."""

    def __init__(self, factory: Callable[[], Prepare[Result]], *, seconds: float) -> None:
        self._pool: WorkerPool[Result] = WorkerPool(factory, count=1, seconds=seconds)
        self._lock = Lock()

    def __enter__(self) -> "Guarded[Result]":
        self._pool.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._pool.__exit__(kind, error, traceback)

    def read(self, file: RawFile) -> Result:
        """What comes of the file; the reader's refusal is raised with its code."""
        with self._lock:
            [(_, result)] = self._pool.map([file])
        if isinstance(result, Failure):
            refusal = NotFound if result.code == "PAGE_UNKNOWN" else ReadError
            raise refusal(result.code, **result.context)
        return result


def guarded_reader(settings: Settings) -> Guarded[TaggedDocument]:
    """Reads a file and keeps nothing."""
    return Guarded(partial(reading_only, settings), seconds=60.0)


def guarded_pictures() -> Guarded[bytes]:
    """Draws a page of a PDF; the file's name is the number of the page."""
    return Guarded(drawing, seconds=20.0)
