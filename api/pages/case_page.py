"""The page of a case, as every form of it is answered."""

from starlette.responses import Response

from api.pages.case_view import by_layer, case_content, library_case
from api.pages.page import Crumb, Page
from api.pages.posting import Slip
from api.pages.record_forms import Entered
from api.pages.record_words import state_words, term_words
from api.reach import readable_by
from api.registers import record_shown, registry_for_reading
from api.wiring import Service
from kb.errors import NotFound
from kb.governance.access import Principal
from kb.prevention.chain_facts import CASES
from kb.store.access_filter import require_readable_case
from kb.store.cases import CaseStore
from kb.store.registry import Registry, Wanted

HOME = Crumb("案件", "/cases")


def case_view(
    page: Page,
    service: Service,
    who: Principal,
    case_id: str,
    *,
    moment: str = "",
    slip: Slip | None = None,
    entered: Entered | None = None,
) -> Response:
    """The chain of the case; of a case of the library alone its papers and labels."""
    with registry_for_reading(service, who) as registry:
        if not registry.count(CASES, Wanted(equal=(("id", (case_id,)),))):
            return _library_page(page, service, registry, case_id)
        content = case_content(service, registry, case_id, moment=moment)
        case = registry.get(CASES, case_id)
    record_shown(service, who, CASES, [case])
    content |= {
        "slip": slip,
        "entered": entered or {},
        "state": state_words("case", content["case"].state),  # type: ignore[attr-defined]
        "may_edit": content["may_keep"] and case.state in (CASES.editable or ()),
    }
    status = slip.status if slip else 200
    crumbs = (HOME, Crumb(case.facts.number or "案件"))
    return page.show(
        "cases/case.html", content, title=case.facts.title, crumbs=crumbs, status=status
    )


def _library_page(page: Page, service: Service, registry: Registry, case_id: str) -> Response:
    require_readable_case(registry.session, registry.principal, case_id)
    papers, labels = library_case(service, registry, case_id)
    among = readable_by(service, registry.principal)
    title = CaseStore(registry.session).titles([case_id], among=among).get(case_id, "")
    if not title:
        raise NotFound(id=case_id)
    content = {
        "title": title,
        "papers": papers,
        "labels": by_layer(labels),
        "label": lambda key: term_words(registry.taxonomy, key),
    }
    return page.show("cases/library.html", content, title=title, crumbs=(HOME, Crumb("旧案")))
