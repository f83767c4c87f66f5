"""``lianjian pack`` at the terminal, over a folder of its own."""

import json
from pathlib import Path

from sqlalchemy import create_engine, update

from kb.store.tables import CaseRow
from tests.api.conftest import Run
from tests.api.test_packs import PAPERS


def test_a_pack_is_matched_built_and_previewed(run: Run, run_data: Path, tmp_path: Path) -> None:
    for name, words in PAPERS.items():
        (tmp_path / name).write_text(words, "utf-8")
    assert run("ingest", str(tmp_path)).returncode == 0
    audience = ("--position", "行政审批岗位", "--domain", "行政审批", "--unit-kind", "党政机关")
    made = run("pack", "build", "--for", "沙湾市行政审批局", *audience, "--json")
    assert made.returncode == 0, made.stderr
    built = json.loads(made.stdout)
    pack = built["pack"]["id"]
    assert built["pack"]["facts"]["cases"] == len(built["choice"]["chosen"]) >= 2
    shown = run("pack", "preview", pack).stdout
    assert "案情简介" in shown and "〔S1〕" in shown and "陆明远" not in shown
    engine = create_engine(f"sqlite:///{run_data / 'lianjian.db'}")
    for level, status in ((2, 2), (0, 0)):
        with engine.begin() as connection:
            connection.execute(update(CaseRow).values(level=level))
        answer = run("pack", "preview", pack, "--json")
        assert answer.returncode == status, answer.stderr
        assert ("级别已经提高" in answer.stdout + answer.stderr) == bool(level)
        assert ("summary" in answer.stdout) != bool(level)
        told = run("pack", "show", pack).stdout
        assert "沙湾市行政审批局" in told and ("所用材料的级别已高于本包" in told) == bool(level)
    refused = run("pack", "export", pack, "docx", "-o", str(tmp_path / "讲义.docx"))
    assert refused.returncode == 2 and not (tmp_path / "讲义.docx").exists()
    unknown = run("pack", "match", "--position", "没有这个岗位")
    assert unknown.returncode == 2 and "没有这个岗位" in unknown.stdout + unknown.stderr
