"""Clues that may tell of the same thing: complaints retold, or entered twice under one number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from kb.near_duplicates import similarity, sketch
from kb.prevention.chain_facts import CLUES, ClueFacts
from kb.prevention.near_texts import LEAST_LETTERS, NEAR_AT
from kb.registers.records import Kept
from kb.store.register_tables import table_of
from kb.store.registry import Registry, Wanted

_YEARS = timedelta(days=3 * 365)
_MOST = 5


@dataclass(frozen=True, slots=True)
class Twin:
    """A clue that is near; ``share`` of the words they have in common, 1 for the same number."""

    clue: Kept[ClueFacts]
    share: float


def twins(registry: Registry, facts: ClueFacts, *, except_id: str = "") -> Sequence[Twin]:
    """The nearest clues of three years that the person may read; people decide what they are."""
    columns = table_of(CLUES).c
    since = registry.today() - _YEARS
    others = registry.all(CLUES, Wanted(where=(columns.received >= since, columns.id != except_id)))
    own = _words(facts)
    long_enough = len("".join(own.split())) >= LEAST_LETTERS
    packed = _sketch(own)
    found = []
    for one in others:
        if facts.number and one.facts.number == facts.number:
            found.append(Twin(one, 1.0))
        elif long_enough:
            found.append(Twin(one, similarity(packed, _sketch(_words(one.facts)))))
    near = [one for one in found if one.share >= NEAR_AT]
    return sorted(near, key=lambda one: -one.share)[:_MOST]


@lru_cache(maxsize=5_000)
def _sketch(words: str) -> bytes:
    """Of the same clues again and again: every page of a clue compares it with all others."""
    return sketch(words)


def _words(facts: ClueFacts) -> str:
    return f"{facts.title}\n{facts.summary}"
