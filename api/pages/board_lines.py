"""Lines over months as shapes that a template draws: no script, no picture library."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kb.prevention.indicator_counts import Counted
from kb.prevention.indicator_window import Period, Scope, Window
from kb.prevention.indicators import Indicator, indicator, indicators
from kb.store.register_past import Past
from kb.store.registry import Registry

MONTHS = 12
WIDTH, HEIGHT = 320, 84
_LEFT, _RIGHT, _TOP, _BOTTOM = 6, 6, 8, 8


@dataclass(frozen=True, slots=True)
class Month:
    """A month and what an indicator comes to in it, without the records behind it.

    ``y`` is None where it has no value.
    """

    period: Period
    found: Indicator
    x: float
    y: float | None

    @property
    def words(self) -> str:
        """2026年3月"""
        return f"{self.period.start.year}年{self.period.start.month}月"


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator over months: its points, and stretches without a gap as SVG polylines."""

    found: Indicator
    months: Sequence[Month]
    stretches: Sequence[str]
    least: float
    most: float

    @property
    def known(self) -> int:
        """How many months have a value."""
        return sum(1 for one in self.months if one.y is not None)


def months_until(end: date, count: int = MONTHS) -> Sequence[Period]:
    """Whole months, the last up to ``end``."""
    found: list[Period] = []
    while len(found) < count:
        start = end.replace(day=1)
        found.append(Period(start, end))
        end = start - timedelta(days=1)
    return found[::-1]


def lines(registry: Registry, end: date, scope: Scope) -> Sequence[Line]:
    """Every indicator month by month, in the order of the vocabulary."""
    periods = months_until(end)
    past = Past(registry)
    by_month = [indicators(Window(registry, one, scope, past=past)) for one in periods]
    return [_line(periods, series) for series in zip(*by_month, strict=True)]


def line(registry: Registry, end: date, scope: Scope, indicator_id: str) -> Line:
    """One indicator month by month."""
    periods, past = months_until(end), Past(registry)
    return _line(
        periods,
        [indicator(Window(registry, one, scope, past=past), indicator_id) for one in periods],
    )


def _line(periods: Sequence[Period], series: Sequence[Indicator]) -> Line:
    values = [one.value for one in series]
    told = [one for one in values if one is not None]
    least, most = _bounds(series[0], told)
    place = _placer(least, most)
    step = (WIDTH - _LEFT - _RIGHT) / (len(periods) - 1)
    months = [
        Month(
            period,
            replace(found, rows=Counted()),
            round(_LEFT + at * step, 1),
            None if found.value is None else place(found.value),
        )
        for at, (period, found) in enumerate(zip(periods, series, strict=True))
    ]
    return Line(months[-1].found, months, _stretches(months), least, most)


def _bounds(found: Indicator, told: Sequence[float]) -> tuple[float, float]:
    """Shares are drawn on 0–100 %, scores on 1–5, counts from 0; a rise may fall below 0."""
    low, high = min(told, default=0.0), max(told, default=0.0)
    if found.kpi.kind == "ratio" or found.kpi.id == "public_satisfaction":
        return min(low, 0.0), max(high, 1.0)
    if found.kpi.kind == "rated":
        return 1.0, 5.0
    return 0.0, max(high, 1.0)


def _placer(least: float, most: float) -> Callable[[float], float]:
    room = HEIGHT - _TOP - _BOTTOM

    def place(value: float) -> float:
        return round(_TOP + room * (1 - (value - least) / (most - least)), 1)

    return place


def _stretches(months: Sequence[Month]) -> Sequence[str]:
    found: list[list[str]] = [[]]
    for one in months:
        if one.y is None:
            found.append([])
        else:
            found[-1].append(f"{one.x},{one.y}")
    return [" ".join(one) for one in found if len(one) > 1]
