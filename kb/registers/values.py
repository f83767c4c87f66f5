"""Facts as plain values and back: for columns, for events and for exports."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import orjson

F = TypeVar("F")
_KINDS: dict[type, dict[str, type]] = {}  # read once a type: resolving hints is slow
_PARTS: dict[type, dict[str, type]] = {}
Plain = str | int | float | bool | None | list[Any] | dict[str, Any]


def kinds(facts: type) -> Mapping[str, type]:
    """The type of each field of a facts type, ``X | None`` read as X: ``date``, ``tuple`` …"""
    if facts not in _KINDS:
        _resolve(facts)
    return _KINDS[facts]


def parts(facts: type) -> Mapping[str, type]:
    """The dataclass that each list of parts holds: ``tuple[Statement, ...]`` → Statement."""
    if facts not in _PARTS:
        _resolve(facts)
    return _PARTS[facts]


def plain(facts: object) -> dict[str, Plain]:
    """Facts as JSON values: dates as ISO text, tuples as lists, parts as objects."""
    return {one.name: _plain(getattr(facts, one.name)) for one in fields(facts)}  # type: ignore[arg-type]


def from_plain(facts: type[F], values: Mapping[str, Any]) -> F:
    """The inverse of ``plain``; fields that are absent take their default."""
    known, of = kinds(facts), parts(facts)
    return facts(
        **{name: typed(known[name], values[name], of.get(name)) for name in known if name in values}
    )


def typed(kind: type, value: Any, part: type | None = None) -> Any:
    """One JSON value as a field of that type: ISO text as a date, a list as a tuple."""
    if kind is tuple:
        return tuple(from_plain(part, one) for one in value) if part else tuple(value)
    if kind is date and isinstance(value, str):
        return date.fromisoformat(value)
    return kind(value) if issubclass(kind, StrEnum) and value is not None else value


def to_column(value: object) -> object:
    """A field as a column keeps it: tuples as JSON text, enums as their value."""
    if isinstance(value, tuple):
        return orjson.dumps(value).decode()
    return value.value if isinstance(value, StrEnum) else value


def from_column(kind: type, value: object, part: type | None = None) -> object:
    """The inverse of ``to_column`` for a field of that type."""
    if kind is tuple:
        return typed(tuple, orjson.loads(str(value)), part)
    if value is None:
        return "" if kind is str else None
    return kind(str(value)) if issubclass(kind, StrEnum) else value


def _resolve(facts: type) -> None:
    known: dict[str, type] = {}
    of: dict[str, type] = {}
    for name, hint in get_type_hints(facts).items():
        options = [one for one in get_args(hint) if one is not NoneType]
        single = options[0] if get_origin(hint) is not tuple and options else hint
        known[name] = tuple if get_origin(single) is tuple else single
        held = get_args(single)[0] if known[name] is tuple else None
        if isinstance(held, type) and is_dataclass(held):
            of[name] = held
    _KINDS[facts], _PARTS[facts] = known, of


def _plain(value: Any) -> Plain:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return plain(value)
    return value  # type: ignore[no-any-return]
