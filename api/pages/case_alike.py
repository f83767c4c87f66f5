"""Similar cases of a registered case: what is pinned to it, and whether it is watched."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import ServiceDep, TaxonomyDep
from api.errors import explain
from api.pages.page import FormDep
from api.pages.reason_card import Stretch, bar_of
from api.pages.record_paths import record_path
from api.pages.similar_pins import names_of
from api.pins import pins_of, unpin
from api.registers import registry_for_reading
from api.retrieval import remove_search, save_search
from api.schemas.retrieval import ScorePartOut
from api.security import allow
from api.wiring import Service
from kb.errors import WorkflowError
from kb.governance.access import Permission, Principal
from kb.prevention.chain_facts import CASES
from kb.retrieval.pins import Subject
from kb.store.registry import Registry
from kb.store.saved_searches import CASE, SavedSearch, SavedSearches

router = APIRouter(include_in_schema=False)
Keeper = Annotated[Principal, allow(Permission.CASES)]
Reader = Annotated[Principal, allow(Permission.REGISTERS_READ)]
_LONGEST_NAME = 100


def alike_content(
    service: Service, registry: Registry, case_id: str, at: datetime | None
) -> Mapping[str, object]:
    """The pins, now or as they stood, and the saved search that watches the case for the person."""
    who = registry.principal
    pins = pins_of(service, who, Subject("case", case_id), at=at)
    bars: dict[str, tuple[Stretch, ...]] = {
        one.past_case: bar_of(
            [ScorePartOut.of(part, registry.taxonomy) for part in one.reason.parts]
        )
        for one in pins
    }
    return {
        "pins": pins,
        "pin_bars": bars,
        "pin_names": names_of(service, pins),
        "watched": _watching(registry, case_id),
        "may_look": Permission.LIBRARY_READ in who.permissions and not at,
        "may_watch": registry.get(CASES, case_id).state in (CASES.editable or ()),
    }


@router.post("/cases/{case_id}/watch")
def watch_case(
    case_id: str, who: Reader, form: FormDep, service: ServiceDep, taxonomy: TaxonomyDep
) -> Response:
    """Tell of past cases like it as their papers come in."""
    who.require(Permission.LIBRARY_READ)
    with registry_for_reading(service, who) as registry:
        title = registry.get(CASES, case_id).facts.title
        watched = _watching(registry, case_id)
    if watched:  # sent twice
        return form.go(f"{record_path(case_id)}#alike", "已盯着。")
    plain = "".join(c for c in title if c.isprintable()).replace("/", "／")
    back = f"{record_path(case_id)}#alike"
    names = (plain[:_LONGEST_NAME], f"{plain[:_LONGEST_NAME]} {case_id[-6:]}")
    for name in names:
        given = SavedSearch(name, CASE, case_id)
        try:
            saved = save_search(service.governing, given, taxonomy, who)
        except WorkflowError as error:
            slip = explain(error)
            continue
        if saved.watching:
            return form.go(back, "已盯着：入库的文书里有它的类案，工作台会告诉您。")
        return form.go(back, "已保存；盯着的检索已满，这一个不会自动再看。", tone="note")
    return form.go(back, slip, tone="refused")


@router.post("/cases/{case_id}/unwatch")
def unwatch_case(case_id: str, who: Reader, form: FormDep, service: ServiceDep) -> Response:
    """Tell no more of it."""
    who.require(Permission.LIBRARY_READ)
    with registry_for_reading(service, who) as registry:
        registry.get(CASES, case_id)
        name = _watching(registry, case_id)
    if name:
        remove_search(service.governing.audit, name, who)
    return form.go(f"{record_path(case_id)}#alike", "不再盯着它的类案。")


@router.post("/cases/{case_id}/pins/{past_case}/remove")
def unpin_from_case(
    case_id: str, past_case: str, who: Keeper, form: FormDep, service: ServiceDep
) -> Response:
    """Take a pin off; what was pinned at an earlier day can still be seen."""
    unpin(service, who, Subject("case", case_id), past_case)
    return form.go(f"{record_path(case_id)}#alike", "已取消钉住。")


def _watching(registry: Registry, case_id: str) -> str:
    """The name of the person's own search that watches the case; empty where there is none."""
    who = registry.principal
    own = (one for one in SavedSearches(registry.session, who).listed() if one.owner == who.account)
    return next((one.name for one in own if (one.kind, one.query) == (CASE, case_id)), "")
