"""Long lists by numbered pages: the way to the page before and the one after."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query

SHOWN = 50
PageNumber = Annotated[int, Query(alias="page", ge=1, le=10_000)]


def pager(path: str, asked: Mapping[str, str], at: int, total: int) -> tuple[str, str]:
    """The pages before and after page ``at`` of ``total`` lines; empty at the ends."""

    def link(page: int) -> str:
        told = {name: value for name, value in asked.items() if value}
        return f"{path}?{urlencode({**told, 'page': page})}"

    return link(at - 1) if at > 1 else "", link(at + 1) if total > at * SHOWN else ""


def total(counts: Mapping[str, int], state: str) -> int:
    """How many lines a list by state has: of the state, else of all."""
    return counts[state] if state else sum(counts.values())
