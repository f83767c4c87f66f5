"""The access rule on rows of the registers."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from kb.governance.access import Permission, Principal
from kb.registers.records import Register
from kb.store.register_tables import table_of

# what a person of the unit that must rectify sees: its own, once it has been issued
_OF_THE_UNIT = {"item": ("drafted",), "letter": ("draft", "review", "approved"), "evidence": ()}


def opened_to(principal: Principal, register: Register[Any]) -> ColumnElement[bool]:
    """A condition on the register's table that holds for rows the person may read."""
    if principal.desktop:
        return true()
    conditions: list[ColumnElement[bool]] = []
    allowed = principal.permissions
    if Permission.REGISTERS_READ in allowed:
        conditions.append(_by_rule(principal, register))
    elif Permission.LEDGER_READ in allowed and register.kind == "unit":
        conditions.append(table_of(register).c.id == principal.unit)
    return or_(false(), *conditions)


def _by_rule(principal: Principal, register: Register[Any]) -> ColumnElement[bool]:
    columns = table_of(register).c
    return and_(columns.level <= principal.clearance, true())
