"""How people and departments are called, by the ids that records bear."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.governance.departments import Departments
from kb.store.governance_tables import AccountRow

_SYSTEM = {"system": "系统", "local": "本机"}


def department_names(session: Session) -> Mapping[str, str]:
    """All departments by id, in the order of their names."""
    return {one.id: one.name for one in Departments(session).listed()}


def people_names(session: Session) -> Mapping[str, str]:
    """Who acts here, by account; the program itself and the person at the machine too."""
    found = session.execute(select(AccountRow.id, AccountRow.display_name))
    return {**_SYSTEM, **{row.id: row.display_name for row in found}}
