"""The words of a sentence that carry a label the classifier chose.

A phrase of the lexicon that is asserted carries it best. Where there is none, the clause whose
words and character runs speak most for the label does, and the run that speaks most is named.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from nlp.label_patterns import Match

_STOPS = "，,。；;：:！？!?\n"


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

    ``worth`` gives what each feature of the sentence adds to the label's score.
    """
    if phrases:
        best = max(phrases, key=lambda one: (one.strength, one.end - one.start, -one.start))
        return Evidence(key, best.start, best.end, best.rule)
    runs = {name: value for name, value in _runs(worth()) if value > 0 and name in text}
    start, end = max(
        _clauses(text),
        key=lambda span: sum(v for run, v in runs.items() if run in text[span[0] : span[1]]),
    )
    inside = [run for run in runs if run in text[start:end]]
    loudest = max(inside, key=lambda run: (runs[run], len(run)), default=text[start:end])
    return Evidence(key, start, end, loudest)


def _runs(worth: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Single words and character runs; pairs and signs are left out."""
    for name, value in worth.items():
        kind, colon, rest = name.partition(":")
        if not colon:
            yield name, value
        elif kind == "w":
            yield rest, value


def _clauses(text: str) -> list[tuple[int, int]]:
    clauses: list[tuple[int, int]] = []
    start = 0
    for at, sign in enumerate(text):
        if sign in _STOPS:
            if at > start:
                clauses.append((start, at))
            start = at + 1
    if start < len(text):
        clauses.append((start, len(text)))
    return clauses or [(0, len(text))]
