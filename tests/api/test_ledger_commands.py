"""``lianjian calendar`` and ``lianjian ledger``: what an administrator does."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from api.ledger import tick_ledger
from api.settings import Settings
from api.wiring import open_governing
from kb.governance.access import desktop_principal
from kb.prevention.ledger_facts import ITEMS, ItemFacts
from kb.store.registry import Registry
from kb.terms import load_taxonomy

Run = Callable[..., CompletedProcess[str]]


def test_days_are_added_listed_imported_and_removed(run: Run, tmp_path: Path) -> None:
    assert run("calendar", "add", "2026-10-01", "--off", "--name", "国庆节").returncode == 0
    file = tmp_path / "2026.csv"
    file.write_text("2026-10-10,班,调休\n2026-10-02,休,国庆节\n", encoding="utf-8")
    assert "2 天" in run("calendar", "import", str(file)).stdout
    listed = json.loads(run("calendar", "list", "--year", "2026", "--json").stdout)
    assert [(one["day"], one["working"]) for one in listed] == [
        ("2026-10-01", False),
        ("2026-10-02", False),
        ("2026-10-10", True),
    ]
    assert run("calendar", "remove", "2026-10-02").returncode == 0
    assert "2026-10-02" not in run("calendar", "list").stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["calendar", "import", "不存在.csv"], "NOT_FOUND", id="no_file"),
        pytest.param(["calendar", "remove", "2031-01-01"], "NOT_FOUND", id="nothing_decreed"),
    ],
)
def test_refusals(run: Run, arguments: list[str], code: str) -> None:
    refused = run(*arguments)
    assert refused.returncode == 2
    assert code in refused.stderr and "Traceback" not in refused.stderr


def test_a_bad_line_keeps_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("2027-01-01,休,元旦\n2027-01-02,半天\n", encoding="utf-8")
    refused = run("calendar", "import", str(file))
    assert (refused.returncode, "第 2 行" in refused.stderr) == (2, True)
    assert json.loads(run("calendar", "list", "--year", "2027", "--json").stdout) == []


def test_a_tick_marks_what_is_late_once(tmp_path: Path) -> None:
    """Due in 2020: long past the last rung of the ladder."""
    facts = ItemFacts(problem="验收由一人完成", due=date(2020, 6, 30))
    with open_governing(Settings(data_dir=tmp_path), upgrade=True) as governing:
        with governing.audit.writing() as work:
            registry = Registry(work.session, desktop_principal(), work.record, load_taxonomy())
            item = registry.add(ITEMS, facts, state="in_progress").id
        first, second = tick_ledger(governing), tick_ledger(governing)
    assert (first.overdue, first.raised) == ((item,), (item,))
    assert (second.overdue, second.raised) == ((), ())


def test_a_tick_at_the_command_line_says_what_it_did(run: Run) -> None:
    assert json.loads(run("ledger", "tick", "--json").stdout) == {"overdue": [], "raised": []}
    assert "0 项" in run("ledger", "tick").stdout
