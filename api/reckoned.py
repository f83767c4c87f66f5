"""Answers that take long to reckon over whole registers, kept until anything changes.

They are kept in this process, for each person by themselves: nothing is shown to one person that
was reckoned for another. Any change of the store, by whatever process, makes them anew.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar

from api.registers import registry_for_reading
from api.wiring import Service
from kb.governance.access import Principal
from kb.store.data_version import data_version
from kb.store.registry import Registry

T = TypeVar("T")


def reckoned(
    service: Service, who: Principal, key: tuple[Hashable, ...], reckon: Callable[[Registry], T]
) -> T:
    """The answer to ``key`` as the person sees the registers, from the store as it stands.

    ``key`` names all that ``reckon`` depends on besides the registers and the person.
    """
    with registry_for_reading(service, who) as registry:
        return reckoned_from(service, registry, key, reckon)


def reckoned_from(
    service: Service,
    registry: Registry,
    key: tuple[Hashable, ...],
    reckon: Callable[[Registry], T],
) -> T:
    """The same of registers that are open for reading; never within a change of them."""
    version = data_version(registry.session)
    return service.answers.get((registry.principal, *key), version, lambda: reckon(registry))
