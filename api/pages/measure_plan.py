"""方案: measures picked for a problem, to print, to enter in a case, to draft a letter from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from api.deps import LibraryReader, ServiceDep, TaxonomyDep
from api.errors import answer, explain
from api.measures import accounts, recommend
from api.pages.bodies import body_of
from api.pages.entered import Entered, EnteredDep
from api.pages.measure_question import QuestionIn
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.registers import record_shown, registry_for_reading, registry_for_writing
from api.reports import hiding_names
from api.schemas.measure_parts import AccountOut, ProvenOut
from api.schemas.measures import MeasureOut, PlanOut, ToldOut
from api.schemas.reports import LetterDraftIn
from api.security import allow
from api.wiring import Service
from kb.errors import InvalidQuery, KbError, NotFound
from kb.governance.access import Permission, Principal
from kb.prevention.chain_facts import CASES, LOOPHOLES, MEASURES, CaseFacts, MeasureFacts
from kb.prevention.ledger_facts import LETTER_KINDS
from kb.prevention.letter_draft import draft_letter
from kb.prevention.measure_terms import dimension_of
from kb.prevention.report_facts import REPORTS
from kb.registers.days import day_of
from kb.registers.records import Kept, Placing
from kb.store.registry import Registry, Wanted
from kb.store.tables import now
from kb.terms import Taxonomy, Term
from nlp.measure_details import read_details

router = APIRouter(include_in_schema=False)
CaseKeeper = Annotated[Principal, allow(Permission.CASES)]
Drafter = Annotated[Principal, allow(Permission.LETTERS_DRAFT)]
_MOST = 100
_LETTER = {"kind": "种类", "measures": "对应措施", "body": "发出机关", "mark": "机关代字"}


class PlanIn(QuestionIn):
    """选定的措施，与它们要解决的问题。"""

    term: list[str] = Field(default_factory=list, max_length=_MOST)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A measure of the plan; what was said of it where the question was asked, if it was."""

    term: Term
    answers: tuple[str, ...]
    said: ToldOut | None
    proven: ProvenOut | None


@dataclass(frozen=True, slots=True)
class CaseSide:
    """What the case of a plan has: its measures in the register, its reports to draft from."""

    case: Kept[CaseFacts]
    measures: tuple[Kept[MeasureFacts], ...]
    reports: tuple[tuple[str, str], ...]


@router.get("/measures/plan")
def plan_page(
    who: LibraryReader,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    asked: Annotated[PlanIn, Query()],
) -> Response:
    """The measures in the order they were picked, with room for who does it and by when."""
    return _shown(page, who, service, taxonomy, asked)


def _shown(
    page: Page,
    who: Principal,
    service: Service,
    taxonomy: Taxonomy,
    asked: PlanIn,
    *,
    drafting: Entered | None = None,
    refused: KbError | None = None,
) -> Response:
    """The plan, fresh or with a refused draft of a letter as it was filled in."""
    rows = _rows(service, who, taxonomy, asked)
    side = _case_side(service, who, asked.case_id) if asked.case_id else None
    content = {
        "asked": asked,
        "rows": rows,
        "side": side,
        "states": MEASURES.states,
        "kinds": list(LETTER_KINDS.items()),
        "label": taxonomy.label,
        "today": day_of(now()),
        "back": f"/measures?{urlencode(asked.pairs())}",
        "drafting": drafting,
        "slip": explain(refused) if refused else "",
    }
    crumbs = (Crumb("措施库", "/measures"), Crumb("防控方案"))
    title, status = "防控方案", answer(refused.code).status if refused else 200
    return page.show("measures/plan.html", content, title=title, crumbs=crumbs, status=status)


@router.post("/measures/plan/case")
def enter_in_case(
    who: CaseKeeper, form: FormDep, entered: EnteredDep, service: ServiceDep, taxonomy: TaxonomyDep
) -> Response:
    """Enter the picked measures in the register of the case; those it has are left out."""
    case_id, picked = entered.one("case_id"), entered.told("term")
    back = f"/measures/plan?{urlencode([*(('term', one) for one in picked), ('case_id', case_id)])}"
    try:
        with registry_for_writing(service, who) as registry:
            case = registry.get(CASES, case_id)
            made = _enter(registry, case, picked, taxonomy)
    except KbError as error:
        return form.go(back, explain(error), tone="refused")
    said = f"已登记 {made} 项措施，待采用。" if made else "这些措施本案都已登记。"
    return form.go(back, said, tone="done" if made else "note")


