"""The risk pre-judgement of a clue (风险预判): what may be at risk, proposed with its sources.

Proposals come from similar past cases, from risk points confirmed for earlier clues of the same
field, and from what the vocabulary says of the domain and the position. People confirm or dismiss;
nothing is confirmed by itself.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from kb.errors import MissingEvidence
from kb.model import CaseId
from kb.prevention.chain_facts import CLUES, RISK_POINTS, ClueFacts, RiskPointFacts
from kb.prevention.source_refs import (
    rests_on_a_past_case,
    rests_on_something,
    vocabulary_source,
    words_source,
)
from kb.prevention.stated_loopholes import stated_loopholes
from kb.registers.records import Kept
from kb.retrieval.sources import Quote
from kb.store.access_filter import readable
from kb.store.register_tables import table_of
from kb.store.registry import Registry, Wanted
from kb.store.tables import CaseRow
from kb.terms import Taxonomy

NEEDED = 3  # risk points without which no clue leaves intake
_MOST_CASES, _MOST_LOOPHOLES, _MOST_EARLIER, _MOST = 10, 6, 4, 12
_SOURCES = 3


@dataclass(frozen=True, slots=True)
class _Proposal:
    description: str
    sources: tuple[str, ...]
    loopholes: tuple[str, ...] = ()
    power_link: str = ""


def counted_points(registry: Registry, clue_id: str) -> tuple[Kept[RiskPointFacts], ...]:
    """The clue's risk points that count: with a source that stands, and not dismissed.

    A point that only the vocabulary speaks for counts once a person has confirmed it.
    """
    points = registry.all(RISK_POINTS, Wanted(equal=(("clue", (clue_id,)),)))
    return tuple(
        one
        for one in points
        if (one.state == "confirmed" and rests_on_something(registry, one.facts.sources))
        or (one.state == "proposed" and rests_on_a_past_case(registry, one.facts.sources))
    )


def require_pre_judgement(registry: Registry, clue_id: str) -> None:
    """``MissingEvidence`` (PRE_JUDGEMENT_MISSING) below three risk points that count."""
    found = len(counted_points(registry, clue_id))
    if found < NEEDED:
        raise MissingEvidence("PRE_JUDGEMENT_MISSING", id=clue_id, found=found, needed=NEEDED)


def propose_risk_points(
    registry: Registry, clue_id: str, similar: Sequence[CaseId]
) -> tuple[Kept[RiskPointFacts], ...]:
    """Keep proposals for a clue; ``similar`` are past cases like it, the most similar first.

    What was proposed for the clue before, dismissed or not, is not proposed again.
    """
    clue = registry.get(CLUES, clue_id)
    known = registry.all(RISK_POINTS, Wanted(equal=(("clue", (clue_id,)),)))
    seen = {one.facts.description for one in known}
    added: list[Kept[RiskPointFacts]] = []
    for one in _proposals(registry, clue.facts, clue_id, similar):
        if one.description in seen or len(added) == _MOST:
            continue
        seen.add(one.description)
        added.append(registry.add(RISK_POINTS, _facts(clue, one), under=clue, reason="propose"))
    return tuple(added)


def _facts(clue: Kept[ClueFacts], one: _Proposal) -> RiskPointFacts:
    return RiskPointFacts(
        description=one.description,
        clue=clue.id,
        unit=clue.facts.unit,
        domain=clue.facts.domain,
        position=clue.facts.position,
        power_link=one.power_link,
        loopholes=one.loopholes,
        sources=one.sources,
    )


def _proposals(
    registry: Registry, clue: ClueFacts, clue_id: str, similar: Sequence[CaseId]
) -> Iterator[_Proposal]:
    yield from _of_past_cases(registry, clue, similar)
    yield from _of_earlier_clues(registry, clue, clue_id)
    yield from _of_vocabulary(registry.taxonomy, clue)


def _of_past_cases(
    registry: Registry, clue: ClueFacts, similar: Sequence[CaseId]
) -> Iterator[_Proposal]:
    """The loopholes that most of the similar cases had, those typical of the domain first."""
    quotes: dict[str, list[Quote]] = defaultdict(list)
    weight: dict[str, float] = defaultdict(float)
    for place, case_id in enumerate(_readable_cases(registry, similar)):
        for term, best in stated_loopholes(registry, case_id):
            quotes[term].append(best)
            weight[term] += 1 / (1 + place)
    domain = registry.taxonomy.domains.get(clue.domain)
    typical = domain.typical_loopholes if domain else ()
    ranked = sorted(weight, key=lambda term: (term not in typical, -weight[term], term))
    for term in ranked[:_MOST_LOOPHOLES]:
        sources = tuple(words_source(one.document_id, one.span) for one in quotes[term])
        yield _loophole(registry.taxonomy, term, sources[:_SOURCES])


def _readable_cases(registry: Registry, similar: Sequence[CaseId]) -> list[CaseId]:
    wanted = list(similar[:_MOST_CASES])
    query = select(CaseRow.id).where(CaseRow.id.in_(wanted), readable(registry.principal, CaseRow))
    found = set(registry.session.scalars(query))
    return [one for one in wanted if one in found]


def _of_earlier_clues(registry: Registry, clue: ClueFacts, clue_id: str) -> Iterator[_Proposal]:
    """Risk points that people confirmed for other clues of this domain, at this post or unit."""
    columns = table_of(RISK_POINTS).c
    same = [
        columns[name] == value
        for name, value in (("position", clue.position), ("unit", clue.unit))
        if value
    ]
    if not clue.domain or not same:
        return
    elsewhere = or_(columns.clue.is_(None), columns.clue != clue_id)
    wanted = Wanted(
        equal=(("domain", (clue.domain,)), ("state", ("confirmed",))),
        where=(or_(*same), elsewhere),
    )
    for one in registry.all(RISK_POINTS, wanted)[-_MOST_EARLIER:]:
        yield _Proposal(
            one.facts.description,
            (*one.facts.sources[:_SOURCES], one.id),
            one.facts.loopholes,
            one.facts.power_link,
        )


def _of_vocabulary(taxonomy: Taxonomy, clue: ClueFacts) -> Iterator[_Proposal]:
    position = taxonomy.positions.get(clue.position)
    if position:
        source = vocabulary_source("positions", position.id)
        yield from (_Proposal(point, (source,)) for point in position.risk_points)
    domain = taxonomy.domains.get(clue.domain)
    if domain:
        source = vocabulary_source("domains", domain.id)
        for term in domain.typical_loopholes:
            yield _loophole(taxonomy, term, (source,))


def _loophole(taxonomy: Taxonomy, term: str, sources: tuple[str, ...]) -> _Proposal:
    told = taxonomy.terms[f"loopholes:{term}"]
    return _Proposal(f"{told.name}：{told.definition}", sources, (term,))
