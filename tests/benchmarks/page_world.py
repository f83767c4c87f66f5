"""The rest of an invented world for pages: what hangs on the cases and items of ``register_world``.

Every record bears the events that made it, so that past months are reckoned as they would be.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from register_world import START, fill
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from kb.education.pack_facts import PACKS, PackFacts
from kb.evaluation_terms import load_evaluation_terms
from kb.prevention.chain_facts import (
    CASES,
    CHECKS,
    CLUES,
    LOOPHOLES,
    MEASURES,
    RISK_POINTS,
    UNITS,
    CheckFacts,
    ClueFacts,
    ClueSource,
    LoopholeFacts,
    MeasureFacts,
    RiskPointFacts,
)
from kb.prevention.ledger_facts import (
    EVALUATIONS,
    INSPECTIONS,
    ITEMS,
    LETTERS,
    WARNINGS,
    EvaluationFacts,
    InspectionFacts,
    InspectionMethod,
    LetterFacts,
    LetterKind,
    Side,
    WarningFacts,
)
from kb.prevention.report_facts import REPORTS, ReportFacts, ReportSection, Statement
from kb.registers.records import Head, Kept, Register
from kb.store.register_events import write_event
from kb.store.register_rows import from_row, to_row
from kb.store.register_tables import table_of
from kb.terms import load_taxonomy

NOW = datetime.now(UTC)


def fill_all(session: Session, *, cases: int, items: int) -> None:
    """The registers of ``register_world``, and ten records more for each case."""
    fill(session, cases=cases, items=items)
    letters = cases * 2 // 5
    world = _World(session)
    for register, count, made in (
        (CLUES, cases // 2, world.clue),
        (CHECKS, 2 * cases, world.check),
        (RISK_POINTS, 2 * cases, world.point),
        (LOOPHOLES, 2 * cases, world.loophole),
        (MEASURES, 2 * cases, world.measure),
        (LETTERS, letters, world.letter),
        (REPORTS, cases // 4, world.report),
        (INSPECTIONS, cases // 5, world.inspection),
        (EVALUATIONS, cases // 5, world.evaluation),
        (WARNINGS, cases // 2, world.warning),
        (PACKS, 200, world.pack),
    ):
        world.add(register, count, made)
    columns = table_of(ITEMS).c
    for number in range(items):
        values = {"letter": f"letter-{number % letters:016x}"}
        one = f"item-{number:016x}"
        session.execute(update(table_of(ITEMS)).where(columns.id == one).values(values))
    for register in (UNITS, CASES, ITEMS):
        world.tell(register)


class _World:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._drawn = random.Random(11)
        terms = load_taxonomy()
        self._domains, self._positions = tuple(terms.domains), tuple(terms.positions)
        self._loopholes, self._measures = (
            tuple(one.id for one in terms.layer(layer)) for layer in ("loopholes", "measures")
        )
        self._grades = tuple(load_evaluation_terms().warning_levels)
        self._cases = [from_row(CASES, row) for row in self._rows(CASES)]

    def add(
        self, register: Register[Any], count: int, made: Callable[[int, Kept[Any]], Any]
    ) -> None:
        """``count`` records of the cases in turn, each with its first event and its last."""
        for at in range(0, count, 1000):
            found = [
                self._placed(register, number, made) for number in range(at, min(at + 1000, count))
            ]
            self._session.execute(insert(table_of(register)), [to_row(one) for one in found])
            for one in found:
                self._events(register, one)

    def tell(self, register: Register[Any]) -> None:
        """The events of records that have none."""
        for row in self._rows(register):
            self._events(register, from_row(register, row))

    def _rows(self, register: Register[Any]) -> Iterator[Any]:
        return iter(self._session.execute(select(table_of(register))).mappings().all())

    def _placed(
        self, register: Register[Any], number: int, made: Callable[[int, Kept[Any]], Any]
    ) -> Kept[Any]:
        case = self._cases[number * 7 % len(self._cases)]
        at = START + timedelta(hours=self._drawn.randrange(22_000))
        state = self._drawn.choice(tuple(register.states))
        head = Head(
            f"{register.kind}-{number:016x}",
            state,
            case.head.level,
            case.head.department,
            case.id,
            2,
            f"u{number % 10}",
            at,
            min(at + timedelta(days=self._drawn.randrange(40)), NOW),
        )
        return Kept(head, made(number, case))

    def _events(self, register: Register[Any], kept: Kept[Any]) -> None:
        made = replace(kept.head, state=register.first, changed_at=kept.head.created_at, version=1)
        first = Kept(made, kept.facts)
        told = {"actor": kept.head.created_by, "kind": register.kind, "reason": ""}
        write_event(self._session, None, first, action="create", **told)
        if kept.state != register.first:
            write_event(self._session, first, kept, action="move", **told)

    def _day(self, most: int = 1000) -> date:
        return date(2024, 2, 1) + timedelta(days=self._drawn.randrange(most))

    def clue(self, number: int, case: Kept[Any]) -> ClueFacts:
        return ClueFacts(
            title=f"反映某单位第{number}件采购由一人经办",
            received=self._day(),
            source=self._drawn.choice(tuple(ClueSource)),
            unit=case.facts.unit,
            domain=self._drawn.choice(self._domains),
            position=self._drawn.choice(self._positions),
            summary="采购、验收、付款都由一人经办，事后没有复核。",
        )

    def check(self, number: int, _case: Kept[Any]) -> CheckFacts:
        return CheckFacts(question=f"第{number}项：验收是否由两人以上完成", answer="由一人完成")

    def point(self, number: int, case: Kept[Any]) -> RiskPointFacts:
        return RiskPointFacts(
            description=f"第{number}处：验收由一人完成",
            unit=case.facts.unit,
            domain=case.facts.domain,
            position=self._drawn.choice(self._positions),
            power_link=self._drawn.choice(("验收", "采购", "付款")),
            sources=(case.id,),
        )

    def loophole(self, number: int, case: Kept[Any]) -> LoopholeFacts:
        return LoopholeFacts(
            term=self._drawn.choice(self._loopholes),
            description=f"第{number}处：办法里没有写明由谁复核",
            unit=case.facts.unit,
            domain=case.facts.domain,
            position=self._drawn.choice(self._positions),
            found=self._day(),
        )

    def measure(self, number: int, case: Kept[Any]) -> MeasureFacts:
        return MeasureFacts(
            term=self._drawn.choice(self._measures),
            text=f"第{number}项：由使用、财务、纪检三方共同验收并留痕",
            loopholes=(f"loophole-{number:016x}",),
            unit=case.facts.unit,
        )

    def letter(self, number: int, case: Kept[Any]) -> LetterFacts:
        served = self._day()
        return LetterFacts(
            kind=self._drawn.choice(tuple(LetterKind)),
            body="某市纪委监委",
            title=f"关于规范第{number}项采购验收的建议书",
            unit=case.facts.unit,
            problems=("验收由一人完成", "没有复核"),
            suggestions=("三方共同验收", "按月抽查"),
            served=served,
            reply_due=served + timedelta(days=30),
            replied=served + timedelta(days=20) if number % 3 else None,
            adopted=(1,),
        )

    def report(self, number: int, case: Kept[Any]) -> ReportFacts:
        sections = tuple(ReportSection)
        return ReportFacts(
            title=f"第{number}案廉政风险分析报告",
            unit=case.facts.unit,
            domain=case.facts.domain,
            statements=tuple(
                Statement(section=one, text=f"第{at}句：验收由一人完成。", anchors=(case.id,))
                for at, one in enumerate(sections * 2)
            ),
        )

    def inspection(self, number: int, case: Kept[Any]) -> InspectionFacts:
        return InspectionFacts(
            title=f"第{number}次督查",
            unit=case.facts.unit,
            method=self._drawn.choice(tuple(InspectionMethod)),
            planned=self._day(),
            items=(f"item-{number:016x}",),
        )

    def evaluation(self, number: int, case: Kept[Any]) -> EvaluationFacts:
        return EvaluationFacts(
            title=f"第{number}次整改效果评估",
            unit=case.facts.unit,
            side=self._drawn.choice(tuple(Side)),
            period_end=self._day(),
            confirmed=self._day(),
            grade=self._drawn.choice(("excellent", "qualified", "unqualified")),
        )

    def warning(self, number: int, case: Kept[Any]) -> WarningFacts:
        return WarningFacts(
            title=f"第{number}项：同一问题在姊妹单位重复出现",
            rule="repeated_among_sisters",
            grade=self._drawn.choice(self._grades),
            unit=case.facts.unit,
            domain=case.facts.domain,
            subjects=(f"loophole-{number:016x}", f"item-{number:016x}"),
            grounds=("三个单位查出同一漏洞",),
            signature=f"bench:{number}",
            raised=self._day(),
            ack_due=self._day(),
        )

    def pack(self, number: int, _case: Kept[Any]) -> PackFacts:
        return PackFacts(title=f"第{number}个教育包", recipient=f"某市第{number}单位", cases=5)
