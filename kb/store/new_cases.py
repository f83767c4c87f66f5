"""New cases that somebody asked about: each person's own, kept for a while and then forgotten."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, true
from sqlalchemy.orm import Session

from kb.errors import InvalidQuery, NotFound
from kb.governance.access import Principal
from kb.store.new_case_tables import NewCaseRow
from kb.store.pin_tables import CasePinRow
from kb.store.tables import in_utc, now

KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class NewCase:
    """Cleaned text as it was pasted or read; ``id`` is drawn, so that nobody guesses another."""

    id: str
    name: str
    title: str
    text: str
    created_at: datetime


class NewCases:
    """One person's new cases; the caller owns the transaction."""

    def __init__(self, session: Session, who: Principal) -> None:
        self._session = session
        self._who = who

    def add(self, *, name: str, title: str, text: str) -> NewCase:
        """Keep one; those of everybody that are past their time go."""
        if not text.strip():
            raise InvalidQuery("QUERY_EMPTY")
        moment = now()
        self._session.execute(delete(NewCaseRow).where(NewCaseRow.created_at < moment - KEPT))
        self._forget_pins()
        row = NewCaseRow(
            id=secrets.token_hex(12),
            owner=self._who.account,
            name=name[:200],
            title=title[:200],
            text=text,
            created_at=moment,
        )
        self._session.add(row)
        self._session.flush()
        return _new_case(row)

    def get(self, case_id: str) -> NewCase:
        """The person's own; ``NotFound`` for another's and for one past its time."""
        query = select(NewCaseRow).where(NewCaseRow.id == case_id[:32], *self._own())
        row = self._session.scalar(query)
        if row is None:
            raise NotFound(id=case_id[:32])
        return _new_case(row)

    def listed(self, *, limit: int = 20) -> tuple[NewCase, ...]:
        """The latest first."""
        order = (NewCaseRow.created_at.desc(), NewCaseRow.id)
        query = select(NewCaseRow).where(*self._own()).order_by(*order).limit(limit)
        return tuple(map(_new_case, self._session.scalars(query)))

    def remove(self, case_id: str) -> None:
        """Forget it now."""
        self.get(case_id)
        self._session.execute(delete(NewCaseRow).where(NewCaseRow.id == case_id))
        self._forget_pins()

    def _forget_pins(self) -> None:
        """What was pinned to new cases that are gone goes with them."""
        row = CasePinRow
        gone = (row.kind == "new_case", row.subject.not_in(select(NewCaseRow.id)))
        self._session.execute(delete(row).where(*gone))

    def _own(self) -> tuple[ColumnElement[bool], ...]:
        mine = true() if self._who.desktop else NewCaseRow.owner == self._who.account
        return mine, NewCaseRow.created_at >= now() - KEPT


def _new_case(row: NewCaseRow) -> NewCase:
    return NewCase(row.id, row.name, row.title, row.text, in_utc(row.created_at))
