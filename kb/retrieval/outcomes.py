"""The outcome of a case: the heaviest final punishment its papers state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.model import DocumentId, DocumentKind, Penalty
from kb.store.papers import Paper

# the last word of the courts first; of the other papers whichever states a punishment
_LAST_WORD = (DocumentKind.JUDGMENT_SECOND_INSTANCE, DocumentKind.JUDGMENT_FIRST_INSTANCE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """``penalty`` is the heaviest of the ``punished`` people's final punishments in ``paper``."""

    penalty: Penalty
    punished: int
    paper: DocumentId


def outcome_of(papers: Iterable[Paper]) -> Outcome | None:
    """The outcome over all papers of a case; None where none of them states one.

    A court of appeal's word replaces the first court's; 决定执行 replaces the single crimes.
    """
    stated = [paper for paper in papers if paper.penalties]
    if not stated:
        return None
    last = min(stated, key=lambda paper: by_last_word(paper.kind))
    final = _final(last.penalties)
    return Outcome(max(final.values(), key=_weight), len(final), last.id)


def by_last_word(kind: DocumentKind) -> int:
    """The lower, the more final a paper of that kind is."""
    return _LAST_WORD.index(kind) if kind in _LAST_WORD else len(_LAST_WORD)


def kinds_of(outcome: Outcome) -> tuple[str, ...]:
    """What the punishment consists of: imprisonment, probation, fine …"""
    penalty = outcome.penalty
    return tuple(
        name
        for name, present in (
            ("death", penalty.death),
            ("life", penalty.life),
            ("imprisonment", penalty.imprisonment_months),
            ("detention", penalty.detention_months),
            ("probation", penalty.probation_months and not penalty.death),
            ("exempt", penalty.exempt),
            ("fine", penalty.fine),
        )
        if present
    )


def _final(penalties: Iterable[Penalty]) -> Mapping[str, Penalty]:
    final: dict[str, Penalty] = {}
    for one in penalties:
        before = final.get(one.defendant)
        if before is None or (one.combined, _weight(one)) > (before.combined, _weight(before)):
            final[one.defendant] = one
    return final


def _weight(penalty: Penalty) -> tuple[bool, bool, int, int, bool, float]:
    return (
        penalty.death,
        penalty.life,
        penalty.imprisonment_months or 0,
        penalty.detention_months or 0,
        not penalty.exempt,
        penalty.fine or 0.0,
    )
