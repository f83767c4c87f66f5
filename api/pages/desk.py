"""工作台: what waits for the person today."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.page import PageDep
from api.security import allow
from kb.governance.access import Permission, Principal
from kb.registers.days import day_of

router = APIRouter(include_in_schema=False)


@router.get("/")
def desk(_who: Annotated[Principal, allow(Permission.SIGNED_IN)], page: PageDep) -> Response:
    """The start page of everybody."""
    return page.show("desk.html", {"today": day_of(datetime.now(UTC))}, title="工作台")
