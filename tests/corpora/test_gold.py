"""The written gold sentences: well formed, labelled by the taxonomy, never repeating themselves."""

import json
from collections import Counter
from pathlib import Path

import pytest

from kb.model import SectionKind
from kb.terms import load_taxonomy

GOLD = sorted((Path(__file__).parents[2] / "corpora" / "gold").glob("*.jsonl"))


def rows(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("file", GOLD, ids=lambda file: file.stem)
def test_rows_are_well_formed(file: Path) -> None:
    terms = load_taxonomy().terms
    sections = {kind.value for kind in SectionKind}
    for row in rows(file):
        text, labels = row["text"], row["labels"]
        assert isinstance(text, str) and isinstance(labels, list)
        assert 8 <= len(text) <= 140, text
        assert set(labels) <= terms.keys(), row
        assert row["source"] == "written"
        assert row["section"] in sections, row
        spans = row.get("spans", [])
        assert isinstance(spans, list)
        for start, end, label in spans:
            assert 0 <= start < end <= len(text), row
            assert label in labels, row


def test_no_sentence_is_written_twice() -> None:
    counts = Counter(str(row["text"]) for file in GOLD for row in rows(file))
    assert counts
    assert [text for text, times in counts.items() if times > 1] == []
