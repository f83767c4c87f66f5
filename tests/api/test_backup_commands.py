"""``lianjian backup`` from the terminal."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import PAPERS, Run

Made = dict[str, Any]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture(scope="module")
def made(run: Run, shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A backup of a paper."""
    paper = tmp_path_factory.mktemp("papers") / "工程.txt"
    paper.write_text(PAPERS["工程.txt"], encoding="utf-8")
    assert run("ingest", str(paper)).returncode == 0
    done = run("backup", "--to", str(shelf), "--json")
    assert done.returncode == 0, done.stderr
    found: Made = json.loads(done.stdout)
    return found


def path_of(shelf: Path, made: Made) -> str:
    return str(shelf / f"{made['id']}.ljb")


def test_it_says_where_it_is_and_that_the_key_is_not_in_it(run: Run, made: Made) -> None:
    assert made["verified_at"] and made["cause"] == "asked"
    done = run("backup")
    assert "已备份并核验" in done.stdout and "backup.key 不在备份里" in done.stdout


def test_it_is_not_made_before_its_time(run: Run, made: Made, shelf: Path) -> None:
    done = run("backup", "--to", str(shelf), "--if-older-than", "24h")
    assert done.returncode == 0 and "还不用再做" in done.stdout
    assert run("backup", "--if-older-than", "soon").returncode == 2


def test_it_is_listed_and_verified_by_its_name_or_file(run: Run, made: Made, shelf: Path) -> None:
    listed = json.loads(run("backup", "list", "--in", str(shelf), "--json").stdout)
    assert made["id"] in {one["id"] for one in listed}
    told = json.loads(run("backup", "verify", path_of(shelf, made), "--json").stdout)
    assert told["rows"]["documents"] == 1 and told["audit_entries"] > 0
    gone = run("backup", "verify", "lianjian-20260304T050607Z-00000000")
    assert gone.returncode == 2 and "NOT_FOUND" in gone.stderr


def test_a_damaged_one_is_refused_with_its_code(
    run: Run, made: Made, shelf: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.ljb"
    bad.write_bytes(Path(path_of(shelf, made)).read_bytes()[:-1])
    for arguments in (("verify", str(bad)), ("restore", str(bad), "--into", str(tmp_path / "x"))):
        done = run("backup", *arguments)
        assert done.returncode == 2 and "BACKUP_INVALID" in done.stderr
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "x").exists()


def test_it_is_put_back_with_a_reason_and_then_served(
    run: Run, made: Made, shelf: Path, tmp_path: Path
) -> None:
    into = ("--into", str(tmp_path / "into"))
    refused = run("backup", "restore", path_of(shelf, made), *into)
    assert refused.returncode == 2 and "AUDIT_ROLLBACK" in refused.stderr
    done = run("backup", "restore", path_of(shelf, made), *into, "--older", "原盘损坏")
    assert done.returncode == 0, done.stderr
    assert "已恢复到" in done.stdout and "审计：完整" in done.stdout
    again = run("backup", "restore", path_of(shelf, made), *into, "--older", "再来")
    assert again.returncode == 2 and "BACKUP_TARGET_NOT_EMPTY" in again.stderr


def test_a_drill_is_told_and_noted(run: Run, made: Made) -> None:
    done = run("backup", "drill")
    assert done.returncode == 0, done.stderr
    assert "演练成功" in done.stdout and "索引已重建：1 份文书" in done.stdout
    listed = json.loads(run("backup", "list", "--json").stdout)
    assert listed[0]["drilled_at"] and listed[0]["drill_fault"] == ""


def test_a_drill_of_nothing_is_refused(run: Run, made: Made, tmp_path: Path) -> None:
    done = run("backup", "drill", "--key", str(tmp_path / "no.key"))
    assert done.returncode == 2 and "BACKUP_NOT_FOUND" in done.stderr
