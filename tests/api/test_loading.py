"""What is loaded is left out of the searches for garbage, and given back at the end."""

import gc
from pathlib import Path

import pytest

from api.loading import loading
from api.settings import Settings
from api.wiring import open_service


def test_nothing_is_searched_while_loading_and_again_after_it() -> None:
    with loading():
        assert not gc.isenabled()
        with loading():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_failure_while_loading_does_not_end_the_searches() -> None:
    with pytest.raises(ValueError, match="broken"), loading():
        raise ValueError("broken")
    assert gc.isenabled()


def test_a_running_service_keeps_its_models_aside(tmp_path: Path) -> None:
    gc.unfreeze()
    with open_service(Settings(data_dir=tmp_path), upgrade=True):
        assert gc.get_freeze_count() > 100_000
    assert gc.get_freeze_count() == 0
