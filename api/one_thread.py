"""Work behind the answers: one piece after another in a thread that ends with the service."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

logger = logging.getLogger(__name__)


class OneThread:
    """Does one piece of work at a time, in the order it was given; any number may wait.

    To leave it is to wait for the piece that is being done; what waits is not begun any more.
    """

    def __init__(self, name: str) -> None:
        self._queue = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def __enter__(self) -> "OneThread":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._queue.shutdown(wait=True, cancel_futures=True)

    def do(self, work: Callable[[], object]) -> None:
        """Do it as soon as may be; returns at once. A failure is logged, and the next goes on."""
        self._queue.submit(_done, work)

    def settled(self) -> None:
        """Return once all that was given is done."""
        self._queue.submit(lambda: None).result()


def _done(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:
        logger.exception("a piece of work behind the answers failed")
