"""One case of each family goes round the loop, its item through the ledger; as of each day."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kb.errors import MissingEvidence
from kb.governance.access import Principal, Role
from kb.prevention.case_files import CaseFiles, Conclusion
from kb.prevention.case_records import records_of
from kb.prevention.chain_facts import CASES, CHECKS, CLUES, RISK_POINTS
from kb.prevention.checklist import Checklist
from kb.prevention.clues import Clues
from kb.prevention.evidence import EvidenceDesk
from kb.prevention.findings import Findings
from kb.prevention.ledger import Arrangement, Ledger
from kb.prevention.ledger_facts import ITEMS
from kb.prevention.letter_items import items_of
from kb.prevention.letter_rules import ServiceMethod
from kb.prevention.letters import Letters
from kb.prevention.pre_judgement import propose_risk_points
from kb.prevention.trace import trace
from kb.prevention.verification import Verification
from kb.store.register_events import as_of, events_of
from kb.store.registry import Registry, Wanted

OpenRegistry = Callable[..., AbstractContextManager[Registry]]
FAMILIES = {
    "engineering_construction": "project_officer",
    "administrative_approval": "approval_officer",
    "state_owned_enterprise": "soe_leader",
    "finance_tax": "tax_officer",
    "grassroots_governance": "village_cadre",
}


def day(month: int, of: int) -> datetime:
    return datetime(2026, month, of, 4, tzinfo=UTC)


@pytest.mark.parametrize("domain", FAMILIES)
def test_a_case_goes_round_the_loop(
    registry: OpenRegistry, world: Any, person: Callable[..., Principal], domain: str
) -> None:
    investigator = person("investigator", Role.INVESTIGATOR, Role.PREVENTION)
    reviewer = person("reviewer", Role.REVIEWER)
    with registry(investigator, at=day(1, 5)) as one:
        unit = world(one).unit()
        clue = world(one).clue(domain=domain, position=FAMILIES[domain], unit=unit).id
        for point in propose_risk_points(one, clue, ())[:3]:
            Findings(one).decide(RISK_POINTS, point.id, "confirm")
        Clues(one).take(clue, "preliminary")
    with registry(investigator, at=day(1, 20)) as one:
        case = Clues(one).file(clue, approval="批准").case.id
        letter = decided(one, world, case, unit)
    with registry(investigator, at=day(2, 1)) as one:
        told = Conclusion(date(2026, 2, 1), "开除党籍")
        CaseFiles(one).conclude(case, told)
        Letters(one).submit(letter)
    with registry(reviewer, at=day(2, 2)) as one:
        Letters(one).approve(letter)
        Letters(one).serve(letter, on=date(2026, 2, 2), method=ServiceMethod.WRITTEN)
    with registry(investigator, at=day(2, 3)) as one:
        CaseFiles(one).take(case, "rectify")
        item = items_of(one, letter)[0].id
        given = Arrangement(owner="owner", measure="事项全程留痕", acceptance=("已上线",))
        Ledger(one).arrange(item, given, reason="单位确定责任人")
    carried_out(registry, person, unit, item)
    with registry(investigator, at=day(4, 1)) as one:
        with pytest.raises(MissingEvidence, match="EVALUATION_MISSING"):
            CaseFiles(one).take(case, "improve")
        Letters(one).reply(letter, on=date(2026, 4, 1), reply="已采纳", adopted=(1,))
    with registry(reviewer, at=day(4, 2)) as one:
        Letters(one).conclude(letter)
        world(one).evaluation(case, "qualified")
    with registry(investigator, at=day(4, 3)) as one:
        CaseFiles(one).take(case, "improve")
        assert [node.zh for node in trace(records_of(one, case)) if not node.complete] == []
        CaseFiles(one).take(case, "archive")
        events = events_of(one.session, case)
        of_item = events_of(one.session, item)
    states = [as_of(CASES, events, day(*at)).state for at in STAGES]
    assert states == list(STAGES.values())
    assert as_of(ITEMS, of_item, day(2, 2)).state == "issued"
    assert as_of(ITEMS, of_item, day(3, 2)).state == "in_progress"


STAGES = {
    (1, 20): "investigation",
    (2, 1): "conclusion",
    (2, 3): "rectification",
    (4, 2): "rectification",
    (4, 3): "archived",
}


def decided(one: Registry, world: Any, case: str, unit: str) -> str:
    """Causes, an answered checklist, a loophole with its measure, a drafted letter."""
    made = world(one)
    facts = made.causes(one.get(CASES, case).facts)
    CaseFiles(one).edit(case, facts, expected=1)
    for check in one.all(CHECKS, Wanted(equal=(("case_id", (case,)),))):
        Checklist(one).answer(check.id, "由一人决定", evidence=("询问笔录",))
    measure = made.measure(case, made.loophole(case))
    return str(
        made.letter(
            case,
            unit=unit,
            measures=(measure,),
            problems=("事项办理没有记录",),
            suggestions=("事项全程留痕",),
        ).id
    )


def carried_out(
    registry: OpenRegistry, person: Callable[..., Principal], unit: str, item: str
) -> None:
    """The unit signs, proves and applies; a second person writes the item off."""
    owner = person("owner", Role.RECTIFIER, department="", unit=unit)
    with registry(owner, at=day(3, 1)) as one:
        Ledger(one).sign(item)
        EvidenceDesk(one).add(item, name="截图.pdf", content=b"x", effective=date(2026, 3, 1))
        assert one.count(CLUES) == 0
    with registry(owner, at=day(3, 3)) as one:
        Ledger(one).confirm(item)
        Ledger(one).submit(item)
    with registry(person("second", Role.REVIEWER), at=day(3, 10)) as one:
        Verification(one).start(item)
        Verification(one).write_off(item, opinion="已核实", checked=(1,))
