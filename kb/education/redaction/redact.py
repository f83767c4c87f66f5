"""The main path: the texts of a pack → what identifies in them → new texts and a key kept apart.

What comes out is new text only: no id, name or title of a source document. The key (who is who,
and every identifying value of the sources) is for the release gate and stays outside the pack.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kb.education.redaction.aliases import STEMS, Aliases, Audience
from kb.education.redaction.contacts import find_case_numbers, find_contacts
from kb.education.redaction.folding import Folded, fold, joined
from kb.education.redaction.found import STRUCTURED, Found, Kind, settled
from kb.education.redaction.generalise import find_times
from kb.education.redaction.numbers import find_numbers
from kb.education.redaction.people import Person, Role, find_called, find_people, surname_of
from kb.education.redaction.places import find_addresses, find_births
from kb.education.redaction.replacing import Replacer, person_aliases, unit_aliases
from kb.education.redaction.rewriting import Edit, Rewritten
from kb.education.redaction.sums import SumPhrase, is_threshold, sum_phrases
from kb.education.redaction.units import find_units, places_in
from kb.model import Amount, Span

_MASKED_NAME = re.compile(r"[\u4e00-\u9fff]{0,2}[某×xX*＊○][某甲-癸\u4e00-\u9fff\d×xX*＊○]{0,4}")
_KNOWN_KINDS = (STRUCTURED - {Kind.MASKED}) | {Kind.UNIT, Kind.CASE_NUMBER}
# down to the house: a county alone is no address
_LEAST_ADDRESS = 9


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read by others: the persons a text speaks of, and the sums of money in it."""

    people: Callable[[str], Sequence[Person]]
    amounts: Callable[[str], Sequence[Amount]]


@dataclass(frozen=True, slots=True)
class Edition:
    """For whom a pack is made. ``kept``: units that may be named (the recipient's own)."""

    audience: Audience
    recipient: str
    key: bytes
    elsewhere: Mapping[str, Collection[str]] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """An identifying value of the sources, to be looked for in what is released."""

    kind: Kind
    value: str


@dataclass(frozen=True, slots=True)
class PackKey:
    """Who is who, and what must not be found in the pack: to be kept apart from it, encrypted."""

    aliases: Mapping[str, str]
    known: frozenset[Known]


@dataclass(frozen=True, slots=True)
class Redacted:
    """What became of the sources in their order, and how many findings of each kind."""

    rewritten: tuple[Rewritten, ...]
    counts: Mapping[Kind, int]
    key: PackKey

    @property
    def texts(self) -> tuple[str, ...]:
        """The new texts alone."""
        return tuple(one.text for one in self.rewritten)


@dataclass(frozen=True, slots=True)
class _Source:
    """A text as it came, folded, joined, with the sums read from it."""

    text: str
    folded: Folded
    joined: Folded
    sums: Mapping[Span, SumPhrase]


def redact(
    texts: Sequence[str], edition: Edition, reading: Reading, *, places: Collection[str] = ()
) -> Redacted:
    """All texts of one pack at once: a person or unit has one alias in all of them.

    ``places`` are names of places known from elsewhere, besides those in units and addresses.
    """
    sources = [_source(text, reading) for text in texts]
    people = _people(sources, reading)
    findings = [list(_findings(source, people, edition)) for source in sources]
    units = [one.value for row in findings for one in row if one.kind is Kind.UNIT]
    found_places = {
        p for row in findings for one in row if _tells_places(one) for p in places_in(one.value)
    }
    again = _to_find_again(findings)
    settled_rows = [
        settled(
            [
                *row,
                *_found_again(source, {*found_places, *places} - edition.kept, Kind.PLACE),
                *(one for kind in again for one in _found_again(source, again[kind], kind)),
            ]
        )
        for source, row in zip(sources, findings, strict=True)
    ]
    aliases = Aliases(
        edition.key,
        recipient=edition.recipient,
        audience=edition.audience,
        taken=[one.name for one in people],
        elsewhere=edition.elsewhere,
    )
    replacer = Replacer(
        edition.audience,
        _with_families(person_aliases(people, aliases)),
        unit_aliases(units, aliases),
    )
    return Redacted(
        tuple(
            _rewritten(source, row, replacer)
            for source, row in zip(sources, settled_rows, strict=True)
        ),
        Counter(one.kind for row in settled_rows for one in row),
        PackKey(
            aliases.given,
            frozenset(
                one
                for one in _known(findings, people, edition)
                if not any(one.value in alias for alias in replacer.units.values())
            ),
        ),
    )


