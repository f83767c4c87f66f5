"""Facts as plain values and back: for columns, for events and for exports."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import orjson

F = TypeVar("F")
_KINDS: dict[type, dict[str, type]] = {}  # read once a type: resolving hints is slow
Plain = str | int | float | bool | None | list[Any]


def kinds(facts: type) -> Mapping[str, type]:
    """The type of each field of a facts type, ``X | None`` read as X: ``date``, ``tuple`` …"""
    if facts in _KINDS:
        return _KINDS[facts]
    found = _KINDS.setdefault(facts, {})
    for name, hint in get_type_hints(facts).items():
        options = [one for one in get_args(hint) if one is not NoneType]
        plain = options[0] if get_origin(hint) is not tuple and options else hint
        found[name] = tuple if get_origin(plain) is tuple else plain
    return found


def plain(facts: object) -> dict[str, Plain]:
    """Facts as JSON values: dates as ISO text, tuples as lists."""
    found: dict[str, Plain] = {}
    for one in fields(facts):  # type: ignore[arg-type]
        value = getattr(facts, one.name)
        if isinstance(value, tuple):
            value = list(value)
        elif isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, StrEnum):
            value = value.value
        found[one.name] = value
    return found


def from_plain(facts: type[F], values: Mapping[str, Any]) -> F:
    """The inverse of ``plain``; fields that are absent take their default."""
    known = kinds(facts)
    return facts(**{name: typed(known[name], values[name]) for name in known if name in values})


def typed(kind: type, value: Any) -> Any:
    """One JSON value as a field of that type: ISO text as a date, a list as a tuple."""
    if kind is tuple:
        return tuple(value)
    if kind is date and isinstance(value, str):
        return date.fromisoformat(value)
    return kind(value) if issubclass(kind, StrEnum) and value is not None else value


def to_column(value: object) -> object:
    """A field as a column keeps it: tuples as JSON text, enums as their value."""
    if isinstance(value, tuple):
        return orjson.dumps(value).decode()
    return value.value if isinstance(value, StrEnum) else value


def from_column(kind: type, value: object) -> object:
    """The inverse of ``to_column`` for a field of that type."""
    if kind is tuple:
        return tuple(orjson.loads(str(value)))
    if value is None:
        return "" if kind is str else None
    return kind(str(value)) if issubclass(kind, StrEnum) else value
