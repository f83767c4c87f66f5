"""Where sentences to learn from are read: annotations carry no text and notice when it changed."""

import json
import lzma
import tarfile
from pathlib import Path

import pytest

from nlp.training.label_rows import GOLD, digest, read_annotated, read_written


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "notices").mkdir()
    (tmp_path / "notices" / "一.txt").write_text("甲句。乙句。", encoding="utf-8")
    (tmp_path / "official_cases").mkdir()
    with tarfile.open(tmp_path / "official_cases" / "official_cases.tar.xz", "w:xz"):
        pass
    (tmp_path / "lecard").mkdir()
    row = {"id": 7, "fact": "丙句。"}
    with lzma.open(tmp_path / "lecard" / "judgments.jsonl.xz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return tmp_path


def annotation(source: str, start: int, end: int, words: str) -> str:
    row = {"source": digest(source), "start": start, "end": end, "words": digest(words)}
    return json.dumps({**row, "labels": ["causes:collusion"], "unsure": []})


def test_annotations_find_their_words(data: Path, tmp_path: Path) -> None:
    lines = [
        annotation("notices/一.txt", 3, 6, "乙句。"),
        annotation("lecard/7#fact", 0, 3, "丙句。"),
        annotation("notices/一.txt", 0, 3, "改过的句子"),
        annotation("notices/二.txt", 0, 3, "没有的文件"),
    ]
    path = tmp_path / "spans.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    found, lost = read_annotated(path, data)
    assert [row.text for row in found] == ["乙句。", "丙句。"]
    assert lost == 2


def test_written_gold_groups_neighbours() -> None:
    rows = read_written(GOLD)
    assert len(rows) > 7000
    assert len({row.group for row in rows}) > 300
