"""Acts of the ledger and of warnings: every item goes the way the story knows for it."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from api.demo.acts_letters import Served, letters_of
from api.demo.stage import CLERK, OPENING, SUPERVISOR, SYSTEM, VERIFIER, Schedule, Stage, after
from api.demo.story import ItemTold, Story
from kb.prevention.evidence import EvidenceDesk
from kb.prevention.ledger import Arrangement, Ledger
from kb.prevention.ledger_clock import LedgerClock
from kb.prevention.ledger_facts import WARNINGS, WarningFacts
from kb.prevention.near_texts import near_pairs
from kb.prevention.verification import Verification
from kb.prevention.warning_run import WarningRun
from kb.prevention.warnings import Warnings
from kb.prevention.working_days import WorkingDays
from kb.registers.records import Kept
from kb.store.registry import Wanted

_STARTED = ("arrange", "sign", "report")
_APPLIED = (*_STARTED, "prove", "submit")
_CLOSED = (*_APPLIED, "verify", "write_off")
_FATES = {
    "issued": ("arrange",),
    "objection": ("arrange", "object"),
    "in_progress": _STARTED,
    "overdue": _STARTED,
    "extended": (*_STARTED, "extend"),
    "submitted": _APPLIED,
    "verifying": (*_APPLIED, "verify"),
    "returned": (*_APPLIED, "verify", "send_back"),
    "written_off": _CLOSED,
    "reopened": (*_CLOSED, "reopen"),
    "escalated": (*_STARTED, "escalate"),
    "closed_by_accountability": (*_STARTED, "escalate", "prove_late", "account_for"),
}


def tell_ledger(schedule: Schedule, story: Story) -> None:
    """The steps of every item on their days after the service of its letter."""
    for letter in letters_of(story):
        owner = story.owner(letter.unit)
        for item in letter.items:
            for step in _FATES[item.fate]:
                day = after(letter.served, _offset(step, item.days))
                act = partial(_take, step=step, told=item, letter=letter, owner=owner, day=day)
                schedule.at(day, act)


def tell_warnings(schedule: Schedule, *, until: date) -> None:
    """The run of every month, and what people do about what it raised."""
    for first in _months(after(OPENING, 30), until):
        schedule.at(first, partial(_run, day=first))
        schedule.at(after(first, 3), partial(_sign, day=after(first, 3)))
        schedule.at(after(first, 10), partial(_check, day=after(first, 10)))
        schedule.at(after(first, 20), partial(_finish, day=after(first, 20)))


def _offset(step: str, days: int) -> int:
    """On which day after the service of the letter, for an item due after so many days."""
    return {
        "arrange": 2,
        "object": 4,
        "sign": 5,
        "report": 30,
        "prove": days - 20,
        "submit": days - 15,
        "extend": days - 10,
        "verify": days - 8,
        "write_off": days - 5,
        "send_back": days - 5,
        "escalate": days + 60,
        "prove_late": days + 90,
        "account_for": days + 110,
        "reopen": days + 110,
    }[step]


def _take(
    stage: Stage, *, step: str, told: ItemTold, letter: Served, owner: str, day: date
) -> None:
    item = stage.ids[f"item/{letter.id}/{told.found}"]
    authority, verifier = stage.as_(SUPERVISOR, day), stage.as_(VERIFIER, day)
    unit = Ledger(stage.as_(CLERK, day))
    match step:
        case "arrange":
            given = Arrangement(
                owner=owner,
                measure=told.does,
                acceptance=(told.proof,),
                measures=(told.measure,),
                supervisor=SUPERVISOR,
            )
            Ledger(authority).arrange(item, given, reason="明确责任人与督办人")
        case "sign":
            unit.sign(item)
        case "object":
            unit.object(item, reason="该项由省级统建系统管理，请求复核责任单位")
        case "report":
            unit.report(item, progress=40, note=f"已制定方案：{told.does}")
        case "prove" | "prove_late":
            _prove(stage, item, told, day)
        case "submit":
            Ledger(stage.as_(owner, day)).confirm(item)
            unit.submit(item)
        case "extend":
            _clock(stage, SUPERVISOR, day).extend(
                item,
                until=after(letter.served, told.days + 200),
                reason="系统改造须待招标完成",
                approval="督办单位书面同意",
            )
        case "escalate":
            _clock(stage, SUPERVISOR, day).escalate(item, reason="逾期两月，经督办仍未完成")
        case _:
            _verify(Verification(verifier), step, item, told, day)


def _verify(desk: Verification, step: str, item: str, told: ItemTold, day: date) -> None:
    match step:
        case "verify":
            desk.start(item)
        case "write_off":
            desk.write_off(item, opinion=f"经查阅资料并实地抽查，{told.proof}", checked=(1,))
        case "send_back":
            desk.send_back(item, opinion="佐证只有文件，没有运行记录，退回补正")
        case "reopen":
            desk.reopen(
                item,
                recurrence=f"回头看发现：{told.found}的情形再次出现",
                due=after(day, 120),
                reason="日常监督回访发现",
            )
        case "account_for":
            desk.close_by_accountability(item, accountability="责任人受诫勉谈话，整改已完成")


def _prove(stage: Stage, item: str, told: ItemTold, day: date) -> None:
    words = f"佐证材料（示范）\n整改措施：{told.does}\n完成情况：{told.proof}\n日期：{day}\n"
    EvidenceDesk(stage.as_(CLERK, day)).add(
        item, name=f"{told.link}整改佐证.txt", content=words.encode(), effective=after(day, -3)
    )


def _clock(stage: Stage, name: str, day: date) -> LedgerClock:
    return LedgerClock(stage.as_(name, day), WorkingDays())


def _run(stage: Stage, *, day: date) -> None:
    _clock(stage, SYSTEM, day).tick()
    WarningRun(stage.as_(SYSTEM, day), WorkingDays(), near_pairs=near_pairs).run()


def _sign(stage: Stage, *, day: date) -> None:
    """Two of three are signed for; the rest rise."""
    registry = stage.as_(SUPERVISOR, day)
    for at, one in enumerate(_in_state(stage, "raised", day)):
        if at % 3:
            Warnings(registry).acknowledge(one.id)


def _check(stage: Stage, *, day: date) -> None:
    """Most hold; every fifth is dismissed."""
    desk = Warnings(stage.as_(VERIFIER, day))
    for at, one in enumerate(_in_state(stage, "acknowledged", day)):
        if at % 5 == 4:
            desk.dismiss(one.id, reason="经复核，所涉情形已在办理，无须另行处置")
        else:
            desk.verify(one.id, founded=True, finding="经查阅登记与实地了解，信号属实")


def _finish(stage: Stage, *, day: date) -> None:
    """Half of what was checked is done with in the month."""
    desk = Warnings(stage.as_(SUPERVISOR, day))
    for at, one in enumerate(_in_state(stage, "verified", day)):
        if at % 2 == 0:
            desk.close(one.id, action="已提醒责任单位并纳入下次督查，逐项跟踪")


def _in_state(stage: Stage, state: str, day: date) -> tuple[Kept[WarningFacts], ...]:
    """In the order of their subjects: ids of warnings are drawn, the play is to be the same."""
    found = stage.as_(SYSTEM, day).all(WARNINGS, Wanted(equal=(("state", (state,)),)))
    return tuple(sorted(found, key=lambda one: (one.facts.raised, one.facts.title)))


def _months(start: date, until: date) -> Iterator[date]:
    day = start.replace(day=1)
    while day <= until:
        yield day
        day = after(day, 32).replace(day=1)
