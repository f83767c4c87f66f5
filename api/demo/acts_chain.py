"""Acts of the chain: units and people, cases from filing to conclusion, what is found later."""

from dataclasses import replace
from functools import partial

from api.demo.stage import CHIEF, DRAFTER, OPENING, VERIFIER, Schedule, Stage, after, demo_id
from api.demo.story import (
    CaseTold,
    FindingTold,
    OfficerTold,
    Story,
    UnitTold,
)
from kb.governance.access import Level
from kb.prevention.case_files import CaseFiles, Conclusion
from kb.prevention.chain_facts import (
    CHECKS,
    LOOPHOLES,
    MEASURES,
    OFFICERS,
    UNITS,
    LoopholeFacts,
    MeasureFacts,
    OfficerFacts,
    UnitFacts,
)
from kb.prevention.checklist import Checklist
from kb.prevention.clues import Clues
from kb.prevention.findings import Findings
from kb.store.registry import Wanted


def tell_chain(schedule: Schedule, story: Story) -> None:
    """From the units to the conclusion of the cases."""
    schedule.at(OPENING, partial(_open, story=story))
    for case in story.cases:
        domain = story.units[case.unit].domains[0]
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
