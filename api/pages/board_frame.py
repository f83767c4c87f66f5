"""What every page of the board shares: the period and the scope asked for, its tabs, its filters.

The same questions as the routes of ``api.routes.indicators``; a form sends what was left empty too,
so here an empty value asks nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query

from api.pages.shown_names import unit_names
from api.schemas.indicators import SCOPE_NOTE
from kb.errors import InvalidQuery
from kb.governance.names import department_names
from kb.prevention.indicator_window import Period, Scope
from kb.registers.days import YEARS, day_of
from kb.store.registry import Registry

_TABS = (
    ("/board", "指标"),
    ("/board/trends", "走势"),
    ("/board/heat-map", "漏洞热力图"),
    ("/board/coverage", "主体覆盖"),
    ("/board/risk-map", "风险地图"),
    ("/board/lead-times", "早发现早处置"),
)
_Day = Annotated[str, Query(max_length=10)]


@dataclass(frozen=True, slots=True)
class Asked:
    """A period that ends on the day looked at, and whose records count."""

    period: Period
    scope: Scope

    def query(self, **other: str) -> str:
        """The same question as a query string, with more or other values."""
        values = {
            "from": self.period.start.isoformat(),
            "as_of": self.period.end.isoformat(),
            "unit": self.scope.unit,
            "domain": self.scope.domain,
            "department": self.scope.department,
            **other,
        }
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def words(self) -> str:
        """2026年1月1日至3月5日"""
        start, end = self.period.start, self.period.end
        year = "" if start.year == end.year else f"{end.year}年"
        first = f"{start.year}年{start.month}月{start.day}日"
        return f"{first}至{year}{end.month}月{end.day}日"


@dataclass(frozen=True, slots=True)
class Board:
    """What ``board/frame.html`` shows around the content."""

    asked: Asked
    tabs: Sequence[tuple[str, str, bool, None]]
    periods: Sequence[tuple[str, str]]
    units: Mapping[str, str]
    domains: Mapping[str, str]
    departments: Mapping[str, str]
    path: str
    note: str = SCOPE_NOTE

    @property
    def scope_words(self) -> str:
        """The scope by its names; empty for everything."""
        scope = self.asked.scope
        names = (
            self.units.get(scope.unit, "所选单位") if scope.unit else "",
            self.domains.get(scope.domain, "") if scope.domain else "",
            self.departments.get(scope.department, "") if scope.department else "",
        )
        return "、".join(one for one in names if one)


def board(registry: Registry, asked: Asked, path: str) -> Board:
    """The frame of one page of the board."""
    taxonomy = registry.taxonomy
    query = asked.query()
    return Board(
        asked=asked,
        tabs=[(f"{one}?{query}", words, one == path, None) for one, words in _TABS],
        periods=_periods(asked, path),
        units=unit_names(registry),
        domains={one.id: one.name for one in taxonomy.domains.values()},
        departments=department_names(registry.session),
        path=path,
    )


def _asked(
    as_of: _Day = "",
    start: Annotated[str, Query(alias="from", max_length=10)] = "",
    unit: Annotated[str, Query(max_length=64)] = "",
    domain: Annotated[str, Query(max_length=64)] = "",
    department: Annotated[str, Query(max_length=64)] = "",
) -> Asked:
    end = day_in("截止日", as_of) or day_of(datetime.now(UTC))
    begin = day_in("起始日", start) or end.replace(month=1, day=1)
    return Asked(Period(begin, end), Scope(unit, domain, department))


AskedDep = Annotated[Asked, Depends(_asked)]


def day_in(field: str, words: str) -> date | None:
    """A day as a form sends it, of a year that can be meant; None where it was left empty."""
    if not words:
        return None
    try:
        day = date.fromisoformat(words)
    except ValueError as error:
        raise InvalidQuery("PARAM_OUT_OF_RANGE", field=field, value=words) from error
    if day.year not in YEARS:
        raise InvalidQuery("PARAM_OUT_OF_RANGE", field=field, value=words)
    return day


def _periods(asked: Asked, path: str) -> Sequence[tuple[str, str]]:
    """Periods often asked for, as links."""
    today = day_of(datetime.now(UTC))
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    last_year = date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
    known = (
        ("本季", quarter, today),
        ("今年", date(today.year, 1, 1), today),
        ("近十二个月", today - timedelta(days=364), today),
        ("上年", *last_year),
    )
    return [
        (f"{path}?{asked.query(**{'from': str(start), 'as_of': str(end)})}", words)
        for words, start, end in known
    ]
