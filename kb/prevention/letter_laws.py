"""Which laws a letter may rest on: the known names, those repealed, how far the kept ones go.

What is known is the list of titles that ships and the regulations that are kept; a law outside both
is not wrong, but nobody here can say that it stands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from kb.model import Span
from kb.yaml_rows import read_corpus_file, rows, text


@dataclass(frozen=True, slots=True)
class Citation:
    """A law named in words, by its canonical name; ``article`` is None for the law as a whole."""

    law: str
    article: int | None
    span: Span


ReadCitations = Callable[[str], tuple[Citation, ...]]


@dataclass(frozen=True, slots=True)
class Repealed:
    """Since when it is not in force, and what stands in its place."""

    on: date
    by: str


@dataclass(frozen=True, slots=True)
class KnownLaws:
    """``last_articles`` are the last articles of the laws whose text is at hand."""

    names: frozenset[str]
    repealed: Mapping[str, Repealed]
    last_articles: Mapping[str, int] = field(default_factory=dict)


@cache
def shipped_laws() -> KnownLaws:
    """The titles that ship, without the regulations of this deployment."""
    lines = files("corpora").joinpath("lexicon/law_titles.txt").read_text("utf-8").splitlines()
    names = {line.split()[0] for line in lines if line.strip() and not line.startswith("#")}
    file = read_corpus_file("letter_laws.yaml")
    repealed = {
        text(row, "name"): Repealed(date.fromisoformat(text(row, "repealed")), text(row, "by"))
        for row in rows(file, "laws")
    }
    further = {text(row, "name") for row in rows(file, "further")}
    known = {one.removeprefix("中华人民共和国") for one in names}
    return KnownLaws(frozenset(known | further | set(repealed)), MappingProxyType(repealed))
