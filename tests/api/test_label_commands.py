"""``evaluate tags`` and ``train --from-reviews`` at the command line."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., subprocess.CompletedProcess[str]]
ROWS = (
    {"text": "会计与出纳长期由赵某一人兼任。", "labels": ["loopholes:incompatible_posts"]},
    {"text": "要进一步提高认识。", "labels": []},
)


def written(folder: Path, *rows: object) -> str:
    path = folder / "gold.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return str(path)


def test_labels_are_scored(run: Run, tmp_path: Path) -> None:
    done = run("evaluate", "tags", "--gold", written(tmp_path, *ROWS), "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["sentences"] == 2
    assert figures["micro"]["recall"] == 1.0
    assert figures["labels"]["loopholes:incompatible_posts"]["f1"] == 1.0
    assert set(figures["layers"]) == {"causes", "loopholes", "ideological_roots", "measures"}


def test_rows_of_two_annotators_are_scored(run: Run, tmp_path: Path) -> None:
    row = {"text": ROWS[0]["text"], "must": [], "may": ["loopholes:incompatible_posts"]}
    done = run("evaluate", "tags", "--gold", written(tmp_path, row), "--rules", "--json")
    figures = json.loads(done.stdout)
    assert figures["labels"].get("loopholes:incompatible_posts") is None


def test_a_broken_row_is_named(run: Run, tmp_path: Path) -> None:
    done = run("evaluate", "tags", "--gold", written(tmp_path, ROWS[0], {"words": "无"}))
    assert done.returncode == 2
    assert "第 2 行" in done.stderr + done.stdout


def test_training_without_reviews_is_refused(run: Run) -> None:
    assert run("db", "upgrade").returncode == 0
    done = run("train", "--from-reviews")
    assert done.returncode == 2
    assert "复核过的句子只有 0 句" in done.stderr + done.stdout
