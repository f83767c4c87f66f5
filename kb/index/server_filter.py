"""The neutral filter in the words of qdrant-client."""

from typing import cast

from qdrant_client import models

from kb.index.filters import Filter, Match, Or, Range, clauses
from kb.index.payload import key_of


def chosen(filter: Filter | None) -> models.Filter | None:
    """The filter translated; None stays None."""
    return None if filter is None else translated(filter)


def translated(filter: Filter) -> models.Filter:
    """The filter, laid flat as far as it goes."""
    if isinstance(filter, Or):
        return models.Filter(should=[_condition(one) for one in filter.parts])
    flat = clauses(filter)
    return models.Filter(
        must=[_condition(one) for one in flat.must] or None,
        must_not=[_condition(one) for one in flat.must_not] or None,
    )


def _condition(filter: Filter) -> models.FieldCondition | models.Filter:
    match filter:
        case Match(field):
            values = filter.wanted
            wanted = cast("list[str] | list[int]", list(values))  # of one kind, by field
            return models.FieldCondition(
                key=key_of(field),
                match=models.MatchValue(value=values[0])
                if len(values) == 1
                else models.MatchAny(any=wanted),
            )
        case Range(field, gte, lte, gt, lt):
            bounds = models.Range(gte=gte, lte=lte, gt=gt, lt=lt)
            return models.FieldCondition(key=key_of(field), range=bounds)
        case _:
            return translated(filter)
