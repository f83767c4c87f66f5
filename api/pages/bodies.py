"""What a form sends as the body that the route of the API takes; one rule for both."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from kb.errors import InvalidQuery
from kb.governance.access import LEVEL_NAMES, Principal

B = TypeVar("B", bound=BaseModel)


def body_of(kind: type[B], values: Mapping[str, object], names: Mapping[str, str]) -> B:
    """``InvalidQuery`` FIELD_INVALID with the Chinese name of the first field that is refused."""
    try:
        return kind.model_validate(dict(values))
    except ValidationError as error:
        place = str(error.errors()[0]["loc"][0]) if error.errors()[0]["loc"] else ""
        raise InvalidQuery(
            "FIELD_INVALID", field=names.get(place, place), value=_told(place, values)
        ) from error


def _told(place: str, values: Mapping[str, object]) -> str:
    """The value as a refusal names it: no password, of many their number."""
    found = values.get(place, "")
    if place == "password":
        return ""
    return f"{len(found)} 条" if isinstance(found, list) else str(found)[:60]


def levels_for(who: Principal) -> Sequence[tuple[int, str]]:
    """The levels that a person may choose: up to the own clearance."""
    return [
        (int(level), f"{int(level)} {words}")
        for level, words in LEVEL_NAMES.items()
        if level <= who.clearance
    ]
