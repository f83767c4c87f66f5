"""What an indicator comes to: its counts, the records behind them, what stands beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Protocol

from kb.prevention.indicator_window import Period

_Z = 1.96  # 95 %


class Gap(StrEnum):
    """Why an indicator has no value."""

    NO_DENOMINATOR = "no_denominator"
    NOT_RATED = "not_rated"
    STAFF_UNKNOWN = "staff_unknown"
    BASE_ZERO = "base_zero"


GAPS = {
    Gap.NO_DENOMINATOR: "分母为零，无法计算",
    Gap.NOT_RATED: "未评",
    Gap.STAFF_UNKNOWN: "范围内有单位未填公职人员数，发生率无法计算",
    Gap.BASE_ZERO: "基期发生率为零，下降幅度无法计算",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A record behind a number and how much of it: a letter with three adopted suggestions is 3."""

    id: str
    count: float = 1


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


def of_records(records: Iterable[_Identified]) -> tuple[Row, ...]:
    """One each."""
    return tuple(Row(one.id) for one in records)


@dataclass(frozen=True, slots=True)
class Quality:
    """How good what was counted is: the mean of 1–5 over ``n`` scored; None (未评) for none."""

    mean: float | None
    n: int
    unrated: int


@dataclass(frozen=True, slots=True)
class CrimeRate:
    """People per 10,000 of the staff in a period, with Wilson's interval at 95 %."""

    period: Period
    people: int
    staff: int
    per_10000: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Reported:
    """What one side says of an indicator: a ratio of sums, or the mean of ``n`` ratings."""

    value: float
    n: int
    numerator: tuple[Row, ...]
    denominator: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """The records behind a number; a count has no denominator at all."""

    numerator: tuple[Row, ...] = ()
    denominator: tuple[Row, ...] | None = None


def crime_rate(period: Period, people: int, staff: int) -> CrimeRate:
    """The rate of a period: 3 of 1,500 → 20.0 per 10,000 (6.8–58.6)."""
    low, high = wilson(people, staff)
    return CrimeRate(period, people, staff, 10_000 * people / staff, 10_000 * low, 10_000 * high)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Wilson's interval of a share at 95 %; hits beyond n count as n."""
    share = min(hits, n) / n
    middle = share + _Z**2 / (2 * n)
    spread = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    scale = 1 + _Z**2 / n
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
