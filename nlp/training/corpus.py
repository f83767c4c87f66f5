"""Unlabelled text to train on, read straight from the archives of the shared data."""

import json
import lzma
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Part = Literal["facts", "reasoning", "statute", "official_case", "notice"]

#: Passages of this many terms, about 400 characters; a shorter rest joins no other passage.
PASSAGE_TERMS = 200
SHORTEST_REST = 60
SHORTEST_TEXT = 15

_INFO_END = "<!-- INFO END -->"


@dataclass(frozen=True, slots=True)
class TrainingText:
    """One whole text: the facts of a judgment, its reasoning, a statute, a notice."""

    document: str
    part: Part
    text: str


@dataclass(frozen=True, slots=True)
class TrainingPassage:
    """Consecutive index terms of one text."""

    document: str
    part: Part
    terms: tuple[str, ...]


def read_training_texts(data: Path) -> Iterator[TrainingText]:
    """Judgments, statutes, official cases and notices, in a fixed order."""
    with lzma.open(data / "lecard" / "judgments.jsonl.xz", "rt", encoding="utf-8") as rows:
        for line in rows:
            row = json.loads(line)
            yield TrainingText(row["id"], "facts", row["fact"])
            yield TrainingText(row["id"], "reasoning", row["reasoning"])
    yield from _archived(data / "statutes" / "statutes.tar.xz", "statute")
    yield from _archived(data / "official_cases" / "official_cases.tar.xz", "official_case")
    for path in sorted((data / "notices").glob("*.txt")):
        yield TrainingText(path.name, "notice", path.read_text(encoding="utf-8"))


def cut_passages(text: TrainingText, terms: Sequence[str]) -> Iterator[TrainingPassage]:
    """Passages of 200 terms; a text of fewer than 15 terms gives none."""
    for start in range(0, len(terms), PASSAGE_TERMS):
        cut = terms[start : start + PASSAGE_TERMS]
        if len(cut) >= (SHORTEST_REST if start else SHORTEST_TEXT):
            yield TrainingPassage(text.document, text.part, tuple(cut))


def _archived(archive: Path, part: Part) -> Iterator[TrainingText]:
    """Markdown members of a tar, without the history of amendments that heads a statute."""
    with tarfile.open(archive) as members:
        for member in members:
            content = members.extractfile(member) if member.name.endswith(".md") else None
            if content is not None:
                text = content.read().decode("utf-8", "replace")
                yield TrainingText(member.name, part, text.rpartition(_INFO_END)[2])
