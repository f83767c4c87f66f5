"""How people and departments are called, by the ids that records bear."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from kb.governance.accounts import list_accounts
from kb.governance.departments import Departments

_SYSTEM = {"system": "系统", "local": "本机"}


def department_names(session: Session) -> Mapping[str, str]:
    """All departments by id, in the order of their names."""
    return {one.id: one.name for one in Departments(session).listed()}


def people_names(session: Session) -> Mapping[str, str]:
    """Who acts here, by account; the program itself and the person at the machine too."""
    return {**_SYSTEM, **{one.id: one.display_name for one in list_accounts(session)}}
