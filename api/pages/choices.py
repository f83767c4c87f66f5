"""What fields let people choose from: pairs of a value and its Chinese words."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from kb.prevention.reading_order import numbered_letters
from kb.store.registry import Registry
from kb.terms import Taxonomy

Options: TypeAlias = Sequence[tuple[str, str]]
UNSEEN = "（看不到的记录）"


def any_or(options: Options, words: str = "不限") -> Options:
    """The options behind one that does not narrow."""
    return [("", words), *options]


def with_kept(options: Options, value: str, words: str = "") -> Options:
    """The options and what stands in the field already, though it is not offered."""
    if not value or value in dict(options):
        return options
    return [*options, (value, words or UNSEEN)]


def domains(taxonomy: Taxonomy) -> Options:
    """All domains of the vocabulary."""
    return [(one.id, one.name) for one in taxonomy.domains.values()]


def positions(taxonomy: Taxonomy) -> Options:
    """All positions of the vocabulary."""
    return [(one.id, one.name) for one in taxonomy.positions.values()]


def terms(layer: str, taxonomy: Taxonomy) -> Options:
    """The terms of a layer that are in use."""
    return [(one.id, one.name) for one in taxonomy.layer(layer) if not one.deprecated]


def units(names: Mapping[str, str]) -> Options:
    """The units that the person may read, by their names."""
    return sorted(names.items(), key=lambda one: one[1])


def letters(registry: Registry) -> Options:
    """The letters that bear a number, the last first; of very many, the last under way."""
    return [(one, f"{number}　{title}") for one, number, title in numbered_letters(registry)]
