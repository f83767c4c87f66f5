"""The last answers of long reckonings, each with the version of the store it was made from."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

T = TypeVar("T")
_MOST = 64


class KeptAnswers:
    """At most 64, the longest unused going first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()

    def get(self, key: Hashable, version: int, reckon: Callable[[], T]) -> T:
        """What is kept for this version, else what ``reckon`` gives."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
        if kept is not None and kept[0] == version:
            return cast(T, kept[1])
        answer = reckon()
        with self._lock:
            self._kept[key] = (version, answer)
            self._kept.move_to_end(key)
            if len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return answer
