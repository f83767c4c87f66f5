"""A small world of records in any state, and the daily run over it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from kb.governance.access import Level
from kb.prevention.case_files import CaseFiles, Opening
from kb.prevention.chain_facts import (
    CLUES,
    LOOPHOLES,
    MEASURES,
    OFFICERS,
    RISK_POINTS,
    UNITS,
    CaseFacts,
    ClueFacts,
    ClueSource,
    LoopholeFacts,
    MeasureFacts,
    OfficerFacts,
    RiskPointFacts,
    UnitFacts,
    UnitKind,
)
from kb.prevention.ledger_clock import LedgerClock, system_principal
from kb.prevention.ledger_facts import (
    EVALUATIONS,
    EVIDENCE,
    ITEMS,
    LETTERS,
    WARNINGS,
    EvaluationFacts,
    EvidenceFacts,
    ItemFacts,
    LetterFacts,
    LetterKind,
    WarningFacts,
)
from kb.prevention.report_facts import REPORTS, ReportFacts, Statement
from kb.prevention.warning_run import Run, WarningRun
from kb.prevention.warning_terms import NearPairs
from kb.prevention.warning_watch import Watch
from kb.prevention.working_days import WorkingDays
from kb.registers.records import Kept, Placing, Register
from kb.store.cases import case_id_of
from kb.store.registry import Registry

OpenRegistry = Callable[..., AbstractContextManager[Registry]]
TODAY = date(2026, 6, 30)
LONG_AGO = date(2025, 1, 6)


@dataclass
class World:
    """Adds records as of a day (``on``), in the state they are told; runs the rules on a day."""

    registry: OpenRegistry
    on: date = LONG_AGO
    placing: Placing = field(default=Placing(Level.INTERNAL, "d1"))

    def open(self, day: date) -> AbstractContextManager[Registry]:
        at = datetime.combine(day, time(4), UTC)
        return self.registry(system_principal(), at=at)

    def add(self, register: Register[Any], facts: Any, state: str = "", **placed: Any) -> str:
        placing = Placing(
            placed.get("level", self.placing.level),
            placed.get("department", self.placing.department),
            placed.get("case_id", ""),
        )
        with self.open(placed.get("on", self.on)) as one:
            return one.add(register, facts, placing, state=state).id

    def unit(self, *, system: str = "", **placed: Any) -> str:
        facts = UnitFacts(name="某局", kind=UnitKind.PARTY_GOVERNMENT, system=system)
        return self.add(UNITS, facts, **placed)

    def officer(self, unit: str, since: date, *, key_post: bool = True, **facts: Any) -> str:
        given = OfficerFacts(name="某甲", unit=unit, since=since, key_post=key_post, **facts)
        return self.add(OFFICERS, given)

    def clue(self, received: date, *, state: str = "", placed: Any = None, **facts: Any) -> str:
        facts = {"title": "反映某事", "summary": "反映某事", **facts}
        given = ClueFacts(received=received, source=ClueSource.COMPLAINT, **facts)
        return self.add(CLUES, given, state, **(placed or {}))

    def point(self, *, state: str = "confirmed", placed: Any = None, **facts: Any) -> str:
        given = RiskPointFacts(description="一人经办", **facts)
        return self.add(RISK_POINTS, given, state, **(placed or {}))

    def loophole(
        self, unit: str, found: date, *, state: str = "confirmed", placed: Any = None, **facts: Any
    ) -> str:
        facts = {"term": "no_rule", "domain": "government_procurement", **facts}
        given = LoopholeFacts(description="没有办法", unit=unit, found=found, **facts)
        return self.add(LOOPHOLES, given, state, **(placed or {}))

    def measure(self, *loopholes: str, state: str = "adopted", placed: Any = None) -> str:
        given = MeasureFacts(term="fill_rule_gap", text="制定办法", loopholes=loopholes)
        return self.add(MEASURES, given, state, **(placed or {}))

    def case(self, unit: str, *, key: str = "甲", **facts: Any) -> str:
        opening = Opening(case_id_of(key), Level.INTERNAL, "d1", "批准")
        with self.open(self.on) as one:
            given = CaseFacts(title="某案", filed=self.on, unit=unit, **facts)
            return CaseFiles(one).open(given, opening)[0].id

    def letter(self, unit: str, *, state: str = "served", placed: Any = None, **facts: Any) -> str:
        facts = {"served": date(2025, 3, 3), "reply_due": date(2026, 6, 10), **facts}
        given = LetterFacts(
            kind=LetterKind.SUPERVISION, body="某纪委监委", title="建议书", unit=unit, **facts
        )
        return self.add(LETTERS, given, state, **(placed or {}))

    def report(self, *statements: Statement, **placed: Any) -> str:
        return self.add(REPORTS, ReportFacts(title="报告", statements=statements), **placed)

    def item(
        self, unit: str, *, state: str = "in_progress", placed: Any = None, **facts: Any
    ) -> str:
        """An item; one that was written off came to be so on that day."""
        dates = {"issued": date(2025, 3, 3), "due": date(2025, 6, 30)}
        given = ItemFacts(problem="没有办法", unit=unit, **{**dates, **facts})
        on = given.written_off or self.on
        return self.add(ITEMS, given, state, **{"on": on, **(placed or {})})

    def evidence(self, item: str, effective: date, *, state: str = "kept") -> str:
        facts = EvidenceFacts(item=item, name="材料", sha256="0" * 64, effective=effective)
        return self.add(EVIDENCE, facts, state)

    def evaluation(self, unit: str, grade: str, confirmed: date, **facts: Any) -> str:
        given = EvaluationFacts(
            title="评估表", unit=unit, grade=grade, confirmed=confirmed, **facts
        )
        return self.add(EVALUATIONS, given, "confirmed", on=confirmed)

    def run(self, day: date = TODAY, *, near_pairs: NearPairs | None = None) -> Run:
        with self.open(day) as one:
            LedgerClock(one, WorkingDays()).tick()
            return WarningRun(one, WorkingDays(), near_pairs=near_pairs).run()

    def warnings(self) -> list[Kept[WarningFacts]]:
        with self.open(TODAY) as one:
            return list(one.all(WARNINGS))

    def warned(self, rule: str) -> list[WarningFacts]:
        return [one.facts for one in self.warnings() if one.facts.rule == rule]

    def change(self, register: Register[Any], record_id: str, facts: Any, day: date) -> None:
        with self.open(day) as one:
            one.change(register, one.get(register, record_id), facts=facts, action="test")

    def seen(self, day: date, ask: Callable[[Watch], Any]) -> Any:
        with self.open(day) as one:
            return ask(Watch(one, day))


@pytest.fixture
def world(registry: OpenRegistry) -> World:
    """An empty world on both databases."""
    return World(registry)
