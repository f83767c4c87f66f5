"""The content of a pack redacted as one set of texts: one alias a person and unit in all of it."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from kb.education.pack_content import (
    ComparedTable,
    PackContent,
    Passage,
    QuizQuestion,
    TaughtCase,
    TaughtMeasure,
    TeachingSection,
)
from kb.education.redaction.folding import bare, bare_words
from kb.education.redaction.found import Kind
from kb.education.redaction.places import stated_places
from kb.education.redaction.redact import Edition, Known, PackKey, Reading, redact

Change = Callable[[str], str]
_LEAST_NUMBER, _LEAST_UNIT = 5, 4
_HIDDEN = "［已隐去］"
# 某公司酉某公司巳: a name that was read as two units
_ADJACENT = re.compile(
    r"(某公司[甲乙丙丁戊己庚辛壬癸丑寅卯辰巳申酉戌亥]{0,2})(?:某公司[甲乙丙丁戊己庚辛壬癸丑寅卯辰巳申酉戌亥]{0,2})+"
)


@dataclass(frozen=True, slots=True)
class RedactedPack:
    """The content without names, the key that stays apart, and how many passages were dropped."""

    content: PackContent
    key: PackKey
    dropped: int


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
        old: _ADJACENT.sub(r"\1", words)
        for old, words in zip(texts, done.texts[: len(texts)], strict=True)
    }
    held = Holding(done.key.known)
    shown = {old: words for old, words in new.items() if not held.in_words(words)}
    return RedactedPack(
        changed(content, lambda old: shown.get(old, "")), done.key, len(new) - len(shown)
    )


class Holding:
    """Looks for known values in words, however they are spaced or written."""

    def __init__(self, known: Collection[Known]) -> None:
        self._numbers = {
            value
            for one in known
            if one.kind not in (Kind.PERSON, Kind.UNIT)
            and len(value := bare(one.value)) >= _LEAST_NUMBER
        }
        self._names = {
            value
            for one in known
            if one.kind in (Kind.PERSON, Kind.UNIT)
            and len(value := bare_words(one.value))
            >= (2 if one.kind is Kind.PERSON else _LEAST_UNIT)
        }

    def in_words(self, words: str) -> bool:
        """Whether one of the values stands there."""
        plain, spoken = bare(words), bare_words(words)
        return any(one in plain for one in self._numbers) or any(
            one in spoken for one in self._names
        )


def texts_of(content: PackContent) -> list[str]:
    """Every text that comes of a source; labels and templates hold nothing of one."""
    found: list[str] = []

    def seen(words: str) -> str:
        found.append(words)
        return words

    changed(content, seen)
    return found


def changed(content: PackContent, change: Change) -> PackContent:
    """The content with every text of a source changed; a text that becomes empty is left out."""
    return replace(
        content,
        cases=tuple(changed_case(one, change) for one in content.cases),
        comparison=changed_table(content.comparison, [change] * len(content.cases)),
        quiz=tuple(one for each in content.quiz if (one := changed_question(each, change))),
        measures=tuple(
            replace(one, text=text)
            for one in content.measures
            if (text := _measure_text(one, change))
        ),
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


def _section(section: TeachingSection, change: Change) -> TeachingSection:
    passages = tuple(
        Passage(text, one.sources, one.term)
        for one in section.passages
        if (text := change(one.text))
    )
    missing = section.missing or ("" if passages else "原文难以脱敏，没有摘录")
    return replace(section, passages=passages, missing=missing)


def _measure_text(one: TaughtMeasure, change: Change) -> str:
    """The vocabulary's own words have no source and need no change."""
    return change(one.text) if one.sources else one.text
