"""What a confirmed grade entails, and how a sheet is shown; on both databases."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from kb.governance.audit import AuditEntry
from kb.prevention.evaluation import Evaluations
from kb.prevention.evaluation_export import export_sheet
from kb.prevention.evaluation_pairs import side_by_side
from kb.prevention.evaluation_rules import load_rules
from kb.prevention.ledger_facts import ITEMS, LETTERS, Side
from kb.prevention.working_days import WorkingDays
from tests.kb.prevention.evaluation.scene import BAD, MONDAY, Scene, noon


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


def test_a_failing_grade_without_items_to_reopen_drafts_one(scene: Scene) -> None:
    with scene.registry(at=noon(MONDAY)) as one:
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


def test_self_assessment_and_check_stand_side_by_side(scene: Scene) -> None:
    own = scene.step(scene.ann, "submit", scene.draft(side=Side.SELF, round="2026上"))
    check = scene.confirmed(values=BAD, round="2026上")
    other = scene.draft(round="2025下")
    with scene.registry() as one:
        steps = Evaluations(one, load_rules(), WorkingDays())
        pair = side_by_side(one, steps, check.id)
        alone = side_by_side(one, steps, other.id)
    assert pair.own and pair.check
    assert (pair.own.id, pair.check.id) == (own.id, check.id)
    # the unit gives itself 10 for recurrence where the check finds 10 × 0.25, and 4 for 0
    gaps = {line.indicator: line.gap for line in pair.lines if line.gap}
    assert gaps == {"recurrence_rate": Decimal("7.50"), "complaint_drop_rate": Decimal("4.00")}
    assert pair.total_gap == Decimal("11.50")
    assert (alone.own, alone.total_gap) == (None, None)


def test_the_workbook_is_the_sheet_and_its_export_is_audited(scene: Scene) -> None:
    kept = scene.confirmed(title="=1+1")
    entries: list[AuditEntry] = []
    with scene.registry(scene.ben, at=noon(MONDAY), entries=entries) as one:
        steps = Evaluations(one, load_rules(), WorkingDays())
        content = export_sheet(one, steps, kept.id)
    book = load_workbook(BytesIO(content))
    lines = list(book["评估表"].iter_rows(min_row=2, values_only=True))
    scored = [line for line in lines if line[1] not in ("小计", None)]
    assert len(scored) == 15
    # every score is its points times its rate; the total is their sum over the points with data
    for line in scored:
        assert line[8] == pytest.approx(line[7] * line[6] / 100, abs=0.005)
    assert sum(line[8] for line in scored) == pytest.approx(98.2)
    assert (lines[-1][0], lines[-1][8]) == ("总分", 98.2)
    head = dict(book["表头与结论"].iter_rows(min_row=2, values_only=True))
    assert (head["被评单位"], head["等级"], head["申请复核期限"]) == (
        "某市公路站",
        "优秀",
        "2026-07-20",
    )
    assert head["评估表名称"] == "=1+1"
    assert book["表头与结论"]["B2"].data_type == "s"
    assert [(entry.action, entry.subject) for entry in entries] == [("evaluation.export", kept.id)]
