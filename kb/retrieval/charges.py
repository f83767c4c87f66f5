"""What the accused of a case were charged with, and what the courts found, where they differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.model import DocumentKind
from kb.retrieval.outcomes import by_last_word
from kb.store.papers import Paper

_JUDGMENTS = (DocumentKind.JUDGMENT_FIRST_INSTANCE, DocumentKind.JUDGMENT_SECOND_INSTANCE)


@dataclass(frozen=True, slots=True)
class Charges:
    """Names of crimes (受贿罪): all that were charged, and those the court found in the end."""

    charged: tuple[str, ...]
    found: tuple[str, ...]

    @property
    def unfound(self) -> tuple[str, ...]:
        """Charged, and not among what was found."""
        return tuple(one for one in self.charged if one not in self.found)

    @property
    def uncharged(self) -> tuple[str, ...]:
        """Found, and not among what was charged: often another name for the same acts."""
        return tuple(one for one in self.found if one not in self.charged)


def charges_of(papers: Iterable[Paper]) -> Charges | None:
    """Over the judgments of a case; None where they do not say both.

    Of several judgments the one with the last word says what was found.
    """
    judged = [one for one in papers if one.kind in _JUDGMENTS]
    finding = [one for one in judged if _names([one], "found")]
    charged = _names(judged, "alleged")
    if not finding or not charged:
        return None
    last = min(finding, key=lambda one: by_last_word(one.kind))
    return Charges(charged, _names([last], "found"))


def _names(papers: Sequence[Paper], status: str) -> tuple[str, ...]:
    every = (one.name for paper in papers for one in paper.offences if one.status == status)
    return tuple(dict.fromkeys(every))