def structured_in(text: str) -> tuple[Found, ...]:
    """The numbers, addresses of mail and plates of a text, whoever they belong to."""
    folded = fold(text)
    return settled([*find_numbers(folded), *find_contacts(folded)])


def _source(text: str, reading: Reading) -> _Source:
    folded = fold(text)
    sums = {
        folded.span(one.span.start, one.span.end): one
        for one in sum_phrases(folded.text, reading.amounts(folded.text))
        if not is_threshold(folded.text, one.span)
    }
    return _Source(text, folded, joined(folded), sums)


def _people(sources: Sequence[_Source], reading: Reading) -> tuple[Person, ...]:
    """Each name once; of two roles the one that says more."""
    found: dict[str, Person] = {}
    for source in sources:
        for text in dict.fromkeys((source.folded.text, source.joined.text)):
            for one in reading.people(text):
                if one.name not in found or found[one.name].role is Role.OTHER:
                    found[one.name] = one
    return tuple(found.values())


def _findings(source: _Source, people: Sequence[Person], edition: Edition) -> Iterator[Found]:
    folded, whole = source.folded, source.joined
    names = [one.name for one in people]
    yield from find_numbers(folded)
    yield from find_contacts(folded)
    yield from find_addresses(folded, whole)
    yield from find_births(folded, whole)
    yield from find_people(folded, names)
    yield from find_called(folded, names)
    if edition.audience is Audience.INTERNAL:
        return
    yield from find_case_numbers(folded)
    for text in (folded, whole):
        yield from (one for one in find_units(text, names) if one.value not in edition.kept)
    yield from find_times(folded)
    for span in source.sums:
        yield Found(Kind.AMOUNT, span, span.of(source.text))


def _tells_places(one: Found) -> bool:
    return one.kind in (Kind.UNIT, Kind.ADDRESS)


def _to_find_again(findings: Sequence[Sequence[Found]]) -> dict[Kind, set[str]]:
    """Values that mean the same wherever they stand, by kind."""
    again: dict[Kind, set[str]] = {}
    for row in findings:
        for one in row:
            if one.kind in _KNOWN_KINDS or _is_whole_address(one):
                again.setdefault(one.kind, set()).add(one.value)
    return again


def _is_whole_address(one: Found) -> bool:
    return one.kind is Kind.ADDRESS and len(one.value) >= _LEAST_ADDRESS


def _found_again(source: _Source, values: Collection[str], kind: Kind) -> Iterator[Found]:
    """What was found once is found wherever it stands."""
    if values:
        longest_first = sorted(values, key=lambda one: (-len(one), one))
        for hit in re.finditer("|".join(map(re.escape, longest_first)), source.joined.text):
            yield Found(kind, source.joined.span(*hit.span()), hit.group())


def _with_families(aliases: Mapping[str, str]) -> dict[str, str]:
    """With 张某 for 张局 where the pack has several of the name."""
    families = {f"{surname_of(name)}某": f"{surname_of(name)}某" for name in aliases}
    return {**families, **aliases}


def _rewritten(source: _Source, found: Sequence[Found], replacer: Replacer) -> Rewritten:
    edits: list[Edit] = []
    place = 0
    for one in found:
        before = source.text[place : one.span.start]
        words = replacer.words_for(one, one.span.of(source.text), source.sums)
        # 证人张三 → 证人A, not 证人证人A
        stem = next((each for each in STEMS if words.startswith(each)), "")
        edits.append(Edit(one.span, words[len(stem) * before.endswith(stem) :], one.kind))
        place = one.span.end
    return Rewritten.of(source.text).changed(edits)


def _known(
    findings: Sequence[Sequence[Found]], people: Sequence[Person], edition: Edition
) -> Iterator[Known]:
    """What no release may hold: numbers, names that are no court's alias already, units."""
    inside = edition.audience is Audience.INTERNAL
    for row in findings:
        for one in row:
            if one.kind in _KNOWN_KINDS or _is_whole_address(one):
                yield Known(one.kind, one.value)
    for person in people:
        if not inside and not _MASKED_NAME.fullmatch(person.name):
            yield Known(Kind.PERSON, person.name)
