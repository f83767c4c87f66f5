"""The release gate: a finished file goes out only if nothing known is found in it in any form.

The file is opened again and read as any stranger could read it. Three questions: does it hold an
identifying value of the sources, in whatever disguise; does it hold a number of the kinds that
identify, whoever it belongs to; does it name persons that no alias stands for. The first two
refuse. The third is for the second person to answer, who then approves this very file.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kb.education.redaction.aliases import Audience
from kb.education.redaction.folding import bare, bare_words, figures, fold, joined
from kb.education.redaction.found import STRUCTURED, Kind
from kb.education.redaction.opened import Words, words_of
from kb.education.redaction.people import Person, surname_of
from kb.education.redaction.redact import Known, structured_in
from kb.errors import NotAllowed, WorkflowError

# with and without the letter x, which numbers and addresses of mail have themselves
_MASKS = (re.compile(r"[*×●■□○#＊•某]+"), re.compile(r"[*×xX●■□○#＊•某]+"))
# the sha256 of a file or a quotation: its digits are nobody's number
_DIGEST = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{64}(?![0-9A-Za-z])")
_LEAST_LETTERS = 8
_REACH = 20
_LEAST_NUMBER, _LEAST_UNIT, _LEAST_SHOWN, _LEAST_OPENING = 5, 4, 4, 2
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
_NAMES = frozenset({Kind.PERSON, Kind.UNIT})


@dataclass(frozen=True, slots=True)
class Hit:
    """A known or identifying value, where it stands; the value is for the operator's eyes only."""

    kind: Kind
    place: str
    value: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What the gate saw of one file. ``hits`` refuse; ``doubts`` are names to be looked at."""

    digest: str
    hits: tuple[Hit, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """A second person's approval of the file with this sha256, and of no other."""

    digest: str
    made_by: str
    approved_by: str
    at: datetime
    cleared: tuple[str, ...]


def scan(
    name: str,
    content: bytes,
    known: Iterable[Known],
    *,
    audience: Audience,
    people: Callable[[str], Sequence[Person]],
    aliases: Collection[str] = (),
) -> Scan:
    """Read a finished file called ``name`` in full and say what of it must not go out."""
    words = words_of(name, content)
    sought = tuple(known)
    found = (*_known_hits(words, sought), *_byte_hits(content, sought), *_number_hits(words))
    hits = dict.fromkeys(found)
    doubts: set[str] = set()
    if audience is not Audience.INTERNAL:
        prose = "\n".join(one.text for one in words if one.prose)
        doubts = {one.name for one in people(prose) if not _hidden(one.name, aliases)}
    return Scan(hashlib.sha256(content).hexdigest(), tuple(hits), tuple(sorted(doubts)))


def approve(
    scanned: Scan,
    content: bytes,
    *,
    made_by: str,
    approved_by: str,
    at: datetime,
    cleared: Collection[str] = (),
) -> Release:
    """The second person's word for it. ``cleared``: the doubts that are no names of persons.

    Errors: ``NotAllowed`` (PACK_SAME_PERSON), ``WorkflowError`` (PACK_CHANGED where the file is not
    the one scanned, PACK_IDENTIFIES with the number of hits, PACK_DOUBTS with those unanswered).
    """
    if made_by == approved_by or not approved_by:
        raise NotAllowed("PACK_SAME_PERSON", by=approved_by)
    if hashlib.sha256(content).hexdigest() != scanned.digest:
        raise WorkflowError("PACK_CHANGED")
    if scanned.hits:
        raise WorkflowError("PACK_IDENTIFIES", count=len(scanned.hits))
    open_doubts = set(scanned.doubts) - set(cleared)
    if open_doubts:
        raise WorkflowError("PACK_DOUBTS", count=len(open_doubts))
    return Release(scanned.digest, made_by, approved_by, at, tuple(sorted(cleared)))


def _hidden(name: str, aliases: Collection[str]) -> bool:
    return "某" in name or name in aliases or bool(re.search(r"[*×○]", name))


