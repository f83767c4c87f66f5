"""Evidence of an item: taken in, looked at without leaving the page, struck."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, File, Form, Path, UploadFile
from starlette.responses import Response

from api.deps import Pictures, ServiceDep, TaxonomyDep
from api.deps import Reader as FileReader
from api.errors import explain
from api.file_answers import inline
from api.guarded import Guarded
from api.ledger import LedgerDesk
from api.pages.entered import EnteredDep
from api.pages.item_forms import Filled
from api.pages.ledger_item import ItemRoom
from api.pages.page import Crumb, FormDep, PageDep
from api.pages.shown_names import shown_names
from api.registers import registry_for_reading, registry_for_writing
from api.security import allow
from api.wiring import Service
from kb.errors import InvalidQuery, KbError, NotFound, ReadError
from kb.governance.access import Permission, Principal
from kb.model import RawFile, TaggedDocument
from kb.prevention.item_steps import PERMISSIONS, By
from kb.prevention.ledger_facts import EvidenceFacts
from kb.registers.records import LONG, Kept

router = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, allow(Permission.LEDGER_READ)]
Submitter = Annotated[Principal, allow(*PERMISSIONS[By.UNIT])]
Striker = Annotated[Principal, allow(*PERMISSIONS[By.UNIT], *PERMISSIONS[By.VERIFIER])]
# by how the bytes begin, whatever the file is called; drawings in XML may run scripts: not here
_MOST_PAGES = 40
_PICTURES: Mapping[bytes, str] = MappingProxyType(
    {
        b"\x89PNG\r\n\x1a\n": "image/png",
        b"\xff\xd8\xff": "image/jpeg",
        b"GIF87a": "image/gif",
        b"GIF89a": "image/gif",
    }
)


@router.post("/ledger/{item_id}/evidence")
def add_evidence(
    item_id: str,
    who: Submitter,
    form: FormDep,
    entered: EnteredDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    file: Annotated[UploadFile | None, File()] = None,
    note: Annotated[str, Form(max_length=LONG)] = "",
) -> Response:
    """The file with its own date; the owner must then confirm anew."""
    try:
        effective = _needed_day(entered.day("effective", "材料日期"))
        if file is None or not file.filename:
            raise InvalidQuery("FIELD_NEEDED", field="佐证文件")
        content = file.file.read()
        with registry_for_writing(service, who) as registry:
            kept = LedgerDesk(registry, service.settings).evidence.add(
                item_id, name=file.filename, content=content, effective=effective, note=note
            )
    except KbError as error:
        values: dict[str, Filled] = {
            "evidence": {"effective": entered.one("effective"), "note": note}
        }
        room = ItemRoom(service, who, taxonomy)
        return room.show(form, item_id, refused=("evidence", error), values=values)
    said = f"已收下佐证“{kept.facts.name}”，sha256 {kept.facts.sha256[:12]}…。责任人须重新签认。"
    return form.go(f"/ledger/{item_id}", said)


@router.post("/ledger/{item_id}/evidence/{evidence_id}/strike")
def strike_evidence(
    item_id: str,
    evidence_id: str,
    who: Striker,
    form: FormDep,
    entered: EnteredDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
) -> Response:
    """It stays in the record and counts no more."""
    try:
        with registry_for_writing(service, who) as registry:
            desk = LedgerDesk(registry, service.settings).evidence
            kept = desk.strike(evidence_id, reason=entered.one("reason"), expected=entered.version)
    except KbError as error:
        return ItemRoom(service, who, taxonomy).show(
            form, item_id, refused=(f"strike {evidence_id}", error)
        )
    return form.go(f"/ledger/{item_id}", f"已剔除佐证“{kept.facts.name}”，记录仍在。")


@router.get("/ledger/{item_id}/evidence/{evidence_id}")
def evidence_page(
    item_id: str,
    evidence_id: str,
    who: Reader,
    page: PageDep,
    service: ServiceDep,
    reader: FileReader,
    pictures: Pictures,
) -> Response:
    """What the evidence says, or its picture; the original is left to be downloaded."""
    kept, content = _looked_at(service, who, item_id, evidence_id)
    picture = _media_type(content)
    words, unread = ("", "") if picture else _words(reader, kept.facts.name, content)
    with registry_for_reading(service, who) as registry:
        names = shown_names(registry)
    shown = {
        "kept": kept,
        "names": names,
        "picture": picture,
        "lines": words.splitlines(),
        "unread": unread,
        "pages": _pages(pictures, content),
    }
    crumbs = (
        Crumb("整改台账", "/ledger"),
        Crumb("整改事项", f"/ledger/{item_id}"),
        Crumb(kept.facts.name),
    )
    return page.show("ledger/evidence.html", shown, title=kept.facts.name, crumbs=crumbs)


@router.get("/ledger/{item_id}/evidence/{evidence_id}/pages/{number}")
def evidence_sheet(
    item_id: str,
    evidence_id: str,
    number: Annotated[int, Path(ge=1, le=_MOST_PAGES)],
    who: Reader,
    service: ServiceDep,
    pictures: Pictures,
) -> Response:
    """A page of a PDF, drawn in a process of its own."""
    _kept, content = _looked_at(service, who, item_id, evidence_id)
    drawn = pictures.read(RawFile(str(number), content))
    return inline(drawn, "image/png")


@router.get("/ledger/{item_id}/evidence/{evidence_id}/picture")
def evidence_picture(item_id: str, evidence_id: str, who: Reader, service: ServiceDep) -> Response:
    """A picture as a picture; anything else is not shown by this address."""
    kept, content = _looked_at(service, who, item_id, evidence_id)
    media_type = _media_type(content)
    if not media_type:
        raise NotFound(id=kept.id)
    return inline(content, media_type)


def _looked_at(
    service: Service, who: Principal, item_id: str, evidence_id: str
) -> tuple[Kept[EvidenceFacts], bytes]:
    """The evidence of the item; recorded before it is shown."""
    with registry_for_reading(service, who) as registry:
        kept, content = LedgerDesk(registry, service.settings).evidence.content(evidence_id)
    if kept.facts.item != item_id:
        raise NotFound(id=evidence_id[:64])
    service.governing.record_read(who, kept.id, kept.head.level, "evidence.read")
    return kept, content


def _words(reader: Guarded[TaggedDocument], name: str, content: bytes) -> tuple[str, str]:
    """The words of a file, or the sentence of why there are none."""
    try:
        return reader.read(RawFile(name, content)).document.text, ""
    except ReadError as error:
        return "", explain(error)


def _pages(pictures: Guarded[bytes], content: bytes) -> int:
    """How many pages of a PDF can be drawn; 0 for anything else. There is no page 0: the refusal
    to draw it tells how many there are."""
    if not content.startswith(b"%PDF-"):
        return 0
    try:
        pictures.read(RawFile("0", content))
    except NotFound as error:
        return min(int(str(error.context["pages"])), _MOST_PAGES)
    except ReadError:
        return 0
    return 0


def _media_type(content: bytes) -> str:
    for beginning, media_type in _PICTURES.items():
        if content.startswith(beginning):
            return media_type
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""


def _needed_day(day: date | None) -> date:
    if day is None:
        raise InvalidQuery("FIELD_NEEDED", field="材料日期")
    return day
