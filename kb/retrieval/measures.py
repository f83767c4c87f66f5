"""Measures for a problem: what others did where it was alike, what came of it, and why it is here.

The index finds passages that tell of such problems and passages that list measures; SQL says which
of them the person may read and what stands in them; the ledger says what became of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from kb.index.access import within_reach
from kb.index.filters import And, Filter, Match
from kb.index.port import IndexHit, SparseVector, VectorIndex
from kb.model import CaseId, DocumentId, SectionKind
from kb.parts import PARTS
from kb.prevention.chain_facts import UNITS
from kb.prevention.measure_base import (
    MEASURE_SECTIONS,
    MeasureBase,
    SourceLevel,
    Statement,
    Typed,
)
from kb.prevention.measure_outcomes import outcomes_by_measure
from kb.prevention.measure_terms import words_of
from kb.prevention.proven import Outcome, proven
from kb.retrieval.alignment import Encode
from kb.retrieval.criteria import without_regulations
from kb.retrieval.measure_fit import Practice, Problem, Ranked, fit_parts, ranked, shares
from kb.store.register_tables import table_of
from kb.store.registry import Registry
from kb.terms import load_taxonomy

_PROBLEM_SECTIONS = tuple(dict.fromkeys((*PARTS["问题"], *PARTS["原因"], *PARTS["教训"])))
_PROBLEMS, _LISTS = 40, 120
_DAMPING = 10
_MEANING = 0.6  # of a statement's nearness; the rest is by its words
_FEW, _LEAST_REACH = 20, 0.35
_STATEMENTS, _FURTHER, _CASES = 3, 5, 5
_INFERRED, _LEAST_VOTE = 3, 0.35
_LISTED_BONUS, _LEVEL_BONUS = 0.25, 0.03
_USES, _TALE, _FULL = 3, 0.3, 2.0
_MEANT, _APART = 0.5, 0.03
_TRUST: Mapping[Typed, float] = MappingProxyType(
    {Typed.LABEL: 1.0, Typed.WORDS: 0.9, Typed.MEANING: 0.6, Typed.NONE: 0.0}
)


@dataclass(frozen=True, slots=True)
class Told:
    """A statement and how near (0..1) it is to the problem."""

    statement: Statement
    nearness: float


@dataclass(frozen=True, slots=True)
class Recommended:
    """A measure for the problem: its place and why, exact sentences, cases and what came of them.

    ``cases`` are those whose papers state it, the nearest first; ``outcomes`` what became of the
    items of the ledger that bear it.
    """

    ranked: Ranked
    statements: tuple[Told, ...]
    cases: tuple[CaseId, ...]
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The measures; ``problem`` as it was understood, and sentences near it without a kind.

    ``inferred`` are loopholes that papers on problems like it bear, with their share of the vote.
    """

    problem: Problem
    inferred: Mapping[str, float]
    measures: tuple[Recommended, ...]
    further: tuple[Told, ...]

    @property
    def told(self) -> tuple[Told, ...]:
        """Every statement that is shown."""
        return (*(one for each in self.measures for one in each.statements), *self.further)


@dataclass(frozen=True, slots=True)
class AskedWords:
    """The problem's words as vectors (both None where nothing was said), and with their shares.

    ``terms`` are the words that are looked for and how much each says beside the others.
    """

    dense: NDArray[np.float32] | None = None
    sparse: SparseVector | None = None
    terms: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """What papers say: nearness of cases by their problems, and statements with theirs."""

    cases: Mapping[CaseId, float]
    loopholes: Mapping[str, float]
    told: tuple[Told, ...]


