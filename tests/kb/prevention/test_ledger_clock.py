"""Deadlines by the calendar: extension, pause, overdue and the ladder, counted by hand."""

from datetime import date
from typing import Any

import pytest

from kb.errors import IllegalTransition, InvalidQuery, KbError, NotAllowed, WorkflowError
from kb.prevention.evidence import EvidenceDesk
from kb.prevention.ledger import Ledger
from kb.prevention.ledger_clock import LedgerClock, ladder, tier_at
from kb.prevention.ledger_facts import ITEMS, WARNINGS
from kb.prevention.verification import Verification
from kb.prevention.working_days import CalendarDay, WorkingDays
from kb.store.register_events import events_of

# the item is due on Thursday 30 April 2026; the first five days of May are off
CALENDAR = WorkingDays(CalendarDay(date(2026, 5, day), working=False) for day in range(1, 6))
APRIL = date(2026, 4, 2)


def clock(one: Any) -> LedgerClock:
    return LedgerClock(one, CALENDAR)


def extend(desk: Any, until: date, *, day: date = APRIL, approval: str = "批准件 3 号") -> Any:
    with desk.as_("officer", day) as one:
        return clock(one).extend(desk.item, until=until, reason="雨季停工", approval=approval)


def test_a_date_is_extended_twice_and_no_more(desk: Any) -> None:
    desk.begin()
    assert extend(desk, date(2026, 5, 29)).state == "extended"
    kept = extend(desk, date(2026, 6, 30), day=date(2026, 5, 29))
    assert (kept.state, kept.facts.extensions, kept.facts.due) == (
        "extended",
        2,
        date(2026, 4, 30),
    )
    with pytest.raises(WorkflowError, match="EXTENSIONS_SPENT"):
        extend(desk, date(2026, 7, 30))
    with desk.as_("officer", APRIL) as one:
        last = events_of(one.session, desk.item)[-1]
    assert (last.action, last.reason) == ("extend", "雨季停工（批准：批准件 3 号）")


@pytest.mark.parametrize(
    ("until", "day", "approval", "kind", "code"),
    [
        pytest.param(
            date(2026, 4, 30), APRIL, "3 号", InvalidQuery, "DATE_TOO_EARLY", id="no_later"
        ),
        pytest.param(
            date(2026, 6, 1),
            date(2026, 5, 1),
            "3 号",
            IllegalTransition,
            "DEADLINE_PASSED",
            id="too_late",
        ),
        pytest.param(date(2026, 6, 1), APRIL, " ", InvalidQuery, "FIELD_NEEDED", id="not_approved"),
    ],
)
def test_an_extension_that_is_refused(
    desk: Any, until: date, day: date, approval: str, kind: type[KbError], code: str
) -> None:
    desk.begin()
    with pytest.raises(kind) as refused:
        extend(desk, until, day=day, approval=approval)
    assert refused.value.code == code
    assert desk.kept().state == "in_progress"


def test_a_pause_moves_the_date_by_the_working_days_lost(desk: Any) -> None:
    """Paused Thursday 9 April to Thursday 16 April: 9, 10, 13, 14, 15 are lost, five days.

    Five working days after 30 April, with 1 to 5 May off: 6, 7, 8, 11, 12 May.
    """
    desk.begin()
    with desk.as_("officer", date(2026, 4, 9)) as one:
        assert clock(one).pause(desk.item, reason="诉讼中止").facts.paused_from == date(2026, 4, 9)
    assert desk.tick(date(2026, 5, 20), CALENDAR).state == "in_progress"
    with desk.as_("officer", date(2026, 4, 16)) as one:
        facts = clock(one).resume(desk.item).facts
    assert (facts.paused_days, facts.extended_due, facts.paused_from) == (
        5,
        date(2026, 5, 12),
        None,
    )
    assert facts.extensions == 0
    assert desk.tick(date(2026, 5, 12), CALENDAR).state == "in_progress"
    assert desk.tick(date(2026, 5, 13), CALENDAR).state == "overdue"


def test_while_paused_the_unit_may_work_but_not_apply(desk: Any) -> None:
    desk.begin()
    desk.prove()
    with desk.as_("owner", APRIL) as one:
        Ledger(one).confirm(desk.item)
    with desk.as_("officer", APRIL) as one:
        clock(one).pause(desk.item, reason="诉讼中止")
    with desk.as_("clerk", APRIL) as one:
        Ledger(one).report(desk.item, progress=60, note="办法已拟")
    with pytest.raises(IllegalTransition, match="ITEM_PAUSED"), desk.as_("clerk", APRIL) as one:
        Ledger(one).submit(desk.item)
    with desk.as_("officer", APRIL) as one:
        assert clock(one).resume(desk.item).facts.extended_due is None
    with pytest.raises(IllegalTransition, match="ITEM_NOT_PAUSED"):  # noqa: SIM117
        with desk.as_("officer", APRIL) as one:
            clock(one).resume(desk.item)


