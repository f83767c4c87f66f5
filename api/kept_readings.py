"""Readings of the new cases asked about last: another weight or filter reads none anew."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from kb.model import TaggedDocument
from kb.store.new_cases import NewCase

_MOST, _MOST_CHARS = 32, 500_000


class KeptReadings:
    """The last readings of one process, at most 32 of half a million characters together.

    Some ten megabytes at most. They hang on the drawn id of a kept case, which never changes its
    text, and are asked for only with a case just fetched as the person's own: nobody meets the
    reading of another's. A forgotten case takes its reading along. Made by the one reader of the
    process, so no model can change behind them.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[str, TaggedDocument] = OrderedDict()

    def of(self, case: NewCase, read: Callable[[], TaggedDocument]) -> TaggedDocument:
        """The reading of a kept case; ``read`` makes it where it is not here."""
        with self._lock:
            known = self._kept.get(case.id)
            if known is not None:
                self._kept.move_to_end(case.id)
                return known
        fresh = read()
        with self._lock:
            self._kept[case.id] = fresh
            while len(self._kept) > _MOST or self._chars() > _MOST_CHARS:
                self._kept.popitem(last=False)
        return fresh

    def forget(self, case_id: str) -> None:
        """It is not here any more."""
        with self._lock:
            self._kept.pop(case_id, None)

    def _chars(self) -> int:
        return sum(len(one.document.text) for one in self._kept.values())
