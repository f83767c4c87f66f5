"""An evaluation of a letter, and the persons who take it from step to step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from kb.governance.access import Principal, Role, desktop_principal
from kb.governance.audit import AuditEntry
from kb.prevention.chain_facts import UNITS, UnitFacts, UnitKind
from kb.prevention.evaluation import Evaluations
from kb.prevention.evaluation_rules import EvaluationRules, load_rules
from kb.prevention.ledger_facts import (
    EVALUATIONS,
    ITEMS,
    LETTERS,
    EvaluationFacts,
    ItemFacts,
    LetterFacts,
    LetterKind,
)
from kb.prevention.rework import items_of
from kb.prevention.working_days import WorkingDays
from kb.registers.records import Kept
from kb.store.registry import Registry
from kb.store.session import Transactions
from kb.terms import load_taxonomy

MONDAY = date(2026, 7, 6)
GOOD = (
    "rule_issued_rate:9/10",
    "rule_quality:5/5",
    "rule_known_rate:12/12",
    "rule_run_rate:30/30",
    "inspection_done_rate:4/4",
    "issue_closed_rate:7/7",
    "disclosure_timely_rate:20/20",
    "segregation_rate:4/4",
    "risk_point_covered:8/8",
    "alert_handled_rate:6/6",
    "key_post_rotated_rate:3/3",
    "education_coverage:50/50",
    "case_drop_rate:0/2",
    "recurrence_rate:0/12",
    "complaint_drop_rate:1/5",
)  # all full but 8 × 0.9 = 7.2 and 5 × 0.8 = 4: 98.20
BAD = (*GOOD[:13], "recurrence_rate:9/12", "complaint_drop_rate:5/5")
# incidence: 10 + 10 × 0.25 + 0 = 12.5 of 25 = 50 %, below the floor of 60 %


class Scene:
    """One letter of a unit with three items, and an evaluation of it in draft."""

    def __init__(self, store: Transactions, person: Callable[..., Principal]) -> None:
        self._store = store
        self.ann = person("ann", Role.PREVENTION)
        self.ben = person("ben", Role.REVIEWER)
        self.cat = person("cat", Role.REVIEWER)
        with self.registry(self.ann, at=noon(date(2026, 1, 5))) as one:
            unit = one.add(UNITS, UnitFacts(name="某市公路站", kind=UnitKind.PUBLIC_INSTITUTION))
            self.unit = unit.id
            letter = LetterFacts(
                kind=LetterKind.SUPERVISION, body="某市纪委监委", title="建议书", unit=unit.id
            )
            self.letter = one.add(LETTERS, letter, state="concluded").id
            states = ("written_off", "closed_by_accountability", "withdrawn")
            self.items = [
                one.add(
                    ITEMS,
                    ItemFacts(letter=self.letter, problem=f"问题{state}", unit=unit.id),
                    state=state,
                ).id
                for state in states
            ]
            self.facts = EvaluationFacts(
                title="公路站整改效果评估",
                unit=unit.id,
                letter=self.letter,
                period_start=date(2026, 1, 1),
                period_end=date(2026, 6, 30),
                base_start=date(2025, 1, 1),
                base_end=date(2025, 6, 30),
                members=("评估一组",),
                values=GOOD,
                shortcomings="验收又由一人签字",
            )

    @contextmanager
    def registry(
        self,
        principal: Principal | None = None,
        *,
        at: datetime | None = None,
        entries: list[AuditEntry] | None = None,
    ) -> Iterator[Registry]:
        """A writing registry for a person at a time; audit entries go to the list."""
        kept = [] if entries is None else entries
        with self._store.writing() as session:
            yield Registry(
                session,
                principal or desktop_principal(),
                kept.append,
                load_taxonomy(),
                clock=lambda: at or datetime.now(UTC),
            )

    def draft(self, **changed: Any) -> Kept[EvaluationFacts]:
        with self.registry(self.ann, at=noon(MONDAY)) as one:
            return one.add(EVALUATIONS, replace(self.facts, **changed))

    def step(
        self,
        who: Principal,
        step: str,
        kept: Kept[EvaluationFacts],
        *reason: str,
        day: date = MONDAY,
        rules: EvaluationRules | None = None,
    ) -> Kept[EvaluationFacts]:
        with self.registry(who, at=noon(day)) as one:
            steps = Evaluations(one, rules or load_rules(), WorkingDays())
            found: Kept[EvaluationFacts] = getattr(steps, step)(
                kept.id, *reason, expected=kept.head.version
            )
            return found

    def confirmed(self, **changed: Any) -> Kept[EvaluationFacts]:
        submitted = self.step(self.ann, "submit", self.draft(**changed))
        return self.step(self.ben, "confirm", submitted)

    def read(self, register: Any, record_id: str) -> Kept[Any]:
        with self.registry() as one:
            return one.get(register, record_id)

    def all_items(self) -> list[Kept[ItemFacts]]:
        with self.registry() as one:
            return list(items_of(one, self.letter))


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
