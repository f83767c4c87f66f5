"""Acts of letters and evaluations: drafted, approved, served, answered; graded in the end."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from api.demo.stage import CHIEF, DRAFTER, Schedule, Stage, after
from api.demo.story import ItemTold, LetterTold, Story
from kb.prevention.case_files import CaseFiles
from kb.prevention.chain_facts import LOOPHOLES, MEASURES, LoopholeFacts, MeasureFacts
from kb.prevention.findings import Findings
from kb.prevention.ledger_facts import (
    LETTERS,
    LetterFacts,
    LetterKind,
)
from kb.prevention.letter_items import items_of
from kb.prevention.letter_rules import ServiceMethod
from kb.prevention.letters import Letters

_SERVED_AFTER = 20  # days from the conclusion of a case to the service of its letter
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


@dataclass(frozen=True, slots=True)
class Served:
    """A letter of the story with the day of its service."""

    id: str
    unit: str
    case: str
    served: date
    source: str
    replied: bool
    domain: str
    grade: str
    visited: bool
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
            "",
            one.grade,
            one.visited,
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
            one.domain,
            one.grade,
            one.visited,
            one.letter,
            one.items,
        )
        for one in story.letters
    ]
    return (*of_cases, *plain)


def tell_letters(schedule: Schedule, story: Story) -> None:
    """From the draft to the reply, and to the evaluation where the story knows its grade."""
    for told in letters_of(story):
        if not told.case:
            schedule.at(after(told.served, -12), partial(_look, told=told))
        schedule.at(after(told.served, -10), partial(_draft, told=told))
        schedule.at(after(told.served, -4), partial(_approve, told=told))
        schedule.at(told.served, partial(_serve, told=told))
        if told.replied:
            schedule.at(after(told.served, 40), partial(_reply, told=told))


def _look(stage: Stage, *, told: Served) -> None:
    """Loopholes that supervision found without a case, and the measures against them."""
    day = after(told.served, -12)
    registry = stage.as_(DRAFTER, day)
    for item in told.items:
        loophole = LoopholeFacts(
            term=item.loophole,
            description=item.found,
            unit=stage.ids[told.unit],
            domain=told.domain,
            power_link=item.link,
            found=day,
        )
        found = registry.add(LOOPHOLES, loophole)
        Findings(registry).decide(LOOPHOLES, found.id, "confirm")
        measure = MeasureFacts(
            term=item.measure,
            text=item.does,
            loopholes=(found.id,),
            unit=stage.ids[told.unit],
            due=after(told.served, item.days),
            acceptance=item.proof,
        )
        kept = registry.add(MEASURES, measure)
        Findings(registry).decide(MEASURES, kept.id, "adopt")
        stage.ids[f"measure//{item.found}"] = kept.id


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
        measures=tuple(stage.ids[f"measure/{told.case}/{one.found}"] for one in told.items),
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
