"""Proposals at a terminal: proposed, decided by another account, in force with the next index."""

from pathlib import Path

import orjson
import pytest
import yaml

from tests.api.conftest import PAPERS, Run

WORD = "核磁采购"


def test_from_a_proposal_to_the_dictionary(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANJIAN_SIGN_IN", "off")
    (tmp_path / "医院.txt").write_text(PAPERS["医院.txt"] + f"{WORD}由一人办。\n", encoding="utf-8")
    assert run("ingest", str(tmp_path / "医院.txt")).returncode == 0
    password = "correct horse battery\n"
    user = ("user", "add", "shen", "--role", "reviewer", "--clearance", "1", "--password-stdin")
    assert run(*user, stdin=password).returncode == 0

    asked = ("vocabulary", "propose", "word", WORD, "--reason", "常用", "--detail", "jargon")
    assert "第 1 号" in run(*asked).stdout
    shown = orjson.loads(run("vocabulary", "show", "1", "--json").stdout)
    assert shown["impact"]["documents"] == 1 and len(shown["impact"]["cut"]) > 1
    assert "SAME_PERSON" in run("vocabulary", "decide", "1", "accept").stderr
    accepted = run("vocabulary", "decide", "1", "accept", "--as", "shen")
    assert "重建索引后生效" in accepted.stdout
    file = tmp_path / "next.yaml"
    assert run("vocabulary", "export", str(file)).returncode == 0
    assert [one["word"] for one in yaml.safe_load(file.read_bytes())["lexicon"]] == [WORD]
    assert f"词典新生效的词：{WORD}" in run("reindex").stdout
    assert "已生效" in run("vocabulary", "list", "--state", "accepted").stdout
    assert "已生效" in run("vocabulary", "words").stdout
