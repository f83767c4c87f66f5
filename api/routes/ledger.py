"""The rectification ledger over HTTP: the list, its sheet, and every step on an item."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import Exporter, ServiceDep
from api.file_answers import XLSX, attachment
from api.ledger import LedgerDesk, look_at_ledger
from api.problems import StrictJsonRoute
from api.registers import record_shown, registry_for_reading
from api.schemas.item_steps import ITEM_STEPS
from api.schemas.ledger import LedgerFilter, LedgerListIn, LedgerPageOut, OfferOut
from api.schemas.ledger_steps import ItemStepIn
from api.schemas.registers import RecordOut
from api.security import allow
from api.stepping import SteppingDep
from kb.governance.access import Permission, Principal
from kb.prevention.item_offers import offers
from kb.prevention.item_steps import PERMISSIONS, By
from kb.prevention.ledger_facts import ITEMS, ItemFacts
from kb.prevention.ledger_sheet import export_ledger
from kb.store.calendar_days import working_days

router = APIRouter(tags=["整改台账"], route_class=StrictJsonRoute)
Reader = Annotated[Principal, allow(Permission.LEDGER_READ)]


@router.get("/ledger", summary="整改台账：按时限由近及远，带预警色与各状态的数目")
def list_ledger(
    who: Reader, service: ServiceDep, wanted: Annotated[LedgerListIn, Query()]
) -> LedgerPageOut:
    """What the person may read; level 2 and above is recorded before it is shown."""
    query = wanted.query()
    looked = look_at_ledger(service, who, query, after=wanted.after, limit=wanted.limit)
    return LedgerPageOut.of(looked.page, looked.counts, query)


@router.get("/ledger/export", summary="导出台账：与列表同样条件的 XLSX", response_class=Response)
def export(
    who: Exporter, service: ServiceDep, wanted: Annotated[LedgerFilter, Query()]
) -> Response:
    """The rows and columns of the list; recorded before a byte leaves."""
    with registry_for_reading(service, who) as registry:
        sheet = export_ledger(registry, working_days(registry.session), wanted.query())
    return attachment(sheet.content, "整改台账.xlsx", XLSX)


@router.get("/rectifications/{item_id}/steps", summary="整改事项：现在能办的各步，不能办的说明原因")
def offered(item_id: str, who: Reader, service: ServiceDep) -> list[OfferOut]:
    """What may follow for the person who asks."""
    with registry_for_reading(service, who) as registry:
        kept = registry.get(ITEMS, item_id)
        found = offers(registry, kept)
    record_shown(service, who, ITEMS, [kept])
    return [OfferOut.of(one) for one in found]


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


for _step in ITEM_STEPS:
    _add_step(_step.name, _step.body, _step.by)
