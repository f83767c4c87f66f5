"""What a search is narrowed by, and the neutral filter that the index sees of it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from kb.index.filters import And, Filter, Match, Not, Or
from kb.model import CaseId, DocumentKind


@dataclass(frozen=True, slots=True)
class Criteria:
    """All that is given must hold.

    ``where`` is what the user asked for (``kb.retrieval.where`` reads it); ``cases`` and
    ``except_cases`` are what the caller limits the search to and leaves out; ``reach`` is what the
    reader may read (``kb.index.access.index_filter``; None: everything).
    """

    where: Filter | None = None
    cases: tuple[CaseId, ...] = ()
    except_cases: tuple[CaseId, ...] = ()
    reach: Filter | None = None

    def filters(self) -> list[Filter]:
        """The neutral filters, to be joined by AND."""
        chosen = [one for one in (self.reach, self.where) if one is not None]
        if self.cases:
            chosen.append(Match("case_id", values=self.cases))
        if self.except_cases:
            chosen.append(Not(Match("case_id", values=self.except_cases)))
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


def by_case(filter: Filter, bearing: Callable[[Sequence[str]], Collection[CaseId]]) -> Filter:
    """The filter with every label asked of the whole case and not of one passage.

    ``bearing`` gives the cases of which one of the labels stands.
    """
    match filter:
        case Match("labels"):
            return Match("case_id", values=tuple(sorted(bearing([str(v) for v in filter.wanted]))))
        case And(parts):
            return And(*(by_case(part, bearing) for part in parts))
        case Or(parts):
            return Or(*(by_case(part, bearing) for part in parts))
        case Not(part):
            return Not(by_case(part, bearing))
        case _:
            return filter
