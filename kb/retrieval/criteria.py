"""What a user may narrow a search by, and the neutral filter that the index sees of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from kb.index.filters import And, Filter, Match, Range
from kb.model import DocumentKind


@dataclass(frozen=True, slots=True)
class Criteria:
    """All given criteria must hold; several values of one criterion are alternatives.

    ``labels`` are keys such as ``loopholes:no_rule``; amounts are yuan; bounds are inclusive.
    """

    kinds: tuple[str, ...] = ()
    offences: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    courts: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    amount_from: float | None = None
    amount_to: float | None = None

    def filters(self, *, with_labels: bool = True) -> list[Filter]:
        """The neutral filters, to be joined by AND."""
        chosen: list[Filter] = [
            Match(field, values=tuple(values))
            for field, values in (
                ("kind", self.kinds),
                ("offences", self.offences),
                ("domains", self.domains),
                ("positions", self.positions),
                ("court", self.courts),
                ("case_id", self.cases),
                ("labels", self.labels if with_labels else ()),
            )
            if values
        ]
        for field, low, high in (
            ("year", self.year_from, self.year_to),
            ("amount", self.amount_from, self.amount_to),
        ):
            if low is not None or high is not None:
                chosen.append(Range(field, gte=low, lte=high))
        return chosen


def joined(filters: Iterable[Filter]) -> Filter | None:
    """AND of the filters; None when there are none."""
    parts = tuple(filters)
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else And(*parts)


def without_regulations() -> Filter:
    """Cases are told by case papers; statutes are looked up, not likened.

    Said positively: naming the other kinds is faster for the engine than excluding one.
    """
    others = tuple(kind.value for kind in DocumentKind if kind is not DocumentKind.REGULATION)
    return Match("kind", values=others)
