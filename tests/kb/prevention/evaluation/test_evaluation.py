"""Evaluations from draft to a grade that takes effect, on both databases."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kb.errors import IllegalTransition, InvalidQuery, KbError, NotAllowed, WorkflowError
from kb.governance.access import Principal, Role
from kb.prevention.chain_facts import UNITS, UnitFacts, UnitKind
from kb.prevention.evaluation import STEPS, Evaluations
from kb.prevention.evaluation_pairs import side_by_side
from kb.prevention.evaluation_rules import EvaluationRules, load_rules
from kb.prevention.ledger_facts import (
    EVALUATIONS,
    ITEMS,
    LETTERS,
    EvaluationFacts,
    ItemFacts,
    LetterFacts,
    LetterKind,
    Side,
)
from kb.prevention.rework import items_of
from kb.registers.records import Kept
from kb.store.register_events import events_of
from kb.store.registry import Registry
from kb.store.session import Transactions

OpenRegistry = Callable[..., AbstractContextManager[Registry]]
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

    def __init__(self, registry: OpenRegistry, person: Callable[..., Principal]) -> None:
        self._registry = registry
        self.ann = person("ann", Role.PREVENTION)
        self.ben = person("ben", Role.REVIEWER)
        self.cat = person("cat", Role.REVIEWER)
        with registry(self.ann, at=_noon(date(2026, 1, 5))) as one:
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

    def draft(self, **changed: Any) -> Kept[EvaluationFacts]:
        with self._registry(self.ann, at=_noon(MONDAY)) as one:
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
        with self._registry(who, at=_noon(day)) as one:
            steps = Evaluations(one, rules or load_rules(), _add_working_days)
            found: Kept[EvaluationFacts] = getattr(steps, step)(
                kept.id, *reason, expected=kept.head.version
            )
            return found

    def confirmed(self, **changed: Any) -> Kept[EvaluationFacts]:
        submitted = self.step(self.ann, "submit", self.draft(**changed))
        return self.step(self.ben, "confirm", submitted)

    def read(self, register: Any, record_id: str) -> Kept[Any]:
        with self._registry() as one:
            return one.get(register, record_id)

    def all_items(self) -> list[Kept[ItemFacts]]:
        with self._registry() as one:
            return list(items_of(one, self.letter))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def transactions(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    open_store: Callable[[str, Path], AbstractContextManager[Transactions]],
) -> Iterator[Transactions]:
    """One store for all scenes: each has a unit and a letter of its own."""
    with open_store(request.param, tmp_path_factory.mktemp("scenes")) as store:
        yield store


@pytest.fixture
def scene(registry: OpenRegistry, person: Callable[..., Principal]) -> Scene:
    return Scene(registry, person)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _add_working_days(day: date, days: int) -> date:
    """Weekends off, nothing else."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def test_a_grade_is_scored_confirmed_and_written_on_letter_and_items(scene: Scene) -> None:
    kept = scene.confirmed()
    assert (kept.state, kept.facts.total, kept.facts.grade) == ("confirmed", 98.2, "excellent")
    assert (kept.facts.submitted_by, kept.facts.confirmed_by) == ("ann", "ben")
    assert kept.facts.confirmed == MONDAY
    assert scene.read(LETTERS, scene.letter).facts.grade == "excellent"
    grades = [scene.read(ITEMS, one).facts.grade for one in scene.items]
    assert grades == ["excellent", "excellent", ""]  # nothing is said of a withdrawn item
    assert scene.read(ITEMS, scene.items[0]).state == "written_off"


def test_a_failing_grade_reopens_what_was_written_off(scene: Scene) -> None:
    kept = scene.confirmed(values=BAD)
    assert (kept.facts.grade, kept.facts.ground) == ("unqualified", "floor")
    item = scene.read(ITEMS, scene.items[0])
    assert (item.state, item.facts.grade) == ("reopened", "unqualified")
    assert "验收又由一人签字" in item.facts.recurrence
    assert item.facts.due == MONDAY + timedelta(days=60)
    assert scene.read(ITEMS, scene.items[1]).state == "closed_by_accountability"
    assert scene.read(LETTERS, scene.letter).state == "replied"
    assert len(scene.all_items()) == 3


def test_a_failing_grade_without_items_to_reopen_drafts_one(
    scene: Scene, registry: OpenRegistry
) -> None:
    with registry(at=_noon(MONDAY)) as one:
        item = one.get(ITEMS, scene.items[0])
        one.change(ITEMS, item, state="reopened", action="reopen")
    scene.confirmed(values=BAD)
    drafted = [one for one in scene.all_items() if one.state == "drafted"]
    assert len(drafted) == 1
    assert (drafted[0].facts.letter, drafted[0].facts.unit) == (scene.letter, scene.unit)
    assert drafted[0].facts.ordinal == 4
    assert "验收又由一人签字" in drafted[0].facts.problem


