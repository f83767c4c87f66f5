"""查处一案、警示一片、治理一域: the three counters of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, distinct, func, select

from kb.education.pack_facts import PACKS, TRAININGS
from kb.model import CaseId
from kb.prevention.chain_facts import CASES, MEASURES
from kb.prevention.ledger_facts import ITEMS, LETTERS, RATINGS
from kb.prevention.stages import CLOSED_ITEM
from kb.registers.records import Register
from kb.store.pack_tables import PackCaseRow
from kb.store.register_tables import table_of
from kb.store.registry import Registry, Wanted

_REACH = "education_reach"


@dataclass(frozen=True, slots=True)
class CaseCounters:
    """``people`` and ``amount`` of the case; ``packs`` and ``reach`` (people taught) of what was
    made of it: released packs that tell it and trainings held with them, besides what was entered
    as ratings. The rest counts over all readable cases of ``domain``, or over this one where the
    case names no domain.
    """

    people: int
    amount: float | None
    packs: int
    reach: int
    domain: str
    measures: int
    items_closed: int
    units: int


def counters(registry: Registry, case_id: CaseId) -> CaseCounters:
    """The counters of a case, over what the person may read."""
    case = registry.get(CASES, case_id).facts
    taught = registry.all(
        RATINGS,
        Wanted(equal=(("case_id", (case_id,)), ("indicator", (_REACH,)), ("state", ("kept",)))),
    )
    of_domain = _cases_of(registry, case_id, case.domain)
    items = table_of(ITEMS).c
    closed = [items.state.in_(sorted(CLOSED_ITEM - {"withdrawn"})), items.case_id.in_(of_domain)]
    adopted = [table_of(MEASURES).c.case_id.in_(of_domain)]
    letters = table_of(LETTERS).c
    served = [letters.served.is_not(None), letters.case_id.in_(of_domain)]
    return CaseCounters(
        people=case.people,
        amount=case.amount,
        packs=len(taught) + registry.count(PACKS, Wanted(where=(_tells(case_id),))),
        reach=round(sum(one.facts.numerator or 0 for one in taught)) + _taught(registry, case_id),
        domain=case.domain,
        measures=registry.count(
            MEASURES, Wanted(equal=(("state", ("adopted",)),), where=tuple(adopted))
        ),
        items_closed=registry.count(ITEMS, Wanted(where=tuple(closed))),
        units=_units(registry, LETTERS, served),
    )


def _tells(case_id: CaseId) -> ColumnElement[bool]:
    """A pack that was released and tells the case."""
    columns = table_of(PACKS).c
    telling = select(PackCaseRow.pack_id).where(PackCaseRow.case_id == case_id)
    return (columns.state == "released") & columns.id.in_(telling)


def _taught(registry: Registry, case_id: CaseId) -> int:
    """How many came to trainings with packs that tell the case."""
    columns = table_of(TRAININGS).c
    telling = select(PackCaseRow.pack_id).where(PackCaseRow.case_id == case_id)
    query = select(func.sum(columns.attended)).where(
        columns.state == "held", columns.pack.in_(telling), registry.readable(TRAININGS)
    )
    return registry.session.scalar(query) or 0


def _cases_of(registry: Registry, case_id: CaseId, domain: str) -> Any:
    columns = table_of(CASES).c
    same = columns.domain == domain if domain else columns.id == case_id
    return select(columns.id).where(same, registry.readable(CASES))


def _units(
    registry: Registry, register: Register[Any], where: Sequence[ColumnElement[bool]]
) -> int:
    columns = table_of(register).c
    query = select(func.count(distinct(columns.unit))).where(
        columns.unit.is_not(None), registry.readable(register), *where
    )
    return registry.session.scalar(query) or 0
