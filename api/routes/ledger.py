"""The rectification ledger over HTTP: the list, its sheet, and every step on an item."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import Exporter, ServiceDep
from api.ledger import LedgerDesk
from api.problems import StrictJsonRoute
from api.registers import registry_for_reading
from api.schemas.ledger import LedgerFilter, LedgerListIn, LedgerPageOut
from api.schemas.ledger_steps import (
    AccountabilityIn,
    ArrangeIn,
    ConfirmIn,
    EscalateIn,
    ExtendIn,
    IssueIn,
    ItemStepIn,
    ObjectIn,
    OrderAgainIn,
    PauseIn,
    ReopenIn,
    ReportIn,
    ResolveIn,
    ResumeIn,
    ReturnIn,
    SignIn,
    SubmitIn,
    TakeUpIn,
    UrgeIn,
    VerifyIn,
    WithdrawIn,
    WriteOffIn,
)
from api.schemas.registers import RecordOut
from api.security import allow
from api.stepping import SteppingDep
from kb.governance.access import Level, Permission, Principal
from kb.prevention.item_steps import PERMISSIONS, By
from kb.prevention.ledger_facts import ITEMS, ItemFacts
from kb.prevention.ledger_list import LedgerList
from kb.prevention.ledger_sheet import export_ledger
from kb.store.calendar_days import working_days

router = APIRouter(tags=["整改台账"], route_class=StrictJsonRoute)
Reader = Annotated[Principal, allow(Permission.LEDGER_READ)]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/ledger", summary="整改台账：按时限由近及远，带预警色与各状态的数目")
def list_ledger(
    who: Reader, service: ServiceDep, wanted: Annotated[LedgerListIn, Query()]
) -> LedgerPageOut:
    """What the person may read; level 2 and above is recorded before it is shown."""
    query = wanted.query()
    with registry_for_reading(service, who) as registry:
        ledger = LedgerList(registry, working_days(registry.session))
        page = ledger.page(query, after=wanted.after, limit=wanted.limit)
        counts = ledger.counts(query)
    level = max((Level(one.level) for one in page.lines), default=Level.PUBLIC)
    service.governing.record_read(who, f"item×{len(page.lines)}", level, "item.read")
    return LedgerPageOut.of(page, counts, query)


@router.get("/ledger/export", summary="导出台账：与列表同样条件的 XLSX", response_class=Response)
def export(
    who: Exporter, service: ServiceDep, wanted: Annotated[LedgerFilter, Query()]
) -> Response:
    """The rows and columns of the list; recorded before a byte leaves."""
    with registry_for_reading(service, who) as registry:
        sheet = export_ledger(registry, working_days(registry.session), wanted.query())
    name = quote("整改台账.xlsx")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Cache-Control": "no-store",
    }
    return Response(sheet.content, media_type=_XLSX, headers=headers)


def _add_step(name: str, body_type: Any, by: By) -> None:
    """``POST /rectifications/{item_id}:name``; who may ask is the policy of the step."""

    def step(
        item_id: str,
        body: body_type,
        who: Annotated[Principal, allow(*PERMISSIONS[by])],
        stepping: SteppingDep,
    ) -> Response:
        asked: ItemStepIn = body
        settings = stepping.service.settings
        return stepping.take(
            who,
            ITEMS,
            asked,
            lambda registry, expected: asked.take(
                LedgerDesk(registry, settings), item_id, expected
            ),
        )

    router.add_api_route(
        f"/rectifications/{{item_id}}:{name}",
        step,
        methods=["POST"],
        summary=f"整改事项：{body_type.take.__doc__}",
        description=body_type.__doc__,
        response_model=RecordOut[ItemFacts],
    )


_STEPS: tuple[tuple[str, type[ItemStepIn], By], ...] = (
    ("issue", IssueIn, By.AUTHORITY),
    ("withdraw", WithdrawIn, By.AUTHORITY),
    ("sign", SignIn, By.UNIT),
    ("object", ObjectIn, By.UNIT),
    ("resolve", ResolveIn, By.AUTHORITY),
    ("arrange", ArrangeIn, By.AUTHORITY),
    ("report", ReportIn, By.UNIT),
    ("confirm", ConfirmIn, By.UNIT),
    ("submit", SubmitIn, By.UNIT),
    ("take-up", TakeUpIn, By.UNIT),
    ("verify", VerifyIn, By.VERIFIER),
    ("write-off", WriteOffIn, By.VERIFIER),
    ("return", ReturnIn, By.VERIFIER),
    ("reopen", ReopenIn, By.VERIFIER),
    ("extend", ExtendIn, By.AUTHORITY),
    ("pause", PauseIn, By.AUTHORITY),
    ("resume", ResumeIn, By.AUTHORITY),
    ("urge", UrgeIn, By.AUTHORITY),
    ("escalate", EscalateIn, By.AUTHORITY),
    ("order-again", OrderAgainIn, By.AUTHORITY),
    ("close-by-accountability", AccountabilityIn, By.VERIFIER),
)
for _name, _body, _by in _STEPS:
    _add_step(_name, _body, _by)
