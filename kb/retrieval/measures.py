"""Measures for a problem: what others did where it was alike, what came of it, and why it is here.

The index finds passages that tell of such problems and passages that list measures; SQL says which
of them the person may read and what stands in them; the ledger says what became of it.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from kb.index.filters import Filter
from kb.index.port import VectorIndex
from kb.model import CaseId, DocumentId, DocumentKind
from kb.prevention.chain_facts import UNITS
from kb.prevention.measure_outcomes import outcomes_by_measure
from kb.prevention.measure_statements import MEASURE_SECTIONS, Statement
from kb.prevention.proven import Outcome, proven
from kb.retrieval.alignment import Encode
from kb.retrieval.measure_fit import Practice, Problem, Ranked, fit_parts, ranked, shares
from kb.retrieval.measure_papers import AskedWords, ProblemPapers, Told
from kb.store.access_filter import readable_documents
from kb.store.cases import CaseStore
from kb.store.register_tables import table_of
from kb.store.registry import Registry

_STATEMENTS, _FURTHER, _CASES = 3, 5, 5
_INFERRED, _LEAST_VOTE, _OF_OTHERS = 3, 0.35, 0.4
# 综合评定“优秀”。 ／ 评估等次为“不合格”
_RESULT = re.compile(
    r"(?:评定|评为|认定|评估等[级次]为?|评估结[果论]为?)[^。；，]{0,8}(?:优秀|基本合格|不?合格)"
)


@dataclass(frozen=True, slots=True)
class Used:
    """A case whose papers state a measure, and what came of it there.

    ``outcomes`` are of the case's items of the ledger that bear the measure; ``result`` is what a
    report of the case says of the evaluation of its rectification, in its own words.
    """

    case_id: CaseId
    title: str
    outcomes: tuple[Outcome, ...]
    result: Statement | None


@dataclass(frozen=True, slots=True)
class Recommended:
    """A measure for the problem: its place and why, exact sentences, cases and what came of them.

    ``cases`` are those that it was used in, the nearest first; ``outcomes`` what became of all
    items of the ledger that bear it.
    """

    ranked: Ranked
    statements: tuple[Told, ...]
    cases: tuple[Used, ...]
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The measures; ``problem`` as it was understood, and sentences near it that none shows.

    ``inferred`` are loopholes that papers on problems like it bear, with their share of the vote.
    """

    problem: Problem
    inferred: Mapping[str, float]
    measures: tuple[Recommended, ...]
    further: tuple[Told, ...]

    @property
    def told(self) -> tuple[Told, ...]:
        """Every statement that is shown for its words."""
        return (*(one for each in self.measures for one in each.statements), *self.further)

    @property
    def papers(self) -> frozenset[DocumentId]:
        """Every paper that is quoted."""
        results = (case.result for each in self.measures for case in each.cases)
        quoted = (*(one.statement for one in self.told), *(one for one in results if one))
        return frozenset(one.document_id for one in quoted)

    @property
    def items(self) -> tuple[Outcome, ...]:
        """The items of the ledger behind the grades."""
        return tuple({one.item: one for each in self.measures for one in each.outcomes}.values())


class MeasureSearch:
    """Recommends measures; reads SQL and the index, writes nothing.

    ``outcomes`` gives what became of the items of the ledger: a caller may have it already.
    """

    def __init__(
        self,
        index: VectorIndex,
        encode: Encode,
        *,
        outcomes: Callable[[Registry], Mapping[str, tuple[Outcome, ...]]] = outcomes_by_measure,
    ) -> None:
        self._index = index
        self._encode = encode
        self._outcomes = outcomes

    def plan(
        self,
        registry: Registry,
        problem: Problem,
        words: AskedWords,
        *,
        reach: Filter | None,
        limit: int = 8,
    ) -> Plan:
        """The ``limit`` best measures for a problem, best first; only what may be read counts.

        ``reach`` says what that is to the index; None: everything.
        """
        papers = ProblemPapers(self._index, self._encode, registry, problem, words, reach=reach)
        inferred = _inferred(papers.loopholes, problem.loopholes)
        asked = replace(problem, loopholes={**inferred, **problem.loopholes})
        outcomes = self._outcomes(registry)
        measures = tuple(
            _recommended(one, papers, outcomes.get(one.term, ()), registry)
            for one in _placed(registry, asked, papers, outcomes, limit)
        )
        return Plan(asked, inferred, measures, _further(papers.told, measures))


