"""A new pack: the audience, the cases that would be taken and refused with why, then the draft."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.deps import ServiceDep, TaxonomyDep
from api.packs import built, draft_for
from api.pages.bodies import body_of, levels_for, whole_number
from api.pages.pack_list import HOME
from api.pages.pack_view import way_of
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.shown_names import unit_names
from api.pages.step_slips import slip_of
from api.registers import registry_for_reading, registry_for_writing
from api.routes import packs as routes
from api.routes.packs import Trainer
from api.schemas.packs import ChoiceOut, PackIn
from api.wiring import Service
from kb.education.listeners import RANKS
from kb.education.pack_facts import EDITIONS
from kb.errors import InvalidQuery, KbError, NotFound, WorkflowError
from kb.governance.access import Principal
from kb.prevention.chain_facts import UNIT_KINDS
from kb.terms import Taxonomy

router = APIRouter(include_in_schema=False)
_MANY = ("domains", "positions", "without")
_NUMBERS = ("minutes", "k", "cases", "most_level")
_ZH = {
    "recipient": "接收单位",
    "title": "标题",
    "unit": "登记里的单位",
    "edition": "版本",
    "unit_kind": "单位类别",
    "domains": "领域",
    "positions": "岗位",
    "posts": "职务用语",
    "rank": "层级",
    "theme": "主题",
    "minutes": "时长",
    "k": "同类件数下限",
    "cases": "案例数",
    "most_level": "最高用到的级别",
    "without": "不用的案例",
}
_EMPTY: Mapping[str, object] = {
    "recipient": "",
    "title": "",
    "unit": "",
    "edition": "unit",
    "unit_kind": "",
    "domains": [],
    "positions": [],
    "posts": "",
    "rank": "",
    "theme": "",
    "minutes": "90",
    "k": "3",
    "cases": "",
    "most_level": "1",
    "without": [],
}
Entered = Mapping[str, object]


async def _entered(request: Request) -> Entered:
    """What was filled in, of a query string or of a form; posts are told apart by 、 or spaces."""
    sent = await request.form() if request.method == "POST" else request.query_params
    pairs = [(name, value) for name, value in sent.multi_items() if isinstance(value, str)]
    found: dict[str, object] = dict(_EMPTY)
    for name in _EMPTY:
        values = [value.strip() for key, value in pairs if key == name and value.strip()]
        if name in _MANY:
            found[name] = values
        elif any(key == name for key, _ in pairs):
            found[name] = values[-1] if values else ""
    return found


EnteredDep = Annotated[Entered, Depends(_entered)]


@router.get("/packs/new")
def new_pack_page(
    request: Request,
    entered: EnteredDep,
    who: Trainer,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
) -> Response:
    """The form; once an audience was given, the cases for it."""
    choice, error = None, None
    if request.query_params:
        try:
            choice = routes.match_cases(_body(entered), who, service)
        except (InvalidQuery, NotFound, WorkflowError) as refused:
            error = refused
    return _shown(page, service, who, taxonomy, entered, choice, error)


@router.post("/packs/new")
def build_pack(
    entered: EnteredDep,
    who: Trainer,
    form: FormDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
) -> Response:
    """A new draft."""
    try:
        draft = draft_for(service, who, _body(entered).asked())
        with registry_for_writing(service, who) as registry:
            made = built(service, registry, draft)
    except (InvalidQuery, NotFound, WorkflowError) as error:
        return _shown(form, service, who, taxonomy, entered, None, error)
    words = f"草稿已生成：{made.pack.facts.cases} 件案例。"
    if made.dropped:
        words += f"有 {made.dropped} 段脱敏后仍可识别，没有收进去。"
    return form.go(f"/packs/{made.pack.id}/redaction", f"{words}先看脱敏对照。")


def _body(entered: Entered) -> PackIn:
    values = dict(entered)
    values["posts"] = str(entered["posts"]).replace("、", " ").replace("，", " ").split()
    for name in _NUMBERS:
        values[name] = whole_number(str(entered[name]))
    if entered["cases"] == "":
        values["cases"] = None
    return body_of(PackIn, values, _ZH)


def _shown(
    page: Page,
    service: Service,
    who: Principal,
    taxonomy: Taxonomy,
    entered: Entered,
    choice: ChoiceOut | None,
    error: KbError | None,
) -> Response:
    with registry_for_reading(service, who) as registry:
        units = unit_names(registry)
    content = {
        "entered": entered,
        "choice": choice,
        "hidden": _pairs(entered),
        "slip": slip_of(error) if error else None,
        "way": way_of("cases" if choice else "audience"),
        "domains": [(one.id, one.name) for one in taxonomy.domains.values()],
        "positions": [(one.id, one.name) for one in taxonomy.positions.values()],
        "unit_kinds": [("", "（不限）"), *((one.value, name) for one, name in UNIT_KINDS.items())],
        "ranks": [("", "（不限）"), *((one.value, name) for one, name in RANKS.items())],
        "editions": [(one.value, name) for one, name in EDITIONS.items()],
        "units": [("", "（未登记的单位）"), *units.items()],
        "levels": levels_for(who),
    }
    status = slip_of(error).status if error else 200
    crumbs = (HOME, Crumb("新的教育包"))
    return page.show("packs/new.html", content, title="新的教育包", crumbs=crumbs, status=status)


def _pairs(entered: Entered) -> Sequence[tuple[str, str]]:
    """What is carried along to the making of the draft, but for the cases left out."""
    found: list[tuple[str, str]] = []
    for name, value in entered.items():
        if name != "without":
            found += [(name, str(one)) for one in (value if isinstance(value, list) else [value])]
    return found
