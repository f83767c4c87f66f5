"""Acts of clues: received, their risk points confirmed, taken a step where no case came of them."""

from datetime import date
from functools import partial

from api.demo.stage import DRAFTER, Schedule, Stage, after, demo_id
from api.demo.story import CaseTold, ClueTold, Story
from kb.governance.access import Level
from kb.prevention.chain_facts import CLUES, RISK_POINTS, ClueFacts, RiskGrade, RiskPointFacts
from kb.prevention.clues import Clues, PlainClueStep
from kb.prevention.findings import Findings
from kb.prevention.source_refs import vocabulary_source
from kb.registers.records import Placing
from kb.store.registry import Wanted

_REASONS = {"closed": "经核实不属实，予以了结", "held": "线索暂不具备核查条件"}
_STEPS: dict[str, PlainClueStep] = {
    "preliminary": "preliminary",
    "inquiry": "inquiry",
    "held": "hold",
    "closed": "close",
}
_WEAK = ("经办与复核未分开", "过程没有留痕", "结果没有公开")
_GRAVE = ("overdue", "escalated")


def tell_clues(schedule: Schedule, story: Story) -> None:
    """The clues of cases and those without one."""
    for told in story.clues:
        schedule.at(told.received, partial(_receive, told=told))
        schedule.at(after(told.received, 10), partial(_step, told=told))
    for case in story.cases:
        domain = story.units[case.unit].domains[0]
        schedule.at(case.received, partial(_receive_of_case, told=case, domain=domain))
        day = after(case.received, 7)
        schedule.at(day, partial(_confirm, clue=f"clue/{case.id}", day=day))


def _receive(stage: Stage, *, told: ClueTold) -> None:
    facts = ClueFacts(
        title=told.title,
        number=_number(told.received),
        received=told.received,
        source=told.source,
        unit=stage.ids[told.unit],
        domain=told.domain,
        position=told.position,
        summary=told.summary,
    )
    points = [(told.link, told.loophole, f"{told.link}环节{words}", False) for words in _WEAK]
    _add(stage, facts, f"clue/{told.id}", demo_id("clue", told.id), points)


def _receive_of_case(stage: Stage, *, told: CaseTold, domain: str) -> None:
    facts = ClueFacts(
        title=f"反映{told.post}有关问题",
        number=_number(told.received),
        received=told.received,
        source=told.source,
        unit=stage.ids[told.unit],
        domain=domain,
        position=told.position,
        summary=told.summary,
    )
    points = [(one.link, one.loophole, one.found, one.fate in _GRAVE) for one in told.items]
    _add(stage, facts, f"clue/{told.id}", demo_id("clue", told.id), points)


def _add(
    stage: Stage,
    facts: ClueFacts,
    name: str,
    record_id: str,
    points: list[tuple[str, str, str, bool]],
) -> None:
    """A clue with its risk points: link of power, loophole, words, whether it is grave."""
    registry = stage.as_(DRAFTER, facts.received)
    clue = registry.add(CLUES, facts, Placing(Level.SENSITIVE), record_id=record_id)
    stage.ids[name] = clue.id
    for link, loophole, words, grave in points:
        point = RiskPointFacts(
            description=words,
            clue=clue.id,
            unit=facts.unit,
            domain=facts.domain,
            position=facts.position,
            power_link=link,
            grade=RiskGrade.HIGH if grave else RiskGrade.MEDIUM,
            loopholes=(loophole,),
            sources=(vocabulary_source("domains", facts.domain),),
        )
        registry.add(RISK_POINTS, point, under=clue)


def _step(stage: Stage, *, told: ClueTold) -> None:
    if not told.step:
        return
    day, clue = after(told.received, 10), f"clue/{told.id}"
    _confirm(stage, clue=clue, day=day)
    Clues(stage.as_(DRAFTER, day)).take(
        stage.ids[clue], _STEPS[told.step], reason=_REASONS.get(told.step, "")
    )


def _confirm(stage: Stage, *, clue: str, day: date) -> None:
    registry = stage.as_(DRAFTER, day)
    for one in registry.all(RISK_POINTS, Wanted(equal=(("clue", (stage.ids[clue],)),))):
        Findings(registry).decide(RISK_POINTS, one.id, "confirm")


def _number(day: date) -> str:
    return f"示线〔{day:%Y}〕{day:%m%d}号"
