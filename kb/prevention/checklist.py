"""The risk checklist of a case (风险排查): at most fifteen questions, each with its basis.

They come from the clue's risk points, the domain's power links and typical loopholes, and the risk
points of the position.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from kb.errors import MissingEvidence
from kb.prevention.chain_facts import (
    CASES,
    CHECKS,
    CaseFacts,
    CheckFacts,
    RiskPointFacts,
)
from kb.prevention.source_refs import vocabulary_source
from kb.prevention.stages import CHECK_STEPS
from kb.prevention.steps import require_step
from kb.registers.records import Kept
from kb.store.registry import Registry
from kb.terms import Taxonomy

MOST = 15


def questions(
    taxonomy: Taxonomy, case: CaseFacts, points: Sequence[Kept[RiskPointFacts]] = ()
) -> tuple[CheckFacts, ...]:
    """The questions of a case; each source of questions has its turn until there are fifteen."""
    turns = zip_longest(
        _of_points(points),
        _of_links(taxonomy, case),
        _of_post(taxonomy, case),
        _of_loopholes(taxonomy, case),
    )
    asked: dict[str, CheckFacts] = {}
    for one in chain.from_iterable(turns):
        if one is not None:
            asked.setdefault(one.question, one)
    return tuple(asked.values())[:MOST]


def answered(check: Kept[CheckFacts]) -> bool:
    """Whether it has an answer with evidence, or with the reason why there is none."""
    facts = check.facts
    supported = bool(facts.evidence) or bool(facts.reason.strip())
    return check.state == "answered" and bool(facts.answer.strip()) and supported


class Checklist:
    """The steps of a checklist, for one person."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def ask(self, case_id: str, question: str, *, basis: str = "") -> Kept[CheckFacts]:
        """A question besides those that were drawn up."""
        case = self._registry.get(CASES, case_id)
        return self._registry.add(CHECKS, CheckFacts(question=question, basis=basis), under=case)

    def answer(
        self,
        check_id: str,
        answer: str,
        *,
        evidence: tuple[str, ...] = (),
        reason: str = "",
        expected: int | None = None,
    ) -> Kept[CheckFacts]:
        """Answer a question, or answer it again; ANSWER_UNSUPPORTED without evidence or reason."""
        check = self._registry.get(CHECKS, check_id, lock=True)
        taken = require_step(CHECK_STEPS, check, "answer", reason)
        supported = any(one.strip() for one in evidence) or reason.strip()
        if not answer.strip() or not supported:
            raise MissingEvidence("ANSWER_UNSUPPORTED", id=check_id)
        facts = replace(check.facts, answer=answer, evidence=evidence, reason=reason)
        return self._registry.change(
            CHECKS, check, action="answer", facts=facts, state=taken.after, expected=expected
        )


def _of_points(points: Sequence[Kept[RiskPointFacts]]) -> Iterator[CheckFacts]:
    for one in points[:5]:
        yield CheckFacts(
            question=f"线索预判的风险点“{one.facts.description[:60]}”是否属实，涉及哪些人和事？",
            basis=one.id,
        )


def _of_links(taxonomy: Taxonomy, case: CaseFacts) -> Iterator[CheckFacts]:
    domain = taxonomy.domains.get(case.domain)
    if domain is None:
        return
    named = [link for link in domain.power_links if link in case.power_links]
    for link in dict.fromkeys([*named, *domain.power_links]):
        yield CheckFacts(
            question=f"“{link}”环节由谁决定、谁经手、谁复核，是否全程留有记录？",
            basis=vocabulary_source("domains", domain.id),
        )


def _of_post(taxonomy: Taxonomy, case: CaseFacts) -> Iterator[CheckFacts]:
    position = taxonomy.positions.get(case.position)
    for point in position.risk_points if position else ():
        yield CheckFacts(
            question=f"该岗位是否存在“{point}”的情形？",
            basis=vocabulary_source("positions", case.position),
        )


def _of_loopholes(taxonomy: Taxonomy, case: CaseFacts) -> Iterator[CheckFacts]:
    domain = taxonomy.domains.get(case.domain)
    for term in domain.typical_loopholes if domain else ():
        told = taxonomy.terms[f"loopholes:{term}"]
        yield CheckFacts(
            question=f"是否存在“{told.name}”（{told.definition}）？",
            basis=vocabulary_source("domains", case.domain),
        )
