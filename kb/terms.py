"""The controlled vocabulary: ``corpora/taxonomy.yaml`` as frozen values, checked when loaded.

``load_taxonomy()`` reads the file once. Every term has a key of the form ``layer:id``, and
``Taxonomy.label`` says it in Chinese::

    >>> load_taxonomy().label("causes:gift_grooming")
    '围猎与感情投资'
    >>> load_taxonomy().find_offence("公司、企业人员受贿").id
    'non_state_bribery_taking'
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from kb.errors import KbError, NotFound
from kb.yaml_rows import Row, mapping, read_corpus_file, rows, text, texts

LAYERS = ("causes", "loopholes", "ideological_roots", "measures")
_GROUPS = ("cause_groups", "loophole_groups", "root_groups", "measure_groups", "offence_groups")
_PLAIN = {
    "domain": "domains",
    "position": "positions",
    "discipline": "discipline_types",
    "circumstance": "circumstances",
    "kind": "document_types",
}
# "公司、企业人员受贿罪" and "公司企业人员受贿" are one name
_NAME_NOISE = re.compile(r"[、，,（）()\s]|罪$")


@dataclass(frozen=True, slots=True)
class Term:
    """One label of the four layers, e.g. ``causes:gift_grooming``.

    ``counterparts`` are the measures that answer a loophole or a root, and the loopholes and
    roots that a measure answers; both directions are kept in step by the loader.
    """

    id: str
    name: str
    layer: str
    group: str
    definition: str
    indicators: tuple[str, ...]
    near_miss: str = ""
    related: tuple[str, ...] = ()
    counterparts: tuple[str, ...] = ()
    evidence_required: str = ""
    deprecated: bool = False

    @property
    def key(self) -> str:
        """``causes:gift_grooming``"""
        return f"{self.layer}:{self.id}"


@dataclass(frozen=True, slots=True)
class Offence:
    """One of the 101 duty offences; ``cues`` are words of the facts that point to it."""

    id: str
    name: str
    articles: tuple[str, ...]
    group: str
    definition: str
    aliases: tuple[str, ...]
    cues: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Domain:
    """A field where public power is used, e.g. 工程建设."""

    id: str
    name: str
    definition: str
    indicators: tuple[str, ...]
    power_links: tuple[str, ...]
    typical_positions: tuple[str, ...]
    typical_loopholes: tuple[str, ...]
    typical_causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """A kind of post held when the acts were done, e.g. 国有企业负责人."""

    id: str
    name: str
    indicators: tuple[str, ...]
    risk_points: tuple[str, ...]
    recommended_measures: tuple[str, ...]
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The whole vocabulary; look a term up by its key, an offence by any of its names."""

    version: str
    terms: Mapping[str, Term]
    offences: Mapping[str, Offence]
    domains: Mapping[str, Domain]
    positions: Mapping[str, Position]
    names: Mapping[str, str]
    offence_names: Mapping[str, str]

    def label(self, key: str) -> str:
        """The Chinese name of ``layer:id``; also offence:, domain:, position:, kind:, group:."""
        if key.startswith("crime:"):  # outside the taxonomy a crime is its own name
            return self.names.get(key.replace("crime:", "offence:", 1), key[6:])
        try:
            return self.names[key]
        except KeyError:
            raise NotFound("TERM_UNKNOWN", key=key) from None

    def layer(self, name: str) -> tuple[Term, ...]:
        """The terms of one layer in the order of the file, deprecated ones included."""
        if name not in LAYERS:
            raise NotFound("LAYER_UNKNOWN", layer=name)
        return tuple(term for term in self.terms.values() if term.layer == name)

    def find_offence(self, name_or_alias: str) -> Offence | None:
        """The offence called so, with or without 罪, by its present or a former name."""
        found = self.offence_names.get(_plain_name(name_or_alias))
        return self.offences[found] if found else None


@cache
def load_taxonomy() -> Taxonomy:
    """Read and check the file that ships in ``corpora``; the same object every time."""
    return build_taxonomy(read_corpus_file("taxonomy.yaml"))


