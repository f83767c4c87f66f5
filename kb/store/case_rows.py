"""The row of a case that papers belong to, opened for a case of the registers."""

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from kb.errors import NotFound
from kb.governance.access import Level, Protection
from kb.model import CaseId
from kb.store.register_tables import RegisterEventRow
from kb.store.tables import CaseRow, DocumentRow, now


def open_case_row(
    session: Session, case_id: CaseId, *, title: str, level: Level, department: str
) -> None:
    """Papers may now be uploaded to the case; they are kept at its level at least."""
    values = {
        "id": case_id,
        "title": title,
        "level": int(level),
        "owner_department": department,
        "created_at": now(),
    }
    session.execute(insert(CaseRow), [values])


def protection_of_case(session: Session, case_id: CaseId) -> Protection:
    """The level and the owner of a case; ``NotFound`` for an unknown one."""
    row = session.execute(
        select(CaseRow.level, CaseRow.owner_department).where(CaseRow.id == case_id)
    ).one_or_none()
    if row is None:
        raise NotFound(id=case_id)
    return Protection(Level(row.level), row.owner_department)


def drop_if_empty(session: Session, case_id: CaseId) -> None:
    """Forget a case without papers, unless the registers know it."""
    papers = select(func.count()).select_from(DocumentRow).where(DocumentRow.case_id == case_id)
    known = select(RegisterEventRow.id).where(RegisterEventRow.case_id == case_id).limit(1)
    if not session.scalar(papers) and session.scalar(known) is None:
        session.execute(delete(CaseRow).where(CaseRow.id == case_id))
