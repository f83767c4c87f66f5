"""What the running vocabulary says of one of its entries, as proposals speak of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from kb.errors import NotFound
from kb.terms import LAYERS, Taxonomy

# sections of the taxonomy's file, by their Chinese names
SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "causes": "动因与手段",
        "loopholes": "制度漏洞",
        "ideological_roots": "思想根源",
        "measures": "预防措施",
        "offences": "罪名",
        "domains": "领域",
        "positions": "岗位",
    }
)
_PREFIXES = {"offence": "offences", "domain": "domains", "position": "positions"}


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry by its key: ``causes:gift_grooming``, ``offence:bribery_taking``.

    ``sayings`` are its indicators; of an offence, its other names.
    """

    key: str
    section: str
    id: str
    name: str
    definition: str
    sayings: Sequence[str]
    deprecated: bool = False

    @property
    def sayings_field(self) -> str:
        """The field of the taxonomy's file that holds the sayings."""
        return "aliases" if self.section == "offences" else "indicators"

    @property
    def name_field(self) -> str:
        """The field of the taxonomy's file that holds the name."""
        return "name" if self.section == "offences" else "zh"


def listed(taxonomy: Taxonomy, key: str) -> Listed:
    """The entry of a key; ``NotFound`` for one that there is not."""
    prefix, _, id_ = key.partition(":")
    if term := taxonomy.terms.get(key):
        return Listed(
            key, prefix, id_, term.name, term.definition, term.indicators, term.deprecated
        )
    section = _PREFIXES.get(prefix, "")
    if section == "offences" and (offence := taxonomy.offences.get(id_)):
        return Listed(key, section, id_, offence.name, offence.definition, offence.aliases)
    if section == "domains" and (domain := taxonomy.domains.get(id_)):
        return Listed(key, section, id_, domain.name, domain.definition, domain.indicators)
    if section == "positions" and (position := taxonomy.positions.get(id_)):
        return Listed(key, section, id_, position.name, "", position.indicators)
    raise NotFound(id=key[:60])


def section_entries(taxonomy: Taxonomy, section: str) -> tuple[Listed, ...]:
    """All entries of a section; ``NotFound`` for a section that there is not."""
    if section in LAYERS:
        keys = [term.key for term in taxonomy.layer(section)]
    elif section in SECTIONS:
        prefix = next(one for one, of in _PREFIXES.items() if of == section)
        kept: Mapping[str, object] = getattr(taxonomy, section)
        keys = [f"{prefix}:{one}" for one in kept]
    else:
        raise NotFound(id=section[:60])
    return tuple(listed(taxonomy, key) for key in keys)


def groups_of(taxonomy: Taxonomy, section: str) -> Mapping[str, str]:
    """The groups that terms of a section fall under, by id; none where it has no groups."""
    used = dict.fromkeys(term.group for term in taxonomy.terms.values() if term.layer == section)
    if section == "offences":
        used = dict.fromkeys(one.group for one in taxonomy.offences.values())
    return {one: taxonomy.names[f"group:{one}"] for one in used}