def test_a_self_assessment_changes_nothing(scene: Scene) -> None:
    scene.confirmed(side=Side.SELF, values=BAD)
    assert scene.read(LETTERS, scene.letter).state == "concluded"
    assert [scene.read(ITEMS, one).facts.grade for one in scene.items] == ["", "", ""]


def test_too_little_data_gives_no_grade_and_no_rework(scene: Scene) -> None:
    kept = scene.confirmed(values=("rule_issued_rate:1/10",))
    assert (kept.facts.grade, kept.facts.ground) == ("", "too_little_data")
    assert scene.read(ITEMS, scene.items[0]).state == "written_off"


@pytest.mark.parametrize("who", ["ann", "member"])
def test_who_drafted_or_evaluated_does_not_confirm(scene: Scene, who: str) -> None:
    members = ("评估一组", "ben") if who == "member" else ("评估一组",)
    submitted = scene.step(scene.ann, "submit", scene.draft(members=members))
    with pytest.raises(NotAllowed, match="SAME_PERSON"):
        scene.step(scene.ann if who == "ann" else scene.ben, "confirm", submitted)
    assert scene.read(EVALUATIONS, submitted.id).state == "submitted"


def test_who_edited_the_draft_does_not_confirm(scene: Scene, registry: OpenRegistry) -> None:
    draft = scene.draft()
    with registry(scene.ben, at=_noon(MONDAY)) as one:
        edited = one.edit(EVALUATIONS, draft, replace(draft.facts, advice="续查"), expected=1)
    submitted = scene.step(scene.ann, "submit", edited)
    with pytest.raises(NotAllowed, match="SAME_PERSON"):
        scene.step(scene.ben, "confirm", submitted)


def test_who_submitted_anothers_draft_does_not_confirm(scene: Scene) -> None:
    submitted = scene.step(scene.ben, "submit", scene.draft())
    with pytest.raises(NotAllowed, match="SAME_PERSON"):
        scene.step(scene.ben, "confirm", submitted)


def test_what_changed_since_it_was_submitted_is_not_confirmed(
    scene: Scene, registry: OpenRegistry
) -> None:
    submitted = scene.step(scene.ann, "submit", scene.draft())
    with registry(scene.ann, at=_noon(MONDAY)) as one:
        facts = replace(submitted.facts, values=BAD)
        with pytest.raises(IllegalTransition, match="EDIT_CLOSED"):
            one.edit(EVALUATIONS, submitted, facts, expected=submitted.head.version)
        edited = one.change(EVALUATIONS, submitted, facts=facts, action="correct")
    with pytest.raises(IllegalTransition, match="EVALUATION_MISMATCH"):
        scene.step(scene.ben, "confirm", edited)


def test_a_sheet_of_other_rules_is_not_confirmed(scene: Scene) -> None:
    rules = load_rules()
    stricter = replace(rules, thresholds=replace(rules.thresholds, excellent=99))
    submitted = scene.step(scene.ann, "submit", scene.draft())
    with pytest.raises(IllegalTransition, match="EVALUATION_MISMATCH"):
        scene.step(scene.ben, "confirm", submitted, rules=stricter)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        pytest.param({"members": ()}, "FIELD_NEEDED", id="nobody_evaluated"),
        pytest.param({"period_end": None}, "FIELD_NEEDED", id="no_period"),
        pytest.param({"values": ()}, "FIELD_NEEDED", id="no_data"),
        pytest.param({"base_end": None}, "FIELD_NEEDED", id="a_drop_without_base"),
        pytest.param({"base_end": date(2025, 5, 31)}, "EVALUATION_PERIOD", id="shorter_base"),
        pytest.param({"period_end": date(2026, 7, 31)}, "EVALUATION_PERIOD", id="not_over"),
        pytest.param(
            {"base_start": date(2025, 8, 1), "base_end": date(2026, 1, 31)},
            "EVALUATION_PERIOD",
            id="base_overlaps",
        ),
        pytest.param(
            {
                "period_start": date(2026, 4, 1),
                "base_start": date(2025, 4, 1),
            },
            "EVALUATION_PERIOD",
            id="observed_too_short",
        ),
        pytest.param({"values": ("nonesuch:1/1",)}, "EVALUATION_VALUE_INVALID", id="bad_data"),
        pytest.param({"vetoes": ("nonesuch",)}, "EVALUATION_VETO_UNKNOWN", id="bad_veto"),
        pytest.param(
            {"values": BAD, "shortcomings": " "}, "SHORTCOMINGS_MISSING", id="fails_unexplained"
        ),
    ],
)
def test_a_sheet_that_lacks_something_is_not_submitted(
    scene: Scene, changed: dict[str, Any], code: str
) -> None:
    draft = scene.draft(**changed)
    with pytest.raises(KbError, match=code):
        scene.step(scene.ann, "submit", draft)
    assert scene.read(EVALUATIONS, draft.id) == draft


