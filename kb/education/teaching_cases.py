"""Cases that could be taught, each as one story with what is known of it."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Select, case, false, func, or_, select

from kb.education.case_standing import OPEN, standing_of
from kb.education.clearing import refusals
from kb.education.listeners import Listeners
from kb.education.taught_papers import (
    ANALYSING,
    JUDGMENTS,
    TELLING,
    TaughtPaper,
    stories,
)
from kb.education.teaching_case import TeachingCase
from kb.errors import NotFound
from kb.governance.access import Level
from kb.model import CaseId, DocumentKind
from kb.prevention.chain_facts import CASES, LOOPHOLES, UNITS, CaseFacts, UnitFacts
from kb.prevention.report_words import papers_of
from kb.registers.records import Kept
from kb.store.access_filter import document_levels, readable_documents
from kb.store.cases import CaseStore
from kb.store.register_tables import table_of
from kb.store.registry import Registry, Wanted
from kb.store.tables import DocumentRow, TagRow
from kb.terms import Taxonomy

_MOST_CASES = 200


class TeachingCases:
    """Reads cases for one person; what they may not read does not exist here."""

    def __init__(self, registry: Registry, *, most: Level) -> None:
        self._registry = registry
        self._most = most

    def near(self, listeners: Listeners) -> tuple[TeachingCase, ...]:
        """Stories of the cases whose tags or records touch what the listeners do."""
        ids = list(self._registry.session.scalars(_candidates(self._registry, listeners)))
        titles = self._titles(ids)
        return tuple(story for one in ids for story in self._stories(one, titles.get(one, "")))

    def get(self, key: str) -> TeachingCase:
        """One story by its key; ``NotFound`` where it is not there or not to be read."""
        case_id, _, item = key.partition("#")
        title = self._titles([case_id]).get(case_id, "")
        for one in self._stories(case_id, title):
            if str(one.item) == (item or "0"):
                return one
        raise NotFound(id=key[:80])

    def _titles(self, ids: Sequence[CaseId]) -> dict[CaseId, str]:
        among = readable_documents(self._registry.principal)
        return CaseStore(self._registry.session).titles(ids, among=among)

    def _stories(self, case_id: CaseId, title: str) -> Iterator[TeachingCase]:
        papers = papers_of(self._registry, case_id)
        if not papers:
            return
        telling = [story for one in papers if one.tagged.kind in TELLING for story in stories(one)]
        telling.sort(key=lambda one: (_order(one.kind), not one.parties))
        whole = tuple(one for one in telling if one.whole)
        analysing = tuple(
            story for one in papers if one.tagged.kind in ANALYSING for story in stories(one)
        )
        ids = [one.tagged.document.id for one in papers]
        levels = document_levels(self._registry.session, ids)
        record = self._record(case_id)
        standing = standing_of(self._registry.session, case_id)
        groups = [(0, whole)] if whole else [(at, (one,)) for at, one in enumerate(telling, 1)]
        for item, told in groups or [(0, ())]:
            yield TeachingCase(
                id=case_id,
                item=item,
                title=record.facts.title if record else title,
                told=told,
                analysing=() if item else analysing,
                level=max(levels.values()),
                record=record,
                unit=self._unit(record),
                confirmed=self._confirmed(case_id, told),
                refused=refusals(
                    told,
                    () if item else analysing,
                    standing=standing,
                    level=max(levels.values()),
                    most=self._most,
                ),
                taxonomy=self._registry.taxonomy,
            )

    def _record(self, case_id: CaseId) -> Kept[CaseFacts] | None:
        try:
            return self._registry.get(CASES, case_id)
        except NotFound:
            return None

    def _unit(self, record: Kept[CaseFacts] | None) -> UnitFacts | None:
        if record is None or not record.facts.unit:
            return None
        try:
            return self._registry.get(UNITS, record.facts.unit).facts
        except NotFound:
            return None

    def _confirmed(self, case_id: CaseId, told: Sequence[TaughtPaper]) -> frozenset[str]:
        """Labels that people confirmed: in review, or as loopholes of the register."""
        wanted = Wanted(equal=(("case_id", (case_id,)), ("state", ("confirmed",))))
        found = self._registry.all(LOOPHOLES, wanted)
        registered = {f"loopholes:{one.facts.term}" for one in found}
        reviewed = {said.key for one in told for said in one.said if said.confirmed}
        return frozenset(registered | reviewed)


def related_positions(positions: Sequence[str], taxonomy: Taxonomy) -> frozenset[str]:
    """Positions that work in a domain in common with one of these, these left out."""
    shared = {domain for one in positions for domain in taxonomy.positions[one].domains}
    return frozenset(
        one.id
        for one in taxonomy.positions.values()
        if one.id not in positions and shared & set(one.domains)
    )


def _candidates(registry: Registry, listeners: Listeners) -> Select[str]:
    """The ids of the cases, those that most tags speak for first."""
    taxonomy, row, tag = registry.taxonomy, DocumentRow, TagRow
    positions = {*listeners.positions, *related_positions(listeners.positions, taxonomy)}
    domains = set(listeners.domains) or {
        domain for one in listeners.positions for domain in taxonomy.positions[one].domains
    }
    touches = or_(
        (tag.facet == "position") & tag.term.in_(positions),
        (tag.facet == "domain") & tag.term.in_(domains),
    )
    tagged = select(tag.document_id, func.sum(tag.confidence).label("sure")).where(touches)
    tags = tagged.group_by(tag.document_id).subquery()
    columns = table_of(CASES).c
    registered = select(columns.id).where(
        or_(columns.position.in_(positions), columns.domain.in_(domains))
    )
    named = or_(false(), *(row.title.contains(one, autoescape=True) for one in listeners.posts))
    anything = not (positions or domains or listeners.posts)
    worth = func.max(
        func.coalesce(tags.c.sure, 0.0)
        + case((row.case_id.in_(registered), 1.0), else_=0.0)
        + (case((named, 1.0), else_=0.0) if listeners.posts else 0.0)
    )
    query = (
        select(row.case_id)
        .outerjoin(tags, tags.c.document_id == row.id)
        .where(
            row.kind.in_([one.value for one in TELLING | OPEN]),
            readable_documents(registry.principal),
        )
        .group_by(row.case_id)
        .order_by(worth.desc(), row.case_id)
        .limit(_MOST_CASES)
    )
    return query if anything else query.having(worth > 0)


def _order(kind: DocumentKind) -> int:
    if kind in JUDGMENTS:
        return 0
    return 1 if kind is DocumentKind.DISCIPLINE_BULLETIN else 2
