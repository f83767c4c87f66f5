"""The neutral filter: what a search may be narrowed by, in no engine's words.

``And(Match("offences", values=("bribery_taking", "embezzlement")), Range("year", gte=2018))`` reads
受贿或贪污，且在 2018 年以后. A field outside ``KEPT_FIELDS`` is refused when the filter is made, so
that nothing a user types reaches an engine as a field name.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from kb.errors import InvalidQuery

FieldKind = Literal["keyword", "integer", "float"]
Value: TypeAlias = str | int

FIELDS: Mapping[str, FieldKind] = MappingProxyType(
    {
        "case_id": "keyword",
        "document_id": "keyword",
        "kind": "keyword",
        "section": "keyword",
        "offences": "keyword",
        "domains": "keyword",
        "positions": "keyword",
        "labels": "keyword",
        "statutes": "keyword",
        "court": "keyword",
        "case_no": "keyword",
        "year": "integer",
        "amount": "float",
    }
)
# who may read a passage: set by the access rule alone, in no grammar, never counted or grouped by
READERS = "readers"
KEPT_FIELDS: Mapping[str, FieldKind] = MappingProxyType({**FIELDS, READERS: "keyword"})
GROUPING_FIELDS = frozenset({"case_id", "document_id", "kind", "section"})
FACET_FIELDS = frozenset(FIELDS) - {"amount"}
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Match:
    """The field holds ``value``, or one of ``values``; a list field matches by any of its items.

    ``values=()`` matches nothing: no case is among no cases.
    """

    field: str
    value: Value | None = None
    values: tuple[Value, ...] | None = None

    def __post_init__(self) -> None:
        kind = _kind_of(self.field)
        if kind == "float":
            raise InvalidQuery("FILTER_NOT_ALLOWED", field=self.field)
        if (self.value is None) == (self.values is None):
            raise ValueError("a Match takes either value or values")
        for one in self.wanted:
            if not _fits(one, kind):
                raise InvalidQuery(field=self.field, value=repr(one)[:60])

    @property
    def wanted(self) -> tuple[Value, ...]:
        """The alternatives, one or many."""
        if self.values is not None:
            return self.values
        return () if self.value is None else (self.value,)


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds on a number: ``Range("amount", gte=30_000, lt=200_000)`` is 三万元以上不满二十万元.

    A passage that has no such number is outside every range.
    """

    field: str
    gte: float | None = None
    lte: float | None = None
    gt: float | None = None
    lt: float | None = None

    def __post_init__(self) -> None:
        if _kind_of(self.field) == "keyword":
            raise InvalidQuery("FILTER_NOT_ALLOWED", field=self.field)
        bounds = [one for one in (self.gte, self.lte, self.gt, self.lt) if one is not None]
        if not bounds:
            raise ValueError("a Range without bounds")
        for bound in bounds:
            if not math.isfinite(bound):
                raise InvalidQuery(field=self.field, value=repr(bound))


@dataclass(frozen=True, slots=True, init=False)
class And:
    """All of the parts hold."""

    parts: tuple["Filter", ...]

    def __init__(self, *parts: "Filter") -> None:
        object.__setattr__(self, "parts", _some(parts))


@dataclass(frozen=True, slots=True, init=False)
class Or:
    """At least one of the parts holds."""

    parts: tuple["Filter", ...]

    def __init__(self, *parts: "Filter") -> None:
        object.__setattr__(self, "parts", _some(parts))


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold; a passage that lacks the field passes."""

    part: "Filter"


Filter: TypeAlias = Match | Range | And | Or | Not


@dataclass(frozen=True, slots=True)
class Clauses:
    """A conjunction laid flat: engines answer flat conditions faster than nested filters."""

    must: tuple[Match | Range | Or, ...] = ()
    must_not: tuple[Filter, ...] = ()


def clauses(filter: Filter) -> Clauses:
    """``And(a, And(b, Not(c)))`` → must ``a, b``, must not ``c``."""
    match filter:
        case And(parts):
            every = [clauses(one) for one in parts]
            return Clauses(
                tuple(one for part in every for one in part.must),
                tuple(one for part in every for one in part.must_not),
            )
        case Not(part):
            return Clauses(must_not=(part,))
        case _:
            return Clauses(must=(filter,))


def reach_of(filter: Filter | None) -> Match | None:
    """What the filter says of who may read: the part that narrows all of it, if there is one."""
    every = () if filter is None else clauses(filter).must
    found = (one for one in every if isinstance(one, Match) and one.field == READERS)
    return next(found, None)


def require_facet(field: str) -> None:
    """Refuse to count the values of a field that is unknown or has no distinct values."""
    if field not in FACET_FIELDS:
        raise InvalidQuery("FILTER_NOT_ALLOWED", field=field[:60])


def require_grouping(field: str, group_size: int) -> None:
    """Refuse to group by a field that is unknown, a list or absent from some passages."""
    if group_size < 1:
        raise ValueError(f"group_size {group_size}")
    if field not in GROUPING_FIELDS:
        raise InvalidQuery("FILTER_NOT_ALLOWED", field=field[:60])


def _kind_of(field: str) -> FieldKind:
    if field not in KEPT_FIELDS:
        raise InvalidQuery("FILTER_NOT_ALLOWED", field=str(field)[:60])
    return KEPT_FIELDS[field]


def _fits(value: Value, kind: FieldKind) -> bool:
    if kind == "integer":
        return type(value) is int and abs(value) <= _LARGEST
    # a lone surrogate cannot be written as UTF-8, so no passage holds one
    return isinstance(value, str) and not any("\ud800" <= c <= "\udfff" for c in value)


def _some(parts: tuple["Filter", ...]) -> tuple["Filter", ...]:
    if not parts:
        raise ValueError("a filter of no parts")
    return parts
