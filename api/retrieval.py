"""A search as commands and routes both ask it: the answer, and its facets where wanted."""

from collections.abc import Sequence
from dataclasses import replace

from api.governing import Governing
from api.matches import case_of
from api.reach import readable_by, record_shown, within
from api.schemas.facets import FacetedHitsOut, FacetsOut, SavedRunOut, SavedSearchOut
from api.schemas.retrieval import SearchHitOut, SimilarCaseOut
from api.similar_cases import record_answer, similar_to
from api.wiring import Service
from kb.errors import InvalidQuery
from kb.governance.access import Principal
from kb.governance.audit import AuditEntry
from kb.index.filters import Filter
from kb.prevention.chain_facts import CASES
from kb.retrieval.criteria import Criteria, joined
from kb.retrieval.limits import MAX_CASE_CHARS, MAX_MATCHING, MAX_QUERY, PASSAGES
from kb.retrieval.saved_matches import SavedMatches
from kb.retrieval.typed_query import parse_query
from kb.retrieval.where import parse_where
from kb.store.audit_log import AuditLog
from kb.store.facets import FacetStore
from kb.store.new_cases import NewCases
from kb.store.registry import Registry
from kb.store.saved_searches import CASE, NEW_CASE, SEARCH, SavedSearch, SavedSearches
from kb.store.session import Transactions
from kb.store.tables import now
from kb.terms import Taxonomy


def search(
    service: Service,
    who: Principal,
    text: str,
    *,
    criteria: Criteria,
    taxonomy: Taxonomy,
    limit: int,
    offset: int = 0,
    passages: int = PASSAGES,
    facets: bool = False,
) -> FacetedHitsOut:
    """Documents for typed words; facets count the documents that hold the words.

    All of what the person may read.
    """
    if len(text) > MAX_QUERY:
        raise InvalidQuery("QUERY_TOO_LONG", limit=MAX_QUERY)
    criteria = within(service, who, criteria)
    query = service.word_query(text)
    hits = service.search.find(
        query, criteria=criteria, limit=limit, offset=offset, passages=passages
    )
    record_shown(service, who, (hit.document.id for hit in hits), "search.read")
    out = FacetedHitsOut(hits=[SearchHitOut.of(hit, taxonomy) for hit in hits], facets=None)
    if not facets:
        return out
    matching = service.search.matching(query, criteria=criteria)
    with service.transactions.reading() as session:
        counts = FacetStore(session).counted(criteria.reach, among=matching.documents)
    counted = FacetsOut.of(
        counts, taxonomy, scope="matches", capped=matching.capped, cap=MAX_MATCHING
    )
    return out.model_copy(update={"facets": counted})


def count_facets(
    transactions: Transactions,
    where: Sequence[str],
    taxonomy: Taxonomy,
    *,
    reach: Filter | None,
    most: int,
) -> FacetsOut:
    """The facets of all that is within reach, under a filter, exactly."""
    criteria = replace(parse_where(where, taxonomy), reach=reach)
    with transactions.reading() as session:
        counts = FacetStore(session).counted(joined(criteria.filters()))
    return FacetsOut.of(counts, taxonomy, scope="store", most=most)


def save_search(
    governing: Governing, given: SavedSearch, taxonomy: Taxonomy, who: Principal
) -> SavedSearchOut:
    """Keep a search that can be run: a slip in it is told now.

    It is looked at again of itself unless the person has as many such as one may.
    """
    if not given.query.strip():
        raise InvalidQuery("QUERY_EMPTY")
    longest = MAX_QUERY if given.kind == SEARCH else MAX_CASE_CHARS
    if len(given.query) > longest:
        raise InvalidQuery("QUERY_TOO_LONG", limit=longest)
    if given.kind == SEARCH:
        parse_query(given.query)
    parse_where(given.where, taxonomy)
    with governing.audit.writing() as work:
        store = SavedSearches(work.session, who)
        if given.kind == CASE:
            Registry(work.session, who, work.record, taxonomy).get(CASES, given.query)
        elif given.kind == NEW_CASE:
            NewCases(work.session, who).get(given.query)
        work.record(AuditEntry(who, "saved.add", given.name))
        watching = given.watching and store.watched() < governing.settings.max_watched
        return SavedSearchOut.of(store.add(replace(given, watching=watching)))


def remove_search(audit: AuditLog, name: str, who: Principal) -> None:
    """Forget a saved search and what it has shown."""
    with audit.writing() as work:
        SavedSearches(work.session, who).remove(name)
        work.record(AuditEntry(who, "saved.remove", name))


def run_saved(
    service: Service, who: Principal, name: str, *, limit: int, taxonomy: Taxonomy
) -> SavedRunOut:
    """Run a saved search of the person and note what it has shown now."""
    with service.transactions.reading() as session:
        saved = SavedSearches(session, who).get(name)
    hits: list[SearchHitOut] = []
    cases: list[SimilarCaseOut] = []
    if saved.kind == SEARCH:
        criteria = parse_where(saved.where, taxonomy)
        found = search(service, who, saved.query, criteria=criteria, taxonomy=taxonomy, limit=limit)
        hits = found.hits
    else:
        asked = case_of(service, who, saved)
        answer = similar_to(service, who, asked, where=saved.where, limit=limit)
        record_answer(service, who, answer)
        cases = [SimilarCaseOut.of(one, taxonomy) for one in answer.cases]
    documents = [hit.document.id for hit in hits]
    documents += [document.id for case in cases for document in case.documents]
    with service.transactions.writing() as session:
        store = SavedSearches(session, who)
        fresh = store.shown(name, documents)
        noted = store.get(name)
        SavedMatches(session).see(noted, among=readable_by(service, who), at=now())
    return SavedRunOut(search=SavedSearchOut.of(noted), new=list(fresh), hits=hits, cases=cases)
