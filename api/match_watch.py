"""Looks for new matches in a thread of its own, soon after documents came in."""

import logging
from threading import Lock

from api.matches import check_matches
from api.one_thread import OneThread
from api.wiring import Service

logger = logging.getLogger(__name__)


class MatchWatch:
    """One look at a time; whoever asks while one waits is served by that one."""

    def __init__(self, service: Service, thread: OneThread) -> None:
        self._service = service
        self._thread = thread
        self._lock = Lock()
        self._waiting = False

    def soon(self) -> None:
        """Look as soon as may be; returns at once."""
        with self._lock:
            if self._waiting or not self._service.settings.match_checks:
                return
            self._waiting = True
        self._thread.do(self._look)

    def settled(self) -> None:
        """Return once all that was asked for is done."""
        self._thread.settled()

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
