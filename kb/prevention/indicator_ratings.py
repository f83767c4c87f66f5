"""What people rate or count: the qualitative indicators, and what a unit says of itself."""

from kb.prevention.indicator_counts import Quality, Reported, Row
from kb.prevention.indicator_letters import served
from kb.prevention.indicator_records import RatingSeen
from kb.prevention.indicator_window import Window
from kb.prevention.ledger_facts import Side


def reported(window: Window, indicator: str, side: Side) -> Reported | None:
    """What a side says of an indicator in the period; None where it says nothing.

    Counts win over scores: the last counts of each unit are added up, numerators by denominators.
    Without counts it is the mean of all scores.
    """
    rows = [one for one in window.ratings if one.indicator == indicator and one.side is side]
    latest: dict[str, RatingSeen] = {}
    for one in sorted(rows, key=lambda one: (one.on, one.id)):
        if one.numerator is not None and one.denominator:
            latest[one.unit] = one
    if latest:
        counted = sorted(latest.values(), key=lambda one: one.id)
        above = sum(one.numerator or 0 for one in counted)
        below = sum(one.denominator or 0 for one in counted)
        return Reported(
            above / below,
            len(counted),
            tuple(Row(one.id, one.numerator or 0) for one in counted),
            tuple(Row(one.id, one.denominator or 0) for one in counted),
        )
    scored = [(one.id, one.score) for one in rows if one.score is not None]
    if not scored:
        return None
    given = tuple(Row(record_id, score) for record_id, score in scored)
    return Reported(sum(score for _, score in scored) / len(scored), len(scored), given)


def letter_quality(window: Window) -> Quality:
    """The quality of the letters that ``suggestions_issued`` counts."""
    letters = served(window)
    scores = [one.quality for one in letters if one.quality is not None]
    mean = sum(scores) / len(scores) if scores else None
    return Quality(mean, len(scores), len(letters) - len(scores))
