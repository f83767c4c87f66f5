"""同漏洞复发雷达: closed items to look at again, because a new clue or loophole is like them.

The signature is 领域×岗位×环节×漏洞. A match proposes to reopen (in the unit itself) or to look
(in its sister units, of the same system); a person decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kb.errors import InvalidQuery
from kb.prevention.chain_facts import CLUES, LOOPHOLES
from kb.prevention.warning_records import ItemWatched, found_on
from kb.prevention.warning_watch import Watch
from kb.registers.catalogue import register_of
from kb.store.registry import Registry


class Part(StrEnum):
    """What of the signature is the same."""

    DOMAIN = "domain"
    POSITION = "position"
    POWER_LINK = "power_link"
    LOOPHOLE = "loophole"


PARTS = {
    Part.DOMAIN: "领域",
    Part.POSITION: "岗位",
    Part.POWER_LINK: "环节",
    Part.LOOPHOLE: "漏洞",
}


@dataclass(frozen=True, slots=True)
class Match:
    """A closed item like the new record; ``sister`` where it is another unit's of the system."""

    item: str
    unit: str
    letter: str
    written_off: date
    loopholes: tuple[str, ...]
    parts: tuple[Part, ...]
    sister: bool


@dataclass(frozen=True, slots=True)
class _Signature:
    """What a record says: where, and what of the four parts; several where it says several."""

    unit: str
    domains: frozenset[str]
    positions: frozenset[str]
    links: frozenset[str]
    terms: frozenset[str]


def recurrences(registry: Registry, record_id: str) -> tuple[Match, ...]:
    """The written-off items a clue or loophole calls to mind: the unit's own first, likest first.

    A clue speaks by its risk points that were not dismissed. ``NotFound`` for what may not be read,
    RECURRENCE_KIND for records of other kinds.
    """
    register = register_of(record_id)
    if register.kind not in (CLUES.kind, LOOPHOLES.kind):
        raise InvalidQuery("RECURRENCE_KIND", id=record_id[:64])
    registry.get(register, record_id)
    watch = Watch(registry)
    new, day = _of_record(watch, record_id)
    found = [one for item in watch.items for one in _match(watch, item, new, day)]
    return tuple(sorted(found, key=lambda one: (one.sister, -len(one.parts), one.item)))


def _of_record(watch: Watch, record_id: str) -> tuple[_Signature, date]:
    for one in watch.loopholes:
        if one.id == record_id:
            said = _Signature(
                one.unit, _set(one.domain), _set(one.position), _set(one.power_link), _set(one.term)
            )
            return said, found_on(one)
    points = [one for one in watch.points if one.clue == record_id]
    for clue in watch.clues:
        if clue.id == record_id:
            said = _Signature(
                clue.unit,
                _set(clue.domain),
                _set(clue.position),
                _set(*(one.power_link for one in points)),
                _set(*(term for one in points for term in one.loopholes)),
            )
            return said, clue.received
    return _Signature("", _set(), _set(), _set(), _set()), watch.today


def _match(watch: Watch, item: ItemWatched, new: _Signature, day: date) -> Iterator[Match]:
    if item.state != "written_off" or item.written_off is None or item.written_off >= day:
        return
    old = _of_item(watch, item)
    system = watch.system_of(item.unit)
    sister = item.unit != new.unit
    if not item.unit or (sister and (not system or system != watch.system_of(new.unit))):
        return
    parts = {
        Part.DOMAIN: old.domains & new.domains,
        Part.POSITION: old.positions & new.positions,
        Part.POWER_LINK: old.links & new.links,
        Part.LOOPHOLE: old.terms & new.terms,
    }
    elsewhere = old.domains and new.domains and not parts[Part.DOMAIN]
    if not parts[Part.LOOPHOLE] or elsewhere:
        return
    yield Match(
        item=item.id,
        unit=item.unit,
        letter=item.letter,
        written_off=item.written_off,
        loopholes=tuple(sorted(parts[Part.LOOPHOLE])),
        parts=tuple(part for part, same in parts.items() if same),
        sister=sister,
    )


def _of_item(watch: Watch, item: ItemWatched) -> _Signature:
    """An item says its domain and loopholes; post and link are those of its case."""
    case = watch.cases.get(item.case_id)
    found = [one for one in watch.loopholes_of(item.case_id) if one.term in item.loopholes]
    return _Signature(
        item.unit,
        _set(item.domain, case.domain if case and not item.domain else ""),
        _set(case.position if case else "", *(one.position for one in found)),
        _set(*(case.power_links if case else ()), *(one.power_link for one in found)),
        _set(*item.loopholes),
    )


def _set(*values: str) -> frozenset[str]:
    return frozenset(values) - {""}
