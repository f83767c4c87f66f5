"""Questions for measures as commands and routes ask them: understood, answered, and noted."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from api.reckoned import reckoned_from
from api.registers import registry_for_reading
from api.wiring import Service
from kb.errors import InvalidQuery
from kb.governance.access import Level, Principal
from kb.model import CaseId, Document, DocumentId
from kb.prevention.measure_base import MeasureBase
from kb.prevention.measure_outcomes import outcomes_by_measure
from kb.prevention.measure_statements import Statement
from kb.prevention.proven import Outcome, Proven, proven
from kb.retrieval.limits import MAX_CASE_CHARS
from kb.retrieval.measure_fit import Problem
from kb.retrieval.measures import MeasureSearch, Plan
from kb.retrieval.problems import problem_of_case, term_ids, unit_kind_of, vocabulary_words
from kb.retrieval.sources import Sources
from kb.store.access_filter import document_protections
from kb.store.registry import Registry
from kb.terms import load_taxonomy
from nlp.problems import measure_meanings, problem_words, read_problem

_PAGE_DOCUMENTS = 50


@dataclass(frozen=True, slots=True)
class MeasureQuestion:
    """What is asked: words, a case, loopholes and roots, fields, posts, a kind of unit.

    Terms go by their ids or their Chinese names. What is given stands before what is read from the
    words or the case.
    """

    text: str = ""
    case_id: CaseId = ""
    loopholes: Sequence[str] = ()
    roots: Sequence[str] = ()
    domains: Sequence[str] = ()
    positions: Sequence[str] = ()
    unit_kind: str = ""


@dataclass(frozen=True, slots=True)
class MeasureAnswer:
    """A plan with the papers that it quotes, and the units that those speak to or come from."""

    plan: Plan
    sources: Sources
    units: Mapping[DocumentId, str]


@dataclass(frozen=True, slots=True)
class StatedMeasures:
    """A page of the base: statements with their papers; ``after`` is where the next one begins.

    ``loopholes`` are those that stand in each case: what a statement of it may answer.
    """

    statements: tuple[Statement, ...]
    sources: Sources
    units: Mapping[DocumentId, str]
    loopholes: Mapping[CaseId, frozenset[str]]
    after: DocumentId


@dataclass(frozen=True, slots=True)
class MeasureAccount:
    """What is proven of one measure, and the items behind it."""

    term: str
    proven: Proven
    outcomes: tuple[Outcome, ...]


def recommend(
    service: Service, principal: Principal, question: MeasureQuestion, *, limit: int
) -> MeasureAnswer:
    """Measures for a problem; QUERY_EMPTY where nothing is asked, CASE_TOO_LONG for a long text."""
    if len(question.text) > MAX_CASE_CHARS:
        raise InvalidQuery("CASE_TOO_LONG", limit=MAX_CASE_CHARS)
    search = MeasureSearch(
        service.index, service.reader.encode, outcomes=partial(_outcomes, service)
    )
    with registry_for_reading(service, principal) as registry:
        problem = _understood(service, registry, question)
        looked_for = f"{problem.text}\n{vocabulary_words(_given(question), registry.taxonomy)}"
        if not problem.text.strip():
            looked_for = vocabulary_words(problem, registry.taxonomy)
        words = problem_words(looked_for, service.reader)
        meanings = measure_meanings(problem.text, words, service.reader)
        problem = replace(problem, meaning=meanings)
        plan = search.plan(registry, problem, words, reach=service.reach(principal), limit=limit)
        answer = MeasureAnswer(
            plan,
            Sources(registry.session, plan.papers),
            MeasureBase(registry.session, principal).units(plan.papers),
        )
        level = max(_of_papers(registry, plan.papers), _of_items(plan.items))
    subject = f"documents×{len(plan.papers)},items×{len(plan.items)}"
    service.governing.record_read(principal, subject, level, "measure.recommend")
    return answer


def stated(
    service: Service,
    principal: Principal,
    *,
    term: str = "",
    case_id: CaseId = "",
    after: DocumentId = "",
    limit: int = 100,
) -> StatedMeasures:
    """A page of the base: at least ``limit`` statements where there are so many, paper by paper."""
    wanted = term_ids("measures", [term], load_taxonomy())[0] if term else ""
    with registry_for_reading(service, principal) as registry:
        base = MeasureBase(registry.session, principal)
        found: list[Statement] = []
        while len(found) < limit:
            ids = base.documents(after=after, case_id=case_id, limit=_PAGE_DOCUMENTS)
            if not ids:
                after = ""
                break
            after = ids[-1]
            for paper, said in groupby(base.of_documents(ids), lambda one: one.document_id):
                found += [one for one in said if not wanted or wanted in one.terms]
                if len(found) >= limit:
                    after = paper
                    break
        quoted = {one.document_id for one in found}
        page = StatedMeasures(
            tuple(found),
            Sources(registry.session, quoted),
            base.units(quoted),
            base.loopholes({one.case_id for one in found}),
            after,
        )
        level = _of_papers(registry, quoted)
    service.governing.record_read(principal, f"documents×{len(quoted)}", level, "measure.read")
    return page


def accounts(service: Service, principal: Principal) -> tuple[MeasureAccount, ...]:
    """Every measure of the vocabulary with its proven grade, in the order of the vocabulary."""
    with registry_for_reading(service, principal) as registry:
        outcomes = _outcomes(service, registry)
    items = {one.item: one for of in outcomes.values() for one in of}
    level = _of_items(items.values())
    service.governing.record_read(principal, f"items×{len(items)}", level, "measure.outcomes")
    return tuple(
        MeasureAccount(one.id, proven(outcomes.get(one.id, ())), outcomes.get(one.id, ()))
        for one in load_taxonomy().layer("measures")
        if not one.deprecated
    )


def _outcomes(service: Service, registry: Registry) -> Mapping[str, tuple[Outcome, ...]]:
    key = ("measure outcomes", registry.today())
    return reckoned_from(service, registry, key, outcomes_by_measure)


def _understood(service: Service, registry: Registry, question: MeasureQuestion) -> Problem:
    problem = Problem()
    if question.text.strip():
        digest = hashlib.sha256(question.text.encode()).hexdigest()
        document = Document(digest, "问题.txt", "text/plain", question.text)
        problem = read_problem(document, service.reader)
    if question.case_id:
        of_case = problem_of_case(registry, question.case_id)
        problem = replace(
            of_case,
            text=f"{problem.text}\n{of_case.text}".strip(),
            loopholes={**of_case.loopholes, **problem.loopholes},
            roots={**of_case.roots, **problem.roots},
        )
    given = _given(question)
    problem = replace(
        problem,
        loopholes=given.loopholes or problem.loopholes,
        roots=given.roots or problem.roots,
        domains=given.domains or problem.domains,
        positions=given.positions or problem.positions,
        unit_kind=given.unit_kind or problem.unit_kind,
    )
    if not problem.speaks:
        raise InvalidQuery("QUERY_EMPTY")
    return problem


def _given(question: MeasureQuestion) -> Problem:
    """What the question names by terms of the vocabulary."""
    taxonomy = load_taxonomy()
    return Problem(
        loopholes=dict.fromkeys(term_ids("loopholes", question.loopholes, taxonomy), 1.0),
        roots=dict.fromkeys(term_ids("ideological_roots", question.roots, taxonomy), 1.0),
        domains=term_ids("domains", question.domains, taxonomy),
        positions=term_ids("positions", question.positions, taxonomy),
        unit_kind=unit_kind_of(question.unit_kind),
    )


def _of_papers(registry: Registry, documents: Collection[DocumentId]) -> Level:
    """The highest level of some papers."""
    kept = document_protections(registry.session, documents).values()
    return max((one.level for one in kept), default=Level.PUBLIC)


def _of_items(items: Iterable[Outcome]) -> Level:
    """The highest level of some items."""
    return max((one.level for one in items), default=Level.PUBLIC)
