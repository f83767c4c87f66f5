"""Cases that could be taught, each as one story with what is known of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Select, case, false, func, or_, select

from kb.education.clearing import OPEN, Refusal, refusals
from kb.education.listeners import Listeners
from kb.education.posts import PostReading, read_posts
from kb.education.taught_papers import (
    ANALYSING,
    JUDGMENTS,
    TELLING,
    TaughtPaper,
    plain_post,
    stories,
)
from kb.errors import NotFound
from kb.governance.access import Level
from kb.model import CaseId, DocumentKind
from kb.prevention.chain_facts import CASES, LOOPHOLES, UNITS, CaseFacts, UnitFacts
from kb.prevention.report_words import PaperWords, Said, papers_of
from kb.registers.records import Kept
from kb.store.access_filter import document_levels, readable_documents
from kb.store.cases import CaseStore
from kb.store.register_tables import table_of
from kb.store.registry import Registry, Wanted
from kb.store.tables import DocumentRow, TagRow
from kb.terms import Taxonomy

_MOST_CASES = 200
_GIVING = frozenset(
    {
        "bribery_giving",
        "influence_bribery_giving",
        "unit_directed_bribery",
        "unit_bribery_giving",
        "non_state_bribery_giving",
    }
)
_SHARE = 0.5  # of the words of the strongest domain, below which an item has it only in passing


@dataclass(frozen=True)
class TeachingCase:
    """One story. ``item`` counts the stories of a paper that tells several, from 1; else 0."""

    id: CaseId
    item: int
    title: str
    told: tuple[TaughtPaper, ...]
    analysing: tuple[TaughtPaper, ...]
    level: Level
    record: Kept[CaseFacts] | None
    unit: UnitFacts | None
    confirmed: frozenset[str]
    refused: tuple[Refusal, ...]
    taxonomy: Taxonomy

    @property
    def key(self) -> str:
        """Names the story among others: ``case-1f…`` or ``case-1f…#3``."""
        return f"{self.id}#{self.item}" if self.item else self.id

    @property
    def main(self) -> TaughtPaper:
        """The paper that tells most: a judgment, else the first."""
        return self.told[0]

    @cached_property
    def posts(self) -> tuple[str, ...]:
        """The posts of those of whom it tells."""
        registered = (plain_post(self.record.facts.post),) if self.record else ()
        told = [post for one in self.told for post in one.posts]
        return tuple(one for one in dict.fromkeys((*told, *registered)) if one)

    @cached_property
    def post(self) -> PostReading:
        """What those posts tell; the title where no paper names one."""
        return read_posts(self.posts or (self.title,))

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """What its papers say under labels that stand, judgments first."""
        return tuple(said for one in (*self.told, *self.analysing) for said in one.said)

    @cached_property
    def labels(self) -> Mapping[str, int]:
        """How many sentences say each label; those that people confirmed besides."""
        return {**dict.fromkeys(self.confirmed, 1), **Counter(one.key for one in self.said)}

    @cached_property
    def domains(self) -> Mapping[str, float]:
        """Each domain against the strongest one (1.0)."""
        if self.record and self.record.facts.domain:
            return {self.record.facts.domain: 1.0}
        if self.item:
            return _of_words(self.main.window.of(self.main.text), self.taxonomy)
        return self._tags("domain")

    @cached_property
    def positions(self) -> Mapping[str, float]:
        """Positions as papers are tagged, against the strongest."""
        if self.record and self.record.facts.position:
            return {self.record.facts.position: 1.0}
        return {} if self.item else self._tags("position")

    @cached_property
    def offences(self) -> tuple[str, ...]:
        """The offences that were found, the surest first."""
        if self.record and self.record.facts.offences:
            return self.record.facts.offences
        found: dict[str, None] = {}
        for one in self.told:
            for mention in one.tagged.offences:
                if (
                    mention.offence
                    and mention.status == "found"
                    and one.window.covers(mention.span)
                ):
                    found[mention.offence] = None
        if not found and not self.item:
            found = dict.fromkeys(
                term for one in self.told for term in one.tagged.terms_of("offence")[:2]
            )
        return tuple(found)

    @property
    def amount(self) -> float | None:
        """The figure of the case in yuan: as registered, else the largest that a paper gives."""
        if self.record and self.record.facts.amount is not None:
            return self.record.facts.amount
        return max((low for low, _ in self._amounts), default=None)

    @property
    def amount_anchor(self) -> str:
        """Where the figure comes from; empty where there is none."""
        if self.record and self.record.facts.amount is not None:
            return self.record.id
        return max(self._amounts, default=(0.0, ""))[1]

    @property
    def year(self) -> int | None:
        """The year of its first paper that gives one."""
        return next((one.tagged.year for one in self.told if one.tagged.year), None)

    @property
    def gives(self) -> bool:
        """Whether it is about those who give, not about those who hold a post."""
        private = self.post.private or not self.post.positions
        return bool(self.offences) and set(self.offences) <= _GIVING and private

    @property
    def _amounts(self) -> list[tuple[float, str]]:
        return [
            (one.amount.low, one.words.anchor(one.amount.span))
            for one in self.told
            if one.amount is not None
        ]

    def _tags(self, facet: str) -> dict[str, float]:
        sure: dict[str, float] = {}
        for one in self.told:
            for tag in one.tagged.tags:
                if tag.facet == facet:
                    sure[tag.term] = max(sure.get(tag.term, 0.0), tag.confidence)
        most = max(sure.values(), default=1.0)
        return {term: value / most for term, value in sure.items()}


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
                refused=self._refused(papers, told, record, max(levels.values())),
                taxonomy=self._registry.taxonomy,
            )

    def _refused(
        self,
        papers: Sequence[PaperWords],
        told: Sequence[TaughtPaper],
        record: Kept[CaseFacts] | None,
        level: Level,
    ) -> tuple[Refusal, ...]:
        state = record.state if record else ""
        return refusals(papers, told, state=state, level=level, most=self._most)

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


def _of_words(text: str, taxonomy: Taxonomy) -> dict[str, float]:
    """Domains of a short story by the indicators that stand in it."""
    found = {
        one.id: sum(text.count(word) for word in one.indicators)
        for one in taxonomy.domains.values()
    }
    most = max(found.values(), default=0)
    return {one: n / most for one, n in found.items() if most and n / most >= _SHARE}
