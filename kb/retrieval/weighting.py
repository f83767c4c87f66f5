"""Weights of the parts as a user gives them: ``罪名=0.3``, ``meaning=0``."""

from collections.abc import Iterable, Mapping

from kb.errors import InvalidQuery
from kb.retrieval.ranking import WEIGHTS
from kb.retrieval.words import PART_LABELS

_MOST = 100.0
_CODES = {label: part for part, label in PART_LABELS.items()}


def parse_weights(given: Iterable[str]) -> Mapping[str, float]:
    """All parts with the given weights in place of the usual ones, made to add up to 1.

    A part goes by its code or its Chinese name; WEIGHT_INVALID for another part, a number that is
    none or not from 0 to 100, or weights that are all 0.
    """
    weights = dict(WEIGHTS)
    for one in given:
        name, equals, number = (piece.strip() for piece in one.partition("="))
        part = _CODES.get(name, name)
        value = _number(number)
        if not equals or part not in WEIGHTS or value is None:
            raise InvalidQuery("WEIGHT_INVALID", given=one[:60])
        weights[part] = value
    whole = sum(weights.values())
    if not whole:
        raise InvalidQuery("WEIGHT_INVALID", given="全部为 0")
    return {part: weight / whole for part, weight in weights.items()}


def _number(words: str) -> float | None:
    try:
        value = float(words)
    except ValueError:
        return None
    return value if 0 <= value <= _MOST else None
