"""Self-assessment and check side by side: the same unit, letter and round, line by line."""

from dataclasses import dataclass
from decimal import Decimal

from kb.prevention.evaluation import Evaluations
from kb.prevention.evaluation_sheet import Sheet
from kb.prevention.ledger_facts import EVALUATIONS, EvaluationFacts, Side
from kb.registers.records import Kept
from kb.store.registry import Registry, Wanted


@dataclass(frozen=True, slots=True)
class LineGap:
    """The scores of a line on either side and how much the unit gives itself more."""

    indicator: str
    own: Decimal | None
    check: Decimal | None
    gap: Decimal | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Both sheets; a side that has none is None, and then there is no gap."""

    own: Kept[EvaluationFacts] | None
    check: Kept[EvaluationFacts] | None
    lines: tuple[LineGap, ...]
    total_gap: Decimal | None


def side_by_side(registry: Registry, evaluations: Evaluations, evaluation_id: str) -> Pair:
    """An evaluation and the last one of the other side; ``NotFound`` where it is not to be read."""
    given = registry.get(EVALUATIONS, evaluation_id)
    facts = given.facts
    wanted = Wanted(equal=(("unit", (facts.unit,)), ("round", (facts.round,))))
    kept = {
        one.facts.side: one
        for one in registry.all(EVALUATIONS, wanted)
        if one.facts.letter == facts.letter and one.state != "draft"
    } | {facts.side: given}
    own, check = kept.get(Side.SELF), kept.get(Side.CHECK)
    own_sheet = evaluations.sheet(own.facts) if own else None
    check_sheet = evaluations.sheet(check.facts) if check else None
    scores, others = _scores(own_sheet), _scores(check_sheet)
    lines = tuple(
        LineGap(name, scores.get(name), others.get(name), _gap(scores.get(name), others.get(name)))
        for name in scores or others
    )
    total = _gap(own_sheet.total if own_sheet else None, check_sheet.total if check_sheet else None)
    return Pair(own, check, lines, total)


def _scores(sheet: Sheet | None) -> dict[str, Decimal | None]:
    if sheet is None:
        return {}
    return {line.indicator.id: line.score for each in sheet.dimensions for line in each.lines}


def _gap(own: Decimal | None, check: Decimal | None) -> Decimal | None:
    return None if own is None or check is None else own - check