@router.post("/measures/plan/letter")
def draft(
    who: Drafter, form: FormDep, entered: EnteredDep, service: ServiceDep, taxonomy: TaxonomyDep
) -> Response:
    """A draft from the case's report and the ticked measures, problem by problem."""
    lines = {name: entered.one(name) for name in ("kind", "body", "mark", "contact")}
    values: dict[str, object] = {**lines, "measures": list(entered.told("measure"))}
    try:
        body = body_of(LetterDraftIn, values, _LETTER)
        with registry_for_writing(service, who) as registry:
            report = registry.get(REPORTS, entered.one("report"))
            kept = draft_letter(
                registry,
                report.id,
                tuple(body.measures),
                body.kind,
                body.sender(),
                hide=hiding_names(registry, report.head.case_id),
            )
    except KbError as error:
        asked = body_of(PlanIn, {"case_id": entered.one("case_id")}, {"case_id": "案件"})
        return _shown(form, who, service, taxonomy, asked, drafting=entered, refused=error)
    return form.go(f"/letters/{kept.id}", "建议书草稿已拟好，请逐条核对后送审。")


def _rows(service: Service, who: Principal, taxonomy: Taxonomy, asked: PlanIn) -> list[PlanRow]:
    terms = [taxonomy.terms.get(f"measures:{one}") for one in dict.fromkeys(asked.term)]
    known = [one for one in terms if one is not None]
    told = _told(service, who, taxonomy, asked) if known else {}
    proven = _proven(service, who, taxonomy) if known else {}
    return [
        PlanRow(
            one,
            _answers(one, asked, told.get(one.id), taxonomy),
            next(iter(told[one.id].statements), None) if one.id in told else None,
            proven.get(one.id),
        )
        for one in known
    ]


def _told(
    service: Service, who: Principal, taxonomy: Taxonomy, asked: PlanIn
) -> dict[str, MeasureOut]:
    """What the recommendation says of each measure, where a question was asked."""
    if not asked.speaks:
        return {}
    try:
        found = recommend(service, who, asked.question(), limit=_MOST)
    except InvalidQuery:  # a plan may be of measures alone: a question that says nothing adds none
        return {}
    shown = PlanOut.of(found, taxonomy, read_details)
    return {one.term.key.partition(":")[2]: one for one in shown.measures}


def _proven(service: Service, who: Principal, taxonomy: Taxonomy) -> dict[str, ProvenOut]:
    if Permission.REGISTERS_READ not in who.permissions:
        return {}
    return {one.term: AccountOut.of(one, taxonomy).proven for one in accounts(service, who)}


def _answers(
    term: Term, asked: PlanIn, told: MeasureOut | None, taxonomy: Taxonomy
) -> tuple[str, ...]:
    """The loopholes that it answers: those asked about or found in the question, else its own."""
    shared = [
        each.label
        for part in (told.parts if told else [])
        if part.name == "loopholes"
        for each in part.shared
    ]
    chosen = [one for one in asked.loophole if one in term.counterparts]
    own = [one for one in term.counterparts if f"loopholes:{one}" in taxonomy.terms]
    return tuple(shared) or tuple(f"loopholes:{one}" for one in chosen or own[:3])


def _case_side(service: Service, who: Principal, case_id: str) -> CaseSide | None:
    """The case as far as the person may read it; None where the registers are not open to them."""
    if Permission.REGISTERS_READ not in who.permissions:
        return None
    within = Wanted(equal=(("case_id", (case_id,)),))
    try:
        with registry_for_reading(service, who) as registry:
            case = registry.get(CASES, case_id)
            measures = registry.all(MEASURES, within)
            reports = registry.all(REPORTS, within)
    except NotFound:
        return None
    record_shown(service, who, MEASURES, measures)
    names = tuple(
        (one.id, f"{REPORTS.states[one.state]}（{day_of(one.head.created_at)}）")
        for one in reversed(reports)
    )
    return CaseSide(case, measures, names)


def _enter(
    registry: Registry, case: Kept[CaseFacts], picked: Sequence[str], taxonomy: Taxonomy
) -> int:
    within = Wanted(equal=(("case_id", (case.id,)),))
    known = {one.facts.term for one in registry.all(MEASURES, within)}
    loopholes = [one for one in registry.all(LOOPHOLES, within) if one.state != "dismissed"]
    made = 0
    for code in dict.fromkeys(picked):
        term = taxonomy.terms.get(f"measures:{code}")
        if term is None or code in known:
            continue
        facts = MeasureFacts(
            term=code,
            text=term.definition,
            loopholes=tuple(one.id for one in loopholes if one.facts.term in term.counterparts),
            dimension=dimension_of(code, taxonomy),
            unit=case.facts.unit,
            acceptance=term.evidence_required,
        )
        registry.enter(MEASURES, facts, Placing(case_id=case.id))
        made += 1
    return made
