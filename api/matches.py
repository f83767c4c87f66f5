"""New matches: saved searches looked at again as documents come in, and what they tell of it."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from api.asked_cases import AskedCase, asked_case
from api.reach import readable_by, record_shown, within
from api.registers import registry_for_reading, registry_for_writing
from api.wiring import Service
from kb.errors import InvalidQuery, KbError, NotFound, WorkflowError
from kb.governance.access import Level, Permission, Principal, desktop_principal
from kb.governance.accounts import read_account
from kb.governance.audit import AuditEntry
from kb.index import filters
from kb.model import CaseId, DocumentId, RawFile
from kb.prevention.chain_facts import CASES
from kb.prevention.ledger_clock import system_principal
from kb.retrieval.criteria import Criteria, joined
from kb.retrieval.kept_reason import KeptReason, similar_reason
from kb.retrieval.saved_matches import SavedMatches, Told, unlooked
from kb.retrieval.telling import tells_case, tells_hit
from kb.retrieval.where import parse_where
from kb.store.registry import Registry, Wanted
from kb.store.saved_searches import CASE, NEW_CASE, SEARCH, SavedSearch, SavedSearches
from kb.store.tables import now
from kb.terms import load_taxonomy

logger = logging.getLogger(__name__)
_MOST_TOLD = 50
# to name more in a filter costs more than to look at the best of everything for what is new
_MOST_NAMED = 1000

Found = Mapping[DocumentId, KeptReason]


@dataclass(frozen=True, slots=True)
class Checked:
    """A look at all that is watched: searches looked at, documents told, searches that failed."""

    searches: int = 0
    told: int = 0
    broken: int = 0


def check_matches(service: Service) -> Checked:
    """Look at every watched search again, among the documents that came in since its last look.

    Each as its owner reads now. What failed for a while is left for the next look.
    """
    if not service.settings.match_checks:
        return Checked()
    with service.sync.exclusive():  # what was committed up to this moment is in the index
        service.sync.drain()
        at = now()
    with service.transactions.reading() as session:
        matches = SavedMatches(session)
        searches = matches.watching()
        known = [one.checked_at for one in searches if one.checked_at]
        newcomers = matches.came_in(min(known)) if known else {}
    looked: list[tuple[SavedSearch, Found]] = []
    broken = 0
    for search in searches:
        try:
            looked.append((search, _new_of(service, search, newcomers)))
        except KbError as error:
            broken += 1
            if isinstance(error, InvalidQuery):  # it will not be answered another time either
                looked.append((search, {}))
            logger.warning("saved search %s: not looked at: %s", search.id, error.code)
        except Exception:  # one person's search keeps nobody else's from being looked at
            broken += 1
            logger.exception("saved search %s: not looked at", search.id)
    return replace(_kept(service, looked, at), searches=len(searches), broken=broken)


def case_of(service: Service, who: Principal, search: SavedSearch) -> AskedCase:
    """The case that a saved search of a case asks about, read anew."""
    if search.kind == CASE:
        return asked_case(service, who, matter=search.query)
    if search.kind == NEW_CASE:
        return asked_case(service, who, new_case=search.query)
    return AskedCase(service.analyse(RawFile("新案.txt", search.query.encode())))


def matches_of(
    service: Service, who: Principal, *, most: int, seen: bool = False
) -> tuple[Told, ...]:
    """What the person's searches have told of itself, the most first, ``most`` matches of each.

    Of a watched case only while the person may read it. Recorded as shown.
    """
    among = readable_by(service, who)
    with registry_for_reading(service, who) as registry:
        searches = _telling(registry, SavedSearches(registry.session, who).listed())
        told = SavedMatches(registry.session).told(searches, among=among, most=most, seen=seen)
    shown = (match.document.id for one in told for match in one.matches)
    record_shown(service, who, shown, "match.read")
    return tuple(sorted(told, key=lambda one: (-one.fresh, one.search.name)))


def mark_seen(service: Service, who: Principal, name: str) -> int:
    """All that a search of the person has told is seen; returns how much of it was not."""
    with registry_for_writing(service, who) as registry:
        search = SavedSearches(registry.session, who).get(name)
        among, matches = readable_by(service, who), SavedMatches(registry.session)
        count = sum(matches.see(one, among=among, at=now()) for one in _telling(registry, [search]))
        if count:
            registry.audit("saved.seen", name, Level.PUBLIC)
    return count


def set_watching(service: Service, who: Principal, name: str, *, on: bool) -> SavedSearch:
    """Look at a search again of itself, or no more; WATCH_LIMIT beyond what one person may."""
    with service.governing.audit.writing() as work:
        store = SavedSearches(work.session, who)
        limit = service.settings.max_watched
        if on and not store.get(name).watching and store.watched() >= limit:
            raise WorkflowError("WATCH_LIMIT", limit=limit)
        work.record(AuditEntry(who, "saved.watch" if on else "saved.unwatch", name))
        return store.watch(name, on=on)


def _telling(registry: Registry, searches: Sequence[SavedSearch]) -> Sequence[SavedSearch]:
    """Those that may tell the person anything: not of a watched case that they may not read."""
    cases = [one.query for one in searches if one.kind == CASE]
    known = {one.id for one in registry.all(CASES, Wanted(equal=(("id", tuple(cases)),)))}
    return [one for one in searches if one.kind != CASE or one.query in known]


def _require_open(service: Service, who: Principal, case_id: CaseId) -> None:
    with registry_for_reading(service, who) as registry:
        case = registry.get(CASES, case_id)
    if case.state not in (CASES.editable or ()):
        raise WorkflowError("WATCH_CLOSED", id=case_id, state=case.state)


def _kept(service: Service, looked: Sequence[tuple[SavedSearch, Found]], at: datetime) -> Checked:
    if not looked:
        return Checked()
    with service.governing.audit.writing() as work:
        matches = SavedMatches(work.session)
        ordered = sorted(looked, key=lambda one: one[0].id)  # two looks at a time lock in one order
        told = sum(matches.keep(search, found, at=at) for search, found in ordered)
        if told:
            work.record(AuditEntry(system_principal(), "matches.tell", f"match×{told}"))
    return Checked(told=told)


def _new_of(
    service: Service, search: SavedSearch, newcomers: Mapping[DocumentId, datetime]
) -> Found:
    fresh = unlooked(newcomers, search)
    who = _owner(service, search) if fresh else None
    if who is None or not fresh:
        return {}
    try:
        if search.kind == SEARCH:
            return _by_words(service, who, search, fresh)
        return _by_case(service, who, search, fresh)
    except (NotFound, WorkflowError):  # the case is gone, closed to its watcher, or has no papers
        return {}


def _owner(service: Service, search: SavedSearch) -> Principal | None:
    """Who is told, as they may read now; nobody where they may not any more."""
    if search.owner == desktop_principal().account:
        return desktop_principal()
    with service.transactions.reading() as session:
        try:
            account = read_account(session, search.owner)
        except NotFound:
            return None
    who = account.principal()
    may = not account.disabled and Permission.LIBRARY_READ in who.permissions
    return who if may else None


def _by_words(
    service: Service, who: Principal, search: SavedSearch, fresh: Collection[DocumentId]
) -> Found:
    hits = service.search.find(
        service.word_query(search.query),
        criteria=_criteria(service, who, search, fresh),
        limit=_MOST_TOLD,
        passages=1,
    )
    told = [hit for hit in hits if hit.document.id in fresh and tells_hit(hit)]
    found = {}
    for hit in told:
        span = hit.passages[0].quote.span
        place = (span.start, span.end)
        found[hit.document.id] = KeptReason(hit.score, (hit.document.id,), (), hit.match, place)
    return found


def _by_case(
    service: Service, who: Principal, search: SavedSearch, fresh: Collection[DocumentId]
) -> Found:
    if search.kind == CASE:
        _require_open(service, who, search.query)
    asked = case_of(service, who, search)
    criteria = _criteria(service, who, search, fresh)
    if asked.own_case:
        criteria = replace(criteria, except_cases=(asked.own_case,))
    found_cases = service.similar.find(
        service.case_query(asked.tagged), criteria=criteria, limit=_MOST_TOLD
    ).cases
    found = {}
    for case in filter(tells_case, found_cases):
        papers = [*(one.id for one in case.documents), *(one.id for one in case.papers)]
        document = next((paper for paper in papers if paper in fresh), None)
        if document:
            found[document] = similar_reason(case)
    return found


def _criteria(
    service: Service, who: Principal, search: SavedSearch, fresh: Collection[DocumentId]
) -> Criteria:
    asked = parse_where(search.where, load_taxonomy())
    if len(fresh) <= _MOST_NAMED:
        named = filters.Match("document_id", values=tuple(sorted(fresh)))
        asked = replace(asked, where=joined([one for one in (asked.where, named) if one]))
    return within(service, who, asked)
