"""A demo case with its papers, past cases pinned to it, and searches that are watched."""

from collections.abc import Mapping

from api.asked_cases import asked_case
from api.pins import pin
from api.registers import registry_for_writing
from api.retrieval import save_search
from api.similar_cases import similar_to
from api.wiring import Service
from kb.governance.access import Principal
from kb.model import CaseId
from kb.prevention.chain_facts import CASES
from kb.retrieval.pins import Subject
from kb.store.cases import CaseStore
from kb.store.catalogue import DocumentCatalogue
from kb.store.registry import Registry, Wanted
from kb.store.saved_searches import CASE, SEARCH, SavedSearch
from kb.terms import load_taxonomy

_WATCHED = (
    SavedSearch("挪用公款", SEARCH, "挪用公款"),
    SavedSearch("收受回扣", SEARCH, "收受 回扣"),
)
_NOTES = ("手法相同：先定人，后补手续", "可对照整改做法")
_MOST = 500


def tell_alike(service: Service, who: Principal, cases: Mapping[str, CaseId]) -> CaseId:
    """For the first open case of which papers are kept; its id, "" where there is none.

    ``cases`` are the demo cases by the folders of their papers.
    """
    with registry_for_writing(service, who) as registry:
        case_id = _with_papers(registry, cases)
        title = registry.get(CASES, case_id).facts.title if case_id else ""
    service.sync.drain()
    given = (*_WATCHED, SavedSearch(title, CASE, case_id)) if case_id else _WATCHED
    for search in given:
        save_search(service.governing, search, load_taxonomy(), who)
    if case_id:
        asked = asked_case(service, who, matter=case_id)
        found = similar_to(service, who, asked, where=(), limit=len(_NOTES)).cases
        for one, note in zip(found, _NOTES, strict=False):
            pin(service, who, Subject("case", case_id), one.case.id, note=note)
    return case_id


def _with_papers(registry: Registry, cases: Mapping[str, CaseId]) -> CaseId:
    papers = DocumentCatalogue(registry.session).page(limit=_MOST)
    for folder, case_id in cases.items():
        ours = [one.id for one in papers if f"{folder}/" in one.name]
        open_ = Wanted(equal=(("id", (case_id,)), ("state", tuple(CASES.editable or ()))))
        if ours and registry.count(CASES, open_):
            for paper in ours:
                CaseStore(registry.session).move(paper, case_id)
            return case_id
    return ""