class MeasureSearch:
    """Recommends measures; reads SQL and the index, writes nothing."""

    def __init__(self, index: VectorIndex, encode: Encode) -> None:
        self._index = index
        self._encode = encode

    def plan(
        self, registry: Registry, problem: Problem, words: AskedWords, *, limit: int = 8
    ) -> Plan:
        """The ``limit`` best measures for a problem, best first; only what may be read counts."""
        taxonomy = registry.taxonomy
        found = self._found(registry, problem, words)
        inferred = {} if problem.loopholes else _inferred(found.loopholes)
        asked = _with_loopholes(problem, inferred)
        outcomes = outcomes_by_measure(registry)
        practice = Practice(
            by_term=dict(_used(found)),
            by_unit_kind=_of_unit_kind(registry, problem.unit_kind, outcomes),
        )
        terms = [one for one in taxonomy.layer("measures") if not one.deprecated]
        levels: dict[str, SourceLevel] = defaultdict(lambda: SourceLevel.VOCABULARY)
        for one in found.told:
            for term in one.statement.terms:
                levels[term] = max(levels[term], one.statement.level)
        placed = ranked(
            {one.id: fit_parts(one, asked, practice, taxonomy) for one in terms},
            proven={one.id: proven(outcomes.get(one.id, ())) for one in terms},
            levels={one.id: levels[one.id] for one in terms},
            group_of=lambda term: taxonomy.terms[f"measures:{term}"].group,
            set_aside=asked.set_aside,
            limit=limit,
        )
        base = MeasureBase(registry.session, registry.principal)
        measures = tuple(
            self._recommended(one, found.told, outcomes, base, problem, words, registry)
            for one in placed
        )
        return Plan(asked, inferred, measures, _further(found.told, measures))

    def _found(self, registry: Registry, problem: Problem, words: AskedWords) -> _Found:
        if words.dense is None:
            return _Found({}, {}, ())
        problems = self._hits(registry, words, _PROBLEM_SECTIONS, _PROBLEMS, problem)
        lists = self._hits(registry, words, MEASURE_SECTIONS, _LISTS, problem)
        cases: dict[CaseId, float] = {}
        votes: list[tuple[str, float]] = []
        for rank, hit in enumerate(problems):
            weight = _DAMPING / (_DAMPING + rank)
            cases[hit.payload.case_id] = max(cases.get(hit.payload.case_id, 0.0), weight)
            borne = [key for key in hit.payload.labels if key.startswith("loopholes:")]
            votes += [(key.partition(":")[2], weight / len(borne)) for key in borne]
        documents = {hit.payload.document_id for hit in lists}
        base = MeasureBase(registry.session, registry.principal)
        told = {
            (one.document_id, one.span): one
            for one in (*base.of_documents(documents), *base.of_cases(cases))
            if not one.hollow and one.case_id != problem.own_case
        }
        readable = {one.case_id for one in told.values()}
        near = {case: weight for case, weight in cases.items() if case in readable}
        return _Found(near, shares(votes), self._near(told.values(), words))

    def _hits(
        self,
        registry: Registry,
        words: AskedWords,
        sections: Sequence[SectionKind],
        limit: int,
        problem: Problem,
    ) -> list[IndexHit]:
        """Passages of some sections that the person may read, other cases' only."""
        among = And(without_regulations(), Match("section", values=tuple(sections)))
        return self._search(registry, words, among, limit, problem)

    def _search(
        self,
        registry: Registry,
        words: AskedWords,
        among: Filter,
        limit: int,
        problem: Problem,
    ) -> list[IndexHit]:
        hits = self._index.search(
            dense=words.dense,
            sparse=words.sparse,
            filter=within_reach(among, registry.principal),
            limit=limit,
        )
        return [hit for hit in hits if hit.payload.case_id != problem.own_case]

    def _near(self, statements: Iterable[Statement], words: AskedWords) -> tuple[Told, ...]:
        """Statements with their nearness, nearest first; those without a kind typed by meaning."""
        every = list(statements)
        if not every or words.dense is None:
            return ()
        vectors = self._encode([one.text for one in every])
        typed = self._typed(every, vectors)
        told = (
            Told(one, _MEANING * meaning + (1 - _MEANING) * _worded(one.text, words))
            for one, meaning in zip(typed, nearness(vectors @ words.dense), strict=True)
        )
        return tuple(sorted(told, key=_order))

    def _typed(
        self, statements: Sequence[Statement], vectors: NDArray[np.float32]
    ) -> Iterator[Statement]:
        """Those that neither label nor word types bear the one measure that they mean, if one."""
        terms = [one for one in load_taxonomy().layer("measures") if not one.deprecated]
        cosines = vectors @ self._encode(list(map(words_of, terms))).T
        for one, row in zip(statements, cosines, strict=True):
            second, best = np.sort(row)[-2:]
            if one.terms or best < _MEANT or best - second < _APART:
                yield one
                continue
            yield replace(one, terms=(terms[int(row.argmax())].id,), typed=Typed.MEANING)

    def _recommended(
        self,
        one: Ranked,
        told: Sequence[Told],
        outcomes: Mapping[str, tuple[Outcome, ...]],
        base: MeasureBase,
        problem: Problem,
        words: AskedWords,
        registry: Registry,
    ) -> Recommended:
        of_term = [other for other in told if one.term in other.statement.terms]
        if len({other.statement.document_id for other in of_term}) < _STATEMENTS:
            of_term = self._more(one.term, of_term, base, problem, words, registry)
        cases = dict.fromkeys(other.statement.case_id for other in of_term)
        return Recommended(
            one,
            _of_different_papers(of_term, _STATEMENTS),
            tuple(cases)[:_CASES],
            outcomes.get(one.term, ()),
        )

    def _more(
        self,
        term: str,
        known: Sequence[Told],
        base: MeasureBase,
        problem: Problem,
        words: AskedWords,
        registry: Registry,
    ) -> list[Told]:
        """Statements of a measure wherever labels say so, beside those that are known."""
        label = And(without_regulations(), Match("labels", f"measures:{term}"))
        if words.dense is None:
            return list(known)
        hits = self._search(registry, words, label, 2 * _CASES, problem)
        fresh = {hit.payload.document_id for hit in hits}
        held = {(one.statement.document_id, one.statement.span) for one in known}
        found = [
            one
            for one in base.of_documents(fresh)
            if term in one.terms and not one.hollow and (one.document_id, one.span) not in held
        ]
        return sorted((*known, *self._near(found, words)), key=_order)


