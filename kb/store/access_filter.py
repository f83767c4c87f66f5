"""The access rule in SQL: conditions that hold for the rows a principal may read.

``kb.governance.access.may_read`` is the rule; what stands here and the tokens of the index say the
same, and a test holds the three together.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from sqlalchemy import ColumnElement, Select, Table, and_, or_, select, true
from sqlalchemy.orm import Session

from kb.errors import NotFound
from kb.governance.access import Level, Principal, Protection
from kb.model import CaseId, DocumentId
from kb.store.governance_tables import GrantRow
from kb.store.tables import CaseRow, DocumentRow, Row

GranteeKind: TypeAlias = Literal["department", "account"]


def readable(principal: Principal, row: type[Row] | Table) -> ColumnElement[bool]:
    """A condition that holds for the rows of a class or table that the principal may read.

    It has ``id`` (text), ``level`` and ``owner_department``; grants on the row's id count,
    and those on its ``case_id`` where it has one.
    """
    if principal.desktop:
        return true()
    columns = row.c if isinstance(row, Table) else row.__table__.c
    granted = _granted_to(principal)
    known: list[ColumnElement[bool]] = [
        columns[name].in_(granted) for name in ("id", "case_id") if name in columns
    ]
    if principal.department:
        known.append(columns["owner_department"] == principal.department)
    cleared = and_(columns["level"] <= int(principal.clearance), or_(*known))
    return or_(columns["level"] == int(Level.PUBLIC), cleared)


def readable_documents(principal: Principal) -> ColumnElement[bool]:
    """A condition on ``documents``: kept by the higher of their own level and their case's.

    Owner is the department of the case; grants count on the document and on its case. All that is
    asked of a document stands in ``ix_documents_facets``.
    """
    if principal.desktop:
        return true()
    granted = _granted_to(principal)
    known: list[ColumnElement[bool]] = [
        DocumentRow.id.in_(granted),
        DocumentRow.case_id.in_(granted),
    ]
    if principal.department:
        owned = select(CaseRow.id).where(CaseRow.owner_department == principal.department)
        known.append(DocumentRow.case_id.in_(owned))
    cleared = and_(kept_at_most(principal.clearance), or_(*known))
    return or_(kept_at_most(Level.PUBLIC), cleared)


def kept_at_most(level: Level) -> ColumnElement[bool]:
    """A condition on ``documents``: neither they nor their cases are kept above the level."""
    higher = select(CaseRow.id).where(CaseRow.level > int(level))
    return and_(DocumentRow.level <= int(level), DocumentRow.case_id.not_in(higher))


def require_readable(session: Session, principal: Principal, document_id: DocumentId) -> Protection:
    """How the document is kept; ``NotFound`` where it is not there or not to be read."""
    found = session.scalar(
        select(DocumentRow.id).where(DocumentRow.id == document_id, readable_documents(principal))
    )
    if found is None:
        raise NotFound(id=document_id)
    return document_protections(session, [document_id])[document_id]


def require_readable_case(session: Session, principal: Principal, case_id: CaseId) -> Protection:
    """How the case is kept; ``NotFound`` where it is not there or not to be read."""
    found = session.execute(
        select(CaseRow.level, CaseRow.owner_department).where(
            CaseRow.id == case_id, readable(principal, CaseRow)
        )
    ).one_or_none()
    if found is None:
        raise NotFound(id=case_id)
    return protection_of(session, case_id, level=found[0], department=found[1])


def document_levels(session: Session, ids: Iterable[DocumentId]) -> dict[DocumentId, Level]:
    """The higher of each document's own level and its case's; unknown ids are left out."""
    rows = session.execute(
        select(DocumentRow.id, DocumentRow.level, CaseRow.level.label("case_level"))
        .join(CaseRow, CaseRow.id == DocumentRow.case_id)
        .where(DocumentRow.id.in_(list(ids)))
    )
    return {row.id: Level(max(row.level, row.case_level)) for row in rows}


def document_protections(
    session: Session, ids: Iterable[DocumentId]
) -> dict[DocumentId, Protection]:
    """How each document is kept; unknown ids are left out."""
    rows = session.execute(
        select(
            DocumentRow.id,
            DocumentRow.case_id,
            DocumentRow.level,
            CaseRow.level.label("case_level"),
            CaseRow.owner_department,
        )
        .join(CaseRow, CaseRow.id == DocumentRow.case_id)
        .where(DocumentRow.id.in_(list(ids)))
    ).all()
    grants = _grantees(session, {one for row in rows for one in (row.id, row.case_id)})
    return {
        row.id: _protection(
            max(row.level, row.case_level),
            row.owner_department,
            [*grants.get(row.id, ()), *grants.get(row.case_id, ())],
        )
        for row in rows
    }


def protection_of(
    session: Session, subject: str, *, level: int, department: str, case_id: str = ""
) -> Protection:
    """How one record of a register is kept, with the grants on it and on its case."""
    subjects = [one for one in (subject, case_id) if one]
    grants = _grantees(session, subjects)
    return _protection(level, department, [g for one in subjects for g in grants.get(one, ())])


def _granted_to(principal: Principal) -> Select[str]:
    grantees = [_grantee("account", principal.account)]
    if principal.department:
        grantees.append(_grantee("department", principal.department))
    return select(GrantRow.subject).where(GrantRow.revoked_at.is_(None), or_(*grantees))


def _grantee(kind: GranteeKind, grantee: str) -> ColumnElement[bool]:
    return and_(GrantRow.grantee_kind == kind, GrantRow.grantee == grantee)


def _grantees(session: Session, subjects: Iterable[str]) -> Mapping[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    rows = session.execute(
        select(GrantRow.subject, GrantRow.grantee_kind, GrantRow.grantee).where(
            GrantRow.subject.in_(list(subjects)), GrantRow.revoked_at.is_(None)
        )
    )
    for subject, kind, grantee in rows:
        found.setdefault(subject, []).append((kind, grantee))
    return found


def _protection(level: int, department: str, grants: list[tuple[str, str]]) -> Protection:
    return Protection(
        Level(level),
        department,
        departments=frozenset(who for kind, who in grants if kind == "department"),
        accounts=frozenset(who for kind, who in grants if kind == "account"),
    )
