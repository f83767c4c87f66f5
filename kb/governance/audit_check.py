"""Whether the trail is whole: the first entry that is not as it was written, and what befell it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kb.governance.anchors import Anchor
from kb.governance.audit import AuditRecord, Tip, holds

_SHIFT = 64  # how far from its place an entry is looked for when the one before it is gone too


class Fault(StrEnum):
    """What befell the trail."""

    CHANGED = "changed"  # 内容被改动
    REMOVED = "removed"  # 被删除
    INSERTED = "inserted"  # 是插入的
    SWAPPED = "swapped"  # 与另一条调换
    TRUNCATED = "truncated"  # 从此条起被截去
    REWRITTEN = "rewritten"  # 与锚点不符：整链重写或退回旧库
    ANCHOR = "anchor"  # 锚点本身被改动


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome; without ``fault`` the trail is whole.

    ``seq`` is the broken entry, ``other`` the one it changed places with. ``regressed`` are entries
    older than the one before them: a clock set back, a warning only.
    """

    entries: int
    anchors: int
    fault: Fault | None = None
    seq: int = 0
    other: int = 0
    regressed: tuple[int, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 whole, 2 broken, 3 truncated."""
        if self.fault is None:
            return 0
        return 3 if self.fault is Fault.TRUNCATED else 2


class Entries(Protocol):
    """The kept entries: from first to last, and single ones."""

    def stream(self) -> Iterator[AuditRecord]:
        """All of them by seq."""

    def at(self, seq: int) -> AuditRecord | None:
        """The entry of that number."""

    def hashed(self, hash: str) -> AuditRecord | None:
        """An entry of that hash."""


def verify(entries: Entries, anchors: Sequence[Anchor], *, key: bytes) -> Verdict:
    """Read the trail through, to the first fault; memory does not grow with it."""
    if any(not anchor.holds(key) for anchor in anchors):
        bad = next(anchor for anchor in anchors if not anchor.holds(key))
        return Verdict(0, len(anchors), Fault.ANCHOR, bad.seq)
    told: Mapping[int, frozenset[str]] = _by_seq(anchors)
    tip, count, before, regressed = Tip(), 0, "", list[int]()
    for record in entries.stream():
        fault = _fault(record, tip, entries, told, key)
        if fault is not None:
            kind, seq, other = fault
            return Verdict(count, len(anchors), kind, seq, other, tuple(regressed))
        if record.at < before:
            regressed.append(record.seq)
        tip, count, before = Tip(record.seq, record.hash), count + 1, record.at
    if tip.seq < max(told, default=0):
        return Verdict(
            count, len(anchors), Fault.TRUNCATED, tip.seq + 1, regressed=tuple(regressed)
        )
    return Verdict(count, len(anchors), regressed=tuple(regressed))


def _fault(
    record: AuditRecord,
    tip: Tip,
    entries: Entries,
    anchors: Mapping[int, frozenset[str]],
    key: bytes,
) -> tuple[Fault, int, int] | None:
    expected = tip.seq + 1
    if record.seq < expected:  # a number below 1: no chain begins there
        return Fault.INSERTED, record.seq, 0
    if record.seq > expected:
        return Fault.REMOVED, expected, 0
    if record.prev == tip.hash and holds(record, key):
        replaced = anchors.get(record.seq, frozenset((record.hash,))) != {record.hash}
        return (Fault.REWRITTEN, record.seq, 0) if replaced else None
    return _misplaced(record, tip, entries, key)


def _misplaced(
    record: AuditRecord, tip: Tip, entries: Entries, key: bytes
) -> tuple[Fault, int, int]:
    """Tell a change from a swap, a removal or an insertion after which all were renumbered."""
    own = _own_seq(record, entries, key)
    if own:
        other = entries.at(own)
        if other is not None and holds(other, key, seq=record.seq):
            return Fault.SWAPPED, record.seq, own
        return (Fault.REMOVED if own > record.seq else Fault.INSERTED), record.seq, 0
    following = entries.at(record.seq + 1)
    if following is not None and following.prev == tip.hash:
        return Fault.INSERTED, record.seq, 0
    return Fault.CHANGED, record.seq, 0


def _own_seq(record: AuditRecord, entries: Entries, key: bytes) -> int:
    """The number under which the entry was written, where it is whole under another than it has."""
    before = entries.hashed(record.prev)
    near = range(max(1, record.seq - _SHIFT), record.seq + _SHIFT)
    candidates: Iterable[int] = (*((before.seq + 1,) if before else ()), *near)
    return next((seq for seq in candidates if seq != record.seq and holds(record, key, seq=seq)), 0)


def _by_seq(anchors: Sequence[Anchor]) -> dict[int, frozenset[str]]:
    found: dict[int, frozenset[str]] = {}
    for anchor in anchors:
        found[anchor.seq] = found.get(anchor.seq, frozenset()) | {anchor.hash}
    return found
