"""早发现、早预警、早处置: how many days lie between a clue, its warning and what was done.

Taken over the warnings raised in a period, as they stood at its end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median

from kb.prevention.chain_facts import CLUES
from kb.prevention.indicator_records import ClueSeen, WarningSeen
from kb.prevention.indicator_window import LONG_AGO, Window
from kb.prevention.ledger_facts import WARNINGS
from kb.registers.days import day_of
from kb.store.register_past import reached

_FEWEST = 3  # a median of one or two warnings tells of persons, not of a practice


class Leg(StrEnum):
    """A stretch that is timed."""

    CLUE_TO_WARNING = "clue_to_warning"
    WARNING_TO_ACKNOWLEDGEMENT = "warning_to_acknowledgement"
    WARNING_TO_CHECK = "warning_to_check"
    WARNING_TO_ACTION = "warning_to_action"


LEGS = {
    Leg.CLUE_TO_WARNING: "线索到预警",
    Leg.WARNING_TO_ACKNOWLEDGEMENT: "预警到签收",
    Leg.WARNING_TO_CHECK: "预警到核查",
    Leg.WARNING_TO_ACTION: "预警到处置",
}


@dataclass(frozen=True, slots=True)
class LeadTime:
    """Calendar days of a leg over ``n`` warnings; None where fewer than three have been through.

    ``ids`` are the warnings.
    """

    leg: Leg
    n: int
    median_days: float | None
    longest_days: int | None
    ids: tuple[str, ...] = ()


def lead_times(window: Window) -> tuple[LeadTime, ...]:
    """Each leg; a warning counts for the legs that lie behind it.

    A warning's clue is the earliest among its subjects, or that of a case among them.
    """
    received = {one.id: one.received for one in window.read(CLUES, ClueSeen)}
    clue_of = {one.id: one.clue for one in window.cases}
    closed = reached(
        window.registry, WARNINGS, "closed", since=LONG_AGO, before=window.period.closes
    )
    days: dict[Leg, dict[str, int]] = {leg: {} for leg in Leg}
    for one in window.warnings:
        if not window.period.holds(one.raised):
            continue
        clue = _first_clue(one, received, clue_of)
        done = day_of(closed[one.id]) if one.id in closed else None
        for leg, start, end in (
            (Leg.CLUE_TO_WARNING, clue, one.raised),
            (Leg.WARNING_TO_ACKNOWLEDGEMENT, one.raised, one.acknowledged),
            (Leg.WARNING_TO_CHECK, one.raised, one.verified),
            (Leg.WARNING_TO_ACTION, one.raised, done),
        ):
            if start and end:
                days[leg][one.id] = (end - start).days
    return tuple(_lead_time(leg, found) for leg, found in days.items())


def _first_clue(
    warning: WarningSeen, received: dict[str, date], clue_of: dict[str, str]
) -> date | None:
    clues = (clue_of.get(one, one) for one in warning.subjects)
    return min((received[one] for one in clues if one in received), default=None)


def _lead_time(leg: Leg, days: Mapping[str, int]) -> LeadTime:
    found, ids = sorted(days.values()), tuple(sorted(days))
    if len(found) < _FEWEST:
        return LeadTime(leg, len(found), None, None, ids)
    return LeadTime(leg, len(found), float(median(found)), found[-1], ids)
