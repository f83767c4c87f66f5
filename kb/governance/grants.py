"""Levels, owners and grants: how a case is kept, and to whom else it is opened.

Every step is recorded in the same transaction; documents whose readers change are put in the
outbox, so that the index follows as soon as it is drained.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kb.errors import MissingEvidence, NotAllowed, NotFound
from kb.governance.access import Level, Principal, Protection
from kb.governance.audit import AuditEntry, Recorder, digest_of
from kb.model import CaseId
from kb.store.access_filter import GranteeKind, require_readable_case
from kb.store.governance_tables import AccountRow, DepartmentRow, GrantRow
from kb.store.outbox import Outbox
from kb.store.tables import CaseRow, DocumentRow, now


@dataclass(frozen=True, slots=True)
class Grant:
    """Access given to a department or an account, until it is revoked."""

    id: int
    subject: str
    kind: GranteeKind
    grantee: str
    granted_by: str
    granted_at: datetime
    revoked_by: str
    revoked_at: datetime | None


class Grants:
    """Grants on cases and records; the caller owns the transaction and asked for ``GRANTS``."""

    def __init__(self, session: Session, record: Recorder) -> None:
        self._session = session
        self._record = record

    def grant(
        self, actor: Principal, subject: str, kept: Protection, *, kind: GranteeKind, grantee: str
    ) -> Grant:
        """Open the subject, kept as ``kept`` says, to the grantee; repeating it changes nothing.

        ``NotFound`` for an unknown grantee; ``NotAllowed`` outside the owning department.
        """
        _require_owner(actor, kept, subject)
        row = AccountRow if kind == "account" else DepartmentRow
        if self._session.get(row, grantee) is None:
            raise NotFound(id=grantee)
        present = self._session.scalar(
            select(GrantRow).where(
                GrantRow.subject == subject,
                GrantRow.grantee_kind == kind,
                GrantRow.grantee == grantee,
                GrantRow.revoked_at.is_(None),
            )
        )
        if present is not None:
            return _grant(present)
        made = GrantRow(
            subject=subject, grantee_kind=kind, grantee=grantee, granted_by=actor.account
        )
        self._session.add(made)
        self._session.flush()
        self._follow(subject)
        after = digest_of({"kind": kind, "grantee": grantee})
        self._record(AuditEntry(actor, "grant.give", subject, kept.level, after=after))
        return _grant(made)

    def revoke(self, actor: Principal, subject: str, kept: Protection, grant_id: int) -> None:
        """Take a grant back; ``NotFound`` where the subject has none of that number."""
        _require_owner(actor, kept, subject)
        row = self._session.get(GrantRow, grant_id)
        if row is None or row.subject != subject or row.revoked_at is not None:
            raise NotFound(id=grant_id)
        row.revoked_by, row.revoked_at = actor.account, now()
        self._session.flush()
        self._follow(subject)
        before = digest_of({"kind": row.grantee_kind, "grantee": row.grantee})
        self._record(AuditEntry(actor, "grant.revoke", subject, kept.level, before=before))

    def protect(
        self, actor: Principal, case_id: CaseId, level: Level, *, department: str, reason: str = ""
    ) -> None:
        """Keep the case, and with it its documents, at a level and as a department's own.

        ``NotFound`` where the actor may not read it or the department is unknown; ``NotAllowed``
        above the own clearance, or for a department not the actor's; ``MissingEvidence`` where the
        level is lowered without a reason.
        """
        kept = require_readable_case(self._session, actor, case_id)
        _require_owner(actor, kept, case_id)
        if level > actor.clearance or not (actor.desktop or department == actor.department):
            raise NotAllowed(permission="grants:manage")
        if level < kept.level and not reason.strip():
            raise MissingEvidence("REASON_MISSING", id=case_id)
        if department and self._session.get(DepartmentRow, department) is None:
            raise NotFound(id=department)
        self._session.execute(
            update(CaseRow)
            .where(CaseRow.id == case_id)
            .values(level=int(level), owner_department=department)
        )
        self._follow(case_id)
        self._record(
            AuditEntry(
                actor,
                "case.protect",
                case_id,
                max(level, kept.level),
                reason=reason,
                before=digest_of({"level": int(kept.level), "department": kept.department}),
                after=digest_of({"level": int(level), "department": department}),
            )
        )

    def _follow(self, subject: str) -> None:
        papers = self._session.scalars(
            select(DocumentRow.id)
            .where((DocumentRow.case_id == subject) | (DocumentRow.id == subject))
            .order_by(DocumentRow.id)
        )
        Outbox(self._session).enqueue(papers)


def list_grants(session: Session, subject: str) -> tuple[Grant, ...]:
    """All grants on the subject, revoked ones too, in the order they were given."""
    rows = session.scalars(
        select(GrantRow).where(GrantRow.subject == subject).order_by(GrantRow.id)
    )
    return tuple(_grant(row) for row in rows)


def _require_owner(actor: Principal, kept: Protection, subject: str) -> None:
    """Whoever was given access may not pass it on."""
    if not (actor.desktop or kept.department in ("", actor.department)):
        raise NotAllowed("NOT_OWNER", id=subject)


def _grant(row: GrantRow) -> Grant:
    kind: GranteeKind = "account" if row.grantee_kind == "account" else "department"
    return Grant(
        row.id,
        row.subject,
        kind,
        row.grantee,
        row.granted_by,
        row.granted_at,
        row.revoked_by or "",
        row.revoked_at,
    )
