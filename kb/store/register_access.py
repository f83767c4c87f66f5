"""The access rule on rows of the registers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, true

from kb.governance.access import Permission, Principal
from kb.prevention.chain_facts import UNITS
from kb.prevention.ledger_facts import EVALUATIONS, EVIDENCE, ITEMS, LETTERS
from kb.registers.records import Register
from kb.store.access_filter import readable
from kb.store.register_tables import table_of

# what the unit that must rectify does not see yet
_UNISSUED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        ITEMS.kind: ("drafted",),
        LETTERS.kind: ("draft", "review", "approved"),
        EVALUATIONS.kind: ("draft", "submitted"),
    }
)


def opened_to(principal: Principal, register: Register[Any]) -> ColumnElement[bool]:
    """A condition on the register's table that holds for rows the person may read.

    Who reads the registers reads by the rule. Who only rectifies reads what concerns their own
    unit: the unit, its letters once served, its items once issued and its evaluations once
    confirmed. Evidence is opened with its item, wherever that is placed.
    """
    if principal.desktop:
        return true()
    if register.kind == EVIDENCE.kind:
        items, evidence = table_of(ITEMS).c, table_of(EVIDENCE).c
        return exists().where(items.id == evidence.item, opened_to(principal, ITEMS))
    if Permission.REGISTERS_READ in principal.permissions:
        return readable(principal, table_of(register))
    if Permission.LEDGER_READ in principal.permissions and principal.unit:
        return _of_the_unit(principal.unit, register)
    return false()


def _of_the_unit(unit: str, register: Register[Any]) -> ColumnElement[bool]:
    columns = table_of(register).c
    if register.kind == UNITS.kind:
        return columns.id == unit
    if register.kind in _UNISSUED:
        return and_(columns.unit == unit, columns.state.not_in(_UNISSUED[register.kind]))
    return false()