def nearness(cosines: NDArray[np.float32]) -> list[float]:
    """Cosines as 0..1: the middle of the texts is 0, what lies far above it is 1.

    Of how many texts of one kind a few stand out depends on the question; short questions lie far
    from everything.
    """
    middle = float(np.median(cosines)) if len(cosines) > _FEW else 0.0
    reach = max(_LEAST_REACH, float(cosines.max(initial=0.0)) - middle)
    return [float(one) for one in np.clip((cosines - middle) / reach, 0.0, 1.0)]


def _worded(text: str, words: AskedWords) -> float:
    """The share of the words that a text holds, by how much they say."""
    return sum(share for term, share in words.terms if term in text)


def _order(told: Told) -> tuple[float, DocumentId, int]:
    """Nearest first; a part that lists measures and a source that says more go before."""
    one = told.statement
    bonus = _LEVEL_BONUS * one.level + _LISTED_BONUS * (one.section in MEASURE_SECTIONS)
    bonus -= _LISTED_BONUS * (one.typed is Typed.MEANING)
    return (-(told.nearness + bonus), one.document_id, one.span.start)


def _of_different_papers(told: Iterable[Told], most: int) -> tuple[Told, ...]:
    """The first of each paper."""
    first: dict[DocumentId, Told] = {}
    for one in told:
        first.setdefault(one.statement.document_id, one)
    return tuple(first.values())[:most]


def _used(found: _Found) -> Iterable[tuple[str, float]]:
    """How near the nearest uses of each measure are: by its words, and by its case's problem.

    Three of them, so that what is often said does not win by that; tales of how cases were handled
    count for less than parts that list measures.
    """
    uses: dict[str, list[float]] = defaultdict(list)
    for one in found.told:
        near = one.nearness + found.cases.get(one.statement.case_id, 0.0)
        listed = one.statement.section in MEASURE_SECTIONS
        weight = _TRUST[one.statement.typed] * (1.0 if listed else _TALE)
        for term in one.statement.terms:
            uses[term].append(weight * near)
    for term, near_ones in uses.items():
        yield term, min(1.0, sum(sorted(near_ones, reverse=True)[:_USES]) / _FULL)


def _inferred(votes: Mapping[str, float]) -> dict[str, float]:
    likely = sorted(votes.items(), key=lambda one: (-one[1], one[0]))[:_INFERRED]
    return {term: share for term, share in likely if share >= _LEAST_VOTE}


def _with_loopholes(problem: Problem, inferred: Mapping[str, float]) -> Problem:
    if not inferred:
        return problem
    return replace(problem, loopholes=inferred)


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
