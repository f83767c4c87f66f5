"""The row of a case that papers belong to, opened for a case of the registers."""

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from kb.governance.access import Level
from kb.model import CaseId
from kb.store.register_tables import RegisterEventRow
from kb.store.tables import CaseRow, DocumentRow, OutboxRow, now


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


def protect_case_row(session: Session, case_id: CaseId, *, level: Level, department: str) -> None:
    """Another level or owner for the case and its papers; the index follows."""
    session.execute(
        update(CaseRow)
        .where(CaseRow.id == case_id)
        .values(level=int(level), owner_department=department)
    )
    papers = session.scalars(select(DocumentRow.id).where(DocumentRow.case_id == case_id)).all()
    if papers:
        rows = [{"document_id": one, "action": "upsert"} for one in papers]
        session.execute(insert(OutboxRow), rows)


def drop_if_empty(session: Session, case_id: CaseId) -> None:
    """Forget a case without papers, unless the registers know it."""
    papers = select(func.count()).select_from(DocumentRow).where(DocumentRow.case_id == case_id)
    known = select(RegisterEventRow.id).where(RegisterEventRow.case_id == case_id).limit(1)
    if not session.scalar(papers) and session.scalar(known) is None:
        session.execute(delete(CaseRow).where(CaseRow.id == case_id))
