"""One line of the ledger: what is shown of an item, and in which colour.

``LedgerLine`` declares the fields with their Chinese names; the HTTP interface and the exported
sheet both show these fields under these names.
"""

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from kb.prevention.item_steps import CLOSED, deadline
from kb.prevention.ledger_facts import ITEMS, ItemFacts
from kb.prevention.working_days import WorkingDays
from kb.registers.records import Kept, about

SOON_DAYS = 5
WAITING = ("submitted", "verifying")  # the unit has done its part
LATE = ("overdue", "escalated")


class Colour(StrEnum):
    """How an item stands against its date."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"
    DONE = "done"


COLOURS = {
    Colour.RED: "红（逾期）",
    Colour.YELLOW: f"黄（{SOON_DAYS} 个工作日内到期）",
    Colour.BLUE: "蓝（在期）",
    Colour.DONE: "已办结",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """整改台账的一行。``left`` 是距时限的工作日数，逾期为负，办结为空。"""

    id: str = about("编号")
    colour: Colour = about("预警色")
    state: str = about("状态代码")
    state_name: str = about("状态")
    letter: str = about("建议书编号")
    letter_number: str = about("建议书文号")
    issuer: str = about("发出机关")
    case_id: str = about("案件")
    level: int = about("级别")
    unit: str = about("责任单位编号")
    unit_name: str = about("责任单位")
    ordinal: int = about("序号")
    domain: str = about("领域")
    problem: str = about("问题")
    loopholes: tuple[str, ...] = about("漏洞")
    measure: str = about("措施")
    acceptance: tuple[str, ...] = about("验收标准")
    owner: str = about("责任人")
    supervisor: str = about("督办人")
    issued: date | None = about("下达日期")
    due: date | None = about("时限")
    extended_due: date | None = about("延期后的时限")
    left: int | None = about("距时限（工作日）")
    paused: bool = about("暂停计时")
    progress: int = about("进展（%）")
    note: str = about("进展说明")
    evidence: int = about("佐证数")
    submitted: date | None = about("申请销号日期")
    verifier: str = about("复核人")
    opinion: str = about("复核意见")
    written_off: date | None = about("销号日期")
    round: int = about("整改轮次")
    tier: int = about("督办层级")
    recurrence: str = about("复发事实")
    accountability: str = about("问责情况")
    version: int = about("版本")


@dataclass(frozen=True, slots=True)
class Beside:
    """What a line shows of other records: the unit's name, the letter, how much evidence."""

    unit_name: str = ""
    letter_number: str = ""
    issuer: str = ""
    evidence: int = 0


def line_of(
    item: Kept[ItemFacts], beside: Beside, *, today: date, calendar: WorkingDays
) -> LedgerLine:
    """The line of an item as it stands on a day."""
    same = {name: getattr(item.facts, name) for name in _SAME}
    due = None if item.state in CLOSED else deadline(item.facts)
    return LedgerLine(
        **same,
        id=item.id,
        colour=colour(item.state, item.facts, today, calendar),
        state=item.state,
        state_name=ITEMS.states[item.state],
        letter_number=beside.letter_number,
        issuer=beside.issuer,
        case_id=item.head.case_id,
        level=int(item.head.level),
        unit_name=beside.unit_name,
        left=calendar.between(today, due) if due else None,
        paused=item.facts.paused_from is not None,
        evidence=beside.evidence,
        version=item.head.version,
    )


def colour(state: str, facts: ItemFacts, today: date, calendar: WorkingDays) -> Colour:
    """Red past its date, yellow with five working days left or fewer, else blue; done when closed.

    While the clock is paused, and once the unit has applied, an item is blue.
    """
    if state in CLOSED:
        return Colour.DONE
    if state in LATE:
        return Colour.RED
    due = deadline(facts)
    if due is None or facts.paused_from is not None or state in WAITING:
        return Colour.BLUE
    if due < today:
        return Colour.RED
    return Colour.YELLOW if calendar.between(today, due) <= SOON_DAYS else Colour.BLUE


_SAME = {one.name for one in fields(LedgerLine)} & {one.name for one in fields(ItemFacts)}
