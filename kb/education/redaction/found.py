"""What a detector found, and which of two findings at one place counts."""

from collections.abc import Iterable
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
    of a number that crosses something longer the rest is found still.
    """
    ordered = sorted(
        set(found), key=lambda one: (one.span.start - one.span.end, _RANK[one.kind], one.span)
    )
    taken: list[Found] = []
    used: set[int] = set()
    for one in ordered:
        places = [i for i in range(one.span.start, one.span.end) if i not in used]
        whole = len(places) == one.span.end - one.span.start
        if places and (whole or one.kind in STRUCTURED):
            rest = Span(places[0], places[-1] + 1)
            if len(places) == rest.end - rest.start:
                taken.append(replace(one, span=rest))
                used.update(places)
    return tuple(sorted(taken, key=lambda one: one.span))
