"""Letters: every step from every state, second persons, numbers, service, objection, items."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kb.errors import IllegalTransition, KbError, MissingEvidence, NotAllowed
from kb.governance.access import Principal, Role
from kb.prevention.ledger_facts import ITEMS, LETTERS, LetterKind
from kb.prevention.letter_items import items_of
from kb.prevention.letter_rules import ServiceMethod
from kb.prevention.letters import Letters
from kb.store.number_series import next_number
from kb.store.register_events import as_of, events_of
from kb.store.registry import Registry
from kb.store.session import Transactions

OpenRegistry = Callable[..., AbstractContextManager[Registry]]
DAY = date(2026, 4, 20)
STATES = tuple(LETTERS.states)
STEPS = (
    "submit", "send_back", "countersign", "approve", "serve", "object", "maintain", "amend",
    "reply", "conclude", "withdraw",
)  # fmt: skip
ALLOWED = {
    ("draft", "submit"): "review",
    ("draft", "withdraw"): "withdrawn",
    ("review", "send_back"): "draft",
    ("review", "countersign"): "review",
    ("review", "approve"): "approved",
    ("review", "withdraw"): "withdrawn",
    ("approved", "serve"): "served",
    ("approved", "withdraw"): "withdrawn",
    ("served", "object"): "objection",
    ("served", "reply"): "replied",
    ("served", "withdraw"): "withdrawn",
    ("objection", "maintain"): "served",
    ("objection", "amend"): "draft",
    ("objection", "withdraw"): "withdrawn",
    ("replied", "conclude"): "concluded",
}


def take(registry: Registry, letter_id: str, step: Any) -> str:
    letters = Letters(registry)
    reason = "经复核"
    if step in ("submit", "countersign", "approve", "conclude"):
        return str(getattr(letters, step)(letter_id).state)
    if step in ("send_back", "withdraw"):
        return str(getattr(letters, step)(letter_id, reason=reason).state)
    if step in ("maintain", "amend"):
        return letters.resolve(letter_id, step, reason=reason).state
    if step == "serve":
        return letters.serve(letter_id, on=DAY, method=ServiceMethod.WRITTEN).state
    if step == "object":
        return letters.object(letter_id, on=DAY, objection="第二项不属本单位职责").state
    return letters.reply(letter_id, on=DAY, reply="两项均采纳", adopted=(2, 1)).state


@pytest.fixture
def open_at(registry: OpenRegistry, noon: datetime) -> Callable[..., Any]:
    """Opens the registry at noon for somebody."""
    return lambda who, at=noon: registry(who, at=at)


def test_every_step_from_every_state(
    open_at: Any, world: Any, drafter: Principal, chief: Principal
) -> None:
    with open_at(drafter) as one:
        made = world(one)
        unit = made.unit()
        ids = {}
        for state in STATES:
            for step in STEPS:
                cosigners = (chief.account,) if step == "countersign" else ()
                served = date(2026, 4, 15) if state in ("served", "objection", "replied") else None
                letter = made.letter(state=state, unit=unit, served=served, cosigners=cosigners)
                if step == "conclude":
                    made.item("", state="written_off", letter=letter.id)
                ids[state, step] = letter.id
    found = {}
    for pair, letter_id in ids.items():
        try:
            with open_at(chief) as one:
                found[pair] = take(one, letter_id, pair[1])
        except KbError as refused:
            found[pair] = refused.code
    assert found == {pair: ALLOWED.get(pair, "TRANSITION_ILLEGAL") for pair in ids}
    with open_at(chief) as one:
        left = {pair: one.get(LETTERS, letter_id).state for pair, letter_id in ids.items()}
    assert left == {pair: ALLOWED.get(pair, pair[0]) for pair in ids}


def reviewed(open_at: Any, world: Any, drafter: Principal, **facts: Any) -> str:
    with open_at(drafter) as one:
        letter = world(one).letter(**facts)
        return str(Letters(one).submit(letter.id).id)


def test_whoever_wrote_a_letter_does_not_approve_it(
    open_at: Any, world: Any, drafter: Principal, chief: Principal
) -> None:
    with open_at(drafter) as one:
        letter = world(one).letter()
    with open_at(chief) as one:
        one.edit(LETTERS, letter, replace(letter.facts, contact="某室"), expected=1)
        Letters(one).submit(letter.id)
    for author in (drafter, chief):
        with pytest.raises(NotAllowed, match="SAME_PERSON"), open_at(author) as one:
            Letters(one).approve(letter.id)
    with open_at(replace(chief, account="third")) as one:
        assert Letters(one).approve(letter.id).facts.approved_by == "third"


def test_an_incomplete_letter_is_not_submitted(
    open_at: Any, world: Any, drafter: Principal
) -> None:
    with pytest.raises(KbError, match="FIELD_NEEDED"), open_at(drafter) as one:
        letter = world(one).letter(legal_basis=())
        Letters(one).submit(letter.id)


def test_every_named_countersignature_is_needed(
    open_at: Any, world: Any, drafter: Principal, chief: Principal
) -> None:
    letter = reviewed(open_at, world, drafter, cosigners=("a", "b"))
    with open_at(replace(chief, account="a")) as one:
        Letters(one).countersign(letter, opinion="同意")
    with (
        pytest.raises(MissingEvidence, match="COUNTERSIGN_MISSING") as refused,
        open_at(chief) as one,
    ):
        Letters(one).approve(letter)
    assert refused.value.context["people"] == "b"
    with (
        pytest.raises(IllegalTransition, match="ALREADY_SIGNED"),
        open_at(replace(chief, account="a")) as one,
    ):
        Letters(one).countersign(letter)
    with pytest.raises(NotAllowed, match="NOT_COSIGNER"), open_at(chief) as one:
        Letters(one).countersign(letter)
    with open_at(replace(chief, account="b")) as one:
        Letters(one).countersign(letter)
    with open_at(chief) as one:
        assert Letters(one).approve(letter).state == "approved"


def test_a_letter_sent_back_is_signed_again(
    open_at: Any, world: Any, drafter: Principal, chief: Principal
) -> None:
    letter = reviewed(open_at, world, drafter, cosigners=("chief",))
    with open_at(chief) as one:
        Letters(one).countersign(letter)
        assert Letters(one).send_back(letter, reason="第二项不具体").facts.cosigned == ()


@pytest.mark.parametrize("kind", [LetterKind.PROCURATORIAL, LetterKind.JUDICIAL])
def test_an_approval_tells_of_the_decision_its_kind_needs(
    open_at: Any, world: Any, drafter: Principal, chief: Principal, kind: LetterKind
) -> None:
    letter = reviewed(open_at, world, drafter, kind=kind)
    with pytest.raises(MissingEvidence, match="DECISION_MISSING"), open_at(chief) as one:
        Letters(one).approve(letter)
    with open_at(chief) as one:
        approved = Letters(one).approve(letter, decision="2026年第3次会议讨论通过")
    assert approved.facts.decision == "2026年第3次会议讨论通过"


def test_numbers_run_by_body_kind_and_year_and_are_never_given_again(
    open_at: Any, world: Any, drafter: Principal, chief: Principal
) -> None:
    def approved(at: datetime, **facts: Any) -> tuple[str, str]:
        letter = reviewed(open_at, world, drafter, **facts)
        with open_at(chief, at) as one:
            return letter, Letters(one).approve(letter, decision="讨论通过").facts.number

    spring, new_year = datetime(2026, 4, 20, tzinfo=UTC), datetime(2026, 12, 31, 16, tzinfo=UTC)
    first, number = approved(spring)
    assert number == "某纪监建〔2026〕1号"
    with open_at(chief, spring) as one:
        Letters(one).withdraw(first, reason="重复制发")
    assert approved(spring)[1] == "某纪监建〔2026〕2号"
    assert approved(spring, kind=LetterKind.JUDICIAL)[1] == "某法建〔2026〕1号"
    assert approved(spring, body="某县纪委监委", mark="某县")[1] == "某县纪监建〔2026〕1号"
    # 1 January in China, still December in UTC
    assert approved(new_year)[1] == "某纪监建〔2027〕1号"


def test_a_number_of_an_undone_transaction_was_never_given(transactions: Transactions) -> None:
    with pytest.raises(ZeroDivisionError), transactions.writing() as session:
        assert next_number(session, "某院/judicial/2026") == 1
        raise ZeroDivisionError
    with transactions.writing() as session:
        numbers = [next_number(session, "某院/judicial/2026") for _ in range(3)]
    assert numbers == [1, 2, 3]


def served(open_at: Any, world: Any, drafter: Principal, chief: Principal, **facts: Any) -> str:
    letter = reviewed(open_at, world, drafter, **facts)
    with open_at(chief) as one:
        Letters(one).approve(letter)
        Letters(one).serve(letter, on=DAY, method=ServiceMethod.ANNOUNCED)
    return letter


def test_each_problem_becomes_an_item_drafted_at_approval_and_issued_at_service(
    open_at: Any, world: Any, drafter: Principal, chief: Principal
) -> None:
    with open_at(drafter) as one:
        made = world(one)
        case_id = made.case(domain="engineering_construction").id
        first = made.measure(case_id, made.loophole(case_id), due=date(2026, 7, 1))
        second = made.measure(case_id, made.loophole(case_id, term="no_rule"), acceptance="已印发")
        letter = made.letter(case_id, measures=(first, second))
        Letters(one).submit(letter.id)
    with open_at(chief) as one:
        Letters(one).approve(letter.id)
        drafted = items_of(one, letter.id)
        Letters(one).serve(letter.id, on=DAY, method=ServiceMethod.WRITTEN)
        issued = items_of(one, letter.id)
    assert [(one.state, one.facts.issued) for one in drafted] == [("drafted", None)] * 2
    assert [(one.facts.ordinal, one.facts.problem, one.facts.measure) for one in issued] == [
        (1, "名单抽取没有记录", "名单抽取全程留痕"),
        (2, "招标代理没有回避", "建立代理机构回避制度"),
    ]
    assert [(one.state, one.facts.issued, one.facts.due) for one in issued] == [
        ("issued", DAY, date(2026, 7, 1)),
        ("issued", DAY, date(2026, 6, 19)),
    ]
    assert [one.facts.loopholes for one in issued] == [("no_trace",), ("no_rule",)]
    assert issued[1].facts.acceptance == ("已印发",)
    assert {one.head.case_id for one in issued} == {case_id}
    assert {one.facts.unit for one in issued} == {letter.facts.unit}


def test_service_starts_the_clock_of_the_reply(
    open_at: Any, world: Any, drafter: Principal, chief: Principal
) -> None:
    letter = served(open_at, world, drafter, chief)
    with open_at(chief) as one:
        told = one.get(LETTERS, letter).facts
    assert (told.served, told.service) == (DAY, "announced")
    assert told.reply_due == date(2026, 6, 19)  # 60 days


@pytest.mark.parametrize("day", [date(2026, 4, 21), date(2026, 4, 19)])
def test_no_service_tomorrow_nor_before_the_approval(
    open_at: Any, world: Any, drafter: Principal, chief: Principal, day: date
) -> None:
    letter = reviewed(open_at, world, drafter)
    with open_at(chief) as one:
        Letters(one).approve(letter)
    with pytest.raises(KbError, match="DATE_INVALID"), open_at(chief) as one:
        Letters(one).serve(letter, on=day, method=ServiceMethod.WRITTEN)


@pytest.mark.parametrize(
    ("days", "on", "accepted"),
    [
        (15, date(2026, 5, 5), True),
        (15, date(2026, 5, 6), False),
        (None, date(2026, 4, 20), False),
    ],
)
def test_objections_are_heard_in_their_time_only(
    open_at: Any, world: Any, drafter: Principal, chief: Principal, days: Any, on: date,
    accepted: bool,
) -> None:  # fmt: skip
    letter = served(open_at, world, drafter, chief, objection_days=days)
    june = datetime(2026, 6, 1, tzinfo=UTC)
    if accepted:
        with open_at(chief, june) as one:
            contested = Letters(one).object(letter, on=on, objection="不属本单位职责")
            assert (contested.state, contested.facts.objected) == ("objection", on)
            assert {one.state for one in items_of(one, letter)} == {"objection"}
        return
    with pytest.raises(IllegalTransition, match="OBJECTION_CLOSED"), open_at(chief, june) as one:
        Letters(one).object(letter, on=on, objection="不属本单位职责")


def contested(open_at: Any, world: Any, drafter: Principal, chief: Principal) -> str:
    letter = served(open_at, world, drafter, chief)
    with open_at(chief) as one:
        Letters(one).object(letter, on=DAY, objection="不属本单位职责")
    return letter


def test_a_letter_that_stands_sets_its_items_going(
    open_at: Any, world: Any, drafter: Principal, chief: Principal
) -> None:
    letter = contested(open_at, world, drafter, chief)
    with open_at(chief) as one:
        assert Letters(one).resolve(letter, "maintain", reason="职责清单写明").state == "served"
        assert {one.state for one in items_of(one, letter)} == {"in_progress"}


def test_an_amended_letter_keeps_its_number_and_drafts_its_items_anew(
    open_at: Any, world: Any, drafter: Principal, chief: Principal
) -> None:
    letter = contested(open_at, world, drafter, chief)
    with open_at(drafter) as one:
        draft = Letters(one).resolve(letter, "amend", reason="第二项异议成立")
        shorter = replace(
            draft.facts, problems=draft.facts.problems[:1], suggestions=draft.facts.suggestions[:1]
        )
        one.edit(LETTERS, draft, shorter, expected=draft.head.version)
        Letters(one).submit(letter)
    with open_at(chief) as one:
        Letters(one).approve(letter)
        again = Letters(one).serve(letter, on=DAY, method=ServiceMethod.WRITTEN)
        states = sorted(one.state for one in items_of(one, letter))
    assert draft.facts.served is None
    assert again.facts.number == draft.facts.number == "某纪监建〔2026〕1号"
    assert states == ["issued", "withdrawn", "withdrawn"]


def test_a_letter_is_not_taken_back_once_its_unit_works_on_it(
    open_at: Any, world: Any, drafter: Principal, chief: Principal
) -> None:
    letter = served(open_at, world, drafter, chief)
    with open_at(chief) as one:
        item = items_of(one, letter)[0]
        one.change(ITEMS, item, state="in_progress", action="sign")
    with pytest.raises(IllegalTransition, match="ITEMS_STARTED"), open_at(chief) as one:
        Letters(one).withdraw(letter, reason="不当")
    with open_at(chief) as one:
        assert [one.state for one in items_of(one, letter)] == ["in_progress", "issued"]


@pytest.mark.parametrize("state", ["approved", "served"])
def test_items_are_taken_back_with_their_letter(
    open_at: Any, world: Any, drafter: Principal, chief: Principal, state: str
) -> None:
    letter = reviewed(open_at, world, drafter)
    with open_at(chief) as one:
        Letters(one).approve(letter)
        if state == "served":
            Letters(one).serve(letter, on=DAY, method=ServiceMethod.WRITTEN)
        Letters(one).withdraw(letter, reason="依据已失效")
        assert {one.state for one in items_of(one, letter)} == {"withdrawn"}


@pytest.mark.parametrize(
    ("adopted", "kept"), [((2, 1, 2), (1, 2)), ((), ()), ((3,), None), ((0,), None)]
)
def test_a_reply_tells_which_suggestions_are_adopted(
    open_at: Any, world: Any, drafter: Principal, chief: Principal, adopted: Any, kept: Any
) -> None:
    letter = served(open_at, world, drafter, chief)
    if kept is None:
        with pytest.raises(KbError, match="SUGGESTION_UNKNOWN"), open_at(chief) as one:
            Letters(one).reply(letter, on=DAY, reply="采纳", adopted=adopted)
        return
    with open_at(chief) as one:
        replied = Letters(one).reply(letter, on=DAY, reply="采纳", adopted=adopted)
    assert (replied.facts.adopted, replied.facts.replied) == (kept, DAY)


def test_a_letter_is_concluded_when_all_of_its_items_are(
    open_at: Any, world: Any, drafter: Principal, chief: Principal
) -> None:
    letter = served(open_at, world, drafter, chief)
    with open_at(chief) as one:
        Letters(one).reply(letter, on=DAY, reply="采纳", adopted=(1, 2))
        first, second = items_of(one, letter)
        one.change(ITEMS, first, state="written_off", action="write_off")
        with pytest.raises(MissingEvidence, match="ITEMS_OPEN") as refused:
            Letters(one).conclude(letter)
        assert refused.value.context["records"] == second.id
        one.change(ITEMS, second, state="closed_by_accountability", action="close")
        assert Letters(one).conclude(letter).state == "concluded"


def test_a_letter_is_not_edited_after_it_was_submitted(
    open_at: Any, world: Any, drafter: Principal
) -> None:
    letter_id = reviewed(open_at, world, drafter)
    with pytest.raises(IllegalTransition, match="EDIT_CLOSED"), open_at(drafter) as one:
        letter = one.get(LETTERS, letter_id)
        one.edit(LETTERS, letter, replace(letter.facts, contact="他室"), expected=2)


def test_a_letter_is_rebuilt_as_it_was(
    open_at: Any, world: Any, person: Callable[..., Principal]
) -> None:
    days = [datetime(2026, 4, day, 4, tzinfo=UTC) for day in (2, 9, 16)]
    author, approver = person("w", Role.PREVENTION), person("x", Role.REVIEWER)
    with open_at(author, days[0]) as one:
        submitted = Letters(one).submit(world(one).letter().id)
    with open_at(approver, days[1]) as one:
        approved = Letters(one).approve(submitted.id)
    with open_at(approver, days[2]) as one:
        last = Letters(one).serve(submitted.id, on=date(2026, 4, 16), method=ServiceMethod.POST)
        events = events_of(one.session, submitted.id)
    assert [as_of(LETTERS, events, day) for day in days] == [submitted, approved, last]
