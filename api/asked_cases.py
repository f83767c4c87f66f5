"""The case that a search for similar cases asks about: kept words, a paper, a registered case."""

from dataclasses import dataclass

from api.new_cases import kept_case, read_case
from api.reach import readable_by
from api.registers import registry_for_reading
from api.wiring import Service
from kb.errors import InvalidQuery, NotFound, WorkflowError
from kb.governance.access import Principal
from kb.model import CaseId, DocumentId, TaggedDocument
from kb.prevention.chain_facts import CASES
from kb.prevention.report_words import leading_paper
from kb.store.catalogue import DocumentCatalogue
from kb.store.standing import StandingLabels


@dataclass(frozen=True, slots=True)
class AskedCase:
    """The case as it was read; ``own_case`` is that of a kept document, which finds not itself."""

    tagged: TaggedDocument
    own_case: CaseId = ""


def asked_case(
    service: Service, who: Principal, *, new_case: str = "", document: str = "", matter: str = ""
) -> AskedCase:
    """One of the three; CASE_GIVEN_TWICE for more.

    ``document`` is an id, the start of one or a 案号; ``matter`` a registered case, for which its
    leading paper speaks.
    """
    if sum(map(bool, (new_case, document, matter))) > 1:
        raise InvalidQuery("CASE_GIVEN_TWICE")
    if new_case:
        return AskedCase(read_case(service, kept_case(service, who, new_case)))
    if matter:
        return _of_document(service, who, _paper_of(service, who, matter))
    return _of_document(service, who, document)


def _of_document(service: Service, who: Principal, named: str) -> AskedCase:
    with service.transactions.reading() as session:
        catalogue = DocumentCatalogue(session)
        document_id = catalogue.resolve(named, among=readable_by(service, who))
        own_case = catalogue.summary(document_id).case_id
        return AskedCase(StandingLabels(session).reading(document_id), own_case)


def _paper_of(service: Service, who: Principal, case_id: CaseId) -> DocumentId:
    """The paper of a registered case that tells it best; CASE_WITHOUT_PAPERS where none does."""
    with registry_for_reading(service, who) as registry:
        registry.get(CASES, case_id)
        try:
            among = readable_by(service, who)
            papers = DocumentCatalogue(registry.session).of_case(case_id, among=among)
        except NotFound:
            papers = ()
    paper = leading_paper(papers)
    if paper is None:
        raise WorkflowError("CASE_WITHOUT_PAPERS", id=case_id)
    return paper.id
