"""Sentences to learn labels from: written gold, annotated spans of real text, reviewed sentences.

Annotations of real text carry no text: they name a source by the hash of its path, and a span of
it. ``read_annotated`` finds the words in the folder of real data; a span whose words have changed
is left out and counted.
"""

import hashlib
import json
import lzma
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from kb.errors import NotFound

# parts of documents that are there for measures, where 应当修订办法 is one
_FOR_MEASURES = frozenset({"suggestions", "countermeasures", "rectification", "next_steps"})
_WRITTEN_WEIGHT = 0.6
GOLD = Path(__file__).parents[2] / "corpora" / "gold"
ANNOTATIONS = GOLD.parent / "annotations" / "real_spans.jsonl"


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """``unsure`` labels are those an annotator doubted; ``group`` never crosses a fold."""

    text: str
    labels: tuple[str, ...]
    group: str
    unsure: tuple[str, ...] = ()
    weight: float = 1.0
    dedicated: bool = False
    origin: str = "written"


def read_written(folder: Path) -> list[LabelledSentence]:
    """The gold sentences of ``corpora/gold``; those of one theme are one group."""
    rows: list[LabelledSentence] = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            row = json.loads(line)
            rows.append(
                LabelledSentence(
                    text=row["text"],
                    labels=tuple(row["labels"]),
                    group=f"{path.stem}/{number // 20}",
                    weight=_WRITTEN_WEIGHT,
                    dedicated=row["section"] in _FOR_MEASURES,
                )
            )
    return rows


def read_sentences(path: Path) -> list[LabelledSentence]:
    """Rows ``{source, text, labels}`` of an annotator outside the project."""
    if not path.is_file():
        raise NotFound(id=str(path))
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        LabelledSentence(row["text"], tuple(row["labels"]), row["source"], origin="real")
        for row in rows
    ]


def read_annotated(path: Path, data: Path) -> tuple[list[LabelledSentence], int]:
    """Our annotations over the real texts in ``data``, and how many no longer fit."""
    wanted = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    sources = {row["source"] for row in wanted}
    texts = {name: text for name, text in real_texts(data) if name in sources}
    found: list[LabelledSentence] = []
    for row in wanted:
        words = texts.get(row["source"], "")[row["start"] : row["end"]]
        if digest(words) == row["words"]:
            found.append(
                LabelledSentence(
                    words,
                    tuple(row["labels"]),
                    row["source"],
                    unsure=tuple(row["unsure"]),
                    origin="annotated",
                )
            )
    return found, len(wanted) - len(found)


def digest(text: str) -> str:
    """Twelve hex digits that tell a path or a sentence without saying it."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def write_rows(rows: Iterable[LabelledSentence], path: Path) -> None:
    """As JSONL, for the reader that spaCy's configuration names."""
    lines = (json.dumps(asdict(row), ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def real_texts(data: Path) -> Iterator[tuple[str, str]]:
    """Digest and text of every notice, official case, and judgment's facts and reasoning."""
    for path in sorted((data / "notices").glob("*.txt")):
        yield digest(f"notices/{path.name}"), path.read_text(encoding="utf-8")
    cases = data / "official_cases" / "official_cases.tar.xz"
    with tarfile.open(cases) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content:
                name = member.name.removeprefix("./")
                yield digest(f"official_cases/{name}"), content.read().decode()
    with lzma.open(data / "lecard" / "judgments.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            for part in ("fact", "reasoning"):
                yield digest(f"lecard/{row['id']}#{part}"), row.get(part, "")
