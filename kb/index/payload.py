"""The payload of a point as the engines keep it: the only place that knows its keys.

Keys are one letter, what is absent is left out and a list of one item is stored bare: the engines
read a bare value as a list of one, and converting the payload is half the cost of a write.
"""

import math
from collections.abc import Mapping
from typing import TypeAlias, cast

from kb.errors import IndexMismatch
from kb.index.filters import KEPT_FIELDS
from kb.index.port import PointPayload

Stored: TypeAlias = dict[str, str | int | float | list[str]]

_KEYS = {
    "case_id": "c",
    "document_id": "d",
    "passage": "p",
    "start": "s",
    "end": "e",
    "kind": "k",
    "section": "x",
    "offences": "o",
    "domains": "m",
    "positions": "w",
    "labels": "l",
    "court": "u",
    "case_no": "n",
    "year": "y",
    "amount": "a",
    "statutes": "r",
    "readers": "v",
}
INDEXED = tuple((_KEYS[field], kind) for field, kind in KEPT_FIELDS.items())


def key_of(field: str) -> str:
    """The stored key of a field that filters know: ``case_id`` → ``c``."""
    return _KEYS[field]


def to_stored(payload: PointPayload) -> Stored:
    """What the engine keeps of one passage."""
    stored: Stored = {
        "c": payload.case_id,
        "d": payload.document_id,
        "p": payload.passage,
        "s": payload.start,
        "e": payload.end,
        "k": payload.kind,
        "x": payload.section,
    }
    if payload.offences:
        stored["o"] = _bare(payload.offences)
    if payload.domains:
        stored["m"] = _bare(payload.domains)
    if payload.positions:
        stored["w"] = _bare(payload.positions)
    if payload.labels:
        stored["l"] = _bare(payload.labels)
    if payload.statutes:
        stored["r"] = _bare(payload.statutes)
    if payload.readers:
        stored["v"] = _bare(payload.readers)
    if payload.court:
        stored["u"] = payload.court
    if payload.case_no:
        stored["n"] = payload.case_no
    if payload.year is not None:
        stored["y"] = payload.year
    if payload.amount is not None:
        if not math.isfinite(payload.amount):
            raise ValueError(f"not an amount: {payload.amount}")
        stored["a"] = payload.amount
    return stored


def from_stored(stored: Mapping[str, object] | None) -> PointPayload:
    """The passage again; a payload of another layout is an ``IndexMismatch``."""
    held = stored or {}
    try:
        return PointPayload(
            case_id=cast(str, held["c"]),
            document_id=cast(str, held["d"]),
            passage=cast(int, held["p"]),
            start=cast(int, held["s"]),
            end=cast(int, held["e"]),
            kind=cast(str, held["k"]),
            section=cast(str, held["x"]),
            offences=_items(held.get("o")),
            domains=_items(held.get("m")),
            positions=_items(held.get("w")),
            labels=_items(held.get("l")),
            court=cast(str, held.get("u", "")),
            case_no=cast(str, held.get("n", "")),
            year=cast("int | None", held.get("y")),
            amount=_amount(held.get("a")),
            statutes=_items(held.get("r")),
            readers=_items(held.get("v")),
        )
    except KeyError as error:
        raise IndexMismatch(missing=str(error)) from error


def _bare(items: tuple[str, ...]) -> str | list[str]:
    return items[0] if len(items) == 1 else list(items)


def _items(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(cast("list[str]", value))


def _amount(value: object) -> float | None:
    return None if value is None else float(cast(float, value))
