"""One pack: what it says, its way to a second person's release, its released files."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.responses import Response

from api.deps import Exporter, ServiceDep
from api.packs import made_of, packs, record_content_shown, told_of
from api.pages.bodies import levels_for, whole_number
from api.pages.pack_list import HOME
from api.pages.pack_view import KIND_NAMES, SECTION_NAMES, VIEWS, pack_view, tabs_of, way_of
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.posting import Slip
from api.pages.step_slips import slip_of_step, take_step
from api.registers import registry_for_reading
from api.routes import packs as routes
from api.routes.packs import Either, Releaser, Trainer
from api.schemas.packs import FileFormat, ScanOut, changes_out
from api.wiring import Service
from kb.education.pack_anonymity import LEFT_OUT
from kb.education.pack_builder import audience_words
from kb.education.pack_facts import PackFacts
from kb.education.pack_words import UNCHECKED
from kb.education.packs import Packs
from kb.education.staleness import GONE, RAISED
from kb.education.variant import Variant
from kb.education.writers import file_name
from kb.errors import InvalidQuery, KbError, WorkflowError
from kb.governance.access import Level, Principal
from kb.registers.records import Kept

router = APIRouter(include_in_schema=False)
_Version = Annotated[str, Form(max_length=20)]
_Reason = Annotated[str, Form(max_length=20_000)]
_Texts = Annotated[list[str], Form(max_length=200)]
Run = Callable[[Packs, int], Kept[PackFacts]]


@router.get("/packs/{pack_id}")
def pack_page(
    pack_id: str,
    who: Either,
    page: PageDep,
    service: ServiceDep,
    view: Annotated[str, Query(max_length=10)] = "cases",
    scan: bool = False,
) -> Response:
    """One pack: what it says, how it stands, what can be done next.

    The files of a draft are made and scanned only where that is asked for: it takes its time.
    """
    shown = view if view in VIEWS else "cases"
    try:
        scans = routes.scan(pack_id, who, service) if scan else None
    except WorkflowError as error:
        return _shown(page, service, who, pack_id, shown, error=error)
    return _shown(page, service, who, pack_id, shown, scans=scans)


@router.post("/packs/{pack_id}/submit")
def submit(
    pack_id: str, who: Trainer, form: FormDep, service: ServiceDep, version: _Version = ""
) -> Response:
    """The files are made and scanned."""
    try:
        made = made_of(service, who, pack_id)
    except WorkflowError as error:
        return _shown(form, service, who, pack_id, "check", error=error)
    return _step(
        service,
        who,
        form,
        pack_id,
        {"version": version},
        lambda steps, at: steps.submit(pack_id, made, expected=at),
        "成品已生成、检查并送审，请由另一人放行。",
    )


@router.post("/packs/{pack_id}/send-back")
def send_back(
    pack_id: str,
    who: Releaser,
    form: FormDep,
    service: ServiceDep,
    version: _Version = "",
    reason: _Reason = "",
) -> Response:
    """With what is wrong."""
    return _step(
        service,
        who,
        form,
        pack_id,
        {"version": version, "sent_back": reason},
        lambda steps, at: steps.send_back(pack_id, reason=reason, expected=at),
        "已退回。",
    )


@router.post("/packs/{pack_id}/approve")
def approve(
    pack_id: str,
    who: Releaser,
    form: FormDep,
    service: ServiceDep,
    version: _Version = "",
    seen: _Texts = [],  # noqa: B006 - the framework copies it
    cleared: _Texts = [],  # noqa: B006
    level: _Version = "",
    reason: _Reason = "",
) -> Response:
    """By somebody who did not make it; ``seen`` are the files looked at, each with its digest."""
    digests = dict(one.rpartition("=")[::2] for one in seen)
    kept = {"version": version, "seen": seen, "cleared": cleared, "level": level, "reason": reason}

    def run(steps: Packs, at: int) -> Kept[PackFacts]:
        kept_at = whole_number(level) if level else None
        if kept_at is not None and kept_at not in list(Level):
            raise InvalidQuery("FIELD_INVALID", field="放行后的级别", value=level)
        return steps.approve(
            pack_id,
            digests,
            cleared=cleared,
            level=None if kept_at is None else Level(int(kept_at)),
            reason=reason,
            expected=at,
        )

    return _step(service, who, form, pack_id, kept, run, "已放行，可以导出和用于教育。")


@router.post("/packs/{pack_id}/withdraw")
def withdraw(
    pack_id: str,
    who: Either,
    form: FormDep,
    service: ServiceDep,
    version: _Version = "",
    reason: _Reason = "",
) -> Response:
    """It may no longer be exported or taught."""
    return _step(
        service,
        who,
        form,
        pack_id,
        {"version": version, "withdrawn": reason},
        lambda steps, at: steps.withdraw(pack_id, reason=reason, expected=at),
        "已撤回。",
    )


@router.get("/packs/{pack_id}/files/{form}")
def file_page(
    pack_id: str,
    form: FileFormat,
    who: Exporter,
    service: ServiceDep,
    variant: Variant = Variant.LEARNER,
) -> Response:
    """A released file; recorded before a byte leaves."""
    return routes.export(pack_id, form, who, service, variant)


def _step(
    service: Service,
    who: Principal,
    form: Page,
    pack_id: str,
    entered: Mapping[str, object],
    run: Run,
    words: str,
) -> Response:
    return take_step(
        service,
        who,
        form,
        version=str(entered["version"]),
        desk=partial(packs, service),
        run=run,
        again=lambda error: _shown(form, service, who, pack_id, "check", entered, error),
        done=(f"/packs/{pack_id}?view=check", words),
    )


def _shown(
    page: Page,
    service: Service,
    who: Principal,
    pack_id: str,
    view: str,
    entered: Mapping[str, object] | None = None,
    error: KbError | None = None,
    *,
    scans: Sequence[ScanOut] | None = None,
) -> Response:
    slip: Slip | None = None
    with registry_for_reading(service, who) as registry:
        told = told_of(service, registry, pack_id)
        kept, changes = told.pack, changes_out(packs(service, registry).changes(pack_id))
        shown = pack_view(registry, kept, who)
        if error:
            slip = slip_of_step(error, registry, pack_id)
        audience = audience_words(registry, kept.facts)
    if told.content:
        record_content_shown(service, who, kept.id, kept.head.level)
    path = f"/packs/{kept.id}"
    content = {
        "pack": shown,
        "content": told.content,
        "audience": audience,
        "raised": told.refusal,
        "changes": changes,
        "withheld": [one for one in changes if {GONE, RAISED} & set(one.codes)],
        "unchecked": UNCHECKED,
        "view": view,
        "tabs": tabs_of(path, view),
        "way": way_of(view, state=kept.state, path=path),
        "scans": scans,
        "section_names": SECTION_NAMES,
        "left_out": LEFT_OUT,
        "file_words": _FILES,
        "kind_names": KIND_NAMES,
        "entered": {**_NOTHING, "level": int(kept.head.level), **(entered or {})},
        "slip": slip,
        "levels": levels_for(who),
        "variants": [(one.value, one.shown) for one in Variant],
        "forms_of": _FORMS,
    }
    title = kept.facts.title
    crumbs = (HOME, Crumb(title))
    status = slip.status if slip else 200
    return page.show("packs/one.html", content, title=title, crumbs=crumbs, status=status)


_FORMS = {"docx": "Word 讲稿", "pptx": "演示文稿", "html": "网页", "zip": "全套压缩包"}
# how the finished files are called: learner.docx → 学员版 Word 讲稿
_FILES = {
    file_name(form, variant): f"{variant.shown} {words}"
    for form, words in _FORMS.items()
    for variant in Variant
}
_NOTHING = {"seen": [], "cleared": [], "reason": "", "sent_back": "", "withdrawn": ""}
