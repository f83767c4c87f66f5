"""The words of a sentence that carry a label the classifier chose.

A phrase of the lexicon that is asserted carries it best. Where there is none, the clause whose
words and character runs speak most for the label does, and the run that speaks most is named.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from nlp.label_patterns import Match

_CLAUSE = re.compile(r"[^，,。；;：:！？!?\n]+")


class Evidence(NamedTuple):
    """``rule`` is the phrase or the run of characters that spoke loudest."""

    key: str
    start: int
    end: int
    rule: str


def evidence_for(
    key: str, text: str, phrases: Sequence[Match], worth: Callable[[], Mapping[str, float]]
) -> Evidence:
    """The strongest asserted phrase, else the clause with the most worth.

    ``worth`` gives what features of the sentence add to the label's score, where they add to it.
    """
    if phrases:
        best = max(phrases, key=lambda one: (one.strength, one.end - one.start, -one.start))
        return Evidence(key, best.start, best.end, best.rule)
    runs = [(name, value) for name, value in _runs(worth()) if name in text]
    start, end = _weightiest(text, runs)
    words = text[start:end]
    inside = [(value, len(run), run) for run, value in runs if run in words]
    return Evidence(key, start, end, max(inside)[2] if inside else words)


def _weightiest(text: str, runs: Sequence[tuple[str, float]]) -> tuple[int, int]:
    """The clause whose runs are worth most; of equals the first."""
    clauses = _clauses(text)
    if len(clauses) == 1:
        return clauses[0]
    words = [text[start:end] for start, end in clauses]
    totals = [sum(value for run, value in runs if run in clause) for clause in words]
    return clauses[totals.index(max(totals))]


def _runs(worth: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Single words and character runs; pairs and signs are left out."""
    for name, value in worth.items():
        kind, colon, rest = name.partition(":")
        if not colon:
            yield name, value
        elif kind == "w":
            yield rest, value


def _clauses(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in _CLAUSE.finditer(text)] or [(0, len(text))]
