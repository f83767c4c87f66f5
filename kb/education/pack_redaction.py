"""The content of a pack redacted as one set of texts: one alias a person and unit in all of it."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kb.education.pack_content import (
    ComparedTable,
    PackContent,
    QuizQuestion,
    TaughtCase,
    TaughtMeasure,
    TeachingSection,
)
from kb.education.redaction.folding import bare, bare_words
from kb.education.redaction.found import Kind
from kb.education.redaction.places import stated_places
from kb.education.redaction.redact import Edition, Known, PackKey, Reading, redact
from kb.education.redaction.rewriting import Edit, Rewritten
from kb.model import Span

Change = Callable[[str], str]
_LEAST_NUMBER, _LEAST_UNIT = 5, 4
_HIDDEN = "［已隐去］"
# 某公司酉某公司巳: a name that was read as two units
_ADJACENT = re.compile(
    r"(某公司[甲乙丙丁戊己庚辛壬癸丑寅卯辰巳申酉戌亥]{0,2})(?:某公司[甲乙丙丁戊己庚辛壬癸丑寅卯辰巳申酉戌亥]{0,2})+"
)


@dataclass(frozen=True, slots=True)
class RedactedPack:
    """The content without names, the key that stays apart, and what became of each text.

    ``dropped``: of the texts that are not shown, the kinds of the known values that still stand.
    """

    content: PackContent
    key: PackKey
    rewritten: Mapping[str, Rewritten]
    dropped: Mapping[str, tuple[Kind, ...]]


class Place(StrEnum):
    """Where a text of a pack stands."""

    TITLE = "title"
    PASSAGE = "passage"
    CELL = "cell"
    QUESTION = "question"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text that comes of a source; ``part`` is a section, a row, a question's or measure's name.

    ``case`` is the number of its case, 0 for a measure.
    """

    place: Place
    case: int
    part: str
    text: str
    sources: tuple[str, ...] = ()
    term: str = ""


def redact_pack(
    content: PackContent, papers: Sequence[str], edition: Edition, reading: Reading
) -> RedactedPack:
    """``papers`` are read along, so that a name that a passage bears bare is known from there.

    A passage in which a known value stands even so is dropped rather than shown.
    """
    texts = list(dict.fromkeys(texts_of(content)))
    places = {place for one in (*texts, *papers) for place in stated_places(one)}
    done = redact([*texts, *papers], edition, reading, places=places)
    new = {
        old: _without_doubles(one)
        for old, one in zip(texts, done.rewritten[: len(texts)], strict=True)
    }
    held = Holding(done.key.known)
    dropped = {old: kinds for old, one in new.items() if (kinds := held.kinds_in(one.text))}
    return RedactedPack(
        changed(content, lambda old: "" if old in dropped else new[old].text),
        done.key,
        new,
        dropped,
    )


def _without_doubles(one: Rewritten) -> Rewritten:
    return one.changed(
        Edit(Span(*hit.span()), hit[1], Kind.UNIT) for hit in _ADJACENT.finditer(one.text)
    )


class Holding:
    """Looks for known values in words, however they are spaced or written."""

    def __init__(self, known: Collection[Known]) -> None:
        self._numbers = {
            value: one.kind
            for one in known
            if one.kind not in (Kind.PERSON, Kind.UNIT)
            and len(value := bare(one.value)) >= _LEAST_NUMBER
        }
        self._names = {
            value: one.kind
            for one in known
            if one.kind in (Kind.PERSON, Kind.UNIT)
            and len(value := bare_words(one.value))
            >= (2 if one.kind is Kind.PERSON else _LEAST_UNIT)
        }

    def kinds_in(self, words: str) -> tuple[Kind, ...]:
        """Of which kinds the values are that stand there; empty where none does."""
        plain, spoken = bare(words), bare_words(words)
        found: set[Kind] = {kind for one, kind in self._numbers.items() if one in plain}
        found |= {kind for one, kind in self._names.items() if one in spoken}
        return tuple(sorted(found))


def placed_texts(content: PackContent) -> Iterator[PlacedText]:
    """Every text that comes of a source; labels and templates hold nothing of one."""
    for case in content.cases:
        yield PlacedText(Place.TITLE, case.number, "", case.title)
        for section in case.sections:
            for one in section.passages:
                yield PlacedText(
                    Place.PASSAGE, case.number, section.kind.value, one.text, one.sources, one.term
                )
    for row in content.comparison.rows:
        for number, cell in enumerate(row[1:], 1):
            yield PlacedText(Place.CELL, number, row[0], cell)
    for asked in content.quiz:
        number = case_of_question(asked)
        yield PlacedText(Place.QUESTION, number, asked.stem, asked.explanation, asked.sources)
    for measure in content.measures:
        if measure.sources:
            yield PlacedText(Place.MEASURE, 0, measure.label, measure.text, measure.sources)


def texts_of(content: PackContent) -> list[str]:
    """The words of every text that comes of a source."""
    return [one.text for one in placed_texts(content)]


def case_of_question(question: QuizQuestion) -> int:
    """The number of the case that a question is about; 0 where it names none."""
    hit = re.search(r"案例(\d{1,3})", question.stem)
    return int(hit.group(1)) if hit else 0


def changed(content: PackContent, change: Change) -> PackContent:
    """The content with every text of a source changed; a text that becomes empty is left out."""
    return replace(
        content,
        cases=tuple(changed_case(one, change) for one in content.cases),
        comparison=changed_table(content.comparison, [change] * len(content.cases)),
        quiz=tuple(one for each in content.quiz if (one := changed_question(each, change))),
        measures=tuple(kept for one in content.measures if (kept := changed_measure(one, change))),
    )


def changed_case(case: TaughtCase, change: Change) -> TaughtCase:
    """One case; its title stays a title."""
    return replace(
        case,
        title=change(case.title) or f"案例{case.number}",
        sections=tuple(_section(one, change) for one in case.sections),
    )


def changed_table(table: ComparedTable, changes: Sequence[Change]) -> ComparedTable:
    """The table with one change a case: the first column names what is compared."""
    return replace(
        table,
        rows=tuple(
            (
                row[0],
                *(change(cell) or _HIDDEN for cell, change in zip(row[1:], changes, strict=True)),
            )
            for row in table.rows
        ),
    )


def changed_question(question: QuizQuestion, change: Change) -> QuizQuestion | None:
    """A question whose explanation cannot be shown is not asked."""
    explanation = change(question.explanation)
    return replace(question, explanation=explanation) if explanation else None


def changed_measure(measure: TaughtMeasure, change: Change) -> TaughtMeasure | None:
    """The vocabulary's own words have no source and need no change."""
    text = change(measure.text) if measure.sources else measure.text
    return replace(measure, text=text) if text else None


def _section(section: TeachingSection, change: Change) -> TeachingSection:
    passages = tuple(
        replace(one, text=text) for one in section.passages if (text := change(one.text))
    )
    missing = section.missing or ("" if passages else "原文难以脱敏，没有摘录")
    return replace(section, passages=passages, missing=missing)