def test_an_appeal_is_heard_within_ten_working_days(scene: Scene) -> None:
    kept = scene.confirmed()
    # Monday 6 July + 10 working days = Monday 20 July
    with pytest.raises(IllegalTransition, match="APPEAL_LATE"):
        scene.step(scene.cat, "appeal", kept, "数据有误", day=date(2026, 7, 21))
    with pytest.raises(InvalidQuery, match="FIELD_NEEDED"):
        scene.step(scene.cat, "appeal", kept, " ", day=date(2026, 7, 20))
    asked = scene.step(scene.cat, "appeal", kept, "数据有误", day=date(2026, 7, 20))
    assert (asked.state, asked.facts.appeal) == ("appealed", "数据有误")
    with pytest.raises(NotAllowed, match="SAME_PERSON"):
        scene.step(scene.ben, "uphold", asked, "维持")
    upheld = scene.step(scene.cat, "uphold", asked, "数据无误，维持")
    assert (upheld.state, upheld.facts.grade) == ("confirmed", "excellent")


def test_a_review_may_ask_for_a_new_sheet(scene: Scene) -> None:
    asked = scene.step(scene.cat, "appeal", scene.confirmed(), "数据有误")
    again = scene.step(scene.cat, "redo", asked, "重新取数")
    assert (again.state, again.facts.grade, again.facts.total) == ("draft", "", None)
    submitted = scene.step(scene.ann, "submit", again)
    assert scene.step(scene.ben, "confirm", submitted).state == "confirmed"


def test_a_stale_version_changes_nothing(scene: Scene) -> None:
    draft = scene.draft()
    scene.step(scene.ann, "submit", draft)
    with pytest.raises(WorkflowError, match="TRANSITION_ILLEGAL"):
        scene.step(scene.ann, "submit", draft)
    submitted = scene.read(EVALUATIONS, draft.id)
    stale = replace(submitted, head=replace(submitted.head, version=1))
    with pytest.raises(WorkflowError, match="VERSION_STALE"):
        scene.step(scene.ben, "confirm", stale)


def test_every_step_is_refused_from_every_other_state(scene: Scene, registry: OpenRegistry) -> None:
    reasons = {"send_back": ("理由",), "appeal": ("理由",), "uphold": ("理由",), "redo": ("理由",)}
    tried = 0
    for state in EVALUATIONS.states:
        with registry(scene.ann, at=_noon(MONDAY)) as one:
            kept = one.add(EVALUATIONS, scene.facts, state=state)
        for step, (before, _) in STEPS.items():
            if state != before:
                tried += 1
                with pytest.raises(IllegalTransition, match="TRANSITION_ILLEGAL"):
                    scene.step(scene.cat, step, kept, *reasons.get(step, ()))
        with registry() as one:
            assert len(events_of(one.session, kept.id)) == 1
    assert tried == 4 * 6 - 6


def test_self_assessment_and_check_stand_side_by_side(scene: Scene, registry: OpenRegistry) -> None:
    own = scene.step(scene.ann, "submit", scene.draft(side=Side.SELF, round="2026上"))
    check = scene.confirmed(values=BAD, round="2026上")
    other = scene.draft(round="2025下")
    with registry() as one:
        steps = Evaluations(one, load_rules(), _add_working_days)
        pair = side_by_side(one, steps, check.id)
        alone = side_by_side(one, steps, other.id)
    assert pair.own and pair.check
    assert (pair.own.id, pair.check.id) == (own.id, check.id)
    # the unit gives itself 10 for recurrence where the check finds 10 × 0.25, and 4 for 0
    gaps = {line.indicator: line.gap for line in pair.lines if line.gap}
    assert gaps == {"recurrence_rate": Decimal("7.50"), "complaint_drop_rate": Decimal("4.00")}
    assert pair.total_gap == Decimal("11.50")
    assert (alone.own, alone.total_gap) == (None, None)
