"""The controlled vocabulary as people look it up: sections, entries, words that are searched."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.errors import NotFound
from kb.terms import LAYERS, Domain, Offence, Position, Taxonomy, Term
from kb.vocabulary.listed import SECTIONS

# causes.bid_rigging, roots, judicial_officers
_ID = re.compile(r" ?(?:[a-z]+\.)?(?P<id>[a-z][a-z_]+) ?")
_SPOKEN_OF = (*LAYERS, "offence", "group")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its definition, and further things that are said of it by their Chinese names."""

    section: str
    key: str
    name: str
    group: str
    definition: str
    told: Sequence[tuple[str, Sequence[str]]]
    deprecated: bool = False

    def says(self, words: str) -> bool:
        """Whether the words stand anywhere in it."""
        texts = [
            self.key,
            self.name,
            self.definition,
            *(one for _, some in self.told for one in some),
        ]
        return any(words in one for one in texts)


def entries(taxonomy: Taxonomy, *, section: str = "", words: str = "") -> Sequence[Entry]:
    """The entries of a section (of all, for ""), those that hold the words.

    ``NotFound`` for a section that there is not.
    """
    if section and section not in SECTIONS:
        raise NotFound(id=section[:60])
    plain = words.strip()
    return [
        one
        for one in _all(taxonomy)
        if section in ("", one.section) and (not plain or one.says(plain))
    ]


def in_words(taxonomy: Taxonomy, text: str) -> str:
    """A sentence that speaks of terms and sections by their ids, with their names."""

    def named(met: re.Match[str]) -> str:
        one = met["id"]
        keys = [*(f"{kind}:{one}" for kind in _SPOKEN_OF), f"discipline:{one}_discipline"]
        name = _name(taxonomy, keys) or SECTIONS.get(one) or SECTIONS.get(f"ideological_{one}")
        return f"“{name}”" if name else met[0]

    return _ID.sub(named, text)


def _all(taxonomy: Taxonomy) -> Iterator[Entry]:
    for layer in LAYERS:
        for term in taxonomy.layer(layer):
            yield _term(taxonomy, term)
    for offence in taxonomy.offences.values():
        yield _offence(taxonomy, offence)
    for domain in taxonomy.domains.values():
        yield _domain(taxonomy, domain)
    for position in taxonomy.positions.values():
        yield _position(taxonomy, position)


def _term(taxonomy: Taxonomy, term: Term) -> Entry:
    answered = "对应的措施" if term.layer != "measures" else "针对的漏洞与根源"
    others = ("measures",) if term.layer != "measures" else ("loopholes", "ideological_roots")
    told = (
        ("说法举例", term.indicators),
        ("容易混同", (in_words(taxonomy, term.near_miss),) if term.near_miss else ()),
        (answered, _names(taxonomy, others, term.counterparts)),
        ("相关", _names(taxonomy, LAYERS, term.related)),
        ("销号需要的佐证", (term.evidence_required,) if term.evidence_required else ()),
    )
    group = taxonomy.names.get(f"group:{term.group}", term.group)
    return Entry(
        term.layer, term.key, term.name, group, term.definition, _said(told), term.deprecated
    )


def _offence(taxonomy: Taxonomy, one: Offence) -> Entry:
    told = (
        ("条文", one.articles),
        ("其他名称", one.aliases),
        ("事实里的提示", one.cues),
        ("说明", (in_words(taxonomy, one.note),) if one.note else ()),
    )
    group = taxonomy.names.get(f"group:{one.group}", one.group)
    return Entry("offences", f"offence:{one.id}", one.name, group, one.definition, _said(told))


def _domain(taxonomy: Taxonomy, one: Domain) -> Entry:
    told = (
        ("权力环节", one.power_links),
        ("常见岗位", _plain_names(taxonomy, "position", one.typical_positions)),
        ("常见漏洞", _names(taxonomy, ("loopholes",), one.typical_loopholes)),
        ("常见动因", _names(taxonomy, ("causes",), one.typical_causes)),
        ("说法举例", one.indicators),
    )
    return Entry("domains", f"domain:{one.id}", one.name, "", one.definition, _said(told))


def _position(taxonomy: Taxonomy, one: Position) -> Entry:
    told = (
        ("风险点", one.risk_points),
        ("建议措施", _names(taxonomy, ("measures",), one.recommended_measures)),
        ("领域", _plain_names(taxonomy, "domain", one.domains)),
        ("说法举例", one.indicators),
    )
    return Entry("positions", f"position:{one.id}", one.name, "", "", _said(told))


def _names(taxonomy: Taxonomy, layers: Sequence[str], ids: Sequence[str]) -> Sequence[str]:
    """The names of terms by ids that may be of any of some layers, or of offences."""
    return [
        _name(taxonomy, [f"{kind}:{one}" for kind in (*layers, "offence")]) or one for one in ids
    ]


def _name(taxonomy: Taxonomy, keys: Sequence[str]) -> str:
    return next((taxonomy.names[key] for key in keys if key in taxonomy.names), "")


def _plain_names(taxonomy: Taxonomy, kind: str, ids: Sequence[str]) -> Sequence[str]:
    return [taxonomy.names.get(f"{kind}:{one}", one) for one in ids]


def _said(
    told: Sequence[tuple[str, Sequence[str]]],
) -> Sequence[tuple[str, Sequence[str]]]:
    return [(name, some) for name, some in told if some]
