"""Every indicator of the assessment, as of any day, for any period and scope.

A number is never shown bare: it bears its numerator and denominator with the records behind each,
what the unit itself reports beside it, and where it cannot be computed the reason instead. The
count of letters always bears their quality.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from kb.errors import NotFound
from kb.evaluation_terms import Kpi, KpiKind, load_evaluation_terms
from kb.prevention.indicator_cases import (
    case_analysis_rate,
    crime_rates,
    measure_match_rate,
    people_filed,
    sync_start_rate,
)
from kb.prevention.indicator_counts import Counted, CrimeRate, Gap, Quality, Reported, Row
from kb.prevention.indicator_ledger import (
    alert_precision,
    evaluation_pass_rate,
    overdue_rate,
    rectification_completion_rate,
    write_off_rate,
)
from kb.prevention.indicator_letters import (
    reply_on_time_rate,
    suggestion_adoption_rate,
    suggestions_issued,
)
from kb.prevention.indicator_ratings import letter_quality, reported
from kb.prevention.indicator_window import Period, Window
from kb.prevention.ledger_facts import Side

Part: TypeAlias = Literal["numerator", "denominator"]
SATISFACTION, LEAST_SATISFIED = "public_satisfaction", 0.6
_FORMULAS: Mapping[str, Callable[[Window], Counted]] = MappingProxyType(
    {
        "suggestions_issued": suggestions_issued,
        "suggestion_adoption_rate": suggestion_adoption_rate,
        "reply_on_time_rate": reply_on_time_rate,
        "rectification_completion_rate": rectification_completion_rate,
        "write_off_rate": write_off_rate,
        "overdue_rate": overdue_rate,
        "case_analysis_rate": case_analysis_rate,
        "sync_start_rate": sync_start_rate,
        "measure_match_rate": measure_match_rate,
        "alert_precision": alert_precision,
        "evaluation_pass_rate": evaluation_pass_rate,
    }
)


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator with all that explains it.

    ``value`` is a count, a share (0.85, not 85) or a mean of 1–5; None with the reason in ``gap``.
    A count and a mean of scores have no denominator. ``n`` is how many records it rests on.
    ``reported`` is what the unit says of itself, ``difference`` the value less that. ``rates`` are
    the crime rates of the period and of its base. ``to_review`` marks a satisfaction below 60 %.
    """

    kpi: Kpi
    value: float | None
    gap: Gap | None
    numerator: float | None
    denominator: float | None
    rows: Counted
    n: int
    reported: Reported | None
    difference: float | None
    quality: Quality | None = None
    rates: tuple[CrimeRate, ...] = ()
    to_review: bool = False

    def part(self, part: Part) -> tuple[Row, ...]:
        """The records behind the numerator or the denominator, in the order of their ids."""
        rows = self.rows.numerator if part == "numerator" else self.rows.denominator or ()
        return tuple(sorted(rows, key=lambda row: row.id))


def indicator(window: Window, indicator_id: str, *, base: Period | None = None) -> Indicator:
    """One indicator; ``NotFound`` for an id that the vocabulary lacks.

    ``base`` is what a drop is measured against: the same days of the year before unless given.
    """
    kpi = load_evaluation_terms().kpis.get(indicator_id)
    if kpi is None:
        raise NotFound(id=indicator_id[:64])
    if indicator_id == "crime_rate_drop":
        return _crime_drop(kpi, window, base or window.period.a_year_before())
    if indicator_id in _FORMULAS:
        return _computed(kpi, window, _FORMULAS[indicator_id](window))
    return _rated(kpi, window)


def indicators(window: Window, *, base: Period | None = None) -> tuple[Indicator, ...]:
    """All of them, in the order of the vocabulary."""
    return tuple(indicator(window, one, base=base) for one in load_evaluation_terms().kpis)


def _computed(kpi: Kpi, window: Window, rows: Counted) -> Indicator:
    above = _sum(rows.numerator)
    if rows.denominator is None:
        beside = letter_quality(window)
        return _with_report(kpi, window, above, None, rows, n=len(rows.numerator), quality=beside)
    below = _sum(rows.denominator)
    if not below:
        return _with_report(kpi, window, None, Gap.NO_DENOMINATOR, rows, n=0)
    return _with_report(kpi, window, above / below, None, rows, n=len(rows.denominator))


def _rated(kpi: Kpi, window: Window) -> Indicator:
    """What people enter; the side of those who check is the value."""
    said = reported(window, kpi.id, Side.CHECK)
    if said is None:
        gap = Gap.NOT_RATED if kpi.kind is KpiKind.RATED else Gap.NO_DENOMINATOR
        return _with_report(kpi, window, None, gap, Counted((), ()), n=0)
    rows = Counted(said.numerator, said.denominator or None)
    return _with_report(kpi, window, said.value, None, rows, n=said.n)


def _crime_drop(kpi: Kpi, window: Window, base: Period) -> Indicator:
    rows = Counted(people_filed(window, window.period), people_filed(window, base))
    found = crime_rates(window, base)
    if found is None:
        return _with_report(kpi, window, None, Gap.STAFF_UNKNOWN, rows, n=0)
    now, before = found
    n = len(window.units)
    if not before.people:
        return _with_report(kpi, window, None, Gap.BASE_ZERO, rows, n=n, rates=found)
    drop = (before.per_10000 - now.per_10000) / before.per_10000
    return _with_report(kpi, window, drop, None, rows, n=n, rates=found)


def _with_report(
    kpi: Kpi,
    window: Window,
    value: float | None,
    gap: Gap | None,
    rows: Counted,
    *,
    n: int,
    quality: Quality | None = None,
    rates: tuple[CrimeRate, ...] = (),
) -> Indicator:
    own = reported(window, kpi.id, Side.SELF)
    return Indicator(
        kpi=kpi,
        value=value,
        gap=gap,
        numerator=_sum(rows.numerator),
        denominator=None if rows.denominator is None else _sum(rows.denominator),
        rows=rows,
        n=n,
        reported=own,
        difference=None if value is None or own is None else value - own.value,
        quality=quality,
        rates=rates,
        to_review=kpi.id == SATISFACTION and value is not None and value < LEAST_SATISFIED,
    )


def _sum(rows: Iterable[Row]) -> float:
    return sum(row.count for row in rows)