def build_taxonomy(file: Row) -> Taxonomy:
    """A taxonomy from its file; CORPUS_INVALID where ids clash or a reference leads nowhere."""
    terms = {t.key: t for layer in LAYERS for t in _terms(layer, rows(file, layer))}
    offences = {row.id: row for row in map(_offence, rows(file, "offences"))}
    taxonomy = Taxonomy(
        version=text(mapping(file, "meta"), "version"),
        terms=MappingProxyType(terms),
        offences=MappingProxyType(offences),
        domains=MappingProxyType({d.id: d for d in map(_domain, rows(file, "domains"))}),
        positions=MappingProxyType({p.id: p for p in map(_position, rows(file, "positions"))}),
        names=MappingProxyType(_names(file, terms, offences)),
        offence_names=MappingProxyType(_offence_names(offences.values())),
    )
    _check_references(taxonomy)
    return taxonomy


def _terms(layer: str, of_layer: Iterable[Row]) -> Iterable[Term]:
    for row in of_layer:
        yield Term(
            id=text(row, "id"),
            name=text(row, "zh"),
            layer=layer,
            group=text(row, "group"),
            definition=text(row, "definition"),
            indicators=texts(row, "indicators"),
            near_miss=text(row, "near_miss", ""),
            related=texts(row, "related"),
            counterparts=texts(row, "measures")
            + texts(row, "addresses_loopholes")
            + texts(row, "addresses_roots"),
            evidence_required=text(row, "evidence_required", ""),
            deprecated=bool(row.get("deprecated", False)),
        )


def _offence(row: Row) -> Offence:
    return Offence(
        id=text(row, "id"),
        name=text(row, "name"),
        articles=texts(row, "articles"),
        group=text(row, "group"),
        definition=text(row, "definition"),
        aliases=texts(row, "aliases"),
        cues=texts(row, "cues"),
        note=text(row, "note", ""),
    )


def _domain(row: Row) -> Domain:
    return Domain(
        id=text(row, "id"),
        name=text(row, "zh"),
        definition=text(row, "definition"),
        indicators=texts(row, "indicators"),
        power_links=texts(row, "power_links"),
        typical_positions=texts(row, "typical_positions"),
        typical_loopholes=texts(row, "typical_loopholes"),
        typical_causes=texts(row, "typical_causes"),
    )


def _position(row: Row) -> Position:
    return Position(
        id=text(row, "id"),
        name=text(row, "zh"),
        indicators=texts(row, "indicators"),
        risk_points=texts(row, "risk_points"),
        recommended_measures=texts(row, "recommended_measures"),
        domains=texts(row, "domains"),
    )


def _names(file: Row, terms: Mapping[str, Term], offences: Mapping[str, Offence]) -> dict[str, str]:
    names = {key: term.name for key, term in terms.items()}
    names |= {f"offence:{offence.id}": offence.name for offence in offences.values()}
    for facet, section in _PLAIN.items():
        names |= {f"{facet}:{text(row, 'id')}": text(row, "zh") for row in rows(file, section)}
    names["kind:unknown"] = "未识别文种"
    for section in _GROUPS:
        names |= {f"group:{text(row, 'id')}": text(row, "zh") for row in rows(file, section)}
    return names


def _offence_names(offences: Iterable[Offence]) -> dict[str, str]:
    named: dict[str, str] = {}
    for offence in offences:
        for name in {_plain_name(n) for n in (offence.name, *offence.aliases)}:
            if named.setdefault(name, offence.id) != offence.id:
                raise KbError("CORPUS_INVALID", offence=offence.id, clashing_name=name)
    return named


def _plain_name(name: str) -> str:
    return _NAME_NOISE.sub("", name)


def _check_references(taxonomy: Taxonomy) -> None:
    known = {term.id for term in taxonomy.terms.values()}
    known |= set(taxonomy.offences) | set(taxonomy.domains)
    links = [(t.key, (*t.related, *t.counterparts)) for t in taxonomy.terms.values()]
    links += [(d.id, (*d.typical_loopholes, *d.typical_causes)) for d in taxonomy.domains.values()]
    links += [(p.id, (*p.recommended_measures, *p.domains)) for p in taxonomy.positions.values()]
    for owner, targets in links:
        for target in targets:
            if target not in known:
                raise KbError("CORPUS_INVALID", owner=owner, dangling=target)
    groups = [t.group for t in taxonomy.terms.values()]
    groups += [offence.group for offence in taxonomy.offences.values()]
    for group in groups:
        if f"group:{group}" not in taxonomy.names:
            raise KbError("CORPUS_INVALID", dangling_group=group)
