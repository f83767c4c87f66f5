"""The map at the door of every large package names its rooms: all of them, and no other."""

import re
from pathlib import Path

import pytest

import api
import kb.education
import kb.prevention
import kb.retrieval
import kb.store
import nlp

_MODULE = re.compile(r"[a-z][a-z0-9_]*")


def _rooms(folder: Path) -> set[str]:
    return {one.stem for one in folder.glob("*.py") if one.stem != "__init__"}


@pytest.mark.parametrize(
    "package",
    [api, kb.education, kb.prevention, kb.retrieval, kb.store, nlp],
    ids=lambda one: one.__name__,
)
def test_the_map_names_every_room(package):
    rooms = _rooms(Path(package.__file__).parent)
    named = set(_MODULE.findall(package.__doc__))
    assert rooms - named == set()
    # a name with an underscore is a room's, never prose
    assert {one for one in named if "_" in one} - rooms - {"error_texts"} == set()
