"""Records by name: what pages call the records that ids stand for.

A page asks for all ids it is going to show at once. What the person may not read is not found, and
is shown as such, never by its title.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from api.pages.record_paths import record_path
from api.pages.shown_names import unit_names
from api.wiring import Service
from kb.governance.access import Level, Principal
from kb.registers.catalogue import REGISTERS
from kb.registers.records import Kept
from kb.store.register_titles import SHAPES, SHOWN
from kb.store.registry import Registry, Wanted

_AT_ONCE = 400  # a database takes so many values in one condition


@dataclass(frozen=True, slots=True)
class Named:
    """A record as a line of a list; ``path`` opens it."""

    id: str
    kind: str
    title: str
    state: str
    day: str
    unit: str
    path: str
    level: Level


def named(registry: Registry, ids: Iterable[str]) -> Mapping[str, Named]:
    """The records of these ids that the person may read, by id, in the order asked."""
    wanted = list(dict.fromkeys(ids))
    by_kind: dict[str, list[str]] = {}
    for one in wanted:
        by_kind.setdefault(one.rpartition("-")[0], []).append(one)
    found: dict[str, Named] = {}
    units = unit_names(registry)
    for kind in by_kind.keys() & REGISTERS.keys():
        register, of_kind = REGISTERS[kind], by_kind[kind]
        for at in range(0, len(of_kind), _AT_ONCE):
            some = tuple(of_kind[at : at + _AT_ONCE])
            for kept in registry.all(register, Wanted(equal=(("id", some),))):
                found[kept.id] = Named(
                    kept.id,
                    register.zh,
                    _said(kept, SHAPES[kind].title)[:SHOWN],
                    register.states[kept.state],
                    _said(kept, SHAPES[kind].day),
                    units.get(getattr(kept.facts, "unit", ""), ""),
                    record_path(kept.id),
                    kept.head.level,
                )
    return {one: found[one] for one in wanted if one in found}


def record_named(service: Service, who: Principal, shown: Iterable[Named]) -> None:
    """Record that records are about to be shown by their titles: those of level 2 and above."""
    found = list(shown)
    if found:
        highest = max(one.level for one in found)
        service.governing.record_read(who, f"records×{len(found)}", highest, "records.read")


def _said(kept: Kept[Any], field: str) -> str:
    value = getattr(kept.facts, field) if field else None
    return str(value) if value else ""
