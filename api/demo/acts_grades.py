"""Acts after the rectification: seen on site, graded, the case improved and archived."""

from datetime import date
from functools import partial

from api.demo.acts_letters import Served, letters_of
from api.demo.stage import CHIEF, DRAFTER, VERIFIER, Schedule, Stage, after, demo_id
from api.demo.story import Story
from kb.prevention.case_files import CaseFiles
from kb.prevention.evaluation import Evaluations
from kb.prevention.evaluation_rules import load_rules
from kb.prevention.inspections import Inspections
from kb.prevention.ledger_facts import (
    EVALUATIONS,
    INSPECTIONS,
    EvaluationFacts,
    InspectionFacts,
    InspectionMethod,
)
from kb.prevention.letters import Letters
from kb.prevention.working_days import WorkingDays

_VISITED_AFTER, _GRADED_AFTER = 200, 210
_DONE = ("written_off", "closed_by_accountability")
# of ten: how much of each line of the sheet is earned for a grade
_EARNED = {"excellent": 10, "qualified": 8, "unqualified": 5}
_LINES = (
    "rule_issued_rate",
    "rule_run_rate",
    "rule_known_rate",
    "inspection_done_rate",
    "issue_closed_rate",
    "disclosure_timely_rate",
    "segregation_rate",
    "risk_point_covered",
    "alert_handled_rate",
    "key_post_rotated_rate",
    "education_coverage",
)


def tell_grades(schedule: Schedule, story: Story) -> None:
    """The visit and the evaluation of every letter that the story knows them of."""
    for told in letters_of(story):
        if told.visited:
            schedule.at(after(told.served, _VISITED_AFTER), partial(_visit, told=told))
        if told.grade:
            graded = after(told.served, _GRADED_AFTER)
            schedule.at(graded, partial(_evaluate, told=told))
            if told.case and all(one.fate in _DONE for one in told.items):
                schedule.at(after(graded, 5), partial(_improve, told=told))


def _visit(stage: Stage, *, told: Served) -> None:
    """Seen on site by those who verify, with every item of the letter."""
    day = after(told.served, _VISITED_AFTER)
    registry = stage.as_(VERIFIER, day)
    facts = InspectionFacts(
        title=f"{told.letter.title}整改实地核查",
        unit=stage.ids[told.unit],
        method=InspectionMethod.ON_SITE,
        planned=day,
        people=("示范核查组",),
        items=tuple(stage.ids[f"item/{told.id}/{one.found}"] for one in told.items),
    )
    kept = registry.add(INSPECTIONS, facts, record_id=demo_id("inspection", told.id))
    conclusion = "逐项查看了制度、记录和现场，结果见效果评估"
    Inspections(registry).complete(kept.id, (), conclusion=conclusion, expected=kept.head.version)


def _evaluate(stage: Stage, *, told: Served) -> None:
    day = after(told.served, _GRADED_AFTER)
    earned = _EARNED[told.grade]
    facts = EvaluationFacts(
        title=f"{told.letter.title}整改效果评估",
        unit=stage.ids[told.unit],
        letter=stage.ids[told.id],
        round="首次",
        period_start=told.served,
        period_end=after(day, -1),
        members=("示范评估组",),
        values=(
            *(f"{line}:{earned}/10" for line in _LINES),
            f"rule_quality:{earned / 2:g}/5",
            f"recurrence_rate:{10 - earned}/10",
        ),
        shortcomings="制度印发后没有运行记录，抽查时当事人说不出要求" if earned < 7 else "",
    )
    registry = stage.as_(VERIFIER, day)
    case = registry.find(stage.ids[told.case]) if told.case else None
    kept = registry.add(EVALUATIONS, facts, under=case)
    submitted = _steps(stage, VERIFIER, day).submit(kept.id, expected=kept.head.version)
    _steps(stage, CHIEF, day).confirm(kept.id, expected=submitted.head.version)


def _steps(stage: Stage, name: str, day: date) -> Evaluations:
    return Evaluations(stage.as_(name, day), load_rules(), WorkingDays())


def _improve(stage: Stage, *, told: Served) -> None:
    registry = stage.as_(DRAFTER, after(told.served, _GRADED_AFTER + 5))
    Letters(registry).conclude(stage.ids[told.id])
    CaseFiles(registry).take(stage.ids[told.case], "improve")
    CaseFiles(registry).take(stage.ids[told.case], "archive")
