"""The form of a letter: its parts by field, problems and suggestions in pairs.

A pair bears where it stood before, so that the sources and measures behind it move with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.pages.record_forms import Entered, FormField, entered_of_facts, form_fields, read_facts
from kb.prevention.ledger_facts import LETTERS, LetterFacts, PartSource
from kb.prevention.letter_rules import KIND_RULES
from kb.registers.records import declared
from kb.store.registry import Registry

HEAD = ("kind", "body", "mark", "title", "unit")
BODY = ("source", "findings")
TAIL = ("legal_basis", "reply_days", "objection_days", "contact", "copies", "cosigners")
_FIELDS = (*HEAD, *BODY, *TAIL)
_PAIRED = ("problems", "suggestions")


@dataclass(frozen=True, slots=True)
class Pair:
    """A problem with its suggestion; ``origin`` is its number in the kept letter, 0 for a new."""

    number: int
    problem: str
    suggestion: str
    origin: int


@dataclass(frozen=True, slots=True)
class LetterForm:
    """The fields in the order of the paper."""

    head: Sequence[FormField]
    body: Sequence[FormField]
    tail: Sequence[FormField]
    pairs: Sequence[Pair]


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part of a letter; ``needed`` by its kind, ``given`` where it is there."""

    name: str
    place: str
    given: bool


def letter_form(registry: Registry, entered: Entered, *, spare: int = 1) -> LetterForm:
    """The form with what was entered, and empty pairs for more."""
    pairs = list(_pairs(entered))
    pairs += [Pair(0, "", "", 0)] * spare
    return LetterForm(
        form_fields(registry, LETTERS, entered, only=HEAD),
        form_fields(registry, LETTERS, entered, only=BODY),
        form_fields(registry, LETTERS, entered, only=TAIL),
        [replace(one, number=at) for at, one in enumerate(pairs, start=1)],
    )


def entered_of_letter(facts: LetterFacts) -> Entered:
    """A kept letter as its form would post it."""
    told = entered_of_facts(facts)
    count = max(len(facts.problems), len(facts.suggestions))
    return {
        **told,
        "problem": _padded(facts.problems, count),
        "suggestion": _padded(facts.suggestions, count),
        "origin": [str(at) for at in range(1, count + 1)],
    }


def read_letter(entered: Entered, former: LetterFacts) -> LetterFacts:
    """The letter that a form gives; what the form does not ask for stays as it was."""
    facts = read_facts(LETTERS, entered, former, only=_FIELDS)
    pairs = _pairs(entered)
    kept = [one.origin for one in pairs]
    measures = former.measures
    if len(measures) == len(former.problems):
        measures = tuple(measures[at - 1] for at in kept if 0 < at <= len(measures))
    return replace(
        facts,
        problems=tuple(one.problem for one in pairs),
        suggestions=tuple(one.suggestion for one in pairs),
        measures=measures,
        sources=_moved(former.sources, kept),
    )


def needed_parts(facts: LetterFacts) -> Sequence[PartShown]:
    """What this kind of letter must hold, and whether it is there."""
    told = declared(LetterFacts)
    return [
        PartShown(told[name].zh, place_of(name), _given(getattr(facts, name)))
        for name in KIND_RULES[facts.kind].needed
    ]


def place_of(field: str, index: int = 0) -> str:
    """The id of the place of a finding in the form and in the letter: ``f-problems-2``."""
    if field in _PAIRED:
        return f"f-{field}-{index or 1}"
    return f"f-{field}" if field in _FIELDS else "f-title"


def _pairs(entered: Entered) -> Sequence[Pair]:
    columns = (entered.get(name, ()) for name in ("problem", "suggestion", "origin"))
    rows = zip(*columns, strict=False)
    found: list[Pair] = []
    for problem, suggestion, origin in rows:
        if problem.strip() or suggestion.strip():
            place = int(origin) if origin.isdecimal() and len(origin) < 4 else 0
            found.append(Pair(len(found) + 1, problem.strip(), suggestion.strip(), place))
    return found


def _moved(sources: Sequence[PartSource], kept: Sequence[int]) -> tuple[PartSource, ...]:
    places = {origin: at for at, origin in enumerate(kept, start=1) if origin}
    moved = []
    for one in sources:
        if one.part not in _PAIRED:
            moved.append(one)
        elif one.index in places:
            moved.append(replace(one, index=places[one.index]))
    return tuple(moved)


def _padded(values: Sequence[str], count: int) -> Sequence[str]:
    return [*values, *[""] * (count - len(values))]


def _given(value: object) -> bool:
    if isinstance(value, tuple):
        return bool(value) and all(str(one).strip() for one in value)
    return value is not None and bool(str(value).strip())
