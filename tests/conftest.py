"""Fixtures for the whole suite."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real data beside the checkout; absent on a user's machine, required in CI."""
    path = Path(__file__).parents[2] / "shared" / "data"
    if not path.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"real data is required in CI, but {path} is absent")
        pytest.skip(f"real data is absent: {path}")
    return path
