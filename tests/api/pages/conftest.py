"""One running house for the tests of a module."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.api.pages.house import House, Visitor, built, furnished
from tests.people import PAGE


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    app = built(tmp_path_factory.mktemp("data"))
    with TestClient(app, base_url=PAGE):
        yield furnished(app)


@pytest.fixture(scope="module")
def ban(house: House) -> Visitor:
    """An investigator of the first department."""
    return house.enter("ban")
