"""The words that tell a case's domain, the post held and, failing a name, the offence.

They ship as ``corpora/lexicon/case_cues.yaml``; its ids must be those of the taxonomy.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import ahocorasick

from kb.errors import KbError
from kb.model import Span
from kb.terms import Taxonomy, load_taxonomy
from kb.yaml_rows import Row, read_corpus_file, rows, text, texts


@dataclass(frozen=True, slots=True)
class TermPattern:
    """One expression that points to one term, with words it must match."""

    term: str
    find: re.Pattern[str]
    example: str


class DomainCues:
    """Finds the words of all domains in one pass; a word may speak for several."""

    def __init__(self, domains: Collection[Row], *facts: str) -> None:
        """``facts``: the columns of the file whose words are of the matter, not of a unit."""
        speaks: dict[str, list[tuple[str, bool]]] = defaultdict(list)
        for row in domains:
            for word in texts(row, "units") if "units" in row else ():
                speaks[word].append((text(row, "id"), True))
            for word in dict.fromkeys(word for column in facts for word in texts(row, column)):
                speaks[word].append((text(row, "id"), False))
        self._words = ahocorasick.Automaton()
        for word, terms in speaks.items():
            self._words.add_word(word, (word, tuple(terms)))
        self._words.make_automaton()

    def find(self, words: str, *, offset: int) -> Iterator[tuple[str, bool, str, Span]]:
        """Domain, whether the word is of a unit or post, the word, and where it stands."""
        for last, (word, terms) in self._words.iter(words):
            span = Span(offset + last + 1 - len(word), offset + last + 1)
            for term, is_unit in terms:
                yield term, is_unit, word, span


@dataclass(frozen=True, slots=True)
class CaseCues:
    """All cues of the file: ``domains`` for judgments, ``told`` for all that is no judgment,
    ``subjects`` for titles, addressees and issuers; ``of_offences`` from crime to domain;
    ``asked_domains`` and ``asked_positions`` for questions of a sentence or two;
    ``noted_domains`` for notes of some hundred words."""

    domains: DomainCues
    told: DomainCues
    subjects: DomainCues
    of_offences: Mapping[str, str]
    positions: tuple[TermPattern, ...]
    offences: tuple[TermPattern, ...]
    asked_domains: DomainCues
    asked_positions: tuple[TermPattern, ...]
    noted_domains: DomainCues


@cache
def load_case_cues() -> CaseCues:
    """Read and check the file once; CORPUS_INVALID names what the taxonomy does not know."""
    file, taxonomy = read_corpus_file("lexicon/case_cues.yaml"), load_taxonomy()
    domains = rows(file, "domains")
    _known({text(row, "id") for row in domains}, taxonomy.domains)
    asked = rows(file, "asked_domains")
    _known({text(row, "id") for row in asked}, taxonomy.domains)
    noted = rows(file, "noted_domains")
    _known({text(row, "id") for row in noted}, taxonomy.domains)
    of_offences = {
        one: text(row, "id")
        for row in rows(file, "offence_domains")
        for one in texts(row, "offences")
    }
    _known(set(of_offences.values()), taxonomy.domains)
    _known(set(of_offences), taxonomy.offences)
    return CaseCues(
        domains=DomainCues(domains, "facts"),
        told=DomainCues(domains, "facts", "told"),
        subjects=DomainCues(domains, "titles"),
        of_offences=of_offences,
        positions=_patterns(rows(file, "positions"), taxonomy.positions),
        offences=_patterns(rows(file, "offences"), taxonomy.offences),
        asked_domains=DomainCues(asked, "words"),
        asked_positions=_patterns(rows(file, "asked_positions"), taxonomy.positions),
        noted_domains=DomainCues(_all_words(domains, [*asked, *noted], taxonomy), "words"),
    )


def _all_words(domains: list[Row], spoken: list[Row], taxonomy: Taxonomy) -> list[Row]:
    """A row of every domain with all that the file and the vocabulary know of it."""
    words = {one.id: [*one.indicators, *one.power_links] for one in taxonomy.domains.values()}
    for row in domains:
        words[text(row, "id")] += [*texts(row, "facts"), *texts(row, "told")]
    for row in spoken:
        words[text(row, "id")] += texts(row, "words")
    units = {text(row, "id"): list(texts(row, "units")) for row in domains}
    return [
        {"id": one, "words": known, "units": units.get(one, [])} for one, known in words.items()
    ]


def _patterns(of_file: list[Row], terms: Collection[str]) -> tuple[TermPattern, ...]:
    _known({text(row, "id") for row in of_file}, terms)
    return tuple(
        TermPattern(text(row, "id"), re.compile(text(row, "pattern")), text(row, "example"))
        for row in of_file
    )


def _known(ids: set[str], terms: Collection[str]) -> None:
    unknown = sorted(ids.difference(terms))
    if unknown:
        raise KbError("CORPUS_INVALID", unknown_ids=unknown)
