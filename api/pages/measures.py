"""措施库: measures for a problem, what is proven of each, and what papers say of them."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import LibraryReader, ServiceDep, TaxonomyDep
from api.errors import answer, explain
from api.measures import MeasureAccount, accounts, recommend, stated
from api.pages import choices
from api.pages.measure_question import QuestionIn, question_options
from api.pages.page import Crumb, PageDep
from api.pages.shown_names import shown_names
from api.registers import registry_for_reading
from api.schemas.measure_parts import AccountOut
from api.schemas.measures import PlanOut, StatedOut
from api.wiring import Service
from kb.errors import InvalidQuery, NotFound
from kb.governance.access import Permission, Principal
from kb.prevention.chain_facts import DIMENSIONS
from kb.prevention.measure_terms import dimension_of
from kb.terms import Taxonomy
from nlp.measure_details import read_details

router = APIRouter(include_in_schema=False)
_STATEMENTS = 40


@router.get("/measures")
def measures_page(
    who: LibraryReader,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    asked: Annotated[QuestionIn, Query()],
) -> Response:
    """Cards of the measures that fit best, or the whole vocabulary where nothing is asked."""
    plan, slip, status = None, "", 200
    if asked.speaks:
        try:
            found = recommend(service, who, asked.question(), limit=asked.limit)
            plan = PlanOut.of(found, taxonomy, read_details)
        except InvalidQuery as error:
            slip, status = explain(error), answer(error.code).status
    content = {
        "asked": asked,
        "plan": plan,
        "slip": slip,
        "groups": [] if plan else _by_group(_accounts(service, who), taxonomy),
        "label": taxonomy.label,
        **question_options(service, who, taxonomy, case_id=asked.case_id),
    }
    crumbs = (Crumb("措施库"),)
    return page.show("measures/list.html", content, title="措施库", crumbs=crumbs, status=status)


@router.get("/measures/{term}")
def measure_page(
    term: str,
    who: LibraryReader,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    after: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """One measure: what it is, what came of it, the papers that state it word for word."""
    told = taxonomy.terms.get(f"measures:{term[:60]}")
    if told is None:
        raise NotFound(id=term[:60])
    account = next((one for one in _accounts(service, who) if one.term == term), None)
    found = stated(service, who, term=term, after=after, limit=_STATEMENTS)
    with registry_for_reading(service, who) as registry:
        names = shown_names(registry)
    content = {
        "term": told,
        "names": names,
        "dimension": DIMENSIONS[dimension_of(term, taxonomy)],
        "account": AccountOut.of(account, taxonomy) if account else None,
        "statements": StatedOut.of(found, taxonomy, read_details),
        "loopholes": [one for one in told.counterparts if f"loopholes:{one}" in taxonomy.terms],
        "positions": [
            one for one in taxonomy.positions.values() if term in one.recommended_measures
        ],
        "label": taxonomy.label,
    }
    crumbs = (Crumb("措施库", "/measures"), Crumb(told.name))
    return page.show("measures/one.html", content, title=told.name, crumbs=crumbs)


def _accounts(service: Service, who: Principal) -> Sequence[MeasureAccount]:
    """What is proven, for those who may read the registers that prove it."""
    return accounts(service, who) if Permission.REGISTERS_READ in who.permissions else ()


def _by_group(
    found: Sequence[MeasureAccount], taxonomy: Taxonomy
) -> list[tuple[str, list[tuple[str, str, AccountOut | None]]]]:
    """The vocabulary by its groups: id, definition, and what is proven of each measure."""
    known = {one.term: AccountOut.of(one, taxonomy) for one in found}
    groups: dict[str, list[tuple[str, str, AccountOut | None]]] = {}
    for code, _name in choices.terms("measures", taxonomy):
        term = taxonomy.terms[f"measures:{code}"]
        name = taxonomy.label(f"group:{term.group}")
        groups.setdefault(name, []).append((code, term.definition, known.get(code)))
    return list(groups.items())
