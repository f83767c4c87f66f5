"""Words of the vocabulary that look like names (管监管 in 行业主管监管不力) are names of nobody.

Every pack bears the vocabulary, so a person who was read out of it would stop every release. Who
is accused in a case stays a person, whatever the vocabulary says, and is called by the family name:
beside a merchant who pays, an official is no merchant.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cache

from kb.education.redaction.people import Person, Role
from kb.terms import Taxonomy, load_taxonomy

Names = Callable[[str], Sequence[Person]]


def without_vocabulary(people: Names, *, named: Collection[str] = ()) -> Names:
    """The reader of names without what only the vocabulary says; ``named`` are persons for sure."""
    words = _words()
    sure = frozenset(named)

    def read(text: str) -> Sequence[Person]:
        return [
            replace(one, role=Role.OTHER) if one.name in sure else one
            for one in people(text)
            if one.name in sure or one.name not in words
        ]

    return read


@cache
def _words() -> str:
    return "\n".join(_texts(load_taxonomy()))


def _texts(taxonomy: Taxonomy) -> list[str]:
    told = list(taxonomy.names.values())
    told += [one.definition for one in taxonomy.terms.values()]
    told += [one.definition for one in taxonomy.offences.values()]
    told += [link for one in taxonomy.domains.values() for link in one.power_links]
    told += [point for one in taxonomy.positions.values() for point in one.risk_points]
    return told
