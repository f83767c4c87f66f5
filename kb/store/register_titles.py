"""What a record is called where it is listed beside others."""

from typing import Any

from kb.registers.catalogue import register_of
from kb.registers.records import Kept
from kb.store.register_search import SHAPES

_LONGEST = 200


def title_of(kept: Kept[Any]) -> str:
    """Its title, or the words that stand for one: of an item, the problem that it is about."""
    shape = SHAPES[register_of(kept.id).kind]
    return str(getattr(kept.facts, shape.title))[:_LONGEST]


def dated(kept: Kept[Any]) -> str:
    """The day that matters of it, 2026-03-05; empty where it has none."""
    shape = SHAPES[register_of(kept.id).kind]
    day = getattr(kept.facts, shape.day) if shape.day else None
    return str(day) if day else ""
