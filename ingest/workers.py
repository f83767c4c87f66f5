"""Worker processes that turn files into results, one file at a time, each with a deadline.

A hostile file may hang or kill the process that reads it; then that file alone fails
(``TIME_LIMIT``, ``READER_CRASHED``), a fresh worker takes over, and the rest goes on.
"""

import gc
import logging
import multiprocessing
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import Synchronized
from queue import Queue
from threading import Thread
from time import monotonic
from typing import Generic, TypeVar

from kb.errors import KbError
from kb.model import Failure, RawFile

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
Prepare = Callable[[RawFile], Result]

_CHUNK_BYTES = 512 * 1024
_CHUNK_FILES = 64
_RESULTS_AHEAD = 32
_WORKER_MEMORY = 4 * 1024**3


@dataclass(slots=True)
class _Worker(Generic[Result]):
    """``started`` counts, in shared memory, the files the process has begun to read."""

    process: BaseProcess
    pipe: Connection
    started: "Synchronized[int]"
    received: int = 0
    waiting: deque[RawFile] = field(default_factory=deque)
    deadline: float = 0.0


def read_here(
    prepare: Prepare[Result], files: Iterable[RawFile]
) -> Iterator[tuple[RawFile, Result | Failure]]:
    """The same as a pool's ``map``, in this process: for tests and trusted files."""
    for file in files:
        yield file, prepared(prepare, file)


def prepared(prepare: Prepare[Result], file: RawFile) -> Result | Failure:
    """The result for one file, or the failure that says why there is none."""
    try:
        return prepare(file)
    except KbError as error:
        return Failure(file.name, error.code, dict(error.context))
    except RecursionError:
        return Failure(file.name, "STRUCTURE_LIMIT")
    except MemoryError:
        return Failure(file.name, "MEMORY_LIMIT")
    except Exception as error:
        logger.exception("unexpected failure on document %s", file.id[:12])
        return Failure(file.name, "INTERNAL_ERROR", {"reason": type(error).__name__})


class WorkerPool(Generic[Result]):
    """``count`` processes that each build ``prepare`` once by calling ``factory``.

    They start with the first file. Results come in the order they are ready. ``seconds`` is the
    longest one file may take.
    """

    def __init__(
        self, factory: Callable[[], Prepare[Result]], *, count: int, seconds: float = 120.0
    ) -> None:
        self._factory = factory
        self._count = count
        self._seconds = seconds
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker[Result]] = []

    def __enter__(self) -> "WorkerPool[Result]":
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            _stop(worker)
        self._workers = []

    def map(self, files: Iterable[RawFile]) -> Iterator[tuple[RawFile, Result | Failure]]:
        """Each file with its result or its failure. Abandoned midway, busy workers are replaced."""
        try:
            yield from self._map(files)
        finally:
            for worker in self._workers:
                if worker.waiting:
                    self._replace(worker)

    def _map(self, files: Iterable[RawFile]) -> Iterator[tuple[RawFile, Result | Failure]]:
        chunks = _chunks(files)
        returned: deque[list[RawFile]] = deque()
        first = next(chunks, None)
        if first is None:
            return
        returned.append(first)
        if not self._workers:
            self._workers = [self._started() for _ in range(self._count)]
        for worker in self._workers:
            self._feed(worker, chunks, returned)
        while busy := [worker for worker in self._workers if worker.waiting]:
            soonest = min(worker.deadline for worker in busy) - monotonic()
            ready = wait([worker.pipe for worker in busy], timeout=max(soonest, 0.0))
            for worker in busy:
                if worker.pipe in ready:
                    yield self._received(worker, returned)
                elif worker.deadline <= monotonic():
                    yield self._given_up(worker, "TIME_LIMIT", returned)
                if not worker.waiting:
                    self._feed(worker, chunks, returned)

    def _feed(
        self,
        worker: _Worker[Result],
        chunks: Iterator[list[RawFile]],
        returned: deque[list[RawFile]],
    ) -> None:
        chunk = returned.popleft() if returned else next(chunks, None)
        if chunk:
            worker.waiting.extend(chunk)
            worker.deadline = monotonic() + self._seconds
            worker.pipe.send(chunk)

    def _received(
        self, worker: _Worker[Result], returned: deque[list[RawFile]]
    ) -> tuple[RawFile, Result | Failure]:
        try:
            result: Result | Failure = worker.pipe.recv()
        except (EOFError, OSError):
            return self._given_up(worker, "READER_CRASHED", returned)
        worker.deadline = monotonic() + self._seconds
        worker.received += 1
        return worker.waiting.popleft(), result

    def _given_up(
        self, worker: _Worker[Result], code: str, returned: deque[list[RawFile]]
    ) -> tuple[RawFile, Failure]:
        # results not sent yet are simply made again; only the file being read is to blame
        reading = max(worker.started.value - worker.received - 1, 0)
        culprit = worker.waiting[reading]
        rest = [file for file in worker.waiting if file is not culprit]
        if rest:
            returned.append(rest)
        self._replace(worker)
        logger.warning("a worker gave up on document %s: %s", culprit.id[:12], code)
        return culprit, Failure(culprit.name, code, {"seconds": self._seconds})

    def _replace(self, worker: _Worker[Result]) -> None:
        _stop(worker, at_once=True)
        fresh = self._started()
        worker.process, worker.pipe = fresh.process, fresh.pipe
        worker.started, worker.received, worker.waiting = fresh.started, 0, fresh.waiting

    def _started(self) -> _Worker[Result]:
        ours, theirs = self._context.Pipe()
        started = self._context.Value("q", 0)
        process = self._context.Process(
            target=_work, args=(theirs, self._factory, started), daemon=True
        )
        process.start()
        theirs.close()
        return _Worker(process, ours, started)


def _work(
    pipe: Connection, factory: Callable[[], Prepare[Result]], started: "Synchronized[int]"
) -> None:
    _limit_memory()
    prepare = factory()
    # dictionaries and models stay to the end: no search for garbage needs to walk them
    gc.collect()
    gc.freeze()
    # sent from a thread of its own, so that reading goes on while the writer is busy
    results: Queue[Result | Failure | None] = Queue(maxsize=_RESULTS_AHEAD)
    sender = Thread(target=_send_all, args=(pipe, results), daemon=True)
    sender.start()
    while True:
        try:
            chunk: list[RawFile] | None = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        if chunk is None:
            results.put(None)
            sender.join()
            return
        for file in chunk:
            started.value += 1
            results.put(prepared(prepare, file))


def _send_all(pipe: Connection, results: Queue[Result | Failure | None]) -> None:
    while (result := results.get()) is not None:
        pipe.send(result)


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_WORKER_MEMORY, _WORKER_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _stop(worker: _Worker[Result], *, at_once: bool = False) -> None:
    if not at_once and not worker.waiting:
        try:
            worker.pipe.send(None)
        except OSError:
            at_once = True
        worker.process.join(timeout=5)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()
    worker.pipe.close()


def _chunks(files: Iterable[RawFile]) -> Iterator[list[RawFile]]:
    chunk: list[RawFile] = []
    size = 0
    for file in files:
        chunk.append(file)
        size += len(file.content)
        if size >= _CHUNK_BYTES or len(chunk) == _CHUNK_FILES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
