"""What a form sends as the body that the route of the API takes; one rule for both."""

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from kb.errors import InvalidQuery

B = TypeVar("B", bound=BaseModel)


def body_of(kind: type[B], values: Mapping[str, object], names: Mapping[str, str]) -> B:
    """``InvalidQuery`` FIELD_INVALID with the Chinese name of the first field that is refused."""
    try:
        return kind.model_validate(dict(values))
    except ValidationError as error:
        place = str(error.errors()[0]["loc"][0]) if error.errors()[0]["loc"] else ""
        told = "" if place == "password" else str(values.get(place, ""))[:60]
        raise InvalidQuery("FIELD_INVALID", field=names.get(place, place), value=told) from error
