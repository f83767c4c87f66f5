"""Acts of the chain: units and people, clues, cases, letters, evaluations."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from api.demo.stage import CHIEF, DRAFTER, VERIFIER, Schedule, Stage, demo_id
from api.demo.story import (
    CaseTold,
    ClueTold,
    FindingTold,
    ItemTold,
    OfficerTold,
    Story,
    UnitTold,
)
from kb.governance.access import Level
from kb.prevention.case_files import CaseFiles, Conclusion
from kb.prevention.chain_facts import (
    CHECKS,
    CLUES,
    LOOPHOLES,
    MEASURES,
    OFFICERS,
    RISK_POINTS,
    UNITS,
    ClueFacts,
    LoopholeFacts,
    MeasureFacts,
    OfficerFacts,
    RiskGrade,
    RiskPointFacts,
    UnitFacts,
)
from kb.prevention.checklist import Checklist
from kb.prevention.clues import Clues, PlainClueStep
from kb.prevention.findings import Findings
from kb.prevention.source_refs import vocabulary_source
from kb.registers.records import Placing
from kb.store.registry import Wanted

OPENING = date(2025, 1, 2)
_REASONS = {"closed": "经核实不属实，予以了结", "held": "线索暂不具备核查条件"}
_STEPS: dict[str, PlainClueStep] = {
    "preliminary": "preliminary",
    "inquiry": "inquiry",
    "held": "hold",
    "closed": "close",
}


def after(day: date, count: int) -> date:
    """A day so many days later."""
    return day + timedelta(days=count)


def tell_chain(schedule: Schedule, story: Story) -> None:
    """Everything up to the conclusion of the cases, and what is found later."""
    schedule.at(OPENING, partial(_open, story=story))
    for told in story.clues:
        schedule.at(told.received, partial(_receive, told=told))
        schedule.at(after(told.received, 10), partial(_step, told=told))
    for case in story.cases:
        domain = story.units[case.unit].domains[0]
        schedule.at(case.received, partial(_receive_of_case, told=case, domain=domain))
        schedule.at(after(case.received, 7), partial(_confirm_points, told=case))
        schedule.at(case.filed, partial(_file, told=case))
        schedule.at(after(case.filed, 30), partial(_find, told=case, domain=domain))
        schedule.at(after(case.concluded, -10), partial(_choose, told=case))
        schedule.at(after(case.concluded, -5), partial(_answer, told=case))
        schedule.at(case.concluded, partial(_conclude, told=case))
    for finding in story.findings:
        schedule.at(finding.day, partial(_find_later, told=finding))


def _open(stage: Stage, *, story: Story) -> None:
    registry = stage.as_(DRAFTER, OPENING)
    for told in story.units.values():
        kept = registry.add(UNITS, _unit(told), record_id=demo_id("unit", told.id))
        stage.ids[told.id] = kept.id
    for at, one in enumerate(story.officers):
        registry.add(OFFICERS, _officer(one, stage), record_id=demo_id("officer", str(at)))


def _unit(told: UnitTold) -> UnitFacts:
    return UnitFacts(
        name=told.name,
        kind=told.kind,
        system=told.system,
        region=told.region,
        domains=told.domains,
        staff=told.staff,
    )


def _officer(told: OfficerTold, stage: Stage) -> OfficerFacts:
    return OfficerFacts(
        name=told.name,
        unit=stage.ids[told.unit],
        position=told.position,
        title=told.title,
        since=told.since,
        key_post=told.key_post,
    )


def _receive(stage: Stage, *, told: ClueTold) -> None:
    facts = ClueFacts(
        title=told.title,
        number=f"示线〔{told.received:%Y}〕{told.received:%m%d}号",
        received=told.received,
        source=told.source,
        unit=stage.ids[told.unit],
        domain=told.domain,
        position=told.position,
        summary=told.summary,
    )
    registry = stage.as_(DRAFTER, told.received)
    clue = registry.add(CLUES, facts, Placing(Level.SENSITIVE), record_id=demo_id("clue", told.id))
    stage.ids[told.id] = clue.id
    source = vocabulary_source("domains", told.domain)
    for words in ("经办与复核未分开", "过程没有留痕", "结果没有公开"):
        said = f"{told.link}环节{words}"
        item = ItemTold(0, told.link, told.loophole, said, "", "", "", "")
        registry.add(RISK_POINTS, _point(facts, clue.id, item, source), under=clue)


def _step(stage: Stage, *, told: ClueTold) -> None:
    day = after(told.received, 10)
    if told.step:
        _confirm(stage, told.id, day)
        Clues(stage.as_(DRAFTER, day)).take(
            stage.ids[told.id], _STEPS[told.step], reason=_REASONS.get(told.step, "")
        )


def _receive_of_case(stage: Stage, *, told: CaseTold, domain: str) -> None:
    facts = ClueFacts(
        title=f"反映{told.post}有关问题",
        number=f"示线〔{told.received:%Y}〕{told.received:%m%d}号",
        received=told.received,
        source=told.source,
        unit=stage.ids[told.unit],
        domain=domain,
        position=told.position,
        summary=told.summary,
    )
    registry = stage.as_(DRAFTER, told.received)
    clue = registry.add(CLUES, facts, Placing(Level.SENSITIVE), record_id=demo_id("clue", told.id))
    stage.ids[f"clue/{told.id}"] = clue.id
    for item in told.items:
        point = _point(facts, clue.id, item, vocabulary_source("domains", domain))
        registry.add(RISK_POINTS, point, under=clue)


def _point(clue: ClueFacts, clue_id: str, item: ItemTold, source: str) -> RiskPointFacts:
    return RiskPointFacts(
        description=item.found,
        clue=clue_id,
        unit=clue.unit,
        domain=clue.domain,
        position=clue.position,
        power_link=item.link,
        grade=RiskGrade.HIGH if item.fate in ("overdue", "escalated") else RiskGrade.MEDIUM,
        loopholes=(item.loophole,),
        sources=(source,),
    )


def _confirm_points(stage: Stage, *, told: CaseTold) -> None:
    _confirm(stage, f"clue/{told.id}", after(told.received, 7))


def _confirm(stage: Stage, clue: str, day: date) -> None:
    registry = stage.as_(DRAFTER, day)
    for one in registry.all(RISK_POINTS, Wanted(equal=(("clue", (stage.ids[clue],)),))):
        Findings(registry).decide(RISK_POINTS, one.id, "confirm")


def _file(stage: Stage, *, told: CaseTold) -> None:
    registry = stage.as_(DRAFTER, told.filed)
    filed = Clues(registry).file(
        stage.ids[f"clue/{told.id}"],
        approval="经批准立案",
        number=f"示案〔{told.filed:%Y}〕{told.id[:2]}号",
        title=told.title,
        on=told.filed,
        level=Level.INTERNAL,
    )
    facts = replace(
        filed.case.facts,
        post=told.post,
        offences=told.offences,
        amount=told.amount,
        power_links=tuple(dict.fromkeys(one.link for one in told.items)),
        direct_causes=told.causes,
        roots=told.roots,
    )
    case = CaseFiles(registry).edit(filed.case.id, facts, expected=filed.case.head.version)
    stage.ids[told.id] = case.id


def _find(stage: Stage, *, told: CaseTold, domain: str) -> None:
    day = after(told.filed, 30)
    registry = stage.as_(DRAFTER, day)
    case = registry.find(stage.ids[told.id])
    for item in told.items:
        facts = LoopholeFacts(
            term=item.loophole,
            description=item.found,
            unit=stage.ids[told.unit],
            domain=domain,
            position=told.position,
            power_link=item.link,
            found=day,
        )
        kept = registry.add(LOOPHOLES, facts, under=case)
        Findings(registry).decide(LOOPHOLES, kept.id, "confirm")
        stage.ids[f"loophole/{told.id}/{item.found}"] = kept.id


def _choose(stage: Stage, *, told: CaseTold) -> None:
    registry = stage.as_(DRAFTER, after(told.concluded, -10))
    case = registry.find(stage.ids[told.id])
    for item in told.items:
        facts = MeasureFacts(
            term=item.measure,
            text=item.does,
            loopholes=(stage.ids[f"loophole/{told.id}/{item.found}"],),
            unit=stage.ids[told.unit],
            due=after(told.concluded, 20 + item.days),
            acceptance=item.proof,
        )
        kept = registry.add(MEASURES, facts, under=case)
        Findings(registry).decide(MEASURES, kept.id, "adopt")
        stage.ids[f"measure/{told.id}/{item.found}"] = kept.id


def _answer(stage: Stage, *, told: CaseTold) -> None:
    registry = stage.as_(DRAFTER, after(told.concluded, -5))
    for one in registry.all(CHECKS, Wanted(equal=(("case_id", (stage.ids[told.id],)),))):
        Checklist(registry).answer(one.id, "已排查，情况见调查报告", reason="笔录与调取的台账在卷")


def _conclude(stage: Stage, *, told: CaseTold) -> None:
    registry = stage.as_(CHIEF, told.concluded)
    number = f"示决〔{told.concluded:%Y}〕{told.id[:2]}号"
    CaseFiles(registry).conclude(
        stage.ids[told.id], Conclusion(told.concluded, told.result, number)
    )


def _find_later(stage: Stage, *, told: FindingTold) -> None:
    registry = stage.as_(VERIFIER, told.day)
    facts = LoopholeFacts(
        term=told.loophole,
        description=told.found,
        unit=stage.ids[told.unit],
        domain=told.domain,
        position=told.position,
        power_link=told.link,
        found=told.day,
    )
    kept = registry.add(LOOPHOLES, facts, record_id=demo_id("loophole", told.id))
    Findings(registry).decide(LOOPHOLES, kept.id, "confirm")