def _placed(
    registry: Registry,
    problem: Problem,
    papers: ProblemPapers,
    outcomes: Mapping[str, tuple[Outcome, ...]],
    limit: int,
) -> tuple[Ranked, ...]:
    taxonomy, levels = registry.taxonomy, papers.levels()
    practice = Practice(
        by_term=papers.uses(),
        by_unit_kind=_of_unit_kind(registry, problem.unit_kind, outcomes),
    )
    terms = [one for one in taxonomy.layer("measures") if not one.deprecated]
    return ranked(
        {one.id: fit_parts(one, problem, practice, taxonomy) for one in terms},
        proven={one.id: proven(outcomes.get(one.id, ())) for one in terms},
        levels={one.id: levels[one.id] for one in terms},
        group_of=lambda term: taxonomy.terms[f"measures:{term}"].group,
        set_aside=problem.set_aside,
        limit=limit,
    )


def _recommended(
    one: Ranked, papers: ProblemPapers, outcomes: tuple[Outcome, ...], registry: Registry
) -> Recommended:
    told = papers.of_measure(one.term, papers=_STATEMENTS)
    cases = list(dict.fromkeys(each.statement.case_id for each in told))[:_CASES]
    return Recommended(
        one,
        _of_different_papers(told, _STATEMENTS),
        _used_in(registry, cases, outcomes, papers.told),
        outcomes,
    )


def _used_in(
    registry: Registry, cases: Sequence[CaseId], outcomes: Iterable[Outcome], told: Iterable[Told]
) -> tuple[Used, ...]:
    among = readable_documents(registry.principal)
    titles = CaseStore(registry.session).titles(cases, among=among)
    became: dict[CaseId, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        became[outcome.case_id].append(outcome)
    results: dict[CaseId, Statement] = {}
    for one in told:
        said = one.statement
        if said.kind is DocumentKind.RECTIFICATION_REPORT and _RESULT.search(said.text):
            results.setdefault(said.case_id, said)
    return tuple(
        Used(case, titles.get(case, ""), tuple(became.get(case, ())), results.get(case))
        for case in cases
    )


def _inferred(votes: Mapping[str, float], known: Mapping[str, float]) -> dict[str, float]:
    """The loopholes that papers on problems like it bear most, where none is known."""
    if known:
        return {}
    likely = sorted(votes.items(), key=lambda one: (-one[1], one[0]))[:_INFERRED]
    return {term: _OF_OTHERS * share for term, share in likely if share >= _LEAST_VOTE}


def _of_unit_kind(
    registry: Registry, kind: str, outcomes: Mapping[str, tuple[Outcome, ...]]
) -> dict[str, float]:
    """How often items of units of a kind bear each measure, the most being 1."""
    if not kind:
        return {}
    columns = table_of(UNITS).c
    query = select(columns.id).where(registry.readable(UNITS), columns.kind == kind)
    units = set(registry.session.scalars(query))
    return shares(
        (term, float(one.unit in units)) for term, items in outcomes.items() for one in items
    )


def _of_different_papers(told: Iterable[Told], most: int) -> tuple[Told, ...]:
    """The first of each paper."""
    first: dict[DocumentId, Told] = {}
    for one in told:
        first.setdefault(one.statement.document_id, one)
    return tuple(first.values())[:most]


def _further(told: Iterable[Told], measures: Iterable[Recommended]) -> tuple[Told, ...]:
    """Near sentences of lists of measures that no measure of the plan shows."""
    shown = {
        (one.statement.document_id, one.statement.span)
        for measure in measures
        for one in measure.statements
    }
    rest = (
        one
        for one in told
        if one.statement.section in MEASURE_SECTIONS
        and (one.statement.document_id, one.statement.span) not in shown
    )
    return _of_different_papers(rest, _FURTHER)
