"""What indicators are counted over: a period, a scope, and the registers as they stood at its end.

Registers are read once each, when first asked for. Everything counts what the person may read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from kb.errors import InvalidQuery
from kb.prevention.chain_facts import CASES, CHECKS, LOOPHOLES, MEASURES, RISK_POINTS, UNITS
from kb.prevention.indicator_records import (
    CaseSeen,
    EvaluationSeen,
    ItemSeen,
    LetterSeen,
    LoopholeSeen,
    MeasureSeen,
    OfCase,
    PointSeen,
    RatingSeen,
    Scoped,
    T,
    UnitSeen,
    WarningSeen,
)
from kb.prevention.ledger_facts import EVALUATIONS, ITEMS, LETTERS, RATINGS, WARNINGS
from kb.registers.days import midnight
from kb.registers.records import Register
from kb.store.register_past import Past
from kb.store.registry import Registry

_YEARS = range(1800, 2301)  # what is asked for lies well within: months and years are reckoned off
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both counted, as days run in China (``day_of``)."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end.year not in _YEARS:
            raise InvalidQuery("PARAM_OUT_OF_RANGE", field="as_of", value=self.end.isoformat())
        if self.start > self.end or self.start.year not in _YEARS:
            raise InvalidQuery("PARAM_OUT_OF_RANGE", field="from", value=self.start.isoformat())

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in it."""
        return day is not None and self.start <= day <= self.end

    @property
    def opens(self) -> datetime:
        """The first moment."""
        return midnight(self.start)

    @property
    def closes(self) -> datetime:
        """The moment after the last."""
        return midnight(self.end + timedelta(days=1))

    def a_year_before(self) -> "Period":
        """The same days of the year before."""
        return Period(_year_before(self.start), _year_before(self.end))


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose records count: of a unit with all below it, of a domain, of an owning department."""

    unit: str = ""
    domain: str = ""
    department: str = ""


class Window:
    """The registers as they stood at the end of a period, narrowed by a scope."""

    def __init__(
        self,
        registry: Registry,
        period: Period,
        scope: Scope | None = None,
        *,
        past: Past | None = None,
    ) -> None:
        """Windows over several periods share their ``past``; the earliest comes first."""
        self.registry = registry
        self.period = period
        self.scope = scope or Scope()
        self._past = past or Past(registry)

    def within(self, records: Iterable[T]) -> tuple[T, ...]:
        """Those records that the scope holds."""
        return tuple(one for one in records if self._holds(one))

    @cached_property
    def units(self) -> tuple[UnitSeen, ...]:
        """Units of the scope."""
        found = [one for one in self._all_units if self._in_units(one.id)]
        domain = self.scope.domain
        return tuple(one for one in found if not domain or domain in one.domains)

    @cached_property
    def cases(self) -> tuple[CaseSeen, ...]:
        """Cases of the scope that were not withdrawn."""
        return tuple(one for one in self.within(self._cases) if one.state != "withdrawn")

    @cached_property
    def letters(self) -> tuple[LetterSeen, ...]:
        """Letters of the scope that were served and stand."""
        found = self.read(LETTERS, LetterSeen)
        return tuple(one for one in found if one.served and one.state != "withdrawn")

    @cached_property
    def items(self) -> tuple[ItemSeen, ...]:
        """Rectification items of the scope that were issued and stand."""
        return tuple(
            one for one in self.within(self._items) if one.state not in ("drafted", "withdrawn")
        )

    @cached_property
    def warnings(self) -> tuple[WarningSeen, ...]:
        """Warnings of the scope."""
        return self.read(WARNINGS, WarningSeen)

    @cached_property
    def evaluations(self) -> tuple[EvaluationSeen, ...]:
        """Evaluations of the scope."""
        return self.read(EVALUATIONS, EvaluationSeen)

    @cached_property
    def ratings(self) -> tuple[RatingSeen, ...]:
        """Ratings of the scope made in the period."""
        found = self.read(RATINGS, RatingSeen)
        return tuple(one for one in found if one.state == "kept" and self.period.holds(one.on))

    @cached_property
    def loopholes(self) -> tuple[LoopholeSeen, ...]:
        """Confirmed loopholes, of every case: a scope of cases narrows them."""
        found = self._past.standing(LOOPHOLES, LoopholeSeen, before=self.period.closes)
        return tuple(one for one in found if one.state == "confirmed")

    @cached_property
    def loopholes_in_scope(self) -> tuple[LoopholeSeen, ...]:
        """Confirmed loopholes of the scope; of its domain, where they say none, by their case."""
        return tuple(
            one
            for one in self.loopholes
            if self._holds(one) or (not one.domain and self._holds_by_case(one))
        )

    @cached_property
    def measures(self) -> tuple[MeasureSeen, ...]:
        """Adopted measures, of every case."""
        found = self._past.standing(MEASURES, MeasureSeen, before=self.period.closes)
        return tuple(one for one in found if one.state == "adopted")

    @cached_property
    def points(self) -> tuple[PointSeen, ...]:
        """Risk points that were not dismissed, of every clue and case."""
        found = self._past.standing(RISK_POINTS, PointSeen, before=self.period.closes)
        return tuple(one for one in found if one.state != "dismissed")

    @cached_property
    def checks(self) -> tuple[OfCase, ...]:
        """Items of the risk checklists, of every case."""
        return self._past.standing(CHECKS, OfCase, before=self.period.closes)

    def read(self, register: Register[Any], view: type[T]) -> tuple[T, ...]:
        """Any other register of the scope, as it stood at the end."""
        return self.within(self._past.standing(register, view, before=self.period.closes))

    @cached_property
    def _all_units(self) -> tuple[UnitSeen, ...]:
        found = self._past.standing(UNITS, UnitSeen, before=self.period.closes)
        return tuple(one for one in found if one.state == "standing")

    @cached_property
    def _cases(self) -> tuple[CaseSeen, ...]:
        return self._past.standing(CASES, CaseSeen, before=self.period.closes)

    @cached_property
    def _items(self) -> tuple[ItemSeen, ...]:
        return self._past.standing(ITEMS, ItemSeen, before=self.period.closes)

    @cached_property
    def _family(self) -> frozenset[str]:
        """The unit of the scope and every unit below it."""
        found = {self.scope.unit}
        while grown := {one.id for one in self._all_units if one.parent in found} - found:
            found |= grown
        return frozenset(found)

    @cached_property
    def _domains(self) -> frozenset[str]:
        """Ids of cases and letters that are of the domain of the scope."""
        cases = {one.id for one in self._cases if one.domain == self.scope.domain}
        letters = {one.letter for one in self._items if one.domain == self.scope.domain}
        return frozenset(cases | letters)

    def _holds_by_case(self, loophole: LoopholeSeen) -> bool:
        of_department = self.scope.department in ("", loophole.department)
        return of_department and self._in_units(loophole.unit) and loophole.case_id in self._domains

    def _in_units(self, unit: str) -> bool:
        return not self.scope.unit or unit in self._family

    def _holds(self, record: Scoped) -> bool:
        scope = self.scope
        if not self._in_units(record.unit) or scope.department not in ("", record.department):
            return False
        if not scope.domain or getattr(record, "domain", "") == scope.domain:
            return True
        ties = {record.id, getattr(record, "case_id", ""), getattr(record, "letter", "")}
        return not hasattr(record, "domain") and not ties.isdisjoint(self._domains)


def _year_before(day: date) -> date:
    leap_day = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)
