"""Where prevention has reached, and where loopholes gather: two tables with their empty cells.

Both count what stood at the end of a period; what the person may not read is not counted.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.prevention.chain_facts import CLUES, UnitKind
from kb.prevention.indicator_records import ClueSeen
from kb.prevention.indicator_window import Window
from kb.prevention.ledger_facts import Side


class Stage(StrEnum):
    """The columns of the coverage table, along the chain."""

    CLUES = "clues"
    CASES = "cases"
    LETTERS = "letters"
    RECTIFICATION = "rectification"
    EVALUATION = "evaluation"


STAGES = {
    Stage.CLUES: "线索受理",
    Stage.CASES: "立案调查",
    Stage.LETTERS: "制发建议",
    Stage.RECTIFICATION: "整改落实",
    Stage.EVALUATION: "效果评估",
}


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """A kind of units at a stage: how many records, of how many of its units. Zeros are told.

    ``ids`` are the records.
    """

    kind: UnitKind
    stage: Stage
    records: int
    units: int
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every kind by every stage, and how many units there are of each kind."""

    units: Mapping[UnitKind, int]
    cells: tuple[CoverageCell, ...]


@dataclass(frozen=True, slots=True)
class HeatCell:
    """Confirmed loopholes of a kind in a domain: how many, in how many units, by which ids."""

    domain: str
    loophole: str
    count: int
    units: int
    ids: tuple[str, ...]


def coverage(window: Window) -> Coverage:
    """What was received, filed, served, issued and confirmed in the period, by kinds of units.

    Records without a unit, or with one that the person may not read, are in no cell.
    """
    period = window.period
    kinds = {one.id: UnitKind(one.kind) for one in window.units}
    clues = window.read(CLUES, ClueSeen)
    of_stage = {
        Stage.CLUES: [(one.id, one.unit) for one in clues if period.holds(one.received)],
        Stage.CASES: [(one.id, one.unit) for one in window.cases if period.holds(one.filed)],
        Stage.LETTERS: [(one.id, one.unit) for one in window.letters if period.holds(one.served)],
        Stage.RECTIFICATION: [
            (one.id, one.unit) for one in window.items if period.holds(one.issued)
        ],
        Stage.EVALUATION: [
            (one.id, one.unit)
            for one in window.evaluations
            if one.state == "confirmed" and one.side is Side.CHECK and period.holds(one.confirmed)
        ],
    }
    cells = tuple(
        _cell(kind, stage, [one for one in of_stage[stage] if kinds.get(one[1]) is kind])
        for kind in UnitKind
        for stage in Stage
    )
    counted = Counter(kinds.values())
    return Coverage({kind: counted[kind] for kind in UnitKind}, cells)


def heat_map(window: Window) -> tuple[HeatCell, ...]:
    """Confirmed loopholes by domain and kind, gravest first; a loophole without a domain has that
    of its case."""
    domains = {one.id: one.domain for one in window.cases}
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for one in window.loopholes_in_scope:
        domain = one.domain or domains.get(one.case_id, "")
        found.setdefault((domain, one.term), []).append((one.id, one.unit))
    cells = [
        HeatCell(
            domain,
            term,
            len(hits),
            len({unit for _, unit in hits if unit}),
            tuple(sorted(record_id for record_id, _ in hits)),
        )
        for (domain, term), hits in found.items()
    ]
    return tuple(sorted(cells, key=lambda cell: (-cell.count, cell.domain, cell.loophole)))


def _cell(kind: UnitKind, stage: Stage, hits: Sequence[tuple[str, str]]) -> CoverageCell:
    units = {unit for _, unit in hits}
    return CoverageCell(kind, stage, len(hits), len(units), tuple(sorted(one for one, _ in hits)))
