"""The states of rectification as ``corpora/taxonomy.yaml`` lists them, checked when loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from kb.errors import KbError
from kb.yaml_rows import Row, read_corpus_file, rows, text, texts


@dataclass(frozen=True, slots=True)
class RectificationState:
    """One state of an item; ``next`` are the states that may follow, none after a last one."""

    id: str
    name: str
    next: tuple[str, ...]
    definition: str


@cache
def load_rectification_states() -> Mapping[str, RectificationState]:
    """The states in the order of the file; the same object every time.

    >>> load_rectification_states()["overdue"].next
    ('submitted', 'escalated')
    """
    return build_rectification_states(read_corpus_file("taxonomy.yaml"))


def build_rectification_states(file: Row) -> Mapping[str, RectificationState]:
    """States from a file; CORPUS_INVALID where one leads to a state that is not there."""
    states = {
        one.id: one
        for one in (
            RectificationState(
                id=text(row, "id"),
                name=text(row, "zh"),
                next=texts(row, "next"),
                definition=text(row, "definition"),
            )
            for row in rows(file, "rectification_states")
        )
    }
    for state in states.values():
        for following in state.next:
            if following not in states:
                raise KbError("CORPUS_INVALID", owner=state.id, dangling=following)
    return MappingProxyType(states)
