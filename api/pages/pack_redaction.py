"""A pack beside its originals: what was replaced in each text, and what is better left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from starlette.responses import Response

from api.deps import ServiceDep
from api.packs import packs, redaction_shown
from api.pages.bodies import whole_number
from api.pages.pack_list import HOME
from api.pages.pack_view import SECTION_NAMES, TONES, tabs_of, way_of
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.reader import place_path
from api.pages.step_slips import slip_of
from api.register_requests import version_of
from api.registers import registry_for_writing
from api.routes import pack_redaction as routes
from api.routes.packs import Either, Releaser, Trainer
from api.schemas.packs import FileFormat
from api.wiring import Service
from kb.education.pack_facts import EDITIONS, PACKS
from kb.education.pack_redaction import Place
from kb.education.redaction_preview import (
    FAMILY_NAMES,
    Family,
    Preview,
    PreviewedText,
    family_of,
)
from kb.education.variant import Variant
from kb.errors import InvalidQuery, KbError, WorkflowError
from kb.governance.access import Principal
from kb.prevention.source_refs import parse_source

router = APIRouter(include_in_schema=False)
_Asked = Annotated[str, Query(max_length=20)]
_Word = Annotated[str, Form(max_length=20)]
_PLACES = {
    Place.TITLE: "标题",
    Place.CELL: "对照表 · ",
    Place.QUESTION: "测验解析 · ",
    Place.MEASURE: "措施 · ",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the pack is asked for; None for all of it. What is no filter asks for all."""

    case: int | None = None
    family: Family | None = None

    @classmethod
    def of(cls, case: str, family: str) -> "Filter":
        """As a link says it, which may be old."""
        number = whole_number(case) if case else None
        known = Family(family) if family in list(Family) else None
        return cls(number if isinstance(number, int) else None, known)

    def path(self, pack_id: str, **other: int | str | None) -> str:
        """The page with this filter, one part of it changed."""
        told = {"case": self.case, "family": self.family, **other}
        query = urlencode({name: value for name, value in told.items() if value is not None})
        return f"/packs/{pack_id}/redaction" + (f"?{query}" if query else "")


@dataclass(frozen=True, slots=True)
class Row:
    """A text with the words for where it stands, why it is not told, and where its words are."""

    text: PreviewedText
    part: str
    why: str
    paper: str


@router.get("/packs/{pack_id}/redaction")
def redaction_page(
    pack_id: str,
    who: Either,
    page: PageDep,
    service: ServiceDep,
    case: _Asked = "",
    family: _Asked = "",
) -> Response:
    """The originals that the person may read, beside what the pack tells; it is recorded."""
    return _shown(page, service, who, pack_id, Filter.of(case, family))


@router.post("/packs/{pack_id}/redaction")
def change_text(
    pack_id: str,
    who: Trainer,
    form: FormDep,
    service: ServiceDep,
    version: _Word = "",
    leave_out: _Word = "",
    take_back: _Word = "",
    case: _Word = "",
    family: _Word = "",
) -> Response:
    """A text is left out, or taken back."""
    wanted = Filter.of(case, family)
    try:
        expected, text = version_of(version), whole_number(leave_out or take_back)
        if not isinstance(text, int):
            raise InvalidQuery("FIELD_INVALID", field="段", value=text)
        with registry_for_writing(service, who) as registry:
            steps = packs(service, registry)
            change = steps.leave_out if leave_out else steps.take_back
            change(pack_id, text, expected=expected)
    except (InvalidQuery, WorkflowError) as error:
        return _shown(form, service, who, pack_id, wanted, error)
    words = "这一段不用了，同案相同的文字一并去掉。" if leave_out else "这一段已恢复。"
    return form.go(f"{wanted.path(pack_id)}#text-{text}", f"{words}送审时重新生成、重新检查。")


@router.get("/packs/{pack_id}/review-files/{form}")
def review_page(
    pack_id: str,
    form: FileFormat,
    who: Releaser,
    service: ServiceDep,
    variant: Variant = Variant.LEARNER,
) -> Response:
    """A file that waits for release, for whoever may release it; recorded before a byte leaves."""
    return routes.review_file(pack_id, form, who, service, variant)


def _shown(
    page: Page,
    service: Service,
    who: Principal,
    pack_id: str,
    wanted: Filter,
    error: KbError | None = None,
) -> Response:
    preview = redaction_shown(service, who, pack_id)
    pack, of_case = preview.pack, preview.filtered(case=wanted.case)
    path = f"/packs/{pack.id}"
    content = {
        "pack": pack,
        "edition": EDITIONS[pack.facts.edition],
        "state_name": PACKS.states[pack.state],
        "tone": TONES[pack.state],
        "way": way_of("redaction", state=pack.state, path=path),
        "tabs": tabs_of(path, "redaction"),
        "cases": _cases(preview, wanted),
        "families": [
            (
                one.value,
                FAMILY_NAMES[one],
                count,
                one is wanted.family,
                _other(wanted, pack.id, one),
            )
            for one, count in of_case.counts.items()
        ],
        "family_names": {one.value: words for one, words in FAMILY_NAMES.items()},
        "family_of": family_of,
        "wanted": wanted,
        "unshown": of_case.unshown,
        "shown": len(of_case.texts) - of_case.unshown,
        "groups": _groups(of_case.filtered(family=wanted.family)),
        "path": path,
        "slip": slip_of(error) if error else None,
    }
    title = pack.facts.title
    crumbs = (HOME, Crumb(title, path), Crumb("脱敏对照"))
    status = slip_of(error).status if error else 200
    return page.show("packs/redaction.html", content, title=title, crumbs=crumbs, status=status)


def _other(wanted: Filter, pack_id: str, family: Family) -> str:
    """The filter with a family, or without it where it is the one that is on."""
    return wanted.path(pack_id, family=None if family is wanted.family else family.value)


def _cases(preview: Preview, wanted: Filter) -> Sequence[tuple[str, str, bool, None]]:
    numbers = sorted({one.case for one in preview.texts} - {0})
    named: list[tuple[int | None, str]] = [(None, "全部")]
    named += [(one, f"案例{one}") for one in numbers]
    if any(one.case == 0 for one in preview.texts):
        named.append((0, "措施"))
    return [
        (wanted.path(preview.pack.id, case=one), words, one == wanted.case, None)
        for one, words in named
    ]


def _groups(preview: Preview) -> Sequence[tuple[int, str, Sequence[Row]]]:
    """The texts of each case together, then what the pack says of its own."""
    numbers = sorted({one.case for one in preview.texts}, key=lambda one: (one == 0, one))
    return [
        (
            number,
            preview.titles.get(number, "措施"),
            [_row(one) for one in preview.texts if one.case == number],
        )
        for number in numbers
    ]


def _row(one: PreviewedText) -> Row:
    if one.place is Place.PASSAGE:
        part = SECTION_NAMES[one.part]
    else:
        part = f"{_PLACES[one.place]}{one.part}".removesuffix(" · ")
    kinds = "、".join(dict.fromkeys(FAMILY_NAMES[family_of(kind)] for kind in one.why))
    why = f"脱敏后仍有{kinds}" if kinds else "脱敏后仍可识别"
    sources = (parse_source(anchor) for anchor in one.anchors)
    paper = next((place_path(told.id, told.span) for told in sources if told.span), "")
    return Row(one, part, why, paper)
