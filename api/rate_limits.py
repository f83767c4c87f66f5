"""How often something may be done: so many times a minute by each key, counted in this process."""

from collections import deque
from collections.abc import Callable
from math import ceil
from threading import Lock
from time import monotonic

from kb.errors import RateLimited

_WINDOW = 60.0
_MOST_KEYS = 10_000


class RateLimits:
    """Sliding windows of one minute."""

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._taken: dict[str, deque[float]] = {}

    def take(self, key: str, *, limit: int) -> None:
        """Count one more; ``RateLimited`` with the seconds to wait where ``limit`` is reached."""
        moment = self._clock()
        with self._lock:
            if len(self._taken) >= _MOST_KEYS:
                self._forget(moment)
            taken = self._taken.setdefault(key, deque())
            while taken and moment - taken[0] >= _WINDOW:
                taken.popleft()
            if len(taken) >= limit:
                raise RateLimited(seconds=max(1, ceil(_WINDOW - (moment - taken[0]))))
            taken.append(moment)

    def _forget(self, moment: float) -> None:
        self._taken = {
            key: taken
            for key, taken in self._taken.items()
            if taken and moment - taken[-1] < _WINDOW
        }
