"""风险地图: where risk points, loopholes, clues and cases gather, by domain, post and power link.

Computed anew whenever it is asked for, as of any day, over what the person may read.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from kb.prevention.warning_watch import Watch

Place: TypeAlias = tuple[str, str, str]


class Layer(StrEnum):
    """What is counted."""

    POINTS = "points"
    LOOPHOLES = "loopholes"
    CLUES = "clues"
    CASES = "cases"


@dataclass(frozen=True, slots=True)
class RiskCell:
    """A place on the map; empty words where a record does not say. The ids of what is counted."""

    domain: str
    position: str
    power_link: str
    points: tuple[str, ...]
    loopholes: tuple[str, ...]
    clues: tuple[str, ...]
    cases: tuple[str, ...]

    @property
    def total(self) -> int:
        """All records at the place."""
        return sum(map(len, (self.points, self.loopholes, self.clues, self.cases)))


def risk_map(watch: Watch) -> tuple[RiskCell, ...]:
    """The places where there is anything, the fullest first.

    Confirmed risk points and loopholes; clues that were not closed; cases that were not withdrawn.
    A clue stands at the links of its confirmed risk points, a case at each link it names.
    """
    found: dict[Place, dict[Layer, list[str]]] = defaultdict(lambda: defaultdict(list))
    for layer, place, record_id in _placed(watch):
        found[place][layer].append(record_id)
    cells = [
        RiskCell(*place, *(tuple(sorted(at[one])) for one in Layer)) for place, at in found.items()
    ]
    return tuple(
        sorted(cells, key=lambda one: (-one.total, one.domain, one.position, one.power_link))
    )


def _placed(watch: Watch) -> Iterator[tuple[Layer, Place, str]]:
    links: dict[str, set[str]] = defaultdict(set)
    for one in watch.points:
        if one.state == "confirmed":
            links[one.clue].add(one.power_link)
            yield Layer.POINTS, (one.domain, one.position, one.power_link), one.id
    for loophole in watch.loopholes:
        place = (loophole.domain, loophole.position, loophole.power_link)
        yield Layer.LOOPHOLES, place, loophole.id
    for clue in watch.clues:
        for link in (links[clue.id] - {""}) or {""}:
            yield Layer.CLUES, (clue.domain, clue.position, link), clue.id
    for case in watch.cases.values():
        for link in set(case.power_links) or {""}:
            yield Layer.CASES, (case.domain, case.position, link), case.id
