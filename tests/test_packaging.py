"""The packages' short names resolve to this project from anywhere, with their data."""

import subprocess
import sys
from importlib.metadata import entry_points, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", ["kb", "ingest", "nlp", "api", "corpora"])
def test_a_fresh_interpreter_elsewhere_finds_this_project(name: str, tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-c", f"import {name}; print({name}.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(found.stdout.strip()).is_relative_to(ROOT)


def test_the_command_and_the_version_are_installed() -> None:
    [command] = [one for one in entry_points(group="console_scripts") if one.name == "lianjian"]
    assert command.value == "api.cli:main"
    assert version("lianjian")


def test_nothing_pickled_ships_and_models_stay_small() -> None:
    models = [file for file in (ROOT / "nlp" / "models").rglob("*") if file.is_file()]
    assert not [f for f in models if f.suffix in {".pkl", ".pickle", ".bin", ".pt", ".joblib"}]
    assert sum(file.stat().st_size for file in models) < 40 * 1024**2