@dataclass(frozen=True, slots=True)
class _Sought:
    """Known values as they are looked for: numbers by how they open, names by how they end."""

    numbers: Mapping[Known, str]
    names: Mapping[Known, str]
    openings: Mapping[str, Sequence[tuple[Known, str]]]
    endings: Mapping[str, Sequence[Known]]

    @classmethod
    def of(cls, known: Sequence[Known]) -> "_Sought":
        numbers = {one: bare(one.value) for one in known if one.kind not in _NAMES}
        names = {one: bare_words(one.value) for one in known if one.kind in _NAMES}
        openings: defaultdict[str, list[tuple[Known, str]]] = defaultdict(list)
        for one, value in numbers.items():
            openings[value[:_LEAST_OPENING]].append((one, value))
        endings: defaultdict[str, list[Known]] = defaultdict(list)
        for one in names:
            if one.kind is Kind.PERSON:
                endings[one.value[-1:]].append(one)
        return cls(numbers, names, openings, endings)


def _known_hits(words: Sequence[Words], known: Sequence[Known]) -> Iterator[Hit]:
    sought = _Sought.of(known)
    plain, spoken = [bare(run.text) for run in words], [bare_words(run.text) for run in words]
    # most values stand nowhere at all: only the others are looked for run by run
    everywhere, said = "\n".join(plain), "\n".join(spoken)
    numbers = [
        (one, value)
        for one, value in sought.numbers.items()
        if len(value) >= _LEAST_NUMBER and value in everywhere
    ]
    names = [
        (one, value)
        for one, value in sought.names.items()
        if len(value) > 1
        and (one.kind is Kind.PERSON or len(value) >= _LEAST_UNIT)
        and value in said
    ]
    for run, figures_of, words_of_run in zip(words, plain, spoken, strict=True):
        for one, value in numbers:
            if value in figures_of:
                yield Hit(one.kind, run.place, one.value)
        for one, value in names:
            if value in words_of_run:
                yield Hit(one.kind, run.place, one.value)
        yield from _masked_hits(run, sought)


def _byte_hits(content: bytes, known: Sequence[Known]) -> Iterator[Hit]:
    """What lies between the parts of an archive, where no reader looks."""
    for one in known:
        if any(one.value.encode(encoding, "ignore") in content for encoding in _ENCODINGS):
            yield Hit(one.kind, "bytes", one.value)


def _masked_hits(run: Words, sought: _Sought) -> Iterator[Hit]:
    """110105****1231002X and 张*丰: what is shown is enough to know which known value it is."""
    plain = joined(fold(run.text)).text
    spelt = figures(plain)
    for mask in _MASKS:
        for hit in mask.finditer(plain):
            start, end = hit.span()
            head, tail = (
                bare(spelt[max(0, start - _REACH) : start]),
                bare(spelt[end : end + _REACH]),
            )
            for one, value in _opened(head, sought):
                if _fits(value, head, tail):
                    yield Hit(one.kind, run.place, one.value)
            for one in sought.endings.get(plain[end : end + 1], ()):
                if _name_fits(one.value, plain, hit):
                    yield Hit(one.kind, run.place, one.value)


def _opened(head: str, sought: _Sought) -> Iterator[tuple[Known, str]]:
    """The numbers that what stands before a mask may open, by their first signs."""
    for at in range(len(head) - _LEAST_OPENING + 1):
        for one, value in sought.openings.get(head[at : at + _LEAST_OPENING], ()):
            if value.startswith(head[at:]):
                yield one, value


def _fits(value: str, head: str, tail: str) -> bool:
    """Whether what stands before the mask opens the value and what stands after ends it."""
    opens = max(n for n in range(len(head) + 1) if value.startswith(head[len(head) - n :]))
    ends = max(n for n in range(len(tail) + 1) if value.endswith(tail[:n]))
    enough = max(_LEAST_SHOWN, len(value) // 3)
    return opens >= _LEAST_OPENING and enough <= opens + ends < len(value)


def _name_fits(name: str, text: str, mask: re.Match[str]) -> bool:
    return (
        len(name) >= 3
        and text.startswith(name[-1], mask.end())
        and text.endswith(surname_of(name), 0, mask.start())
    )


def _number_hits(words: Sequence[Words]) -> Iterator[Hit]:
    for run in words:
        if run.prose:
            for one in structured_in(_DIGEST.sub(_without_digest, run.text)):
                if one.kind in STRUCTURED:
                    yield Hit(one.kind, run.place, one.value)


def _without_digest(found: re.Match[str]) -> str:
    """A row of figures is no digest, however long."""
    letters = sum(sign.isalpha() for sign in found[0])
    return ";" if letters >= _LEAST_LETTERS else found[0]
