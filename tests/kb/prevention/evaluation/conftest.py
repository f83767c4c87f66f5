"""A small world of registers over 2024–2026, and evaluations on their way; on both databases."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pytest

from kb.governance.access import Principal, desktop_principal
from kb.store.registry import Registry
from kb.store.session import Transactions
from kb.terms import load_taxonomy
from tests.kb.prevention.evaluation.scene import Scene
from tests.kb.prevention.evaluation.story import Story
from tests.kb.prevention.evaluation.world_cases import (
    tell_cases,
    tell_report,
    tell_risks,
    tell_units,
)
from tests.kb.prevention.evaluation.world_ledger import (
    tell_items,
    tell_letters,
    tell_other,
    tell_watch,
)

OpenStore = Callable[[str, Path], AbstractContextManager[Transactions]]
_TOLD = (
    tell_units,
    tell_cases,
    tell_risks,
    tell_letters,
    tell_items,
    tell_other,
    tell_watch,
    tell_report,
)


@dataclass(frozen=True, slots=True)
class World:
    """A store in which the world was told, and the ids of its records by their short names."""

    store: Transactions
    ids: Mapping[str, str]

    def names(self, ids: Iterable[str]) -> str:
        """``i1 i2`` of record ids."""
        short = {record_id: name for name, record_id in self.ids.items()}
        return " ".join(sorted(short[one] for one in ids))

    @contextmanager
    def registry(self, principal: Principal | None = None) -> Iterator[Registry]:
        """A registry over the world; what is written by it is taken back at the end."""
        with self.store.reading() as session:
            who = principal or desktop_principal()
            yield Registry(session, who, lambda entry: None, load_taxonomy())
            session.rollback()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    open_store: OpenStore,
) -> Iterator[World]:
    """The world, told once for all tests of a file."""
    with open_store(request.param, tmp_path_factory.mktemp("world")) as store:
        with store.writing() as session:
            story = Story(session)
            for tell in _TOLD:
                tell(story)
        yield World(store, MappingProxyType(story.ids))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def scenes(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    open_store: OpenStore,
) -> Iterator[Transactions]:
    """One store for all scenes of a file: each has a unit and a letter of its own."""
    with open_store(request.param, tmp_path_factory.mktemp("scenes")) as store:
        yield store


@pytest.fixture
def scene(scenes: Transactions, person: Callable[..., Principal]) -> Scene:
    """A new scene."""
    return Scene(scenes, person)
