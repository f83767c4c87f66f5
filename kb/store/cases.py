"""Cases: which documents belong together, decided by people or by the folder they came in."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Row, String, True_, cast, func, select, update
from sqlalchemy.orm import Session

from kb.errors import NotFound
from kb.index.filters import Filter
from kb.model import CaseId, DocumentId
from kb.store.among import EVERY, Condition
from kb.store.authority import authority_of
from kb.store.case_rows import drop_if_empty
from kb.store.document_filter import meets
from kb.store.rows import naming_rank
from kb.store.standing import standing_labels
from kb.store.tables import CaseRow, CitationRow, DocumentRow, OutboxRow, TagRow

Key = TypeVar("Key", CaseId, tuple[CaseId, str])
_TERMS = ("offence", "crime", "domain", "position")
_BETWEEN = "|"


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case and what is known of it over all its documents.

    ``offences`` are of the taxonomy, ``crimes`` those and the names of all others.
    """

    id: CaseId
    title: str
    documents: int
    offences: tuple[str, ...]
    domains: tuple[str, ...]
    positions: tuple[str, ...]
    labels: tuple[str, ...]
    year: int | None
    amount: float | None
    crimes: tuple[str, ...] = ()
    statutes: tuple[str, ...] = ()
    authority: float | None = None


def case_id_of(key: str) -> CaseId:
    """The id of the case that a key (a folder, a document's id) stands for: derived, not drawn."""
    return "case-" + hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16]


class CaseStore:
    """Cases by id; the caller owns the transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def summaries(
        self, ids: Iterable[CaseId], *, among: Condition = EVERY
    ) -> dict[CaseId, CaseSummary]:
        """What some documents (all by default) say of several cases; other ids are left out.

        Where only some are asked for, a case is called after the most telling of them: its own
        title may come of another.
        """
        wanted = list(ids)
        tags = self._terms(wanted, among)
        labels = self._labels(wanted, among)
        statutes = self._statutes(wanted, among)
        titles = self.titles(wanted, among=among)
        rows = self._session.execute(
            select(
                DocumentRow.case_id,
                DocumentRow.kind,
                DocumentRow.court,
                DocumentRow.year,
                DocumentRow.amount,
            ).where(DocumentRow.case_id.in_(wanted), among)
        )
        documents: defaultdict[CaseId, list[Row[str, str, str, int | None, float | None]]]
        documents = defaultdict(list)
        for row in rows:
            documents[row.case_id].append(row)
        return {
            case_id: CaseSummary(
                id=case_id,
                title=titles.get(case_id, ""),
                documents=len(own),
                offences=tags.get((case_id, "offence"), ()),
                domains=tags.get((case_id, "domain"), ()),
                positions=tags.get((case_id, "position"), ()),
                labels=labels.get(case_id, ()),
                year=max((one.year for one in own if one.year is not None), default=None),
                amount=max((one.amount for one in own if one.amount is not None), default=None),
                crimes=tags.get((case_id, "offence"), ()) + tags.get((case_id, "crime"), ()),
                statutes=statutes.get(case_id, ()),
                authority=max(authority_of(one.kind, one.court) for one in own),
            )
            for case_id, own in documents.items()
        }

    def titles(self, ids: Iterable[CaseId], *, among: Condition = EVERY) -> dict[CaseId, str]:
        """What some cases are called, as in ``summaries``."""
        wanted = list(ids)
        if isinstance(among, True_):
            own = select(CaseRow.id, CaseRow.title).where(CaseRow.id.in_(wanted))
            return {one.id: one.title for one in self._session.execute(own)}
        row = DocumentRow
        rows = self._session.execute(
            select(row.case_id, row.kind, row.title).where(row.case_id.in_(wanted), among)
        )
        # the most telling comes last, and stays
        told = sorted(rows, key=lambda one: (-naming_rank(one.kind), one.title))
        return {one.case_id: one.title for one in told}

    def with_labels(self, keys: Iterable[str], *, among: Condition = EVERY) -> set[CaseId]:
        """The cases of which at least one of the labels (``loopholes:no_rule``) stands."""
        labels = standing_labels(keys=tuple(keys))
        query = (
            select(DocumentRow.case_id)
            .distinct()
            .join(labels, labels.c.document_id == DocumentRow.id)
            .where(among)
        )
        return set(self._session.scalars(query))

    def count(self, filter: Filter | None) -> int:
        """How many cases have a document that meets the filter."""
        # listed and then counted: the index is in their order, and no row is read
        cases = select(DocumentRow.case_id).distinct().where(meets(filter)).subquery()
        return self._session.scalar(select(func.count()).select_from(cases)) or 0

    def move(self, document_id: DocumentId, case_id: CaseId) -> None:
        """A person decides that the document belongs to another case; the index follows."""
        row = self._session.get(DocumentRow, document_id)
        if row is None:
            raise NotFound(id=document_id)
        if self._session.get(CaseRow, case_id) is None:
            raise NotFound(id=case_id)
        former = row.case_id
        self._session.execute(
            update(DocumentRow).where(DocumentRow.id == document_id).values(case_id=case_id)
        )
        drop_if_empty(self._session, former)
        self._session.add(OutboxRow(document_id=document_id, action="upsert"))

    def _terms(
        self, ids: list[CaseId], among: Condition
    ) -> dict[tuple[CaseId, str], tuple[str, ...]]:
        rows = self._session.execute(
            select(DocumentRow.case_id, TagRow.facet, TagRow.term, func.max(TagRow.confidence))
            .join(TagRow, TagRow.document_id == DocumentRow.id)
            .where(DocumentRow.case_id.in_(ids), TagRow.facet.in_(_TERMS), among)
            .group_by(DocumentRow.case_id, TagRow.facet, TagRow.term)
            .order_by(func.max(TagRow.confidence).desc(), TagRow.term)
        )
        return _gathered(((case_id, facet), term) for case_id, facet, term, _ in rows)

    def _labels(self, ids: list[CaseId], among: Condition) -> dict[CaseId, tuple[str, ...]]:
        documents = select(DocumentRow.id).where(DocumentRow.case_id.in_(ids), among)
        one = standing_labels(documents=documents)
        rows = self._session.execute(
            select(DocumentRow.case_id, one.c.layer, one.c.term, func.count())
            .join(one, one.c.document_id == DocumentRow.id)
            .group_by(DocumentRow.case_id, one.c.layer, one.c.term)
            .order_by(func.count().desc(), one.c.layer, one.c.term)
        )
        return _gathered((case_id, f"{layer}:{term}") for case_id, layer, term, _ in rows)

    def _statutes(self, ids: list[CaseId], among: Condition) -> dict[CaseId, tuple[str, ...]]:
        # one row a case, in one string: a judgment cites dozens of articles
        cited = CitationRow.law + ":" + cast(CitationRow.article, String)
        rows = self._session.execute(
            select(DocumentRow.case_id, func.aggregate_strings(cited, _BETWEEN))
            .join(CitationRow, CitationRow.document_id == DocumentRow.id)
            .where(DocumentRow.case_id.in_(ids), among)
            .group_by(DocumentRow.case_id)
        )
        return {case_id: tuple(dict.fromkeys(all_.split(_BETWEEN))) for case_id, all_ in rows}


def _gathered(pairs: Iterable[tuple[Key, str]]) -> dict[Key, tuple[str, ...]]:
    found: defaultdict[Key, list[str]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
