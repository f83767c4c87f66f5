"""A reason card as the page shows it: the bar of the score, sentences side by side, differences."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.search_state import SearchState
from api.schemas.documents import TermOut
from api.schemas.retrieval import ComparisonOut, ScorePartOut, SimilarCaseOut
from kb.retrieval.words import PART_LABELS, PART_MEANINGS, SILENCE

_WHOLE = 1000  # units of the bar's width for a score of 1


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the bar: where it begins and how far it reaches, in thousandths of a full score."""

    name: str
    label: str
    x: float
    width: float
    value: float
    weight: float
    contribution: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A facet of both cases: what they share, what only one has, who is silent."""

    label: str
    facet: str
    shared: tuple[str, ...]
    only_new: tuple[str, ...]
    only_past: tuple[str, ...]
    detail: str
    silence: str

    @property
    def empty(self) -> bool:
        """Whether neither says anything."""
        return not (self.shared or self.only_new or self.only_past or self.detail)


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A similar case with its bar and its rows."""

    case: SimilarCaseOut
    bar: tuple[Stretch, ...]
    rows: tuple[ComparedRow, ...]
    lead: str  # the document that the title opens


@dataclass(frozen=True, slots=True)
class RowAbreast:
    """A facet of the new case and of several past ones; each term: has the new case it?"""

    label: str
    new: tuple[str, ...]
    past: tuple[tuple[tuple[str, bool], ...], ...]
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slider:
    """A weight that can be moved."""

    name: str
    label: str
    meaning: str
    value: int


def shown_card(case: SimilarCaseOut) -> ShownCard:
    """The card with its bar and the rows that say something."""
    rows = tuple(row for row in map(_row, case.comparisons) if not row.empty)
    lead = case.documents[0].id if case.documents else ""
    return ShownCard(case, bar_of(case.parts), rows, lead)


def bar_of(parts: Sequence[ScorePartOut]) -> tuple[Stretch, ...]:
    """The parts follow one another on the bar and reach as far as the score."""
    bar, x = [], 0.0
    for part in parts:
        width = part.contribution * _WHOLE
        shared = tuple(one.label for one in part.shared)
        bar.append(
            Stretch(
                part.name,
                part.label,
                round(x, 2),
                round(width, 2),
                part.value,
                part.weight,
                part.contribution,
                shared,
            )
        )
        x += width
    return tuple(bar)


def abreast(cards: Sequence[ShownCard]) -> list[RowAbreast]:
    """The facets of some cases side by side, in the order of the cards."""
    facets = dict.fromkeys(row.facet for card in cards for row in card.rows)
    by_card = [{row.facet: row for row in card.rows} for card in cards]
    found = []
    for facet in facets:
        rows = [one.get(facet) for one in by_card]
        known = [row for row in rows if row]
        new = dict.fromkeys(term for row in known for term in (*row.shared, *row.only_new))
        past = tuple(_terms_of(row) for row in rows)
        details = tuple(row.detail if row else "" for row in rows)
        found.append(RowAbreast(known[0].label, tuple(new), past, details))
    return found


def _terms_of(row: ComparedRow | None) -> tuple[tuple[str, bool], ...]:
    if row is None:
        return ()
    return (*((one, True) for one in row.shared), *((one, False) for one in row.only_past))


def weight_sliders(state: SearchState) -> list[Slider]:
    """Each part that can be weighed, as it is weighed now."""
    return [
        Slider(name, PART_LABELS[name], PART_MEANINGS[name], value)
        for name, value in state.sliders.items()
    ]


def _row(one: ComparisonOut) -> ComparedRow:
    return ComparedRow(
        label=one.label,
        facet=one.facet,
        shared=_labels(one.shared),
        only_new=_labels(one.only_new),
        only_past=_labels(one.only_past),
        detail=one.detail,
        silence=SILENCE[one.silent],
    )


def _labels(terms: list[TermOut]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.label for one in terms))