@pytest.mark.parametrize(
    ("overdue", "tier"),
    [(-3, 0), (0, 0), (1, 1), (9, 1), (10, 2), (29, 2), (30, 3), (59, 3), (60, 4), (400, 4)],
)
def test_the_rung_of_the_ladder(overdue: int, tier: int) -> None:
    assert tier_at(overdue, ladder()) == tier


def test_overdue_rises_by_working_days_and_a_person_decides(desk: Any) -> None:
    """Due 30 April: 6 May is the first working day after, 19 May the tenth, 16 June the thirtieth.

    6, 7, 8 May make 3; 11–15 make 8; 18, 19 make 10. 20–22 make 13; 25–29 make 18; 1–5 June
    23; 8–12 June 28; 15, 16 June 30.
    """
    desk.begin()
    assert desk.tick(date(2026, 4, 30), CALENDAR).state == "in_progress"
    # a day off: overdue by the calendar, by no working day yet
    assert (desk.tick(date(2026, 5, 1), CALENDAR).state, desk.kept().facts.tier) == ("overdue", 0)
    for day, tier in (
        (date(2026, 5, 6), 1),
        (date(2026, 5, 18), 1),
        (date(2026, 5, 19), 2),
        (date(2026, 6, 15), 2),
        (date(2026, 6, 16), 3),
    ):
        assert desk.tick(day, CALENDAR).facts.tier == tier, day
    version = desk.kept().head.version
    assert desk.tick(date(2026, 6, 16), CALENDAR).head.version == version
    with desk.as_("officer", date(2026, 6, 16)) as one:
        [warning] = one.all(WARNINGS)
        assert (warning.state, warning.facts.tier, warning.facts.grade) == ("raised", 3, "orange")
        assert warning.facts.title == "整改事项逾期30个工作日：建议约谈"
        # ten working days after 6 May: 7, 8, 11–15, 18–20
        assert warning.facts.ack_due == date(2026, 5, 20)
        assert clock(one).urge(desk.item, note="已约谈主要负责人").state == "overdue"
        assert clock(one).escalate(desk.item, reason="约谈后仍未整改").state == "escalated"


def escalated(desk: Any) -> None:
    desk.begin()
    desk.tick(date(2026, 5, 6), CALENDAR)
    with desk.as_("officer", date(2026, 5, 7)) as one:
        clock(one).escalate(desk.item, reason="拒不整改")


def test_an_escalated_item_goes_back_with_a_new_date(desk: Any) -> None:
    escalated(desk)
    with desk.as_("officer", date(2026, 5, 8)) as one:
        kept = clock(one).order_again(desk.item, due=date(2026, 6, 8), reason="已更换责任人")
    assert (kept.state, kept.facts.extended_due, kept.facts.tier) == (
        "in_progress",
        date(2026, 6, 8),
        0,
    )


def test_accountability_closes_with_evidence_and_by_a_second_person(desk: Any) -> None:
    escalated(desk)
    said = "责任人受政务警告处分，问题已整改"

    def close(name: str) -> Any:
        with desk.as_(name, date(2026, 5, 20)) as one:
            return Verification(one).close_by_accountability(desk.item, accountability=said)

    with pytest.raises(KbError, match="EVIDENCE_MISSING"):
        close("verifier")
    with desk.as_("officer", date(2026, 5, 19)) as one:
        EvidenceDesk(one).add(desk.item, name="甲", content=b"x", effective=date(2026, 5, 18))
    with pytest.raises(NotAllowed, match="SAME_PERSON"):
        close("officer")
    kept = close("verifier")
    assert (kept.state, kept.facts.accountability) == ("closed_by_accountability", said)


def test_only_the_program_ticks(desk: Any) -> None:
    with pytest.raises(NotAllowed), desk.as_("officer", APRIL) as one:
        clock(one).tick()


def test_a_warning_that_was_dealt_with_is_raised_anew(desk: Any) -> None:
    desk.begin()
    desk.tick(date(2026, 5, 6), CALENDAR)
    with desk.as_("system", date(2026, 5, 7)) as one:
        [warning] = one.all(WARNINGS)
        one.change(WARNINGS, warning, state="closed", action="close")
    desk.tick(date(2026, 5, 19), CALENDAR)
    with desk.as_("officer", date(2026, 5, 19)) as one:
        assert sorted(kept.state for kept in one.all(WARNINGS)) == ["closed", "raised"]
        assert one.get(ITEMS, desk.item).facts.tier == 2
