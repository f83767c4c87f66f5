"""Past cases pinned to the case that a person works on, with who, when, why, and how like it was.

A pin is shown to whoever may read all that its reason rests on; to others it is not there, and
nothing that they do ends it. So two people may have pinned the same case, neither knowing of the
other: whoever may read both sees the newer. A pin taken off stays as a row, so that what was pinned
at any moment can be told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kb.errors import NotFound, WorkflowError
from kb.model import CaseId
from kb.retrieval.kept_reason import KeptReason, packed, unpacked
from kb.store.among import Condition
from kb.store.cases import CaseStore
from kb.store.catalogue import DocumentCatalogue
from kb.store.documents import DocumentStore
from kb.store.pin_tables import CasePinRow
from kb.store.rows import DocumentSummary
from kb.store.tables import in_utc

MOST_PINS = 20


@dataclass(frozen=True, slots=True)
class Subject:
    """What past cases are pinned to: a registered case, or a new case that a person keeps."""

    kind: Literal["case", "new_case"]
    id: str


@dataclass(frozen=True, slots=True)
class Pin:
    """A past case with the words of whoever pinned it; ``documents`` are those it rests on."""

    past_case: CaseId
    title: str
    note: str
    by: str
    at: datetime
    reason: KeptReason
    documents: tuple[DocumentSummary, ...]


class CasePins:
    """The pins of one subject; the caller owns the transaction and has asked who may read it."""

    def __init__(self, session: Session, subject: Subject) -> None:
        self._session = session
        self._subject = subject

    def listed(self, *, among: Condition, at: datetime | None = None) -> tuple[Pin, ...]:
        """Those that rest on documents ``among`` alone, in the order they were pinned.

        Each past case once, as it was pinned last. Now, or as they stood at a moment.
        """
        newest: dict[CaseId, Pin] = {}
        for _, one in self._known(among, at):
            newest.pop(one.past_case, None)
            newest[one.past_case] = one
        return tuple(newest.values())

    def put(
        self,
        past_case: CaseId,
        reason: KeptReason,
        *,
        note: str,
        by: str,
        at: datetime,
        among: Condition,
    ) -> None:
        """Pin a case, or pin it anew with another note: in place of one's own and those one knows.

        PINS_TOO_MANY beyond what one can use, as far as whoever pins it may know of them.
        """
        self._end(past_case, by=by, at=at, among=among)
        if len(self.listed(among=among)) >= MOST_PINS:
            raise WorkflowError("PINS_TOO_MANY", limit=MOST_PINS)
        self._session.add(
            CasePinRow(
                kind=self._subject.kind,
                subject=self._subject.id,
                past_case=past_case,
                note=note,
                reason=packed(reason),
                pinned_by=by,
                pinned_at=at,
            )
        )
        self._session.flush()

    def remove(self, past_case: CaseId, *, by: str, at: datetime, among: Condition) -> None:
        """Take it off; ``NotFound`` where it is not pinned as far as the person may know."""
        if all(one.past_case != past_case for one in self.listed(among=among)):
            raise NotFound(id=past_case[:64])
        self._end(past_case, by=by, at=at, among=among)

    def _known(
        self, among: Condition, at: datetime | None = None
    ) -> Sequence[tuple[CasePinRow, Pin]]:
        row = CasePinRow
        query = select(row).where(*self._of_subject()).order_by(row.id)
        if at is None:
            query = query.where(row.removed_at.is_(None))
        else:
            moment = in_utc(at)  # SQLite compares without the time zone
            stood = or_(row.removed_at.is_(None), row.removed_at > moment)
            query = query.where(row.pinned_at <= moment, stood)
        kept = [(one, unpacked(one.reason)) for one in self._session.scalars(query)]
        wanted = {i for _, why in kept for i in why.documents}
        readable = DocumentCatalogue(self._session).summaries(wanted, among=among)
        # what was deleted hides nothing
        hidden = DocumentStore(self._session).known(wanted - readable.keys())
        shown = [
            (one, why)
            for one, why in kept
            if hidden.keys().isdisjoint(why.documents) and any(i in readable for i in why.documents)
        ]
        titles = CaseStore(self._session).titles([one.past_case for one, _ in shown], among=among)
        return [
            (
                one,
                Pin(
                    past_case=one.past_case,
                    title=titles[one.past_case],
                    note=one.note,
                    by=one.pinned_by,
                    at=in_utc(one.pinned_at),
                    reason=why,
                    documents=tuple(readable[i] for i in why.documents if i in readable),
                ),
            )
            for one, why in shown
            if one.past_case in titles
        ]

    def _end(self, past_case: CaseId, *, by: str, at: datetime, among: Condition) -> None:
        """Those that the person may know of, and their own that rests on what is closed to them."""
        known = [row.id for row, _ in self._known(among)]
        standing = (CasePinRow.past_case == past_case, CasePinRow.removed_at.is_(None))
        theirs = or_(CasePinRow.id.in_(known), CasePinRow.pinned_by == by)
        query = select(CasePinRow).where(*self._of_subject(), *standing, theirs).with_for_update()
        for row in self._session.scalars(query):
            row.removed_at, row.removed_by = at, by
        self._session.flush()

    def _of_subject(self) -> Sequence[Condition]:
        return (CasePinRow.kind == self._subject.kind, CasePinRow.subject == self._subject.id)
