"""Rules that look at one record: late, unanswered, failed, without a measure, held too long."""

from collections.abc import Iterator
from datetime import timedelta

from kb.prevention.chain_facts import RiskGrade
from kb.prevention.ledger_clock import overdue_ground
from kb.prevention.letter_rules import add_months
from kb.prevention.stages import FAILING_GRADE
from kb.prevention.warning_records import PointWatched
from kb.prevention.warning_terms import Proposal, Rule, WarningRules, signature
from kb.prevention.warning_watch import Watch
from kb.registers.days import day_of

_AWAITED = ("issued", "in_progress", "extended", "overdue", "returned", "reopened")


def overdue(watch: Watch, rules: WarningRules) -> Iterator[Proposal]:
    """Items past their day that the unit still owes: yellow, orange after ``late_days``."""
    for one in watch.items:
        due = one.deadline
        if one.state not in _AWAITED or one.paused_from or due is None or due >= watch.today:
            continue
        late = (watch.today - due).days
        yield Proposal(
            rule=Rule.OVERDUE,
            signature=f"{Rule.OVERDUE}:{one.id}",  # as the clock of the ledger signs it
            grade=_late_grade(late, rules),
            title=f"整改事项逾期{late}日",
            subjects=(one,),
            grounds=(overdue_ground(one.id, due, one.round),),
            unit=one.unit,
            domain=one.domain,
        )


def letter_unanswered(watch: Watch, rules: WarningRules) -> Iterator[Proposal]:
    """Served letters whose day to reply is over."""
    for one in watch.letters.values():
        due = one.reply_due
        if one.state != "served" or one.replied or due is None or due >= watch.today:
            continue
        late = (watch.today - due).days
        yield Proposal(
            rule=Rule.LETTER_UNANSWERED,
            signature=signature(Rule.LETTER_UNANSWERED, one.department, one.id),
            grade=_late_grade(late, rules),
            title=f"建议书逾期{late}日未答复",
            subjects=(one,),
            grounds=(f"{one.id}：应于{due}前答复",),
            unit=one.unit,
        )


def evaluation_failed(watch: Watch, _rules: WarningRules) -> Iterator[Proposal]:
    """The last confirmed evaluation of a unit (and letter) is 不合格."""
    for one in watch.verdicts:
        if one.grade == FAILING_GRADE:
            yield Proposal(
                rule=Rule.EVALUATION_FAILED,
                signature=signature(Rule.EVALUATION_FAILED, one.department, one.unit, one.letter),
                grade="orange",
                title="整改效果评估不合格",
                subjects=(one,),
                grounds=(f"{one.id}：{one.confirmed}核定为不合格",),
                unit=one.unit,
            )


def risk_unmeasured(watch: Watch, rules: WarningRules) -> Iterator[Proposal]:
    """Confirmed high risk points that no adopted measure of their case answers."""
    terms = {one.id: one.term for one in watch.loopholes}
    answered: dict[str, set[str]] = {}
    for measure in watch.measures:
        met = answered.setdefault(measure.case_id, set())
        met.update(terms[one] for one in measure.loopholes if one in terms)
    for one in watch.points:
        since = day_of(one.created_at)
        if one.state != "confirmed" or one.grade is not RiskGrade.HIGH or _measured(one, answered):
            continue
        if (watch.today - since).days < rules.unmeasured_days:
            continue
        yield Proposal(
            rule=Rule.RISK_UNMEASURED,
            signature=signature(Rule.RISK_UNMEASURED, one.department, one.id),
            grade="yellow",
            title="高等级风险点没有对应的预防措施",
            subjects=(one,),
            grounds=(f"{one.id}：{since}登记，至今没有控制或措施",),
            unit=one.unit,
            domain=one.domain,
        )


def long_tenure(watch: Watch, rules: WarningRules) -> Iterator[Proposal]:
    """Key posts held for the years after which people are to rotate."""
    for one in watch.officers:
        left = one.until is not None and one.until < watch.today
        if not one.key_post or one.since is None or left:
            continue
        if add_months(one.since, 12 * rules.tenure_years) <= watch.today:
            yield Proposal(
                rule=Rule.LONG_TENURE,
                signature=signature(Rule.LONG_TENURE, one.department, one.id),
                grade="blue",
                title=f"关键岗位任职满{rules.tenure_years}年未轮岗",
                subjects=(one,),
                grounds=(f"{one.id}：{one.since}起任职",),
                unit=one.unit,
            )


def unit_uncovered(watch: Watch, rules: WarningRules) -> Iterator[Proposal]:
    """Units that no prevention of their own department has reached.

    Clues do not count: they are no prevention, and that there is one must not show.
    """
    reached = {
        (one.department, one.unit)
        for records in (
            [one for one in watch.points if one.state == "confirmed"],
            watch.loopholes,
            watch.letters.values(),
            watch.items,
            watch.inspections,
            watch.verdicts,
        )
        for one in records
    }
    before = watch.today - timedelta(days=rules.uncovered_days)
    for one in watch.units.values():
        if (one.department, one.id) not in reached and day_of(one.created_at) <= before:
            yield Proposal(
                rule=Rule.UNIT_UNCOVERED,
                signature=signature(Rule.UNIT_UNCOVERED, one.department, one.id),
                grade="blue",
                title="单位还没有被预防工作覆盖",
                subjects=(one,),
                grounds=(f"{one.id}：登记于{day_of(one.created_at)}，没有排查、建议或督查",),
                unit=one.id,
            )


def _late_grade(late: int, rules: WarningRules) -> str:
    return "yellow" if late <= rules.late_days else "orange"


def _measured(point: PointWatched, answered: dict[str, set[str]]) -> bool:
    if point.control.strip() and not point.gap.strip():
        return True
    met = answered.get(point.case_id, set()) if point.case_id else set()
    return set(point.loopholes) <= met if point.loopholes else bool(met)
