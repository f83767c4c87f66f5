"""Measures that the audience's own posts can take: asked of the loopholes that the cases show."""

import re
from collections.abc import Callable, Collection, Sequence

from kb.education.case_content import RawCase
from kb.education.listeners import Listeners
from kb.education.pack_content import TaughtMeasure
from kb.governance.access import Level
from kb.prevention.proven import PROVEN_GRADES, ProvenGrade
from kb.prevention.report_words import flat
from kb.prevention.source_refs import words_source
from kb.retrieval.measure_fit import Problem
from kb.retrieval.measures import Plan, Recommended
from kb.store.access_filter import document_levels
from kb.store.registry import Registry
from kb.terms import Taxonomy

_MOST, _LONGEST = 5, 160
# what others did about a case of theirs is no instruction for this audience
_OF_A_CASE = re.compile(r"案件|暴露|通报|立案|查处|案发")
_ORDINAL = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．]\s*")
Planned = Callable[[Problem], Plan]


def problem_of(cases: Sequence[RawCase], listeners: Listeners) -> Problem:
    """What the cases of a pack show to be prevented at these posts."""
    loopholes: dict[str, float] = {}
    roots: dict[str, float] = {}
    for one in cases:
        for key in one.case.labels:
            layer, _, term = key.partition(":")
            sure = 1.0 if key in one.case.confirmed else 0.6
            if layer == "loopholes":
                loopholes[term] = max(sure, loopholes.get(term, 0.0))
            elif layer == "ideological_roots":
                roots[term] = max(sure, roots.get(term, 0.0))
    return Problem(
        loopholes=loopholes,
        roots=roots,
        domains=listeners.domains or tuple(dict.fromkeys(d for c in cases for d in c.case.domains)),
        positions=listeners.positions,
        unit_kind=listeners.unit_kind.value if listeners.unit_kind else "",
    )


def taught_measures(
    registry: Registry,
    cases: Sequence[RawCase],
    listeners: Listeners,
    planned: Planned,
    *,
    most: Level,
) -> tuple[TaughtMeasure, ...]:
    """The best measures; those that the vocabulary recommends for the posts stand first.

    ``most`` is the level of the pack: no paper above it is quoted.
    """
    problem = problem_of(cases, listeners)
    if not problem.speaks:
        return ()
    plan = planned(problem)
    own = {
        term
        for one in listeners.positions
        for term in registry.taxonomy.positions[one].recommended_measures
    }
    best = sorted(plan.measures, key=lambda one: one.ranked.term not in own)[:_MOST]
    papers = {each.statement.document_id for one in best for each in one.statements}
    levels = document_levels(registry.session, papers)
    open_papers = frozenset(one for one, level in levels.items() if level <= most)
    return tuple(_taught(one, registry.taxonomy, open_papers) for one in best)


def _taught(one: Recommended, taxonomy: Taxonomy, papers: Collection[str]) -> TaughtMeasure:
    term = taxonomy.terms[f"measures:{one.ranked.term}"]
    proven = one.ranked.proven
    grade = PROVEN_GRADES[proven.grade]
    if proven.grade is not ProvenGrade.NONE:
        grade = (
            f"{proven.grade.value} {grade}（{proven.n} 项，{proven.mean:.2f}，"
            f"80% 区间 {proven.low:.2f}–{proven.high:.2f}）"
        )
    said = next(
        (
            each.statement
            for each in one.statements
            if len(each.statement.text) <= _LONGEST
            and not _OF_A_CASE.search(each.statement.text)
            and each.statement.document_id in papers
        ),
        None,
    )
    if said is None:
        return TaughtMeasure(term.name, term.definition, grade, ())
    return TaughtMeasure(
        term.name,
        _ORDINAL.sub("", flat(said.text)),
        grade,
        (words_source(said.document_id, said.span),),
    )
