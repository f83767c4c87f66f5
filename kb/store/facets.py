"""How many documents there are of each kind, offence, label …, exactly, under a filter."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from kb.index.filters import And, Filter, Match
from kb.model import DocumentId, DocumentKind
from kb.parts import CONFESSION, WITHOUT_CONFESSION
from kb.store.document_filter import meets
from kb.store.review_tables import LabelVerdictRow
from kb.store.standing import standing_labels
from kb.store.tables import DocumentRow, LabelRow, TagRow
from kb.terms import LAYERS

_TAGS = ("offence", "domain", "position")
FACETS = ("kind", *_TAGS, *LAYERS, "court", "year")
Counts = tuple[tuple[str, int], ...]
Column: TypeAlias = ColumnElement[str] | InstrumentedAttribute[str]
_BETWEEN = "|"


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """``documents`` were counted; each facet's values with their documents, most first."""

    documents: int
    values: Mapping[str, Counts]


class FacetStore:
    """Read-only; the caller owns the transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def counted(
        self, filter: Filter | None = None, *, among: Collection[DocumentId] | None = None
    ) -> FacetCounts:
        """The facets of the documents that meet the filter, of all or ``among`` some.

        A document counts once under each of its offences, labels …; an unknown court or year is
        not counted. One that prints a confession counts under its own kind and as a confession,
        as ``文种=忏悔书`` has it.
        """
        if among is not None:
            own = Match("document_id", values=tuple(among))
            filter = own if filter is None else And(own, filter)
        kinds, courts, years = Counter[str](), Counter[str](), Counter[str]()
        for kind, court, year in self._session.execute(
            select(DocumentRow.kind, DocumentRow.court, DocumentRow.year).where(meets(filter))
        ):
            kinds[kind] += 1
            courts[court] += 1
            years[str(year or "")] += 1
        documents = kinds.total()
        kinds.update({DocumentKind.CONFESSION.value: self._printed_confessions(filter)})
        found = {**self._terms(filter), "kind": kinds, "court": courts, "year": years}
        return FacetCounts(documents, {name: _ordered(found[name]) for name in FACETS})

    def _printed_confessions(self, filter: Filter | None) -> int:
        """How many documents of other kinds have a confession for a part."""
        others = tuple(
            kind
            for kind in DocumentKind
            if kind not in (*WITHOUT_CONFESSION, DocumentKind.CONFESSION)
        )
        printed = And(Match("kind", values=others), Match("section", values=CONFESSION))
        query = select(func.count()).select_from(DocumentRow).where(meets(printed), meets(filter))
        return self._session.scalar(query) or 0

    def _terms(self, filter: Filter | None) -> dict[str, Counter[str]]:
        """Tags and standing labels by facet, each once a document."""
        chosen = None if filter is None else select(DocumentRow.id).where(meets(filter))
        found = {name: Counter[str]() for name in FACETS}
        for facet, term, count in self._session.execute(_tags(chosen)):
            found[facet][term] = count
        keys = Counter[str]()
        for query in (_unreviewed_labels(chosen), _reviewed_labels(chosen)):
            for labels in self._session.scalars(query):
                keys.update(set(labels.split(_BETWEEN)))
        for key, count in keys.items():
            layer, _, term = key.partition(":")
            found[layer][term] = count
        return found


def _tags(chosen: Select[str] | None) -> Select[str, str, int]:
    query = select(TagRow.facet, TagRow.term, func.count()).group_by(TagRow.facet, TagRow.term)
    if chosen is None:
        return query.where(TagRow.facet.in_(_TAGS))
    # + "": else SQLite goes by ix_tags_facet_term, through the tags of all documents
    return query.where((TagRow.facet + "").in_(_TAGS), TagRow.document_id.in_(chosen))


# labels come one row a document, in one string: a label is borne by many sentences, and to count
# distinct documents in SQL costs three times as much


def _unreviewed_labels(chosen: Select[str] | None) -> Select[str]:
    """Of documents nobody has reviewed: what machines proposed stands."""
    query = _joined(LabelRow.document_id, LabelRow.layer, LabelRow.term).where(
        LabelRow.document_id.not_in(select(LabelVerdictRow.document_id))
    )
    return query if chosen is None else query.where(LabelRow.document_id.in_(chosen))


def _reviewed_labels(chosen: Select[str] | None) -> Select[str]:
    documents = select(LabelVerdictRow.document_id)
    if chosen is not None:
        documents = documents.where(LabelVerdictRow.document_id.in_(chosen))
    one = standing_labels(documents=documents).c
    return _joined(one.document_id, one.layer, one.term)


def _joined(document: Column, layer: Column, term: Column) -> Select[str]:
    return select(func.aggregate_strings(layer + ":" + term, _BETWEEN)).group_by(document)


def _ordered(counts: Counter[str]) -> Counts:
    known = ((value, count) for value, count in counts.items() if value and count)
    return tuple(sorted(known, key=lambda one: (-one[1], one[0])))
