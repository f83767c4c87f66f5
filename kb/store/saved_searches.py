"""Saved searches: what to look for, by a name, and which documents each has shown already.

They are each person's own; the desktop sees those of all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import ColumnElement, delete, func, insert, select, true
from sqlalchemy.orm import Session

from kb.errors import InvalidQuery, NotFound, WorkflowError
from kb.governance.access import Principal
from kb.model import DocumentId
from kb.store.saved_tables import SavedMatchRow, SavedSearchRow, SavedSearchSeenRow
from kb.store.tables import in_utc, now

SEARCH, SIMILAR, CASE, NEW_CASE = "search", "similar", "case", "new_case"
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """``kind`` search (``query`` is typed words), similar (the text of a case), case or new_case.

    Of the latter two ``query`` is the id of a registered or of a kept new case, which is read anew
    each time. ``where`` are filter expressions, all of which must hold; ``owner`` is an account.
    One that is ``watching`` (since ``watched_at``) is looked at again as documents come in; those
    up to ``checked_at`` have been.
    """

    name: str
    kind: str
    query: str
    where: tuple[str, ...] = ()
    created_at: datetime | None = None
    last_run_at: datetime | None = None
    owner: str = ""
    watching: bool = True
    watched_at: datetime | None = None
    checked_at: datetime | None = None
    id: int = 0


class SavedSearches:
    """One person's saved searches by name; the caller owns the transaction."""

    def __init__(self, session: Session, who: Principal) -> None:
        self._session = session
        self._who = who

    def add(self, search: SavedSearch) -> SavedSearch:
        """Keep a new one of the person; SAVED_NAME_TAKEN where they have one of that name."""
        name = _checked(search.name)
        if "\x00" in search.query:
            raise InvalidQuery("INVALID_TEXT", field="query")
        taken = self._found(name)
        if taken is not None and taken.owner == self._who.account:
            raise WorkflowError("SAVED_NAME_TAKEN", name=name)
        moment = now()
        row = SavedSearchRow(
            owner=self._who.account,
            name=name,
            kind=search.kind,
            query=search.query,
            where=orjson.dumps(search.where).decode(),
            watching=search.watching,
            watched_at=moment,
            checked_at=moment,  # what is kept already is no news
        )
        self._session.add(row)
        self._session.flush()
        return saved_search(row)

    def get(self, name: str) -> SavedSearch:
        """The one of that name; ``NotFound`` where the person has none."""
        return saved_search(self._row(name))

    def listed(self) -> tuple[SavedSearch, ...]:
        """All that the person has, by name."""
        query = select(SavedSearchRow).where(self._own())
        rows = self._session.scalars(query.order_by(SavedSearchRow.name, SavedSearchRow.owner))
        return tuple(map(saved_search, rows))

    def remove(self, name: str) -> None:
        """Forget it and what it has shown."""
        row = self._row(name)
        for table in (SavedSearchSeenRow, SavedMatchRow):
            self._session.execute(delete(table).where(table.search_id == row.id))
        self._session.delete(row)

    def watch(self, name: str, *, on: bool) -> SavedSearch:
        """Look at it again of itself from now on, or no more."""
        row = self._row(name, lock=True)
        if on and not row.watching:
            row.watched_at = row.checked_at = now()
        row.watching = on
        self._session.flush()
        return saved_search(row)

    def watched(self) -> int:
        """How many of the person's own are looked at again."""
        row = SavedSearchRow
        mine = (row.owner == self._who.account, row.watching.is_(True))
        return self._session.scalar(select(func.count()).select_from(row).where(*mine)) or 0

    def shown(self, name: str, documents: Sequence[DocumentId]) -> tuple[DocumentId, ...]:
        """Note a run that found the documents; returns those it had never shown, in order."""
        row = self._row(name, lock=True)
        seen = set(
            self._session.scalars(
                select(SavedSearchSeenRow.document_id).where(
                    SavedSearchSeenRow.search_id == row.id,
                    SavedSearchSeenRow.document_id.in_(documents),
                )
            )
        )
        fresh = tuple(one for one in dict.fromkeys(documents) if one not in seen)
        if fresh:
            values = [{"search_id": row.id, "document_id": one} for one in fresh]
            self._session.execute(insert(SavedSearchSeenRow), values)
        row.last_run_at = now()
        return fresh

    def _row(self, name: str, *, lock: bool = False) -> SavedSearchRow:
        row = self._found(name, lock=lock)
        if row is None:
            raise NotFound(id=name[:60])
        return row

    def _found(self, name: str, *, lock: bool = False) -> SavedSearchRow | None:
        row = SavedSearchRow
        query = select(row).where(row.name == name.replace("\x00", ""), self._own())
        # of all that the desktop sees, its own comes first
        query = query.order_by(row.owner != self._who.account, row.owner).limit(1)
        return self._session.scalar(query.with_for_update() if lock else query)

    def _own(self) -> ColumnElement[bool]:
        return true() if self._who.desktop else SavedSearchRow.owner == self._who.account


def _checked(name: str) -> str:
    plain = name.strip()
    if not 0 < len(plain) <= _LONGEST_NAME or not plain.isprintable() or "/" in plain:
        raise InvalidQuery("SAVED_NAME_INVALID", limit=_LONGEST_NAME)
    return plain


def saved_search(row: SavedSearchRow) -> SavedSearch:
    """A saved search as it is kept."""
    return SavedSearch(
        name=row.name,
        kind=row.kind,
        query=row.query,
        where=tuple(orjson.loads(row.where)),
        created_at=in_utc(row.created_at),
        last_run_at=in_utc(row.last_run_at) if row.last_run_at else None,
        owner=row.owner,
        watching=row.watching,
        watched_at=in_utc(row.watched_at) if row.watched_at else None,
        checked_at=in_utc(row.checked_at) if row.checked_at else None,
        id=row.id,
    )
