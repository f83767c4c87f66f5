"""Acts of letters and evaluations: drafted, approved, served, answered; graded in the end."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from api.demo.stage import CHIEF, DRAFTER, VERIFIER, Schedule, Stage, after
from api.demo.story import CaseTold, ItemTold, LetterTold, Story
from kb.prevention.case_files import CaseFiles
from kb.prevention.evaluation import Evaluations
from kb.prevention.evaluation_rules import load_rules
from kb.prevention.ledger_facts import (
    EVALUATIONS,
    LETTERS,
    EvaluationFacts,
    LetterFacts,
    LetterKind,
)
from kb.prevention.letter_items import items_of
from kb.prevention.letter_rules import ServiceMethod
from kb.prevention.letters import Letters
from kb.prevention.working_days import WorkingDays

_SERVED_AFTER = 20  # days from the conclusion of a case to the service of its letter
_GRADED_AFTER = 210
_BASIS = {
    LetterKind.SUPERVISION: "监察法第四十五条",
    LetterKind.PROCURATORIAL: "人民检察院组织法第二十一条",
    LetterKind.JUDICIAL: "综合治理类司法建议工作规定",
}
_DECISIONS = {
    LetterKind.SUPERVISION: "",
    LetterKind.PROCURATORIAL: "经检察长决定",
    LetterKind.JUDICIAL: "经审判委员会讨论决定",
}
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


@dataclass(frozen=True, slots=True)
class Served:
    """A letter of the story with the day of its service."""

    id: str
    unit: str
    case: str
    served: date
    source: str
    replied: bool
    letter: LetterTold
    items: tuple[ItemTold, ...]


def letters_of(story: Story) -> tuple[Served, ...]:
    """The letters of cases and those without a case."""
    of_cases = [
        Served(
            f"letter/{one.id}",
            one.unit,
            one.id,
            after(one.concluded, _SERVED_AFTER),
            one.title,
            True,
            one.letter,
            one.items,
        )
        for one in story.cases
    ]
    plain = [
        Served(
            f"letter/{one.id}",
            one.unit,
            "",
            one.served,
            "日常监督检查",
            one.replied,
            one.letter,
            one.items,
        )
        for one in story.letters
    ]
    return (*of_cases, *plain)


def tell_letters(schedule: Schedule, story: Story) -> None:
    """From the draft to the reply, and to the evaluation where the story knows its grade."""
    for told in letters_of(story):
        schedule.at(after(told.served, -10), partial(_draft, told=told))
        schedule.at(after(told.served, -4), partial(_approve, told=told))
        schedule.at(told.served, partial(_serve, told=told))
        if told.replied:
            schedule.at(after(told.served, 40), partial(_reply, told=told))
    for case in story.cases:
        served = after(case.concluded, _SERVED_AFTER)
        if case.grade:
            graded = after(served, _GRADED_AFTER)
            schedule.at(graded, partial(_evaluate, told=case, served=served))
            if all(one.fate in ("written_off", "closed_by_accountability") for one in case.items):
                schedule.at(after(graded, 5), partial(_improve, told=case, served=served))


def _draft(stage: Stage, *, told: Served) -> None:
    day = after(told.served, -10)
    registry = stage.as_(DRAFTER, day)
    facts = LetterFacts(
        kind=told.letter.kind,
        body=told.letter.body,
        mark=told.letter.mark,
        title=told.letter.title,
        unit=stage.ids[told.unit],
        source=told.source,
        findings="；".join(one.found for one in told.items),
        problems=tuple(one.found for one in told.items),
        suggestions=tuple(one.does for one in told.items),
        measures=tuple(
            stage.ids[f"measure/{told.case}/{one.found}"] for one in told.items if told.case
        ),
        legal_basis=(_BASIS[told.letter.kind],),
        reply_days=60,
        objection_days=15,
        contact="示范联系人 0000-0000000",
        quality=4 if told.replied else None,
    )
    case = registry.find(stage.ids[told.case]) if told.case else None
    letter = registry.add(LETTERS, facts, under=case)
    stage.ids[told.id] = letter.id
    Letters(registry).submit(letter.id)


def _approve(stage: Stage, *, told: Served) -> None:
    registry = stage.as_(CHIEF, after(told.served, -4))
    letter = stage.ids[told.id]
    Letters(registry).approve(letter, decision=_DECISIONS[told.letter.kind])
    for item, kept in zip(told.items, items_of(registry, letter), strict=True):
        stage.ids[f"item/{told.id}/{item.found}"] = kept.id


def _serve(stage: Stage, *, told: Served) -> None:
    registry = stage.as_(DRAFTER, told.served)
    Letters(registry).serve(stage.ids[told.id], on=told.served, method=ServiceMethod.WRITTEN)
    if told.case:
        CaseFiles(registry).take(stage.ids[told.case], "rectify")


def _reply(stage: Stage, *, told: Served) -> None:
    day = after(told.served, 40)
    Letters(stage.as_(DRAFTER, day)).reply(
        stage.ids[told.id],
        on=day,
        reply="已研究并制定整改方案，逐项明确责任人与时限。",
        adopted=tuple(range(1, len(told.items) + 1)),
    )


def _evaluate(stage: Stage, *, told: CaseTold, served: date) -> None:
    day = after(served, _GRADED_AFTER)
    earned = _EARNED[told.grade]
    facts = EvaluationFacts(
        title=f"{told.letter.title}整改效果评估",
        unit=stage.ids[told.unit],
        letter=stage.ids[f"letter/{told.id}"],
        round="1",
        period_start=served,
        period_end=after(day, -1),
        members=("示范评估组",),
        values=(
            *(f"{line}:{earned}/10" for line in _LINES),
            f"rule_quality:{earned / 2:g}/5",
            f"recurrence_rate:{10 - earned}/10",
        ),
        shortcomings="制度印发后没有运行记录，对账与密钥管理流于形式" if earned < 7 else "",
    )
    registry = stage.as_(VERIFIER, day)
    kept = registry.add(EVALUATIONS, facts, under=registry.find(stage.ids[told.id]))
    submitted = _steps(stage, VERIFIER, day).submit(kept.id, expected=kept.head.version)
    _steps(stage, CHIEF, day).confirm(kept.id, expected=submitted.head.version)


def _steps(stage: Stage, name: str, day: date) -> Evaluations:
    return Evaluations(stage.as_(name, day), load_rules(), WorkingDays())


def _improve(stage: Stage, *, told: CaseTold, served: date) -> None:
    registry = stage.as_(DRAFTER, after(served, _GRADED_AFTER + 5))
    Letters(registry).conclude(stage.ids[f"letter/{told.id}"])
    CaseFiles(registry).take(stage.ids[told.id], "improve")
    CaseFiles(registry).take(stage.ids[told.id], "archive")
