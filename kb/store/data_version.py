"""The version of all that is kept: it grows with every change, and not when things are read."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.store.audit_tables import AuditRow

# every change has its entry in the audit, in the same transaction; these entries are none of one
_READS = ("%.read", "%.list", "%.export")


def data_version(session: Session) -> int:
    """The number of the last entry that may be of a change; 0 where there is none.

    What was reckoned after this was read is at least as new as the version says.
    """
    query = select(AuditRow.seq).order_by(AuditRow.seq.desc()).limit(1)
    for pattern in _READS:
        query = query.where(AuditRow.action.not_like(pattern))
    return session.scalar(query) or 0
