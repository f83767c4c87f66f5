"""``lianjian report`` and ``lianjian letter`` at the terminal."""

import json
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner

from api.cli import app
from api.settings import Settings
from api.wiring import open_governing
from kb.governance.access import Level, desktop_principal
from kb.prevention.case_files import CaseFiles, Opening
from kb.prevention.chain_facts import CaseFacts
from kb.prevention.ledger_facts import LETTERS, LetterFacts, LetterKind
from kb.store.cases import case_id_of
from kb.store.registry import Registry
from kb.terms import load_taxonomy

CASE = case_id_of("终端")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a case without papers and a letter with a vague suggestion."""
    with (
        open_governing(Settings(data_dir=tmp_path), upgrade=True) as governing,
        governing.audit.writing() as work,
    ):
        one = Registry(work.session, desktop_principal(), work.record, load_taxonomy())
        facts = CaseFacts(title="某局科长受贿案", filed=date(2026, 1, 6))
        CaseFiles(one).open(facts, Opening(CASE, Level.INTERNAL, "", "批准"))
        letter = LetterFacts(
            kind=LetterKind.SUPERVISION,
            body="某委",
            title="某建议书",
            problems=("验收由一人完成",),
            suggestions=("高度重视验收工作",),
        )
        one.add(LETTERS, letter, record_id="letter-1")
    return tmp_path


def run(data: Path, *arguments: str) -> str:
    ran = CliRunner().invoke(app, list(arguments), env={"LIANJIAN_DATA_DIR": str(data)})
    assert ran.exit_code == 0, ran.output
    return ran.output


def test_a_report_is_built_exported_and_its_gaps_are_told(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "报告.docx"
    told = run(data, "report", "build", CASE, "--out", str(out))
    assert "关于某局科长涉嫌受贿案的廉政风险分析报告" in told
    assert "须补正：没有直接原因" in told
    lines = [one.text for one in Document(str(out)).paragraphs]
    assert any("2026年1月6日立案" in one for one in lines)


def test_a_letter_is_checked_and_exported(data: Path, tmp_path: Path) -> None:
    found = json.loads(run(data, "letter", "lint", "letter-1", "--json"))
    assert {"VAGUE", "PART_MISSING"} <= {one["code"] for one in found["findings"]}
    assert "用语空泛" in run(data, "letter", "lint", "letter-1")
    out = tmp_path / "建议书.docx"
    run(data, "letter", "export", "letter-1", "--out", str(out))
    assert any("高度重视验收工作" in one.text for one in Document(str(out)).paragraphs)
