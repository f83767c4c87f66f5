"""What a detector found, and which of two findings at one place counts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kb.model import Span


class Kind(StrEnum):
    """Kinds of identifying words, the surest first: of two at one place the earlier kind counts."""

    IDENTITY = "identity"
    CREDIT_CODE = "credit_code"
    PASSPORT = "passport"
    EMAIL = "email"
    PHONE = "phone"
    ACCOUNT = "account"
    PLATE = "plate"
    SOCIAL = "social"
    MASKED = "masked"
    CASE_NUMBER = "case_number"
    ADDRESS = "address"
    UNIT = "unit"
    PERSON = "person"
    PLACE = "place"
    BIRTH = "birth"
    AMOUNT = "amount"
    TIME = "time"


STRUCTURED = frozenset(
    {
        Kind.IDENTITY,
        Kind.CREDIT_CODE,
        Kind.PASSPORT,
        Kind.EMAIL,
        Kind.PHONE,
        Kind.ACCOUNT,
        Kind.PLATE,
        Kind.SOCIAL,
        Kind.MASKED,
    }
)
# half a sum or half a date says nothing true
_WHOLE_OR_NOT = frozenset({Kind.AMOUNT, Kind.TIME, Kind.BIRTH, Kind.PLACE})
_RANK = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Found:
    """``span`` in the original text; ``value`` as folded, without gaps."""

    kind: Kind
    span: Span
    value: str


def settled(found: Iterable[Found]) -> tuple[Found, ...]:
    """No two that overlap: the longer of two that cross; of two as long the surer kind.

    A number inside an address goes with the address, a person inside a unit's name with the unit;
    of what identifies and crosses something longer, the rest is found still.
    """
    ordered = sorted(
        set(found), key=lambda one: (one.span.start - one.span.end, _RANK[one.kind], one.span)
    )
    taken: list[Found] = []
    used: set[int] = set()
    for one in ordered:
        free = [i for i in range(one.span.start, one.span.end) if i not in used]
        if len(free) == one.span.end - one.span.start or one.kind not in _WHOLE_OR_NOT:
            taken.extend(replace(one, span=run) for run in _runs(free))
            used.update(free)
    return tuple(sorted(taken, key=lambda one: one.span))


def _runs(places: Sequence[int]) -> Iterator[Span]:
    """Neighbouring places together."""
    start = 0
    for rank in range(1, len(places) + 1):
        if rank == len(places) or places[rank] != places[rank - 1] + 1:
            yield Span(places[start], places[rank - 1] + 1)
            start = rank
