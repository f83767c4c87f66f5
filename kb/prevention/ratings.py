"""Entering ratings and counts: what an indicator or a line of the sheet is to be answered with."""

from kb.errors import IllegalTransition, InvalidQuery
from kb.evaluation_terms import KpiKind, load_evaluation_terms
from kb.prevention.indicators import SATISFACTION
from kb.prevention.ledger_facts import RATINGS, RatingFacts
from kb.registers.records import Kept, Placing, declared
from kb.store.registry import Registry

_LOWEST, _HIGHEST = 1, 5


class Ratings:
    """Ratings as one person enters them; they are never edited, only struck and entered anew."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def rate(self, facts: RatingFacts, placing: Placing | None = None) -> Kept[RatingFacts]:
        """Keep a score of 1–5, or a numerator with its denominator, whichever the indicator asks.

        LABEL_UNKNOWN for an indicator that is in no vocabulary, FIELD_NEEDED for what is missing
        (a survey also says its sample and how it was made), PARAM_OUT_OF_RANGE for the rest.
        """
        check_rating(facts)
        if facts.on > self._registry.today():
            raise InvalidQuery("PARAM_OUT_OF_RANGE", field=_zh("on"), value=facts.on.isoformat())
        return self._registry.add(RATINGS, facts, placing)

    def strike(self, rating_id: str, reason: str, *, expected: int) -> Kept[RatingFacts]:
        """A rating no longer counts; it is kept with the reason."""
        kept = self._registry.get(RATINGS, rating_id, lock=True)
        if kept.state != "kept":
            raise IllegalTransition(id=kept.id, state=kept.state, to="struck")
        if not reason.strip():
            raise InvalidQuery("FIELD_NEEDED", field="理由")
        return self._registry.change(
            RATINGS, kept, state="struck", action="strike", reason=reason, expected=expected
        )


def check_rating(facts: RatingFacts) -> None:
    """Refuse a rating that does not answer its indicator; the refusals of ``Ratings.rate``."""
    terms = load_evaluation_terms()
    kpi = terms.kpis.get(facts.indicator)
    if kpi is None and facts.indicator not in terms.indicators:
        raise InvalidQuery("LABEL_UNKNOWN", key=facts.indicator[:60])
    scored = kpi is not None and kpi.kind is KpiKind.RATED and kpi.id != SATISFACTION
    needed = ["score"] if scored else ["numerator", "denominator"]
    if facts.indicator == SATISFACTION:
        needed += ["n", "note"]
    missing = [_zh(name) for name in needed if getattr(facts, name) in (None, "")]
    if missing:
        raise InvalidQuery("FIELD_NEEDED", field="、".join(missing))
    if facts.score is not None and not (scored and _LOWEST <= facts.score <= _HIGHEST):
        raise InvalidQuery("PARAM_OUT_OF_RANGE", field=_zh("score"), value=facts.score)
    above, below = facts.numerator or 0, facts.denominator
    if below is not None and below <= 0:
        raise InvalidQuery("PARAM_OUT_OF_RANGE", field=_zh("denominator"), value=below)
    if above < 0 or (below is not None and kpi is not None and above > below):
        raise InvalidQuery("PARAM_OUT_OF_RANGE", field=_zh("numerator"), value=above)


def _zh(name: str) -> str:
    return declared(RatingFacts)[name].zh
