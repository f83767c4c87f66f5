"""How people and units are called where a record bears only their ids."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kb.governance.names import people_names
from kb.prevention.chain_facts import UNITS
from kb.store.register_titles import names_of
from kb.store.registry import Registry

# accounts that the service does not keep: taken away since, or those of the demonstration
_UNKNOWN = MappingProxyType({"user": "已停用的账号", "demo": "示范人员"})


@dataclass(frozen=True, slots=True)
class ShownNames:
    """Names by id; whoever is not known stays as the record says it."""

    people: Mapping[str, str]
    units: Mapping[str, str]

    def person(self, account: str) -> str:
        """``李某`` for an account of the service, else the words themselves."""
        unknown = _UNKNOWN.get(account.partition("-")[0], account)
        return self.people.get(account, unknown)

    def unit(self, unit_id: str) -> str:
        """The name of a unit that the person may read."""
        return self.units.get(unit_id, "—")


def shown_names(registry: Registry) -> ShownNames:
    """All accounts by their display names, and the units that may be read."""
    return ShownNames(people_names(registry.session), unit_names(registry))


def unit_names(registry: Registry) -> Mapping[str, str]:
    """The units that the person may read, by id, in the order of their names."""
    return names_of(registry, UNITS)
