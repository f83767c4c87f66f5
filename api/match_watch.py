"""Looks for new matches in a thread of its own, soon after documents came in."""

import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from types import TracebackType

from api.matches import check_matches
from api.wiring import Service

logger = logging.getLogger(__name__)


class MatchWatch:
    """One look at a time; whoever asks while one waits is served by that one."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._queue = ThreadPoolExecutor(max_workers=1, thread_name_prefix="matches")
        self._lock = Lock()
        self._waiting = False

    def __enter__(self) -> "MatchWatch":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._queue.shutdown(wait=True, cancel_futures=True)

    def soon(self) -> None:
        """Look as soon as may be; returns at once."""
        with self._lock:
            if self._waiting or not self._service.settings.match_checks:
                return
            self._waiting = True
        self._queue.submit(self._look)

    def settled(self) -> None:
        """Return once all that was asked for is done."""
        self._queue.submit(lambda: None).result()

    def _look(self) -> None:
        with self._lock:
            self._waiting = False
        look_quietly(self._service)


def look_quietly(service: Service) -> int:
    """A look that breaks nothing else; returns how many matches were told."""
    try:
        return check_matches(service).told
    except Exception:
        logger.exception("new matches could not be looked for; tried again at the next look")
        return 0
