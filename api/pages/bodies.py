"""What a form sends as the body that the route of the API takes; one rule for both."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from kb.errors import InvalidQuery
from kb.governance.access import LEVEL_NAMES, Principal

B = TypeVar("B", bound=BaseModel)
# a longer one is nothing that a form asks for
_MOST_DIGITS = 9


def body_of(kind: type[B], values: Mapping[str, object], names: Mapping[str, str]) -> B:
    """``InvalidQuery`` FIELD_TOO_LONG or FIELD_INVALID with the Chinese name of the first field
    that is refused.
    """
    try:
        return kind.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors()[0]
        place = str(first["loc"][0]) if first["loc"] else ""
        field = names.get(place, place)
        if first["type"] == "string_too_long":
            limit = first["ctx"]["max_length"]
            raise InvalidQuery("FIELD_TOO_LONG", field=field, limit=limit) from error
        raise InvalidQuery("FIELD_INVALID", field=field, value=_told(place, values)) from error


def _told(place: str, values: Mapping[str, object]) -> str:
    """The value as a refusal names it: no password, of many their number."""
    found = values.get(place, "")
    if place == "password":
        return ""
    return f"{len(found)} 条" if isinstance(found, list) else str(found)[:60]


def whole_number(given: str) -> int | str:
    """The number that digits say; anything else, a longer number too, stays words to be refused."""
    return int(given) if given.isdecimal() and len(given) <= _MOST_DIGITS else given


def whole_numbers(given: Iterable[str]) -> list[int]:
    """The numbers among the values, as ticked boxes send them; what is none is left out."""
    return [number for one in given if isinstance(number := whole_number(one), int)]


def levels_for(who: Principal) -> Sequence[tuple[int, str]]:
    """The levels that a person may choose: up to the own clearance."""
    return [
        (int(level), f"{int(level)} {words}")
        for level, words in LEVEL_NAMES.items()
        if level <= who.clearance
    ]
