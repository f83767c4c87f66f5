"""Where a record is shown: rooms of their own for the chain, one generic page for all others."""

from urllib.parse import quote

from kb.model import Span

_ROOMS = {
    "clue": "/clues",
    "case": "/cases",
    "report": "/reports",
    "letter": "/letters",
    "item": "/ledger",
    "inspection": "/inspections",
    "evaluation": "/evaluations",
    "warning": "/warnings",
    "pack": "/packs",
    "training": "/trainings",
}


def record_path(record_id: str) -> str:
    """``letter-1f0c…`` → /letters/letter-1f0c…."""
    room = _ROOMS.get(record_id.rpartition("-")[0], "/records")
    return f"{room}/{quote(record_id, safe='')}"


def words_path(document_id: str, span: Span) -> str:
    """The exact words of a document in its view."""
    return f"/documents/{quote(document_id, safe='')}?at={span.start}-{span.end}#hit"
