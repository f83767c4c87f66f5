"""The neutral filter in the words of qdrant-edge."""

from typing import cast

import qdrant_edge as qe

from kb.index.filters import Filter, Match, Or, Range, clauses
from kb.index.payload import key_of


def chosen(filter: Filter | None) -> qe.Filter | None:
    """The filter translated; None stays None."""
    return None if filter is None else translated(filter)


def translated(filter: Filter) -> qe.Filter:
    """The filter, laid flat as far as it goes."""
    if isinstance(filter, Or):
        return qe.Filter(should=[_condition(one) for one in filter.parts])
    flat = clauses(filter)
    return qe.Filter(
        must=[_condition(one) for one in flat.must],
        must_not=[_condition(one) for one in flat.must_not],
    )


def _condition(filter: Filter) -> qe.FieldCondition | qe.Filter:
    match filter:
        case Match(field):
            values = filter.wanted
            wanted = cast("list[str] | list[int]", list(values))  # of one kind, by field
            return qe.FieldCondition(
                key_of(field),
                match=qe.MatchValue(values[0]) if len(values) == 1 else qe.MatchAny(wanted),
            )
        case Range(field, gte, lte, gt, lt):
            bounds = qe.RangeFloat(gte=gte, lte=lte, gt=gt, lt=lt)
            return qe.FieldCondition(key_of(field), range=bounds)
        case _:
            return translated(filter)
