"""类案检索: a new case against the library, with reason cards, weights and comparison."""

from typing import Annotated

import orjson
from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.encoders import jsonable_encoder
from starlette.responses import Response

from api.deps import Exporter, LibraryReader, Reader, ServiceDep, TaxonomyDep
from api.errors import explain
from api.file_answers import attachment
from api.new_cases import forget_case, keep_file, keep_words, kept_case, listed_cases
from api.pages import reader as reading
from api.pages.environment import shortly
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.pages.reason_card import abreast, shown_card, weight_sliders
from api.pages.search import keep_search, shown_facets
from api.pages.search_state import SearchState, state_in, state_of
from api.pages.similar_pins import (
    answered,
    asked_by,
    kept_pins,
    may_pin,
    names_of,
    pinned,
    pinned_ids,
)
from api.pins import with_cases
from api.routes.documents import safe_name
from api.routes.similar_cases import report_of
from api.schemas.documents import LabelOut
from api.schemas.receipts import SimilarAnswerOut
from api.similar_cases import SimilarAnswer, record_answer
from api.wiring import Service
from kb.errors import InvalidQuery, ReadError, WorkflowError
from kb.governance.access import Principal
from kb.model import RawFile
from kb.store.saved_searches import SIMILAR, SavedSearch
from kb.terms import Taxonomy

router = APIRouter(include_in_schema=False)
_ROOM, _COMPARE = "/similar", "/similar/compare"
_TWO = 2
_START = Crumb("类案检索", _ROOM)
State = Annotated[str, Form(max_length=10_000)]


@router.get("/similar")
def similar_page(
    request: Request,
    who: LibraryReader,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
) -> Response:
    """The address holds the whole state; the words of a new case are kept under its id."""
    state = state_of(_ROOM, request.query_params.multi_items())
    if not (state.case or state.document or state.matter):
        return _start(page, service, who)
    try:
        asked = asked_by(service, who, state)
        answer = answered(service, who, state, asked, facets=True)
    except (InvalidQuery, WorkflowError) as error:
        return _start(page, service, who, slip=explain(error))
    pins = kept_pins(service, who, state)
    found = {one.case.id for one in answer.cases}
    lost = [one.past_case for one in pins if one.past_case not in found]
    beside = with_cases(service, who, asked, answer, lost, weights=state.asked_weights)
    record_answer(service, who, answer)
    record_answer(service, who, beside)
    out = SimilarAnswerOut.of(answer, taxonomy)
    content = {
        "answer": out,
        "cards": [shown_card(one) for one in out.cases],
        "beside": [shown_card(one) for one in SimilarAnswerOut.of(beside, taxonomy).cases],
        "kept": {one.past_case: one for one in pins},
        "names": names_of(service, pins),
        "pins": pinned_ids(state, pins),
        "may_pin": may_pin(who, state),
        "sliders": weight_sliders(state),
        "facets": shown_facets(out.facets, state),
        "counted": out.facets,
        "comparison": state.in_room(_COMPARE).path,
        **_new_side(answer, state, taxonomy),
    }
    crumbs = (_START, Crumb("结果"))
    return page.show("similar/results.html", content, title="类案检索", crumbs=crumbs)


@router.post("/similar")
def ask_page(
    who: LibraryReader,
    form: FormDep,
    service: ServiceDep,
    reader: Reader,
    text: Annotated[str, Form()] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Keep the new case for the person, and go to what is like it."""
    try:
        if file is not None and file.filename:
            raw = RawFile(safe_name(file.filename), file.file.read())
            kept = keep_file(service, who, reader, raw)
        else:
            kept = keep_words(service, who, text)
    except (InvalidQuery, ReadError) as error:
        return _start(form, service, who, slip=explain(error), text=text)
    return form.go(SearchState(_ROOM, case=kept.id).path)


@router.post("/similar/forget")
def forget_page(
    who: LibraryReader, form: FormDep, service: ServiceDep, case: Annotated[str, Form()]
) -> Response:
    """The kept words are gone now."""
    forget_case(service, who, case)
    return form.go(_ROOM, "新案的文字已删除。")


@router.get(_COMPARE)
def compare_page(
    request: Request,
    who: LibraryReader,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
) -> Response:
    """The first two pinned cases beside the new one."""
    state = state_of(_ROOM, request.query_params.multi_items())
    if len(pinned_ids(state, kept_pins(service, who, state))) < _TWO:
        return page.go(state.path, "先钉住两件，再对比。", tone="note")
    answer = pinned(service, who, state, most=_TWO)
    record_answer(service, who, answer)
    out = SimilarAnswerOut.of(answer, taxonomy)
    cards = [shown_card(one) for one in out.cases]
    content = {"cards": cards, "rows": abreast(cards), **_new_side(answer, state, taxonomy)}
    crumbs = (_START, Crumb("结果", state.path), Crumb("对比"))
    return page.show("similar/compare.html", content, title="两案对比", crumbs=crumbs)


@router.post("/similar/report")
def report_page(
    who: Exporter,
    _form: FormDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    state: State,
    redact: Annotated[bool, Form()] = False,
    every: Annotated[bool, Form()] = False,
) -> Response:
    """《类案检索报告》 of the pinned cases, or of all where none is pinned; an export."""
    given = state_in(_ROOM, state)
    if every:
        answer = answered(service, who, given, asked_by(service, who, given))
    else:
        answer = pinned(service, who, given)
    return report_of(answer, service, who, taxonomy, redact=redact)


@router.post("/similar/receipt")
def receipt_page(who: Exporter, _form: FormDep, service: ServiceDep, state: State) -> Response:
    """The receipt as a file; it holds the words of the new case: an export."""
    given = state_in(_ROOM, state)
    answer = answered(service, who, given, asked_by(service, who, given))
    record_answer(service, who, answer, export=True)
    content = orjson.dumps(jsonable_encoder(answer.receipt), option=orjson.OPT_INDENT_2)
    return attachment(content, "receipt.json", "application/json")


@router.post("/similar/save")
def save_page(
    who: LibraryReader,
    form: FormDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    state: State,
    name: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Keep the new case as a search that is run again."""
    asked = state_in(_ROOM, state)
    text = kept_case(service, who, asked.case).text
    given = SavedSearch(name.strip(), SIMILAR, text, asked.where)
    return keep_search(form, asked, given, service, taxonomy, who)


def _start(
    page: Page, service: Service, who: Principal, *, slip: str = "", text: str = ""
) -> Response:
    content = {"kept": listed_cases(service, who), "slip": slip, "text": text}
    status = 422 if slip else 200
    crumbs = (Crumb("类案检索"),)
    return page.show("similar/start.html", content, title="类案检索", crumbs=crumbs, status=status)


def _new_side(answer: SimilarAnswer, state: SearchState, taxonomy: Taxonomy) -> dict[str, object]:
    """The new case as it was read."""
    new = answer.new
    labels = [LabelOut.of(one, new.document.text, taxonomy) for one in new.labels]
    return {
        "state": state,
        "new_title": new.document.title or shortly(new.document.text, 40),
        "new_text": new.document.text,
        "new_fields": reading.fields(new, taxonomy),
        "new_labels": {one.key: one.label for one in labels},
        "receipt": answer.receipt,
    }
