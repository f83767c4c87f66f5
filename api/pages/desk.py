"""工作台: what waits for the person today."""

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import ServiceDep, TaxonomyDep, Watch
from api.desk import OPEN_CASES, OPEN_CLUES, desk_of
from api.pages.matches import shown_told
from api.pages.page import PageDep
from api.schemas.documents import DocumentOut
from api.security import allow
from kb.evaluation_terms import load_evaluation_terms
from kb.governance.access import Permission, Principal
from kb.prevention.chain_facts import CASES, CLUES
from kb.prevention.ledger_facts import WARNINGS
from kb.prevention.ledger_lines import COLOURS
from kb.registers.days import day_of

router = APIRouter(include_in_schema=False)
_TONES = {"red": "bad", "orange": "warn", "yellow": "warn", "blue": "info"}


@router.get("/")
def desk(
    who: Annotated[Principal, allow(Permission.SIGNED_IN)],
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    watch: Watch,
) -> Response:
    """The start page of everybody, with the sides they have the right to."""
    levels = load_evaluation_terms().warning_levels
    grades = {code: rank for rank, code in enumerate(levels)}
    found = desk_of(service, who, grades)
    today = day_of(datetime.now(UTC))
    newest = found.library.newest if found.library else ()
    told = found.library.told if found.library else ()
    if found.library and found.library.unlooked(today):
        watch.soon()
    content = {
        "today": today,
        "desk": found,
        "told": shown_told(service, told, taxonomy),
        "newest": [DocumentOut.of(one, taxonomy) for one in newest],
        "grades": {code: level.name for code, level in levels.items()},
        "tones": _TONES,
        "colours": COLOURS,
        "states": {"case": CASES.states, "clue": CLUES.states, "warning": WARNINGS.states},
        "taxonomy": taxonomy,
        "open_cases": _in_states("/cases", OPEN_CASES),
        "open_clues": _in_states("/clues", OPEN_CLUES),
    }
    return page.show("desk.html", content, title="工作台")


def _in_states(room: str, states: tuple[str, ...]) -> str:
    """The rows that a number of the desk counts."""
    return f"{room}?{urlencode([('state', one) for one in states])}"
