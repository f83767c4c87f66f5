"""Small worlds of the chain: a clue with its risk points, a case with whatever a gate asks for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kb.governance.access import Level, Principal, Role
from kb.prevention.case_files import CaseFiles, Opening
from kb.prevention.chain_facts import (
    CASES,
    CHECKS,
    CLUES,
    LOOPHOLES,
    MEASURES,
    RISK_POINTS,
    UNITS,
    CaseFacts,
    CheckFacts,
    ClueFacts,
    ClueSource,
    LoopholeFacts,
    MeasureFacts,
    RiskPointFacts,
    UnitFacts,
    UnitKind,
)
from kb.prevention.ledger_facts import (
    EVALUATIONS,
    ITEMS,
    LETTERS,
    EvaluationFacts,
    ItemFacts,
    LetterFacts,
    LetterKind,
)
from kb.registers.records import Kept, Placing
from kb.store.case_rows import open_case_row
from kb.store.cases import case_id_of
from kb.store.registry import Registry

NOON = datetime(2026, 4, 20, 4, tzinfo=UTC)  # noon in China
PAST = "case-0123456789abcdef"


class World:
    """Puts records into a registry as the steps before would have left them."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def unit(self, name: str = "某市某区住建局") -> str:
        return self.registry.add(UNITS, UnitFacts(name=name, kind=UnitKind.PARTY_GOVERNMENT)).id

    def past_case(self) -> str:
        open_case_row(self.registry.session, PAST, title="旧案", level=Level.PUBLIC, department="")
        return PAST

    def clue(self, *, state: str = "", points: int = 0, **facts: Any) -> Kept[ClueFacts]:
        told = {
            "title": "反映某局道路工程围标",
            "received": date(2026, 3, 2),
            "source": ClueSource.COMPLAINT,
            "domain": "engineering_construction",
            "position": "top_leader",
            "summary": "反映某局在道路改造工程中向投标人透露评标专家名单。",
            **facts,
        }
        clue = self.registry.add(CLUES, ClueFacts(**told), state=state)
        for number in range(points):
            self.point(clue.id, f"风险点{number}", sources=(PAST,))
        return clue

    def point(
        self, clue: str, words: str, *, sources: tuple[str, ...] = (), state: str = ""
    ) -> Kept[RiskPointFacts]:
        facts = RiskPointFacts(description=words, clue=clue, sources=sources)
        return self.registry.add(RISK_POINTS, facts, state=state)

    def case(self, *, state: str = "investigation", **facts: Any) -> Kept[CaseFacts]:
        """A case without a checklist, moved to a state as if its steps had been taken."""
        told = {"title": "某局副局长受贿案", "filed": date(2026, 4, 1), **facts}
        key = f"{self.registry.count(CASES)}"
        opening = Opening(case_id_of(key), Level.INTERNAL, "", "批准")
        case, _ = CaseFiles(self.registry).open(CaseFacts(**told), opening)
        if state == "investigation":
            return case
        return self.registry.change(CASES, case, state=state, action="moved")

    def causes(self, facts: CaseFacts) -> CaseFacts:
        """The case with a direct cause and an ideological root."""
        terms = self.registry.taxonomy
        cause, root = terms.layer("causes")[0].id, terms.layer("ideological_roots")[0].id
        return replace(facts, direct_causes=(cause,), roots=(root,))

    def check(self, case_id: str, *, answer: str = "", evidence: tuple[str, ...] = ()) -> str:
        facts = CheckFacts(question="谁决定评标专家名单？", answer=answer, evidence=evidence)
        state = "answered" if answer else "open"
        return self.registry.add(CHECKS, facts, Placing(case_id=case_id), state=state).id

    def loophole(self, case_id: str, *, state: str = "confirmed", term: str = "no_trace") -> str:
        facts = LoopholeFacts(term=term, description="名单抽取没有记录")
        return self.registry.add(LOOPHOLES, facts, Placing(case_id=case_id), state=state).id

    def measure(self, case_id: str, *loopholes: str, state: str = "adopted", **facts: Any) -> str:
        told = {"term": "online_trace", "text": "名单抽取全程留痕", **facts}
        made = MeasureFacts(loopholes=loopholes, **told)
        return self.registry.add(MEASURES, made, Placing(case_id=case_id), state=state).id

    def letter(self, case_id: str = "", *, state: str = "draft", **facts: Any) -> Kept[LetterFacts]:
        told = {
            "kind": LetterKind.SUPERVISION,
            "body": "某市纪委监委",
            "mark": "某",
            "title": "关于道路工程招标管理的监察建议书",
            "unit": facts.get("unit") or self.unit(),
            "source": "某案",
            "findings": "评标专家名单由一人抽取、一人保管。",
            "problems": ("名单抽取没有记录", "招标代理没有回避"),
            "suggestions": ("名单抽取全程留痕", "建立代理机构回避制度"),
            "legal_basis": ("监察法第五十二条",),
            "reply_days": 60,
            "objection_days": 15,
            "contact": "某室 0000000",
            **facts,
        }
        placing = Placing(case_id=case_id)
        return self.registry.add(LETTERS, LetterFacts(**told), placing, state=state)

    def item(self, case_id: str, *, state: str, letter: str = "") -> Kept[ItemFacts]:
        facts = ItemFacts(problem="名单抽取没有记录", letter=letter)
        return self.registry.add(ITEMS, facts, Placing(case_id=case_id), state=state)

    def evaluation(self, case_id: str, grade: str, *, state: str = "confirmed") -> str:
        facts = EvaluationFacts(title="整改效果评估", unit=self.unit("被评单位"), grade=grade)
        return self.registry.add(EVALUATIONS, facts, Placing(case_id=case_id), state=state).id


@pytest.fixture
def world() -> Callable[[Registry], World]:
    """Makes a world over an open registry."""
    return World


@pytest.fixture
def noon() -> datetime:
    """The moment at which the worlds stand: 20 April 2026, noon in China."""
    return NOON


@pytest.fixture
def drafter(person: Callable[..., Principal]) -> Principal:
    return person("drafter", Role.PREVENTION, Role.INVESTIGATOR)


@pytest.fixture
def chief(person: Callable[..., Principal]) -> Principal:
    return person("chief", Role.REVIEWER, Role.PREVENTION)
