"""``evaluate charges`` on invented rows, as a person would run it."""

import json
import lzma
import os
import subprocess
import sys
from pathlib import Path

import pytest

TAKES = (
    "被告人张某甲担任某县交通运输局局长期间，利用职务上的便利，为某路桥公司谋取利益，"
    "先后多次非法收受该公司负责人李某送给的现金共计人民币八十万元，其行为构成受贿罪。"
)
THEFT = "某日凌晨，被告人赵某丁翻墙进入被害人孙某家中，窃得手机一部、现金三千元，后销赃得款八百元。"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "api.cli", "evaluate", "charges", *arguments],
        env={**os.environ, "COLUMNS": "160"},
        capture_output=True,
        text=True,
        check=False,
    )


def written(folder: Path, *rows: object) -> str:
    path = folder / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return str(path)


def test_figures_of_a_file(tmp_path: Path) -> None:
    rows = [
        {"fact": TAKES, "charges": ["受贿罪"]},
        {"fact": TAKES, "charges": ["bribery_taking"]},
        {"fact": THEFT, "charges": ["盗窃罪"]},
    ]
    path = tmp_path / "rows.jsonl.xz"
    path.write_bytes(lzma.compress("\n".join(json.dumps(row) for row in rows).encode()))
    done = run("--corpus", str(path), "--mask", "--least", "1", "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["rows"] == 3
    assert figures["mask"] == "names"
    assert figures["by_charge"]["bribery_taking"]["gold"] == 2
    assert figures["by_charge"]["bribery_taking"]["f1"] == 1.0
    assert figures["macro"]["charges"] == 1
    assert figures["micro"]["recall"] == 1.0
    assert figures["innocent"] == {"rows": 1, "false_alarms": 0}


def test_a_table_for_people(tmp_path: Path) -> None:
    done = run("--corpus", written(tmp_path, {"fact": TAKES, "charges": ["受贿"]}))
    assert done.returncode == 0, done.stderr
    assert "微平均" in done.stdout
    assert "受贿罪" in done.stdout


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param({"charges": ["受贿罪"]}, "缺少 fact", id="no_fact"),
        pytest.param({"fact": TAKES}, "charges 应是罪名的列表", id="no_charges"),
        pytest.param({"fact": TAKES, "charges": ["不是罪名"]}, "不认识的罪名", id="unknown_name"),
        pytest.param([TAKES], "缺少 fact", id="no_object"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, row: object, reason: str) -> None:
    done = run("--corpus", written(tmp_path, {"fact": TAKES, "charges": []}, row))
    assert done.returncode == 2
    assert "ROW_INVALID" in done.stderr
    assert "第 2 行" in done.stderr
    assert reason in done.stderr


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    done = run("--corpus", str(tmp_path / "none.jsonl"))
    assert done.returncode == 2
    assert "NOT_FOUND" in done.stderr
