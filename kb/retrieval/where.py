"""The grammar of filters, one for terminal, interface and page: ``领域=工程建设,医疗医保``.

Each condition is ``field=value[,value…]``; several conditions must all hold, several values are
alternatives. Fields and values may be given by their codes or by their Chinese names:
``offence=bribery_taking``, ``罪名=受贿罪``, ``label=loopholes:no_rule``, ``年份=2015..2020``,
``数额=30万..``.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from kb.errors import InvalidQuery
from kb.retrieval.criteria import Criteria
from kb.terms import LAYERS, Taxonomy

_FIELDS = {
    "kind": "kind",
    "文种": "kind",
    "offence": "offence",
    "罪名": "offence",
    "domain": "domain",
    "领域": "domain",
    "position": "position",
    "岗位": "position",
    "label": "label",
    "标签": "label",
    "court": "court",
    "法院": "court",
    "year": "year",
    "年份": "year",
    "amount": "amount",
    "数额": "amount",
}
_COLLECTED = {
    "kind": "kinds",
    "offence": "offences",
    "domain": "domains",
    "position": "positions",
    "label": "labels",
    "court": "courts",
}
_BOUND = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[万亿]?)元?")  # 30万元
_UNITS = {"": 1.0, "万": 1e4, "亿": 1e8}


def parse_where(conditions: Iterable[str], taxonomy: Taxonomy) -> Criteria:
    """The criteria of ``["领域=工程建设", "年份=2015..2020"]``; refused with a code if unclear."""
    criteria = Criteria()
    for condition in conditions:
        name, separator, words = condition.partition("=")
        field = _FIELDS.get(name.strip())
        if field is None or not separator:
            raise InvalidQuery("FILTER_NOT_ALLOWED", field=condition[:60])
        values = [word.strip() for word in re.split(r"[,，]", words) if word.strip()]
        if not values:
            raise InvalidQuery("FILTER_NOT_ALLOWED", field=condition[:60])
        if field in _COLLECTED:
            codes = tuple(_code(field, value, taxonomy) for value in values)
            criteria = _collected(criteria, _COLLECTED[field], codes)
        else:
            criteria = _bounded(criteria, field, values)
    return criteria


def _code(field: str, value: str, taxonomy: Taxonomy) -> str:
    if field == "court":
        return value
    prefixes = tuple(f"{layer}:" for layer in LAYERS) if field == "label" else (f"{field}:",)
    start = "" if field == "label" else f"{field}:"
    if f"{start}{value}" in taxonomy.names and f"{start}{value}".startswith(prefixes):
        return value
    if field == "offence" and (offence := taxonomy.find_offence(value)):
        return offence.id
    for key, name in taxonomy.names.items():
        if name == value and key.startswith(prefixes):
            return key.removeprefix(start)
    raise InvalidQuery("FILTER_VALUE_UNKNOWN", field=field, value=value[:60])


def _collected(criteria: Criteria, name: str, codes: tuple[str, ...]) -> Criteria:
    before: tuple[str, ...] = getattr(criteria, name)
    wider: dict[str, Any] = {name: (*before, *codes)}
    return replace(criteria, **wider)


def _bounded(criteria: Criteria, field: str, values: list[str]) -> Criteria:
    if len(values) != 1:
        raise InvalidQuery("FILTER_NOT_ALLOWED", field=f"{field}={','.join(values)[:60]}")
    first, separator, last = values[0].partition("..")
    low = _bound(field, first)
    high = _bound(field, last) if separator else low
    if field == "year":
        return replace(
            criteria,
            year_from=None if low is None else int(low),
            year_to=None if high is None else int(high),
        )
    return replace(criteria, amount_from=low, amount_to=high)


def _bound(field: str, words: str) -> float | None:
    if not words.strip():
        return None
    found = _BOUND.fullmatch(words.strip())
    if found is None or (field == "year" and (found["unit"] or len(found["number"]) != 4)):
        raise InvalidQuery("FILTER_VALUE_UNKNOWN", field=field, value=words[:60])
    return float(found["number"]) * _UNITS[found["unit"]]
