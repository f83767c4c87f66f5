"""Links between records: an id must name what the person may read, else it names nothing."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.errors import NotFound
from kb.governance.access import Level, Principal
from kb.registers.catalogue import REGISTERS
from kb.registers.records import Kept, Placing, declared
from kb.store.access_filter import readable_documents
from kb.store.register_access import opened_to
from kb.store.register_tables import table_of
from kb.store.tables import CaseRow, DocumentRow


def require_links(
    session: Session,
    principal: Principal,
    kept: Kept[Any],
    *,
    linked: Kept[Any] | None = None,
) -> None:
    """``NotFound`` for the first new link of a record that leads nowhere the person may read.

    What ``linked`` (its former self, or the record it belongs under) is linked to is not new.
    """
    known = set(_links(linked)) if linked else set()
    for kind, target in _links(kept):
        if (kind, target) in known or target == kept.id:
            continue
        if not _stands(session, principal, kind, target):
            raise NotFound(id=target[:64])


def within_case(session: Session, placing: Placing) -> Placing:
    """A record of a case is kept no lower than the case, by the case's department."""
    case = session.get(CaseRow, placing.case_id) if placing.case_id else None
    if case is None:
        return placing
    return replace(
        placing,
        level=max(placing.level, Level(case.level)),
        department=placing.department or case.owner_department,
    )


def _links(kept: Kept[Any]) -> Iterator[tuple[str, str]]:
    for name, about in declared(type(kept.facts)).items():
        if about.to:
            value = getattr(kept.facts, name)
            for one in value if isinstance(value, tuple) else (value,):
                if one:
                    yield about.to, one
    if kept.head.case_id:
        yield "case", kept.head.case_id


def _stands(session: Session, principal: Principal, kind: str, target: str) -> bool:
    if kind == "document":
        query = select(DocumentRow.id)
        readable = query.where(DocumentRow.id == target[:64], readable_documents(principal))
        return session.scalar(readable) is not None
    table = table_of(REGISTERS[kind])
    condition = opened_to(principal, REGISTERS[kind])
    query = select(table.c.id).where(table.c.id == target[:64], condition)
    return session.scalar(query) is not None
