"""What saved searches tell of themselves: documents that came in since and match, with the reason.

Who may be told is asked when it is read, not when it was found: a match shows to whoever may read
the document and all that its reason rests on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from kb.model import DocumentId, Span
from kb.retrieval.kept_reason import KeptReason, packed, unpacked
from kb.retrieval.sources import Quote, Sources
from kb.store.among import Condition
from kb.store.catalogue import DocumentCatalogue
from kb.store.documents import DocumentStore
from kb.store.rows import DocumentSummary
from kb.store.saved_searches import SavedSearch, saved_search
from kb.store.saved_tables import SavedMatchRow, SavedSearchRow, SavedSearchSeenRow
from kb.store.tables import DocumentRow, in_utc

# what was committed late bears an earlier moment than the last look: it is looked at twice
_OVERLAP = timedelta(minutes=10)
_MOST = 200


@dataclass(frozen=True, slots=True)
class Match:
    """A document that a saved search found of itself; ``seen`` once its owner looked.

    ``quote`` is what words found in it.
    """

    document: DocumentSummary
    found_at: datetime
    seen: bool
    reason: KeptReason
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What one search told: the best matches first; ``fresh`` of ``total`` were not seen yet."""

    search: SavedSearch
    matches: tuple[Match, ...]
    fresh: int
    total: int


def unlooked(
    newcomers: Mapping[DocumentId, datetime], search: SavedSearch
) -> frozenset[DocumentId]:
    """Those of ``SavedMatches.came_in`` that the last look of a search may have missed."""
    looked, begun = search.checked_at, search.watched_at or search.created_at
    if looked is None or begun is None:
        return frozenset()  # its first look: what is kept already is no news
    since = max(looked - _OVERLAP, begun)
    return frozenset(i for i, at in newcomers.items() if at > since)


class SavedMatches:
    """The matches of all saved searches; the caller owns the transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def watching(self) -> tuple[SavedSearch, ...]:
        """The searches of everybody that are looked at again, those looked at longest ago first."""
        row = SavedSearchRow
        query = select(row).where(row.watching.is_(True)).order_by(row.checked_at, row.id)
        return tuple(map(saved_search, self._session.scalars(query)))

    def came_in(self, since: datetime) -> Mapping[DocumentId, datetime]:
        """The documents that came in since then, and some minutes before, with the moment."""
        row = DocumentRow
        query = select(row.id, row.created_at).where(row.created_at > since - _OVERLAP)
        return {one.id: in_utc(one.created_at) for one in self._session.execute(query)}

    def keep(
        self, search: SavedSearch, found: Mapping[DocumentId, KeptReason], *, at: datetime
    ) -> int:
        """Note a look of that moment; returns how many documents no look and no run had found.

        Nothing where the search was removed meanwhile.
        """
        if self._session.get(SavedSearchRow, search.id, with_for_update=True) is None:
            return 0
        known: set[DocumentId] = set()
        for table in (SavedMatchRow, SavedSearchSeenRow):
            of_search = select(table.document_id).where(
                table.search_id == search.id, table.document_id.in_(list(found))
            )
            known.update(self._session.scalars(of_search))
        values = [
            {"search_id": search.id, "document_id": i, "found_at": at, "reason": packed(why)}
            for i, why in found.items()
            if i not in known
        ]
        if values:
            self._session.execute(insert(SavedMatchRow), values)
            self._forget_old(search)
        looked = update(SavedSearchRow).where(SavedSearchRow.id == search.id)
        self._session.execute(looked.values(checked_at=at))
        return len(values)

    def told(
        self, searches: Sequence[SavedSearch], *, among: Condition, most: int, seen: bool = False
    ) -> tuple[Told, ...]:
        """What the searches told of documents ``among`` some, the best ``most`` matches of each.

        Those already ``seen`` only where asked for; none of a search that told nothing.
        """
        row = SavedMatchRow
        query = select(row).where(row.search_id.in_([one.id for one in searches]))
        if not seen:
            query = query.where(row.seen_at.is_(None))
        rows = self._session.scalars(query.order_by(row.found_at.desc(), row.document_id))
        kept = [(one, unpacked(one.reason)) for one in rows]
        wanted = {i for one, why in kept for i in (one.document_id, *why.documents)}
        readable = DocumentCatalogue(self._session).summaries(wanted, among=among)
        # what was deleted hides nothing
        hidden = DocumentStore(self._session).known(wanted - readable.keys())
        shown: dict[int, list[Match]] = {one.id: [] for one in searches}
        for one, why in kept:
            if one.document_id in readable and hidden.keys().isdisjoint(why.documents):
                match = Match(
                    readable[one.document_id], in_utc(one.found_at), one.seen_at is not None, why
                )
                shown[one.search_id].append(match)
        every = [(one, shown[one.id]) for one in searches if shown[one.id]]
        best = {one.id: sorted(found, key=lambda m: -m.reason.score)[:most] for one, found in every}
        quoted = [m.document.id for found in best.values() for m in found if m.reason.place]
        sources = Sources(self._session, quoted)
        return tuple(
            Told(
                one,
                tuple(_quoting(match, sources) for match in best[one.id]),
                fresh=sum(not match.seen for match in found),
                total=len(found),
            )
            for one, found in every
        )

    def see(self, search: SavedSearch, *, among: Condition, at: datetime) -> int:
        """What the search has told of documents ``among`` some is seen; how much of it was not."""
        row = SavedMatchRow
        told = self.told([search], among=among, most=_MOST)
        shown = [match.document.id for one in told for match in one.matches]
        of_search = (row.search_id == search.id, row.document_id.in_(shown))
        self._session.execute(update(row).where(*of_search).values(seen_at=at))
        return len(shown)

    def _forget_old(self, search: SavedSearch) -> None:
        row = SavedMatchRow
        of_search = select(row.document_id).where(row.search_id == search.id)
        order = (row.found_at.desc(), row.document_id)
        old = self._session.scalars(of_search.order_by(*order).offset(_MOST)).all()
        if old:
            gone = delete(row).where(row.search_id == search.id, row.document_id.in_(old))
            self._session.execute(gone)


def _quoting(match: Match, sources: Sources) -> Match:
    if match.reason.place is None:
        return match
    return replace(match, quote=sources.quote(match.document.id, Span(*match.reason.place)))
